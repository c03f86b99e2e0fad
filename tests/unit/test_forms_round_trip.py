"""Whatever can be answered survives the page: drawn, sent back by a browser, read, written as JSON, loaded."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import forms
from forms import conversion
from tests.unit import forms_house as house

CHOICES = [{"value": value, "label": value.upper()} for value in ("a", "b c", "d&e")]
ASKED = [
    {"type": "textfield", "id": "1", "key": "short", "label": "Kort"},
    {"type": "textarea", "id": "2", "key": "long", "label": "Lång"},
    {"type": "number", "id": "3", "key": "number", "label": "Tal"},
    {"type": "datetime", "id": "4", "subtype": "date", "key": "day", "label": "Dag"},
    {"type": "datetime", "id": "5", "subtype": "time", "key": "time", "label": "Tid"},
    {"type": "datetime", "id": "6", "subtype": "datetime", "key": "at", "label": "När"},
    {"type": "radio", "id": "7", "key": "radio", "label": "En", "values": CHOICES},
    {"type": "select", "id": "8", "key": "select", "label": "En till", "values": CHOICES},
    {"type": "checklist", "id": "9", "key": "several", "label": "Flera", "values": CHOICES},
    {"type": "checkbox", "id": "10", "key": "flag", "label": "Ja"},
]
FORM = house.form(
    *ASKED,
    {"type": "group", "path": "part", "label": "Del", "components": ASKED[:3]},
    {
        "type": "dynamiclist",
        "path": "rows",
        "label": "Rader",
        "components": [*ASKED, {"type": "dynamiclist", "path": "inner", "label": "I", "components": ASKED[2:4]}],
    },
)
PORTS = house.ports()

value = st.sampled_from(["a", "b c", "d&e"])
number = st.decimals(min_value=-(10**9), max_value=10**9, places=3, allow_nan=False)
moment = st.datetimes(min_value=dt.datetime(1901, 1, 1), max_value=dt.datetime(2199, 1, 1))
#: Times in the hour that is lost in spring or doubled in autumn have no single way back.
moment = moment.filter(lambda at: at.month not in (3, 4, 5, 9, 10, 11))


def text(*, lines: bool) -> st.SearchStrategy[str | None]:
    tidy = st.text(max_size=60).map(lambda typed: conversion.tidy(typed, lines=lines) or None)
    return tidy.filter(lambda typed: typed is None or typed == conversion.tidy(typed, lines=lines))


def minutes(at: dt.datetime) -> dt.datetime:
    return at.replace(second=0, microsecond=0, tzinfo=conversion.HOME)


ANSWERS: dict[str, st.SearchStrategy[Any]] = {
    "short": text(lines=False),
    "long": text(lines=True),
    "number": st.none() | number,
    "day": st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)),
    "time": st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    "at": st.none() | moment.map(minutes),
    "radio": st.none() | value,
    "select": st.none() | value,
    "several": st.lists(value, unique=True).map(lambda found: [each for each in ("a", "b c", "d&e") if each in found]),
    "flag": st.booleans(),
}


def some(keys: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({key: ANSWERS[key] for key in keys})


def written(row: dict[str, Any]) -> bool:
    return any(answer not in (None, [], False) for answer in row.values())


inner = some(["number", "day"]).filter(written)
row = st.builds(
    lambda one, many: {**one, "inner": many}, some(list(ANSWERS)).filter(written), st.lists(inner, max_size=2)
)
whole = st.builds(
    lambda one, part, rows: {**one, "part": part, "rows": rows},
    some(list(ANSWERS)),
    some(["short", "long", "number"]),
    st.lists(row, max_size=2),
)


@settings(max_examples=60, deadline=None)
@given(whole, st.sampled_from(["sv", "en"]))
def test_what_is_drawn_comes_back_the_same(answers: dict[str, Any], locale: str) -> None:
    page = house.Browser(FORM.render(answers, (), {}, PORTS, locale=locale))
    read = FORM.read(page.values, None, {}, PORTS)

    assert read.errors == ()
    assert read.data == answers
    assert FORM.load(forms.plain(answers), {}, PORTS).data == answers
    again = house.Browser(FORM.render_again(read, {}, PORTS, locale=locale))
    assert again.values == page.values


def test_numbers_keep_their_value_as_json() -> None:
    for number in (Decimal("0.1"), Decimal("1E+3"), Decimal(2**60), Decimal("0.12345678901234567890")):
        assert Decimal(str(forms.plain(number))) == number
