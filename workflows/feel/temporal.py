"""Dates, times and durations of FEEL: their parts and their arithmetic; aware instants are counted through UTC."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import ROUND_DOWN, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from workflows.feel import numbers
from workflows.feel.kinds import DATE, MOMENT, MONTHS, NUMBER, SECONDS, TIME, kind
from workflows.model import isotext
from workflows.model.isotext import Months

_DAY = 86_400
_EPOCH = date(1970, 1, 1)
_DATE_PARTS = frozenset(("year", "month", "day", "weekday"))
_TIME_PARTS = frozenset(("hour", "minute", "second", "time offset", "timezone"))
_PARTS = {DATE: _DATE_PARTS, TIME: _TIME_PARTS, MOMENT: _DATE_PARTS | _TIME_PARTS}


def read(text: str) -> Any:
    """Read the text of an @ literal: a date, time, moment or duration; None if it is none of them."""
    if text[:1] in ("P", "-"):
        return isotext.parse_duration(text)
    if "T" in text:
        return isotext.parse_moment(text)
    value = isotext.parse_date(text)
    return value if value is not None else isotext.parse_time(text)


def midnight(day: date) -> datetime:
    """Give the midnight in UTC with which a date begins when a moment is asked for."""
    return datetime.combine(day, time(), UTC)


def with_offset(clock: time) -> time:
    """Give a time in a named zone the offset of that zone (without daylight saving), so that it can be compared."""
    if clock.utcoffset() is not None:
        return clock
    return clock.replace(tzinfo=timezone(datetime.combine(_EPOCH, clock).utcoffset() or timedelta()))


def seconds(length: timedelta) -> Decimal:
    """Give the length in seconds."""
    whole = Decimal(length.days * _DAY + length.seconds)
    return whole + Decimal(length.microseconds).scaleb(-6) if length.microseconds else whole


def length_of(count: Decimal) -> timedelta:
    """Make a duration of so many seconds, cut to microseconds; raises OverflowError beyond Python's range."""
    return timedelta(microseconds=numbers.whole(count.scaleb(6, numbers.CONTEXT).to_integral_value(ROUND_DOWN)))


def add_months(day: Any, months: int) -> Any:
    """Move a date or moment by months, to the last day of the month where it would fall beyond."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def add_length(value: Any, length: timedelta) -> Any:
    """Move a date, time or moment by a duration; an aware moment by elapsed time, not by the wall clock."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            return value + length
        return (value.astimezone(UTC) + length).astimezone(value.tzinfo)
    if isinstance(value, time):
        return (datetime.combine(_EPOCH, value) + length % timedelta(days=1)).timetz()
    return (datetime.combine(value, time()) + length).date()


def difference(left: Any, right: Any) -> timedelta | None:
    """Subtract two dates, moments or times; None where one has a zone and the other has not."""
    if isinstance(left, time):
        left, right = datetime.combine(_EPOCH, left), datetime.combine(_EPOCH, right)
    elif kind(left) != kind(right) or type(left) is date:
        left, right = (value if isinstance(value, datetime) else midnight(value) for value in (left, right))
    if (left.utcoffset() is None) != (right.utcoffset() is None):
        return None
    if left.tzinfo is not None:
        return left.astimezone(UTC) - right.astimezone(UTC)
    return left - right


def months_between(start: date, end: date) -> Months:
    """Count whole months from *start* to *end*, negative backwards."""
    months = (end.year - start.year) * 12 + end.month - start.month
    start_rest, end_rest = _rest(start), _rest(end)
    if months > 0 and end_rest < start_rest:
        months -= 1
    elif months < 0 and end_rest > start_rest:
        months += 1
    return Months(months)


def _rest(day: date) -> tuple[int, time]:
    return day.day, (day.time() if isinstance(day, datetime) else time())


def part(value: Any, found: str, name: str) -> Any:
    """Read a part of a date, time or duration (`start.year`); None if it has no such part."""
    if name in _PARTS.get(found, ()):
        return _clock_part(value, name)
    if found == MONTHS and name in ("years", "months"):
        whole = divmod(abs(value), 12)[name == "months"]
        return Decimal(-whole if value < 0 else whole)
    if found == SECONDS and name in ("days", "hours", "minutes", "seconds"):
        size = abs(value)
        whole = {
            "days": Decimal(size.days),
            "hours": Decimal(size.seconds // 3600),
            "minutes": Decimal(size.seconds // 60 % 60),
            "seconds": seconds(timedelta(seconds=size.seconds % 60, microseconds=size.microseconds)),
        }[name]
        return -whole if value < timedelta() and whole else whole
    return None


def _clock_part(value: Any, name: str) -> Any:
    if name == "weekday":
        return Decimal(value.isoweekday())
    if name == "time offset":
        return value.utcoffset()
    if name == "timezone":
        return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None
    if name == "second" and value.microsecond:
        return Decimal(value.second) + Decimal(value.microsecond).scaleb(-6)
    return Decimal(getattr(value, name))


def add(left: Any, right: Any, left_kind: str, right_kind: str) -> Any:
    """Answer left + right where at least one is a date, time or duration; None where that has no meaning."""
    if left_kind in (MONTHS, SECONDS) and right_kind in (DATE, TIME, MOMENT):
        left, right, left_kind, right_kind = right, left, right_kind, left_kind
    if right_kind == MONTHS:
        if left_kind == MONTHS:
            return left + right
        return add_months(left, right) if left_kind in (DATE, MOMENT) else None
    if right_kind != SECONDS:
        return None
    if left_kind == SECONDS:
        return left + right
    return add_length(left, right) if left_kind in (DATE, TIME, MOMENT) else None


def subtract(left: Any, right: Any, left_kind: str, right_kind: str) -> Any:
    """Answer left - right where at least one is a date, time or duration; None where that has no meaning."""
    if right_kind in (MONTHS, SECONDS):
        return (
            add(left, -right, left_kind, right_kind)
            if left_kind not in (MONTHS, SECONDS) or (left_kind == right_kind)
            else None
        )
    if {left_kind, right_kind} <= {DATE, MOMENT} or left_kind == right_kind == TIME:
        return difference(left, right)
    return None


def scale(operator: str, left: Any, right: Any, left_kind: str, right_kind: str) -> Any:
    """Answer duration * number, number * duration, duration / number, duration / duration."""
    if operator == "*" and left_kind == NUMBER:
        left, right, left_kind, right_kind = right, left, right_kind, left_kind
    if left_kind not in (MONTHS, SECONDS):
        return None
    size = Decimal(int(left)) if left_kind == MONTHS else seconds(left)
    if operator == "/" and left_kind == right_kind:
        other = Decimal(int(right)) if left_kind == MONTHS else seconds(right)
        return numbers.CONTEXT.divide(size, other) if other else None
    if right_kind != NUMBER or (operator == "/" and not right):
        return None
    calculate = numbers.CONTEXT.multiply if operator == "*" else numbers.CONTEXT.divide
    result = calculate(size, right)
    return Months(numbers.whole(result)) if left_kind == MONTHS else length_of(result)
