"""Dates and due dates in words, as the look's *Tone of voice* says."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.i18n import dates, numbers
from service.web import reasons

MONDAY = dt.date(2026, 11, 23)
NINE = dt.datetime(2026, 11, 23, 8, 42, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("days", "kind", "sv", "en"),
    [
        (-19, "late", "Försenad 19 dagar", "19 days late"),
        (-1, "late", "Försenad 1 dag", "1 day late"),
        (0, "soon", "I dag", "Today"),
        (1, "soon", "I morgon", "Tomorrow"),
        (2, "soon", "Om 2 dagar", "In 2 days"),
        (7, "soon", "Om 7 dagar", "In 7 days"),
        (8, "later", "Om 8 dagar", "In 8 days"),
        (13, "later", "Om 13 dagar", "In 13 days"),
        (14, "later", "Om 2 veckor", "In 2 weeks"),
        (21, "later", "Om 3 veckor", "In 3 weeks"),
        (60, "later", "Om 2 månader", "In 2 months"),
        (122, "later", "Om 4 månader", "In 4 months"),
    ],
)
def test_how_far_a_date_is(days: int, kind: str, sv: str, en: str) -> None:
    due_on = MONDAY + dt.timedelta(days=days)
    assert dates.due_words(due_on, MONDAY) == dates.Due(kind, sv, due_on)  # type: ignore[arg-type]
    assert dates.due_words(due_on, MONDAY, "en").text == en


def test_no_date_paused_and_done_have_words_of_their_own() -> None:
    assert dates.due_words(None, MONDAY).text == "Inget datum"
    assert dates.due_words(MONDAY, MONDAY, paused=True).text == "Pausad"
    assert dates.due_words(MONDAY, MONDAY, done_on=dt.date(2026, 11, 18)).text == "Klar 18 november"


@given(st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)), st.integers(-2000, 2000))
def test_late_is_late_and_nothing_else(today: dt.date, days: int) -> None:
    due = dates.due_words(today + dt.timedelta(days=days), today)
    assert (due.kind == "late") == (days < 0)
    assert (due.kind == "soon") == (0 <= days <= 7)


@pytest.mark.parametrize(
    ("kind", "sv", "en"),
    [
        ("full", "onsdag 25 november 2026", "Wednesday 25 November 2026"),
        ("weekday", "onsdag 25 november", "Wednesday 25 November"),
        ("long", "25 november", "25 November"),
        ("row", "ons 25 nov", "Wed 25 Nov"),
        ("short", "25 nov", "25 Nov"),
        ("iso", "2026-11-25", "2026-11-25"),
    ],
)
def test_a_date_in_words(kind: dates.Kind, sv: str, en: str) -> None:
    day = dt.date(2026, 11, 25)
    assert dates.date_words(kind, day, "sv", today=MONDAY) == sv
    assert dates.date_words(kind, day, "en", today=MONDAY) == en


def test_another_year_is_named() -> None:
    assert dates.date_words("long", dt.date(2027, 2, 26), today=MONDAY) == "26 februari 2027"
    assert dates.date_words("row", dt.date(2027, 1, 1), today=MONDAY) == "fre 1 jan 2027"


def test_the_time_is_that_of_sweden() -> None:
    assert dates.time_words(NINE) == "kl. 09.42"
    assert dates.time_words(NINE, "en") == "09:42"
    assert dates.moment_words(NINE, today=MONDAY) == "i dag kl. 09.42"
    assert dates.moment_words(NINE, today=MONDAY + dt.timedelta(days=1)) == "i går kl. 09.42"
    late = dt.datetime(2026, 11, 22, 23, 30, tzinfo=dt.UTC)
    assert dates.moment_words(late, today=MONDAY) == "i dag kl. 00.30"


def test_numbers_as_people_write_them() -> None:
    assert numbers.number(9800) == "9\N{NO-BREAK SPACE}800"
    assert numbers.number(1.2) == "1,2"
    assert numbers.number(9800, "en") == "9,800"
    assert numbers.percent(72) == "72\N{NO-BREAK SPACE}%"
    assert [numbers.count_words(n) for n in (1, 4, 12, 13)] == ["en", "fyra", "tolv", "13"]
    assert numbers.count_words(1, neuter=True) == "ett"


def test_a_quote_is_marked_and_never_changed() -> None:
    quote = "Det ska vara klart senast <sex> månader efter & bör följas upp"
    marked = reasons.marked(quote)
    assert marked.striptags() == quote
    assert marked.count("<mark>") == 3
    assert "<mark>ska</mark>" in marked


@pytest.mark.parametrize("row", ["RJL22-062", "RJL25-030", "NRB-046", "HAL-104", "BLE-022"])
def test_a_requirement_row_belongs_to_one_edition(row: str) -> None:
    assert reasons.edition_of(row) in {"rjl_2022", "rjl_2025", "norrbotten", "halland", "blekinge"}
