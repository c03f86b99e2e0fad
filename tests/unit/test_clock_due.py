"""Service time against an implementation that walks day by day."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.residency import clock
from service.residency.clock import Away, Facts, Share
from workflows.model import calendar

START = dt.date(2026, 1, 12)


def slow_due(starts_on: dt.date, months: int, days: int, facts: Facts) -> dt.date:
    """Count every single day; slow, and obviously right."""
    day, month, served = starts_on, 1, Fraction(0)
    while served < months:
        while day >= calendar.add_months(starts_on, month):
            month += 1
        length = calendar.add_months(starts_on, month) - calendar.add_months(starts_on, month - 1)
        served += slow_share(day, facts) / length.days
        day += dt.timedelta(days=1)
    served = Fraction(0)
    while served < days:
        served += slow_share(day, facts)
        day += dt.timedelta(days=1)
    return day


def slow_share(day: dt.date, facts: Facts) -> Fraction:
    percent = 100
    for share in facts.shares:
        if share.from_on <= day:
            percent = share.percent
    lost = Fraction(0)
    for away in facts.leaves:
        if away.from_on <= day <= away.to_on:
            lost += Fraction(away.percent, 100) * (1 - Fraction(away.creditable, 100))
    return Fraction(percent, 100) * max(Fraction(0), 1 - lost)


days = st.dates(dt.date(2025, 1, 1), dt.date(2029, 12, 31))
shares = st.lists(st.builds(Share, days, st.sampled_from([25, 50, 80, 100])), max_size=4, unique_by=lambda s: s.from_on)
leaves = st.lists(
    st.builds(
        lambda start, length, percent, creditable: Away(start, start + dt.timedelta(days=length), percent, creditable),
        days,
        st.integers(0, 400),
        st.sampled_from([20, 50, 100]),
        st.sampled_from([0, 50, 100]),
    ),
    max_size=4,
)
careers = st.builds(lambda s, a: Facts(sorted(s, key=lambda x: x.from_on), a), shares, leaves)


@settings(max_examples=150, deadline=None)
@given(days, st.integers(0, 18), st.integers(0, 60), careers)
def test_a_service_length_ends_where_counting_day_by_day_ends(start, months, extra, facts):
    if months + extra == 0:
        return
    assert clock.due(start, f"P{months}M{extra}D", "service", facts) == slow_due(start, months, extra, facts)


@settings(max_examples=150, deadline=None)
@given(days, st.integers(1, 66), careers)
def test_what_is_due_has_been_served_and_the_day_before_it_had_not(start, months, facts):
    due = clock.due(start, f"P{months}M", "service", facts)
    assert clock.served_months(start, due, facts) >= months
    assert clock.served_months(start, due - dt.timedelta(days=1), facts) < months


@settings(max_examples=100, deadline=None)
@given(days, st.integers(1, 66))
def test_full_time_without_leave_gives_the_calendars_date(start, months):
    full = Facts()
    assert clock.due(start, f"P{months}M", "service", full) == clock.due(start, f"P{months}M", "calendar", full)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts(), dt.date(2026, 7, 12)),
        (Facts(shares=[Share(START, 50)]), dt.date(2027, 1, 12)),
        (
            Facts(shares=[Share(START, 100)], leaves=[Away(dt.date(2026, 2, 12), dt.date(2026, 4, 11))]),
            dt.date(2026, 9, 12),
        ),
        (Facts(leaves=[Away(dt.date(2026, 2, 12), dt.date(2026, 4, 11), 50)]), dt.date(2026, 8, 12)),
        (Facts(leaves=[Away(dt.date(2026, 2, 12), dt.date(2026, 4, 11), 100, 100)]), dt.date(2026, 7, 12)),
        (Facts(leaves=[Away(dt.date(2026, 8, 1), dt.date(2026, 12, 31))]), dt.date(2026, 7, 12)),
        (
            Facts(
                [Share(START, 50), Share(dt.date(2026, 2, 12), 100)], [Away(dt.date(2026, 7, 28), dt.date(2026, 9, 1))]
            ),
            dt.date(2026, 7, 28),
        ),
    ],
    ids=[
        "full time",
        "half time",
        "two months away",
        "half away",
        "leave that counts",
        "leave after the end",
        "leave from the last day on",
    ],
)
def test_six_months_of_service(facts, expected):
    assert clock.due(START, "P6M", "service", facts) == expected


def test_a_calendar_length_ignores_leave_and_ends_on_the_months_last_day():
    away = Facts(leaves=[Away(START, dt.date(2027, 1, 1))])
    assert clock.due(START, "P6M", "calendar", away) == dt.date(2026, 7, 12)
    assert clock.due(dt.date(2026, 1, 31), "P1M", "calendar", away) == dt.date(2026, 2, 28)
    assert clock.due(START, "P14D", "calendar", away) == dt.date(2026, 1, 26)


def test_being_away_for_good_never_falls_due():
    away = Facts(leaves=[Away(START, dt.date(9999, 1, 1))])
    assert clock.due(START, "P6M", "service", away) == clock.FOREVER
