"""Where residents stand: what has been counted of them, their time and their supervisors, read for many at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any
from uuid import UUID

from service.catalogue import goals as printed
from service.residency import clock
from service.residency.clock import Away, Facts, Share
from service.residency.queries import standing as queries
from service.residency.tables import Residency
from workflows.model import calendar
from workflows.transaction import Transaction

_NEEDS_NO_SUPERVISOR = ("AT",)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many, their sum (minutes), and the last day."""

    n: int = 0
    total: int = 0
    last_on: dt.date | None = None


_NONE = Tally()


@dataclass(frozen=True, slots=True)
class Late:
    """A deadline that has passed: its policy, its day, the rows that it serves."""

    policy: str
    due_on: dt.date
    serves: str


@dataclass(frozen=True, slots=True)
class Open:
    """An open task: its name, its day, who has it or may take it."""

    name_sv: str
    name_en: str
    due_on: dt.date | None
    assignee: UUID | None
    candidate_key: str | None


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Who supervises, and where they work."""

    person_id: UUID
    name: str
    unit: str | None


@dataclass(slots=True)
class Standing:
    """Everything that flags and targets are reckoned from, for one resident."""

    residency: Residency
    name: str
    unit_sv: str
    unit_en: str
    today: dt.date
    tallies: dict[str, Tally] = field(default_factory=dict)
    shares: list[Share] = field(default_factory=list)
    leaves: list[tuple[str, Away]] = field(default_factory=list)
    hundredths: int = 0
    supervisor: Supervisor | None = None
    late: list[Late] = field(default_factory=list)
    tasks: list[Open] = field(default_factory=list)
    _served: Fraction | None = None

    def tally(self, what: str) -> Tally:
        """Return what was counted under a name; nothing when there is none."""
        return self.tallies.get(what, _NONE)

    @property
    def facts(self) -> Facts:
        """Return what service time is reckoned from."""
        return Facts(self.shares, [away for _, away in self.leaves])

    @property
    def served(self) -> Fraction:
        """Return full-time months served until today, credits included."""
        credited = Fraction(self.hundredths, 100)
        return credited + clock.served_months(self.residency.start_on, self.last_day, self.facts)

    @property
    def last_day(self) -> dt.date:
        """Return the day up to which time counts: today, or the day on which the training ended."""
        return min(self.today, self.residency.ended_on or self.today)

    @property
    def goals_total(self) -> int:
        """Return how many goals there are; none while the regulation is open."""
        regulation = self.residency.regulation
        if regulation not in ("SOSFS_2015_8", "HSLF_FS_2021_8"):
            return 0
        return _count(regulation, self.residency.specialty, bool(self.residency.bt_required))

    @property
    def goals_planned(self) -> int:
        """Return how many goals should be done by now: as large a part as has been served of the time."""
        if not self.residency.min_months:
            return 0
        return int(self.goals_total * min(Fraction(1), self.served / self.residency.min_months))

    def away_today(self) -> tuple[str, Away] | None:
        """Return the full-time leave that is on today."""
        here = (one for one in self.leaves if one[1].from_on <= self.today <= one[1].to_on)
        return next((one for one in here if one[1].percent == 100), None)


def of_reach(tx: Transaction, scopes: Collection[str] | None, regions: Collection[str] | None) -> list[Standing]:
    """Return how every active resident in the scopes stands, by name: six statements however many there are."""
    today = calendar.local_date(tx.now())
    ids = queries.reach(scopes)
    found = {row[0].id: _new(row, today) for row in queries.residents(tx.session, ids)}
    for residency_id, what, n, total, last in queries.counts(tx.session, ids, today):
        found[residency_id].tallies[what] = Tally(int(n), int(total or 0), last)
    for row in queries.times(tx.session, ids):
        _add_time(found[row[0]], row)
    by_text = {str(residency_id): standing for residency_id, standing in found.items()}
    for scope, person_id, first, last, unit in queries.supervisors(tx.session, today, regions):
        if scope in by_text:
            by_text[scope].supervisor = Supervisor(person_id, f"{first} {last}", unit)
    for residency_id, policy, due_on, serves in queries.late_deadlines(tx.session, ids, today):
        found[residency_id].late.append(Late(policy, due_on, serves))
    for residency_id, *task in queries.open_tasks(tx.session, ids):
        found[residency_id].tasks.append(Open(*task))
    return list(found.values())


def of_one(tx: Transaction, residency: Residency) -> Standing:
    """Return how one resident stands. A residency that has ended stands nowhere: raises KeyError."""
    rows = of_reach(tx, [f"residency:{residency.id}"], [residency.region])
    return {row.residency.id: row for row in rows}[residency.id]


def _new(row: Any, today: dt.date) -> Standing:
    residency, first, last, unit_sv, unit_en = row
    return Standing(residency, f"{first} {last}", unit_sv, unit_en, today)


def _add_time(standing: Standing, row: Any) -> None:
    _, kind, from_on, to_on, percent, creditable = row
    if kind == "share":
        standing.shares.append(Share(from_on, percent))
    elif kind == "credit":
        standing.hundredths += percent
    else:
        standing.leaves.append((kind.removeprefix("leave:"), Away(from_on, to_on, percent, creditable)))


def _count(regulation: str, specialty: str, has_basic: bool) -> int:
    goals: Mapping[str, printed.Goal] = printed.of(regulation, specialty)
    return sum(goal.group != "BT" or has_basic for goal in goals.values())
