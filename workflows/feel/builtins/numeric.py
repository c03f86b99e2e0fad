"""Numeric functions (DMN 1.5, 10.3.4.5)."""

from __future__ import annotations

from datetime import timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)

from workflows.feel import numbers
from workflows.feel.budget import Budget
from workflows.feel.registry import native
from workflows.model.isotext import Months

_SCALES = (-6111, 6176)
_ROUNDING = {
    "decimal": ROUND_HALF_EVEN,
    "floor": ROUND_FLOOR,
    "ceiling": ROUND_CEILING,
    "round up": ROUND_UP,
    "round down": ROUND_DOWN,
    "round half up": ROUND_HALF_UP,
    "round half down": ROUND_HALF_DOWN,
}


def _round(number: Decimal, scale: Decimal, mode: str) -> Decimal | None:
    digits = numbers.whole(scale)
    if not _SCALES[0] <= digits <= _SCALES[1]:
        return None
    if number.is_zero() or -number.as_tuple().exponent <= digits:  # type: ignore[operator]
        return number
    wide = Context(prec=34, rounding=mode, Emin=-6143, Emax=6144)
    if number.adjusted() < -digits - 1:  # far below the last digit that is kept
        number = Decimal(1 if number > 0 else -1).scaleb(-digits - 2)
    rounded = wide.quantize(number, Decimal((0, (1,), -digits)))
    return rounded if digits >= 0 else numbers.CONTEXT.plus(Decimal(int(rounded)))


def _register(name: str, mode: str) -> None:
    def rounded(budget: Budget, number: Decimal, scale: Decimal = numbers.ZERO) -> Decimal | None:
        """Round to *scale* digits after the point."""
        return _round(number, scale, mode)

    native(name, "n: number, scale: number")(rounded)
    if name in ("floor", "ceiling"):
        native(name, "n: number")(rounded)


for _name, _mode in _ROUNDING.items():
    _register(_name, _mode)


@native("abs", "n: number")
def absolute(budget: Budget, number: Decimal) -> Decimal:
    """Drop the sign."""
    return number.copy_abs()


@native("abs", "n: days and time duration")
def absolute_length(budget: Budget, length: timedelta) -> timedelta:
    """Drop the sign."""
    return abs(length)


@native("abs", "n: years and months duration")
def absolute_months(budget: Budget, months: Months) -> Months:
    """Drop the sign."""
    return abs(months)


@native("modulo", "dividend: number, divisor: number")
def modulo(budget: Budget, dividend: Decimal, divisor: Decimal) -> Decimal | None:
    """Give dividend - divisor * floor(dividend / divisor): the sign of the divisor."""
    if not divisor:
        return None
    rest = numbers.CONTEXT.remainder(dividend, divisor)
    return numbers.CONTEXT.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


@native("sqrt", "number: number")
def square_root(budget: Budget, number: Decimal) -> Decimal:
    """Give the square root; null for negative numbers."""
    budget.burn(20)
    return numbers.CONTEXT.sqrt(number)


@native("log", "number: number")
def logarithm(budget: Budget, number: Decimal) -> Decimal | None:
    """Give the natural logarithm; null for zero and below."""
    budget.burn(50)
    return numbers.CONTEXT.ln(number) if number > 0 else None


@native("exp", "number: number")
def exponential(budget: Budget, number: Decimal) -> Decimal:
    """Give e to this power."""
    budget.burn(50)
    return numbers.CONTEXT.exp(number)


def _halves(number: Decimal) -> bool:
    return number.adjusted() > 34 or int(number) % 2 == 0


@native("odd", "number: number")
def odd(budget: Budget, number: Decimal) -> bool | None:
    """Say whether a whole number is odd; null for others."""
    return not _halves(number) if numbers.is_whole(number) else None


@native("even", "number: number")
def even(budget: Budget, number: Decimal) -> bool | None:
    """Say whether a whole number is even; null for others."""
    return _halves(number) if numbers.is_whole(number) else None
