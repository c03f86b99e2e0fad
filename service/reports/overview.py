"""*Läget*: everybody one follows, who needs somebody first, load per supervisor, the coming thirty days."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from service.i18n.texts import t
from service.residency import sight
from service.residency.followup import flags
from service.residency.followup import standing as standings
from service.residency.followup.flags import Risk
from service.residency.followup.standing import Standing
from workflows.model import calendar
from workflows.model.actor import Actor
from workflows.transaction import Transaction

_COMING = 30
#: How many residents one supervises before it is much.
MANY = 3
_ORDER = {"late": 0, "behind": 1, "on_track": 2, "on_leave": 3}
#: What to do about the heaviest flag.
_ACTS = {
    "late": "contact",
    "no_supervisor": "propose_supervisor",
    "supervisor_elsewhere": "propose_supervisor",
    "goals": "open_plan",
    "safe_date": "open_plan",
    "assessments": "book_talk",
    "supervision": "book_talk",
    "collegia": "book_talk",
    "iup_reviews": "book_talk",
    "annual_talks": "book_talk",
    "check_ins": "book_talk",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One resident in the list; *act* is a key (``contact``, ``book_talk`` …) with its words, empty for none."""

    residency_id: UUID
    name: str
    unit: str
    month: str
    risk: Risk
    goals_done: int
    goals_planned: int
    goals_total: int
    next_title: str
    next_on: dt.date | None
    act: str
    act_word: str
    supervisor: str
    is_confidential: bool

    @property
    def why(self) -> str:
        """Return the reasons in one text, heaviest first; at most two."""
        return " ".join(flag.text for flag in self.risk.flags[:2])


@dataclass(frozen=True, slots=True)
class Load:
    """How many residents a main supervisor has, and how many open tasks are theirs in person."""

    person_id: UUID
    name: str
    residents: int
    open_tasks: int
    is_much: bool


@dataclass(frozen=True, slots=True)
class Coming:
    """Something within thirty days."""

    on: dt.date
    residency_id: UUID
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole page; *counts* by state: late, behind, on_track, on_leave."""

    rows: tuple[Row, ...]
    counts: dict[str, int]
    load: tuple[Load, ...]
    coming: tuple[Coming, ...]
    units: tuple[str, ...]


def overview(tx: Transaction, by: Actor, locale: str = "sv") -> Overview:
    """Return everybody in training whom *by* may see, most at risk first; six statements however many they are."""
    found = standings.of_reach(tx, *_reach(by))
    rows = [(standing, _row(standing, locale)) for standing in found]
    rows.sort(key=lambda pair: (_ORDER[pair[1].risk.state], -pair[1].risk.score, pair[1].name))
    return Overview(
        rows=tuple(row for _, row in rows),
        counts={state: sum(row.risk.state == state for _, row in rows) for state in _ORDER},
        load=_load(found),
        coming=_coming(found, calendar.local_date(tx.now()), locale),
        units=tuple(sorted({row.unit for _, row in rows})),
    )


def _reach(by: Actor) -> tuple[list[str] | None, list[str] | None]:
    """Return the scopes of one's keys, and the regions to look for supervisors in."""
    if by.is_system:
        return None, None
    parts = [key.partition("@") for key in by.keys]
    scopes = sorted({scope for role, _, scope in parts if role not in sight.BLIND})
    is_single = any(scope.startswith("residency:") for scope in scopes)
    return scopes, None if is_single or not by.regions else sorted(by.regions)


def _row(standing: Standing, locale: str) -> Row:
    risk = flags.risk(standing, locale)
    first = next(iter(standing.tasks), None)
    act = _ACTS.get(risk.flags[0].kind, "") if risk.flags else ""
    return Row(
        residency_id=standing.residency.id,
        name=standing.name,
        unit=standing.unit_en if locale == "en" else standing.unit_sv,
        month=flags.months_text(standing, locale),
        risk=risk,
        goals_done=standing.tally("goals").n,
        goals_planned=standing.goals_planned,
        goals_total=standing.goals_total,
        next_title="" if first is None else first.name_en if locale == "en" else first.name_sv,
        next_on=first.due_on if first else None,
        act=act,
        act_word=t(f"record.act.{act}", locale) if act else "",
        supervisor=standing.supervisor.name if standing.supervisor else "",
        is_confidential=standing.tally("protected").n > 0,
    )


def _load(found: list[Standing]) -> tuple[Load, ...]:
    residents = Counter(one.supervisor.person_id for one in found if one.supervisor)
    names = {one.supervisor.person_id: one.supervisor.name for one in found if one.supervisor}
    tasks = Counter(task.assignee or _supervisor_of(one, task.candidate_key) for one in found for task in one.tasks)
    rows = [Load(i, names[i], n, tasks[i], n > MANY) for i, n in residents.items()]
    return tuple(sorted(rows, key=lambda row: (-row.residents, -row.open_tasks, row.name)))


def _supervisor_of(standing: Standing, key: str | None) -> UUID | None:
    is_theirs = (key or "").startswith("main_supervisor@") and standing.supervisor is not None
    return standing.supervisor.person_id if is_theirs and standing.supervisor else None


def _coming(found: list[Standing], today: dt.date, locale: str) -> tuple[Coming, ...]:
    until = today + dt.timedelta(days=_COMING)
    rows = []
    for one in found:
        residency = one.residency
        for task in one.tasks:
            if task.due_on is not None and today <= task.due_on <= until:
                text = task.name_en if locale == "en" else task.name_sv
                rows.append(Coming(task.due_on, residency.id, one.name, text))
        for day, key in ((residency.start_on, "starts"), (residency.planned_end_on, "ends")):
            if day is not None and today <= day <= until:
                rows.append(Coming(day, residency.id, one.name, t(f"record.coming.{key}", locale)))
    return tuple(sorted(rows, key=lambda row: (row.on, row.name)))
