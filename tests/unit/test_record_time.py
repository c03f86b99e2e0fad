"""Service time against a slow, obvious reckoning that walks day by day, over random careers."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from fractions import Fraction

import pytest

from service.residency import clock
from service.residency.clock import Away, Facts, Share
from workflows.model import calendar

DAY = dt.timedelta(days=1)
#: Every month's length divides this, so that whole numbers are exact.
PARTS = 28 * 29 * 30 * 31


def career(seed: int):
    """A start, months needed in hundredths, and facts as people's lives have them."""
    pick = random.Random(seed)
    start = dt.date(2015, 1, 1) + pick.randrange(4000) * DAY
    shares = [Share(start, pick.choice([100, 100, 100, 80, 75, 50]))]
    for _ in range(pick.randrange(4)):
        shares.append(Share(start + pick.randrange(1, 2200) * DAY, pick.choice([100, 90, 80, 60, 50, 20])))
    leaves, day = [], start
    for _ in range(pick.randrange(5)):
        day += pick.randrange(20, 600) * DAY
        last = day + pick.randrange(1, 400) * DAY
        leaves.append(Away(day, last, pick.choice([100, 100, 50, 25]), pick.choice([0, 0, 0, 50, 100])))
        day = last
    months = pick.choice([6000, 6600, 5400, 1800]) - pick.choice([0, 0, 450, 600, 1234])
    return start, months, Facts(sorted({s.from_on: s for s in shares}.values(), key=lambda s: s.from_on), leaves)


def worth_of(day: dt.date, facts: Facts) -> int:
    """What one day counts, in ten-thousandths of a full day times 100."""
    percent = [s.percent for s in facts.shares if s.from_on <= day]
    away = sum(a.percent * (100 - a.creditable) for a in facts.leaves if a.from_on <= day <= a.to_on)
    return (percent[-1] if percent else 100) * (10_000 - min(away, 10_000))


def walk(start: dt.date, hundredths: int, facts: Facts) -> tuple[dt.date, Fraction]:
    """Walk day by day until enough full-time months are behind; return the day after, and what has been served."""
    needed, served, day, month = hundredths * PARTS * 10_000, 0, start, 0
    first, after = start, calendar.add_months(start, 1)
    while served < needed:
        if day == after:
            month += 1
            first, after = day, calendar.add_months(start, month + 1)
        served += worth_of(day, facts) * (PARTS // (after - first).days)
        day += DAY
    return day, Fraction(served, PARTS * 1_000_000)


def check(seeds: range) -> None:
    for seed in seeds:
        start, hundredths, facts = career(seed)
        end = clock.after_months(start, Fraction(hundredths, 100), facts)
        served = clock.served_months(start, end, facts)
        assert (end, served) == walk(start, hundredths, facts), seed
        assert served >= Fraction(hundredths, 100) > clock.served_months(start, end - DAY, facts), seed


def test_two_thousand_careers_end_on_the_day_that_a_day_by_day_walk_finds():
    check(range(2000))


@pytest.mark.long
def test_a_hundred_thousand_careers():
    check(range(2000, 102_000))


def test_full_time_without_leave_gives_the_almanac():
    start = dt.date(2026, 1, 31)
    assert clock.after_months(start, Fraction(60), Facts()) == dt.date(2031, 1, 31)
    assert clock.after_months(start, Fraction(1), Facts()) == dt.date(2026, 2, 28)


def test_more_leave_never_ends_sooner_and_more_credit_never_later():
    for seed in range(300):
        start, hundredths, facts = career(seed)
        end = clock.after_months(start, Fraction(hundredths, 100), facts)
        more = Away(start + 100 * DAY, start + 140 * DAY, 10, 0)
        assert clock.after_months(start, Fraction(hundredths, 100), Facts(facts.shares, [*facts.leaves, more])) >= end
        assert clock.after_months(start, Fraction(hundredths - 100, 100), facts) <= end


def test_the_stretches_cover_the_time_without_a_gap():
    for seed in range(200):
        start, hundredths, facts = career(seed)
        end = clock.after_months(start, Fraction(hundredths, 100), facts)
        cut = clock.edges(start, end, facts)
        assert cut[0][0] == start
        assert cut[-1][1] == end
        assert all(a[1] == b[0] for a, b in itertools.pairwise(cut))
