"""What the operators of FEEL mean: three-valued logic, equality, order, membership and arithmetic."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from workflows.feel import numbers, temporal
from workflows.feel.budget import Budget
from workflows.feel.kinds import (
    CONTEXT,
    FUNCTION,
    LIST,
    MOMENT,
    MONTHS,
    NULL,
    NUMBER,
    ORDERED,
    RANGE,
    SECONDS,
    STRING,
    TIME,
    UNKNOWN,
    Range,
    kind,
)
from workflows.model.isotext import Months

#: Python types whose own order is that of FEEL.
_PLAIN, _NONE = (Decimal, date), type(None)
_FLIPPED = {"=": False, "!=": True}


def both(left: Any, right: Any) -> bool | None:
    """Answer `left and right` in three-valued logic."""
    if left is False or right is False:
        return False
    return True if left is True and right is True else None


def either(left: Any, right: Any) -> bool | None:
    """Answer `left or right` in three-valued logic."""
    if left is True or right is True:
        return True
    return False if left is False and right is False else None


def equal(left: Any, right: Any, budget: Budget) -> bool | None:
    """Answer `left = right`: null for different kinds, true for two nulls, false for a null and something else."""
    if left is None or right is None:
        return left is right
    found = kind(left)
    if found != kind(right) or found == UNKNOWN:
        return None
    if found == LIST:
        return _equal_lists(left, right, budget)
    if found == CONTEXT:
        return _equal_contexts(left, right, budget)
    if found == RANGE:
        return _equal_lists(left.ends(), right.ends(), budget)
    if found == FUNCTION:
        return left is right
    if found in (MOMENT, TIME):
        return _moment(left) == _moment(right)
    if found == STRING:
        budget.burn(len(left) >> 8)
    return bool(left == right)


def _equal_lists(left: Any, right: Any, budget: Budget) -> bool:
    if len(left) != len(right):
        return False
    budget.burn(3 * len(left))
    for one, other in zip(left, right, strict=True):  # noqa: SIM110 - a generator would double the frames
        if equal(one, other, budget) is not True:
            return False
    return True


def _equal_contexts(left: Any, right: Any, budget: Budget) -> bool:
    if left.keys() != right.keys():
        return False
    budget.burn(3 * len(left))
    for key, value in left.items():  # noqa: SIM110
        if equal(value, right[key], budget) is not True:
            return False
    return True


def _moment(value: Any) -> Any:
    """Put an instant on UTC (comparing must not look at the wall clock), cut to milliseconds as in the TCK."""
    if value.microsecond % 1000:
        value = value.replace(microsecond=value.microsecond // 1000 * 1000)
    if value.tzinfo is None:
        return value
    return value.astimezone(UTC) if isinstance(value, datetime) else temporal.with_offset(value)


def compare(operator: str, left: Any, right: Any, budget: Budget) -> bool | None:
    """Answer a comparison: null for different kinds, kinds without order, and zone against no zone."""
    if operator in _FLIPPED:
        answer = equal(left, right, budget)
        return answer if answer is None else answer is not _FLIPPED[operator]
    found = kind(left)
    if found != kind(right) or found not in ORDERED:
        return None
    if found in (MOMENT, TIME):
        left, right = _moment(left), _moment(right)
    elif found == STRING:
        budget.burn(len(left) >> 8)
    try:
        if operator == "<":
            return bool(left < right)
        if operator == "<=":
            return bool(left <= right)
        return bool(left > right) if operator == ">" else bool(left >= right)
    except TypeError:
        return None


def contains(span: Range, value: Any, budget: Budget) -> bool | None:
    """Say whether a value lies in a range; null when they cannot be compared."""
    found = type(value)
    if found in _PLAIN and type(span.low) in (found, _NONE) and type(span.high) in (found, _NONE):
        return _contains_plainly(span, value)
    if span.operator == "!=":
        return compare("!=", value, span.low, budget)
    above: bool | None = True
    below: bool | None = True
    if span.low is not None:
        above = compare(">=" if span.low_included else ">", value, span.low, budget)
    if span.high is not None:
        below = compare("<=" if span.high_included else "<", value, span.high, budget)
    return both(above, below)


def _contains_plainly(span: Range, value: Any) -> bool:
    """Do the same for kinds that Python compares as FEEL does, without a call for each end."""
    low, high = span.low, span.high
    if span.operator == "!=":
        return bool(value != low)
    if low is not None and not (value >= low if span.low_included else value > low):
        return False
    return high is None or bool(value <= high if span.high_included else value < high)


def member(value: Any, test: Any, budget: Budget) -> bool | None:
    """Answer `value in test`, where the test is a range, a list of tests, or a value to equal."""
    if isinstance(test, Range):
        return contains(test, value, budget) if value is not None else None
    if isinstance(test, list):
        if isinstance(value, list) and equal(value, test, budget) is True:
            return True
        budget.burn(len(test))
        return any(member(value, item, budget) is True for item in test)
    answer = equal(value, test, budget)
    return answer if answer is not None else (None if isinstance(test, bool) else False)


def arithmetic(operator: str, left: Any, right: Any, budget: Budget) -> Any:
    """Answer + - * / **; null for kinds that do not go together, division by zero and overflow."""
    left_kind, right_kind = kind(left), kind(right)
    if left_kind == NULL or right_kind == NULL:
        return None
    try:
        if left_kind == right_kind == NUMBER:
            return _calculate(operator, left, right, budget)
        if operator == "+" and left_kind == right_kind == STRING:
            budget.make(len(left) + len(right))
            return left + right
        if operator == "+":
            return temporal.add(left, right, left_kind, right_kind)
        if operator == "-":
            return temporal.subtract(left, right, left_kind, right_kind)
        return temporal.scale(operator, left, right, left_kind, right_kind) if operator in "*/" else None
    except (ArithmeticError, ValueError):
        return None


def _calculate(operator: str, left: Decimal, right: Decimal, budget: Budget) -> Decimal | None:
    if operator == "+":
        return numbers.CONTEXT.add(left, right)
    if operator == "-":
        return numbers.CONTEXT.subtract(left, right)
    if operator == "*":
        return numbers.CONTEXT.multiply(left, right)
    if operator == "/":
        return numbers.CONTEXT.divide(left, right) if right else None
    budget.burn(50)
    return numbers.CONTEXT.power(left, right)


def negative(value: Any) -> Any:
    """Answer -value for numbers and durations, else null."""
    found = kind(value)
    if found == NUMBER:
        return numbers.CONTEXT.minus(value)
    if found == MONTHS:
        return Months(-int(value))
    return -value if found == SECONDS else None


def part(value: Any, name: str, budget: Budget) -> Any:
    """Answer `value.name`: an entry, a part of a date, time, duration or range, or a list of those."""
    found = kind(value)
    if found == CONTEXT:
        return value.get(name)
    if found == LIST:
        budget.burn(len(value))
        budget.make(len(value))
        return [part(item, name, budget) for item in value]
    if found == RANGE:
        ends = {"start": value.low, "end": value.high}
        ends |= {"start included": value.low_included, "end included": value.high_included}
        return ends.get(name)
    return temporal.part(value, found, name)


def span(low: Any, low_included: bool, high: Any, high_included: bool) -> Range | None:
    """Make a range value; null when both ends are missing or of different kinds."""
    if low is None and high is None:
        return None
    if low is not None and high is not None and kind(low) != kind(high):
        return None
    return Range(low, low_included and low is not None, high, high_included and high is not None)
