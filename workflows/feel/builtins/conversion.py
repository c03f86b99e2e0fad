"""Conversion functions (DMN 1.5, 10.3.4.1), `not`, `is` and the text of any value."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from workflows.feel import lexer, numbers, operators, temporal
from workflows.feel.budget import Budget
from workflows.feel.kinds import (
    BOOLEAN,
    CONTEXT,
    FUNCTION,
    LIST,
    MOMENT,
    NULL,
    NUMBER,
    RANGE,
    STRING,
    TIME,
    Range,
    kind,
)
from workflows.feel.registry import native
from workflows.model import isotext
from workflows.model.isotext import Months

_NUMBER = re.compile(r"-?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def text_of(value: Any, budget: Budget) -> str:
    """Write any value as FEEL writes it; texts inside lists and contexts get quotes."""
    found = kind(value)
    budget.burn()
    if found == NULL:
        return "null"
    if found == STRING:
        text = lexer.quote(value)
    elif found == BOOLEAN:
        text = "true" if value else "false"
    elif found == NUMBER:
        text = numbers.text_of(value)
    elif found == LIST:
        text = f"[{', '.join(text_of(item, budget) for item in value)}]"
    elif found == CONTEXT:
        text = "{" + ", ".join(f"{_key(key)}: {text_of(item, budget)}" for key, item in value.items()) + "}"
    elif found == RANGE:
        text = _range_text(value, budget)
    else:
        text = "function" if found == FUNCTION else isotext.text_of(value)
    budget.make(len(text))
    return text


def _key(key: str) -> str:
    return key if re.fullmatch(r"[^\W\d][\w ]*", key) else lexer.quote(key)


def _range_text(span: Range, budget: Budget) -> str:
    if span.operator:
        return f"({span.operator} {text_of(span.high if span.low is None else span.low, budget)})"
    low, high = text_of(span.low, budget), text_of(span.high, budget)
    return f"{'[' if span.low_included else '('}{low}..{high}{']' if span.high_included else ')'}"


@native("string", "from: any")
def string(budget: Budget, value: Any) -> str | None:
    """Write a value as text; null stays null."""
    if value is None or isinstance(value, str):
        return value
    return text_of(value, budget)


def _number(text: str, grouping: str | None, decimal: str | None) -> Decimal | None:
    if grouping not in (None, " ", ",", ".") or decimal not in (None, ",", "."):
        return None
    if grouping is not None and grouping == decimal:
        return None
    if grouping:
        text = text.replace(grouping, "")
    if decimal:
        text = text.replace(decimal, ".")
    return numbers.literal(text) if _NUMBER.fullmatch(text) else None


@native("number", "from: number")
def number_itself(budget: Budget, value: Decimal) -> Decimal:
    """Give the number."""
    return value


@native("number", "from: string, grouping separator: string?, decimal separator: string?")
def number(budget: Budget, text: str, grouping: str | None, decimal: str | None) -> Decimal | None:
    """Read a number; separators may be blank, comma or point, and must differ."""
    return _number(text, grouping, decimal)


@native("not", "negand: any")
def negation(budget: Budget, value: Any) -> bool | None:
    """Answer not in three-valued logic."""
    return not value if isinstance(value, bool) else None


@native("is", "value1: any, value2: any")
def is_same(budget: Budget, left: Any, right: Any) -> bool:
    """Say whether two values are the same in kind, value and (for times) zone."""
    found = kind(left)
    if found != kind(right):
        return False
    if found in (TIME, MOMENT):
        same_offset = left.utcoffset() == right.utcoffset()
        zones = [isinstance(value.tzinfo, ZoneInfo) and value.tzinfo.key for value in (left, right)]
        if found == TIME and zones[0] != zones[1]:
            return False
        return same_offset and left.replace(tzinfo=None) == right.replace(tzinfo=None)
    return operators.equal(left, right, budget) is True


@native("date", "from: string")
def date_of_text(budget: Budget, text: str) -> date | None:
    """Read a date."""
    return isotext.parse_date(text)


@native("date", "from: date")
def date_itself(budget: Budget, day: date) -> date:
    """Give the date."""
    return day


@native("date", "from: date and time")
def date_of_moment(budget: Budget, moment: datetime) -> date:
    """Cut the time off."""
    return moment.date()


@native("date", "year: number, month: number, day: number")
def date_of_parts(budget: Budget, year: Decimal, month: Decimal, day: Decimal) -> date:
    """Make a date of its parts."""
    return date(*map(numbers.whole, (year, month, day)))


@native("time", "from: string")
def time_of_text(budget: Budget, text: str) -> time | None:
    """Read a time."""
    budget.burn(30 if "@" in text else 0)
    return isotext.parse_time(text)


@native("time", "from: time")
def time_itself(budget: Budget, clock: time) -> time:
    """Give the time."""
    return clock


@native("time", "from: date and time")
def time_of_moment(budget: Budget, moment: datetime) -> time:
    """Cut the date off."""
    return moment.timetz()


@native("time", "from: date")
def time_of_date(budget: Budget, day: date) -> time:
    """Give midnight in UTC."""
    return time(tzinfo=UTC)


@native("time", "hour: number, minute: number, second: number, offset: days and time duration?")
def time_of_parts(
    budget: Budget, hour: Decimal, minute: Decimal, second: Decimal, offset: timedelta | None
) -> time | None:
    """Make a time of its parts; *offset* is that from UTC."""
    zone = None if offset is None else isotext.zone_of(_offset_text(offset))
    if offset is not None and zone is None:
        return None
    hours, minutes, seconds = map(numbers.whole, (hour, minute, second))
    return time(hours, minutes, seconds, int((second - seconds).scaleb(6)), zone)


def _offset_text(offset: timedelta) -> str:
    whole = abs(int(offset.total_seconds()))
    sign = "-" if offset < timedelta() else "+"
    return f"{sign}{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


@native("date and time", "from: string")
def moment_of_text(budget: Budget, text: str) -> datetime | None:
    """Read a date and time; a date alone is its midnight."""
    budget.burn(30 if "@" in text else 0)
    return isotext.parse_moment(text)


@native("date and time", "from: date and time")
def moment_itself(budget: Budget, moment: datetime) -> datetime:
    """Give the moment."""
    return moment


@native("date and time", "date: date|date and time, time: time")
def moment_of_parts(budget: Budget, day: date, clock: time) -> datetime:
    """Put a date and a time together."""
    return datetime.combine(day, clock)


@native("date and time", "date: date and time, timezone: string")
def moment_in_zone(budget: Budget, moment: datetime, zone: str) -> datetime | None:
    """Tell the same instant in another zone."""
    budget.burn(30)
    found = isotext.zone_of(zone if zone[:1] in ("Z", "+", "-") else f"@{zone}")
    return moment.astimezone(found) if found is not None and moment.tzinfo is not None else None


@native("duration", "from: string")
def duration_of_text(budget: Budget, text: str) -> Months | timedelta | None:
    """Read a duration."""
    return isotext.parse_duration(text)


@native("duration", "from: years and months duration|days and time duration")
def duration_itself(budget: Budget, length: Any) -> Any:
    """Give the duration."""
    return length


@native("years and months duration", "from: date|date and time, to: date|date and time")
def years_and_months(budget: Budget, start: date, end: date) -> Months:
    """Count whole months between two dates."""
    return temporal.months_between(start, end)
