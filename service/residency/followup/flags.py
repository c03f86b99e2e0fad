"""Early warnings: why a resident needs somebody, with a reason per flag, and how they are ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from service.i18n import numbers
from service.i18n.dates import date_words
from service.i18n.texts import has, t
from service.residency import targets
from service.residency.followup.progress import Progress, progress
from service.residency.followup.standing import Standing
from service.residency.service_time import safe_dates
from service.residency.tables_record import Certificate, Learning

#: What weighs how much: overdue duties first, then distance to the plan, then assessments and supervision.
WEIGHTS = {
    "late": 1000,
    "safe_date": 400,
    "no_supervisor": 300,
    "supervisor_elsewhere": 60,
    "goals": 200,
    "assessments": 120,
    "supervision": 100,
    "collegia": 60,
    "iup_reviews": 60,
    "annual_talks": 40,
    "check_ins": 40,
    "self_study": 10,
    "protected": 150,
    "managerial": 20,
}
#: Flags that are worth knowing but make nobody fall behind.
_MILD = frozenset({"self_study", "supervisor_elsewhere", "managerial", "protected"})
#: Goals behind the plan before it is a flag: an eighth of them, four at least.
_LAG = 4


@dataclass(frozen=True, slots=True)
class Flag:
    """One reason: *kind* for icon and act, the sentence, its weight, and the guideline's words behind it."""

    kind: str
    text: str
    weight: int
    source: targets.Why


@dataclass(frozen=True, slots=True)
class Risk:
    """A resident's flags, heaviest first, their sum, and the state in a word."""

    state: Literal["late", "behind", "on_leave", "on_track"]
    word: str
    score: int
    days_late: int
    flags: tuple[Flag, ...]


def risk(standing: Standing, locale: str = "sv") -> Risk:
    """Return a resident's flags and state; on full leave only what is overdue counts."""
    away = standing.away_today()
    found = [*_late(standing, locale)]
    if away is None:
        found += _people(standing, locale)
        found += _plan(standing, locale)
        found += _targets(progress(standing, locale), locale)
    if standing.tally("protected").n:
        found.append(_flag("protected", t("record.flag.protected", locale)))
    found.sort(key=lambda flag: -flag.weight)
    days = max(((standing.today - late.due_on).days for late in standing.late), default=0)
    state: Literal["late", "behind", "on_leave", "on_track"] = "on_track"
    if standing.late:
        state = "late"
    elif away is not None:
        state = "on_leave"
    elif any(flag.kind not in _MILD for flag in found):
        state = "behind"
    word = t(f"record.risk.{state}", locale) if state != "late" else t("dates.late", locale, n=days)
    return Risk(state, word, sum(flag.weight for flag in found), days, tuple(found))


def _late(standing: Standing, locale: str) -> list[Flag]:
    found = []
    for late in standing.late:
        key = f"record.policy.{late.policy}"
        what = t(key, locale) if has(key) else late.policy
        day = date_words("long", late.due_on, locale, today=standing.today)
        text = t("record.flag.late", locale, what=what, day=day)
        days = (standing.today - late.due_on).days
        row = late.serves.split()[0] if late.serves else ""
        found.append(Flag("late", text, WEIGHTS["late"] + min(days, 365), targets.row(row)))
    return found


def _people(standing: Standing, locale: str) -> list[Flag]:
    residency = standing.residency
    if standing.supervisor is None:
        return [_flag("no_supervisor", t("record.flag.no_supervisor", locale))]
    if standing.supervisor.unit and standing.supervisor.unit != residency.unit:
        return [_flag("supervisor_elsewhere", t("record.flag.supervisor_elsewhere", locale))]
    return []


def _plan(standing: Standing, locale: str) -> list[Flag]:
    found = []
    done, planned, total = standing.tally("goals").n, standing.goals_planned, standing.goals_total
    if planned - done >= max(_LAG, total // 8):
        text = t("record.flag.goals", locale, done=done, total=total, planned=planned)
        found.append(Flag("goals", text, WEIGHTS["goals"] + 10 * (planned - done), targets.Why()))
    for date in safe_dates.reckon(
        standing.residency, standing.facts, _learned(standing), _signed(standing), standing.today, locale
    ):
        if date.is_late:
            day = date_words("long", date.latest_on, locale, today=standing.today)
            text = t("record.flag.safe_date", locale, what=date.text, day=day)
            found.append(Flag("safe_date", text, WEIGHTS["safe_date"], date.source))
    return found


def _targets(rows: Sequence[Progress], locale: str) -> list[Flag]:
    found = []
    for row in rows:
        if row.is_below:
            facts = {"done": row.done_text, "target": row.target_text}
            text = t("record.flag.below", locale, what=row.title, **facts)  # type: ignore[arg-type]
            found.append(Flag(row.figure, text, WEIGHTS[row.figure], row.source))
    return found


def _flag(kind: str, text: str) -> Flag:
    return Flag(kind, text, WEIGHTS[kind], targets.Why())


def _learned(standing: Standing) -> list[Learning]:
    kinds = [what.removeprefix("begun:") for what in standing.tallies if what.startswith("begun:")]
    return [Learning(kind=kind, state="under_way") for kind in kinds]


def _signed(standing: Standing) -> list[Certificate]:
    signed = [Certificate(state="signed")] if standing.tally("signed").n else []
    return [*signed, Certificate(state="draft")] if standing.tally("unsigned").n else signed


def months_text(standing: Standing, locale: str) -> str:
    """Return how far a training has come: ``månad 7 av 66``."""
    month = numbers.number(int(standing.served) + 1, locale)
    total = standing.residency.min_months
    return t("record.month_of", locale, month=month, total=total) if total else t("record.month", locale, month=month)
