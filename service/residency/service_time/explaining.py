"""Why the training ends when it does, line by line, so that a person can add it up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal
from uuid import UUID

from service.i18n import numbers
from service.i18n.dates import date_words
from service.i18n.texts import has, t
from service.residency import clock, deadlines, queries
from service.residency.clock import Facts
from service.residency.queries import training
from service.residency.service_time import credits, needed
from service.residency.tables import Leave, Residency
from workflows.model import errors
from workflows.transaction import Transaction

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the reckoning; *months* is what it adds, exactly, in full-time months.

    The months of the lines ``served`` and ``away`` add up to those of the line ``left``, but for the last day
    when that is only partly needed.
    """

    kind: Literal["minimum", "credit", "left", "served", "away", "note", "end"]
    text: str
    months: Fraction = Fraction(0)
    from_on: dt.date | None = None
    to_on: dt.date | None = None
    source: str = ""


def explain(tx: Transaction, residency_id: UUID, locale: str = "sv") -> list[Line]:
    """Return the reckoning of the planned end: length, credits, every stretch of service and leave, the end.

    Raises ResidencyNotFound.
    """
    residency = queries.residency(tx.session, residency_id)
    if residency is None:
        raise errors.ResidencyNotFound(residency_id=residency_id)
    return _Teller(tx, residency, locale).lines()


@dataclass(slots=True)
class _Teller:
    tx: Transaction
    residency: Residency
    locale: str

    def lines(self) -> list[Line]:
        if self.residency.min_months is None:
            return [Line("note", t("record.time.no_regulation", self.locale))]
        need = needed.of(self.tx, self.residency)
        facts = deadlines.facts_of(self.tx, self.residency.id)
        end = clock.after_months(self.residency.start_on, need.left, facts)
        start = self._day(self.residency.start_on)
        left = t("record.time.left", self.locale, day=start, months=self._months(need.left))
        if end >= clock.FOREVER:
            return [*self._length(need), *self._credits(), Line("note", t("record.time.never", self.locale))]
        return [
            *self._length(need),
            *self._credits(),
            Line("left", left, need.left, self.residency.start_on),
            *self._stretches(end, facts),
            *self._undecided(),
            self._end(end),
        ]

    def _length(self, need: needed.Needed) -> list[Line]:
        key = f"names.regulation.{self.residency.regulation}"
        name = t(key, self.locale) if has(key) else str(self.residency.regulation)
        text = t("record.time.minimum", self.locale, months=self._months(need.minimum), regulation=name)
        return [Line("minimum", text, need.minimum, source=name)]

    def _credits(self) -> list[Line]:
        found = []
        for row in training.credits_of(self.tx.session, self.residency.id):
            worth = Fraction(row.hundredths, 100)
            text = t(
                "record.time.credit",
                self.locale,
                kind=t(f"record.time.credit_kind.{row.kind}", self.locale),
                months=self._months(worth),
                day=self._day(row.decided_on),
                who=row.decided_by,
            )
            found.append(Line("credit", text, -worth, source=row.source))
        return found

    def _stretches(self, end: dt.date, facts: Facts) -> list[Line]:
        start = self.residency.start_on
        leaves = queries.leaves(self.tx.session, self.residency.id)
        found, before = [], Fraction(0)
        for first, after in clock.edges(start, end, facts):
            reached = clock.served_months(start, after, facts)
            found.append(self._stretch(first, after - _DAY, reached - before, facts, leaves))
            before = reached
        return found

    def _stretch(self, first: dt.date, last: dt.date, worth: Fraction, facts: Facts, leaves: list[Leave]) -> Line:
        percent = next((s.percent for s in reversed(facts.shares) if s.from_on <= first), 100)
        days: dict[str, Any] = {"from_on": self._day(first), "to_on": self._day(last), "months": self._months(worth)}
        here = [leave for leave in leaves if leave.from_on <= first <= leave.to_on]
        if not here:
            text = t("record.time.served", self.locale, percent=self._percent(percent), **days)
            return Line("served", text, worth, first, last)
        kinds = ", ".join(dict.fromkeys(t(f"record.time.leave_kind.{leave.kind}", self.locale) for leave in here))
        creditable = ", ".join(self._percent(leave.creditable) for leave in here)
        away = ", ".join(self._percent(leave.percent) for leave in here)
        text = t("record.time.away", self.locale, kind=kinds, away=away, creditable=creditable, **days)
        return Line("away", text, worth, first, last)

    def _undecided(self) -> list[Line]:
        rows = credits.undecided(self.tx, self.residency.id)
        source = "RJL22-098, RJL25-062"
        return [
            Line(
                "note",
                t("record.time.undecided", self.locale, from_on=self._day(row.from_on), to_on=self._day(row.to_on)),
                source=source,
            )
            for row in rows
        ]

    def _end(self, end: dt.date) -> Line:
        moved = self.residency.planned_end_reason
        if moved is None or self.residency.planned_end_on is None:
            return Line("end", t("record.time.end", self.locale, day=self._day(end)), to_on=end)
        day = self.residency.planned_end_on
        return Line("end", t("record.time.end_moved", self.locale, day=self._day(day), reason=moved), to_on=day)

    def _day(self, day: dt.date) -> str:
        return date_words("year", day, self.locale)

    def _percent(self, value: int) -> str:
        return numbers.percent(value, self.locale)

    def _months(self, value: Fraction) -> str:
        whole = value.denominator == 1
        text = numbers.number(float(value), self.locale, decimals=0 if whole else 1)
        return t("names.months", self.locale, n=1) if value == 1 else t("record.months", self.locale, count=text)
