"""Service time: how much of full time has been served, and when a length of it is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from workflows.model import calendar
from workflows.model.calendar import Period

Basis = Literal["calendar", "service"]
_DAY = dt.timedelta(days=1)
#: A length that is not served in this time is never served: somebody is away for good.
FOREVER = dt.date(9000, 1, 1)


@dataclass(frozen=True, slots=True)
class Share:
    """The share of full time worked from a day on (1–100 percent)."""

    from_on: dt.date
    percent: int


@dataclass(frozen=True, slots=True)
class Away:
    """A leave, both days included: it takes *percent* of the work, of which *creditable* percent counts anyway."""

    from_on: dt.date
    to_on: dt.date
    percent: int = 100
    creditable: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """What service time is computed from; without shares, full time is worked."""

    shares: Sequence[Share] = ()
    leaves: Sequence[Away] = ()


def due(starts_on: dt.date, length: str, basis: Basis, facts: Facts) -> dt.date:
    """Return the first day on which *length* (ISO 8601, whole days) has passed since *starts_on*.

    ``calendar`` counts months and days as the almanac does. ``service`` counts full-time months: the k-th month
    from *starts_on* is worth the mean of its days' shares of full time, so that full time without leave gives the
    calendar's date (regulations.md section 2: Σ months × fte/100; only RJL 2025 counts served time).
    """
    period = Period.parse(length)
    if basis == "calendar" or (period.months, period.days) <= (0, 0):
        return period.after(starts_on)
    day = _after_months(starts_on, Fraction(period.months), facts)
    return _after_days(day, Fraction(period.days), facts)


def after_months(starts_on: dt.date, months: Fraction, facts: Facts) -> dt.date:
    """Return the first day on which *months* full-time months, whole or not, have been served since *starts_on*."""
    return _after_months(starts_on, months, facts)


def edges(first: dt.date, after: dt.date, facts: Facts) -> list[tuple[dt.date, dt.date]]:
    """Return [a, b) from *first* to *after*, cut wherever the share of full time may change."""
    return [(a, b) for a, b, _ in _stretches(first, after, facts) if a < b]


def served_months(starts_on: dt.date, until: dt.date, facts: Facts) -> Fraction:
    """Return the full-time months served from *starts_on* up to but not including *until*."""
    if until <= starts_on:
        return Fraction(0)
    stretches = _stretches(starts_on, until, facts)
    return sum((share * (_place(starts_on, b) - _place(starts_on, a)) for a, b, share in stretches), Fraction(0))


def share_on(day: dt.date, facts: Facts) -> Fraction:
    """Return how much of a full day counts as service, from 0 to 1."""
    percent = 100
    for share in facts.shares:
        if share.from_on <= day:
            percent = share.percent
    away = sum(a.percent * (100 - a.creditable) for a in facts.leaves if a.from_on <= day <= a.to_on)
    return Fraction(percent, 100) * (1 - Fraction(min(away, 10_000), 10_000))


def _after_months(start: dt.date, months: Fraction, facts: Facts) -> dt.date:
    left = months
    for first, after in _months(start):
        if left <= 0 or first >= FOREVER:
            return min(first, FOREVER)
        length = (after - first).days
        worth = _worth(first, after, facts) / length
        if worth >= left:
            return _after_days(first, left * length, facts)
        left -= worth
    return start


def _after_days(start: dt.date, days: Fraction, facts: Facts) -> dt.date:
    left = days
    if left <= 0:
        return start
    for first, after, share in _stretches(start, FOREVER, facts):
        worth = share * (after - first).days
        if worth >= left:
            return first + -(-left // share) * _DAY
        left -= worth
    return FOREVER


def _worth(first: dt.date, after: dt.date, facts: Facts) -> Fraction:
    """Return the full-time days in [first, after)."""
    return sum((share * (b - a).days for a, b, share in _stretches(first, after, facts)), Fraction(0))


def _stretches(first: dt.date, after: dt.date, facts: Facts) -> Iterator[tuple[dt.date, dt.date, Fraction]]:
    """Yield [a, b) with one share of full time each."""
    edges = {s.from_on for s in facts.shares}
    for away in facts.leaves:
        edges |= {away.from_on, away.to_on + _DAY}
    a = first
    for b in sorted(e for e in edges if first < e < after):
        yield a, b, share_on(a, facts)
        a = b
    yield a, after, share_on(a, facts)


def _place(start: dt.date, day: dt.date) -> Fraction:
    """Return how many months lie between *start* and a later day: whole ones, and the part of the last one."""
    whole = (day.year - start.year) * 12 + day.month - start.month
    first = calendar.add_months(start, whole)
    if first > day:
        whole -= 1
        first = calendar.add_months(start, whole)
    return whole + Fraction((day - first).days, (calendar.add_months(start, whole + 1) - first).days)


def _months(start: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield the months counted from *start*: [start, start + 1 month), and so on."""
    first, n = start, 0
    while True:
        n += 1
        after = calendar.add_months(start, n)
        yield first, after
        first = after
