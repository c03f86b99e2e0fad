"""Values survive storage unchanged, and the same value is always written the same way (interfaces I4)."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.feel import Function, Range
from workflows.model import isotext, values
from workflows.model.values import Months

STOCKHOLM = ZoneInfo("Europe/Stockholm")
OFFSETS = st.integers(-18 * 60, 18 * 60).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))
ZONES = st.one_of(st.just(dt.UTC), OFFSETS, st.sampled_from([STOCKHOLM, ZoneInfo("Australia/Sydney")]))
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.text(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.integers(-(2**80), 2**80).map(Decimal),
    st.dates(),
    st.times(),
    st.times(timezones=OFFSETS),
    st.datetimes(),
    st.datetimes(
        min_value=dt.datetime(2, 1, 1), max_value=dt.datetime(9998, 1, 1), timezones=ZONES, allow_imaginary=False
    ),
    st.integers(-(10**9), 10**9).map(Months),
    st.timedeltas(),
)
KEYS = st.text().filter(lambda key: not key.startswith("@"))
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=12)


@given(VALUES)
def test_what_is_stored_comes_back(value: Any) -> None:
    stored = json.loads(json.dumps(values.encode(value)))
    again = values.decode(stored)
    assert again == value
    assert values.encode(again) == stored
    assert values.canonical(again) == values.canonical(value)


@given(SCALARS)
def test_the_type_comes_back_too(value: Any) -> None:
    again = values.decode(values.encode(value))
    assert values.type_name(again) == values.type_name(value)
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        assert again.utcoffset() == value.utcoffset()
        assert str(again.tzinfo) == str(value.tzinfo)


@given(st.dictionaries(KEYS, SCALARS))
def test_the_order_of_keys_does_not_change_the_canonical_text(context: dict[str, Any]) -> None:
    turned = dict(reversed(context.items()))
    assert values.canonical(turned) == values.canonical(context)


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (Decimal(5), 5),
        (Decimal("5E2"), 500),
        (Decimal("-0"), 0),
        (Decimal("3.50"), {"@": "number", "v": "3.50"}),
        (Decimal(2**53), {"@": "number", "v": "9007199254740992"}),
        (dt.date(2026, 11, 22), {"@": "date", "v": "2026-11-22"}),
        (dt.time(9, 5), {"@": "time", "v": "09:05:00"}),
        (dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC), {"@": "instant", "v": "2026-11-22T10:00:00Z"}),
        (dt.datetime(2026, 11, 22, 10), {"@": "local", "v": "2026-11-22T10:00:00"}),
        (Months(14), {"@": "months", "v": "P1Y2M"}),
        (dt.timedelta(days=1, hours=-1), {"@": "seconds", "v": "PT23H"}),
        (
            dt.datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=STOCKHOLM),
            {"@": "instant", "v": "2026-10-25T02:30:00+01:00[Europe/Stockholm]"},
        ),
    ],
)
def test_how_each_type_is_written(value: Any, stored: Any) -> None:
    assert values.encode(value) == stored
    assert values.decode(stored) == value


@pytest.mark.parametrize(
    "wrong",
    [1.5, Decimal("NaN"), {"@": 1}, {1: 2}, object(), {1, 2}, Function((), lambda b, a: None), Range(1, True, 2, True)],
)
def test_what_is_no_value_is_not_stored(wrong: Any) -> None:
    with pytest.raises(values.NotStorable):
        values.encode(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"@": "date", "v": "2026-02-30"},
        {"@": "date"},
        {"@": "date", "v": "2026-02-03", "x": 1},
        {"@": "pickle", "v": "gASV"},
        {"@": "number", "v": "NaN"},
        {"@": "instant", "v": "2026-11-22T10:00:00"},
        {"@": "instant", "v": "2026-11-22T10:00:00Z[Europe/../../etc/passwd]"},
        {"@": "months", "v": "P1D"},
        1.5,
    ],
)
def test_what_encode_never_writes_is_not_read(wrong: Any) -> None:
    with pytest.raises(values.NotStorable):
        values.decode(wrong)


def test_months_are_not_numbers() -> None:
    assert values.encode([Months(3), Decimal(3)]) == [{"@": "months", "v": "P3M"}, 3]
    assert Months(3) + Months(2) == Months(5)
    assert isinstance(-Months(3) - Months(1), Months)


def test_plain_json_for_the_api() -> None:
    value = {"on": dt.date(2026, 1, 2), "n": Decimal("0.8"), "i": Decimal("2.0"), "l": [Months(6), None]}
    assert values.plain(value) == {"on": "2026-01-02", "n": 0.8, "i": 2, "l": ["P6M", None]}
    assert values.plain(Decimal("0.1234567890123456789")) == "0.1234567890123456789"
    assert values.from_plain({"n": 0.8, "i": 2, "t": True}) == {"n": Decimal("0.8"), "i": Decimal(2), "t": True}


@given(VALUES)
def test_plain_json_is_json(value: Any) -> None:
    assert json.loads(json.dumps(values.plain(value))) == values.plain(value)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("date", "2026-01-02", dt.date(2026, 1, 2)),
        ("date", "2026-1-2", None),
        ("date", "2026-02-30", None),
        ("number", "3.50", Decimal("3.50")),
        ("number", "1_000", None),
        ("instant", "2026-01-02T10:00:00Z", dt.datetime(2026, 1, 2, 10, tzinfo=dt.UTC)),
        ("instant", "2026-01-02T10:00:00", None),
        ("months", "P1Y", Months(12)),
        ("months", "PT1H", None),
        ("boolean", "true", True),
        ("text", "P1Y", "P1Y"),
    ],
)
def test_the_text_of_a_field_is_read_by_its_type(name: str, text: str, value: Any) -> None:
    assert values.parse_text(name, text) == value


@given(st.timedeltas())
def test_a_length_reads_as_it_was_written(length: dt.timedelta) -> None:
    assert isotext.parse_duration(isotext.text_of(length)) == length


def test_midnight_at_the_end_of_the_day_is_the_next_day() -> None:
    assert isotext.parse_moment("2026-12-31T24:00:00") == dt.datetime(2027, 1, 1)
    assert isotext.parse_moment("9999-12-31T24:00:00") is None
