"""The whole training on one line: service periods, leaves and milestones, with overlaps and gaps."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from service.i18n.texts import t
from service.residency import queries
from service.residency.queries import training
from service.residency.tables import Leave, Residency
from service.residency.tables_record import ServicePeriod
from workflows.model import calendar
from workflows.transaction import Transaction

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A period or a leave, both days included; *state* is done, now or planned."""

    id: UUID
    kind: str
    title: str
    from_on: dt.date
    to_on: dt.date
    percent: int
    state: Literal["done", "now", "planned"]
    goals: tuple[str, ...] = ()
    supervisor: str = ""
    has_feedback: bool = False
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days, both included, that nothing is planned for, or that together are more than full time."""

    kind: Literal["gap", "overlap"]
    from_on: dt.date
    to_on: dt.date
    text: str
    percent: int = 0


@dataclass(frozen=True, slots=True)
class Timeline:
    """Spans by start, then gaps and overlaps between the training's first day and its planned end."""

    from_on: dt.date
    to_on: dt.date | None
    today: dt.date
    spans: tuple[Span, ...]
    stretches: tuple[Stretch, ...]


def timeline(tx: Transaction, residency: Residency, locale: str = "sv") -> Timeline:
    """Return a residency's timeline; three queries."""
    today = calendar.local_date(tx.now())
    periods = training.periods_of(tx.session, residency.id)
    leaves = queries.leaves(tx.session, residency.id)
    spans = [*(_period(row, today, locale) for row in periods), *(_leave(row, today, locale) for row in leaves)]
    last = residency.planned_end_on - _DAY if residency.planned_end_on else None
    return Timeline(
        from_on=residency.start_on,
        to_on=last,
        today=today,
        spans=tuple(sorted(spans, key=lambda span: (span.from_on, span.to_on))),
        stretches=tuple(stretches(residency.start_on, last, periods, leaves, locale)) if periods else (),
    )


def stretches(
    first: dt.date,
    last: dt.date | None,
    periods: Sequence[ServicePeriod],
    leaves: Sequence[Leave],
    locale: str = "sv",
) -> list[Stretch]:
    """Return the days without anything, and those with more than full time, from *first* to *last*."""
    end = last or max((row.to_on for row in periods), default=first)
    all_rows: list[ServicePeriod | Leave] = [*periods, *leaves]
    edges = {first, end + _DAY}
    for row in all_rows:
        edges |= {max(first, row.from_on), row.to_on + _DAY}
    found: list[Stretch] = []
    for a, b in itertools.pairwise(sorted(edge for edge in edges if first <= edge <= end + _DAY)):
        here = [row for row in all_rows if row.from_on <= a <= row.to_on]
        percent = sum(row.percent for row in periods if row.from_on <= a <= row.to_on)
        kind: Literal["gap", "overlap"] | None = "gap" if not here else "overlap" if percent > 100 else None
        if kind is None:
            continue
        if found and found[-1].kind == kind and found[-1].to_on == a - _DAY and found[-1].percent == percent:
            found[-1] = Stretch(kind, found[-1].from_on, b - _DAY, found[-1].text, percent)
        else:
            found.append(Stretch(kind, a, b - _DAY, t(f"record.stretch.{kind}", locale), percent))
    return found


def _period(row: ServicePeriod, today: dt.date, locale: str) -> Span:
    lacks = []
    if not row.goals:
        lacks.append(t("record.period.no_goals", locale))
    if row.supervisor_id is None and not row.supervisor_name:
        lacks.append(t("record.period.no_supervisor", locale))
    if row.to_on < today and row.feedback_on is None:
        lacks.append(t("record.period.no_feedback", locale))
    return Span(
        id=row.id,
        kind=row.kind,
        title=row.unit_name,
        from_on=row.from_on,
        to_on=row.to_on,
        percent=row.percent,
        state=_state(row.from_on, row.to_on, today),
        goals=tuple(row.goals),
        supervisor=row.supervisor_name,
        has_feedback=row.feedback_on is not None,
        lacks=tuple(lacks),
    )


def _leave(row: Leave, today: dt.date, locale: str) -> Span:
    title = t(f"record.time.leave_kind.{row.kind}", locale)
    return Span(row.id, "leave", title, row.from_on, row.to_on, row.percent, _state(row.from_on, row.to_on, today))


def _state(from_on: dt.date, to_on: dt.date, today: dt.date) -> Literal["done", "now", "planned"]:
    return "done" if to_on < today else "now" if from_on <= today else "planned"
