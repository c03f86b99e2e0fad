"""Numbers of FEEL: decimals of 34 digits (IEEE 754 decimal128), in a context of our own."""

from __future__ import annotations

from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)

CONTEXT = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
ZERO, ONE = Decimal(0), Decimal(1)


def literal(text: str) -> Decimal | None:
    """Read a number, rounded to 34 digits; None beyond 10**6144 and for what is no number."""
    try:
        return CONTEXT.create_decimal(text)
    except ArithmeticError:
        return None


def whole(number: Decimal) -> int:
    """Cut a number to an integer; raises ValueError beyond 10**18, where no position, year or month can be."""
    if number.adjusted() > 18:
        raise ValueError("too large to count with")
    return int(number)


def is_whole(number: Decimal) -> bool:
    """Say whether a number is an integer."""
    return number == number.to_integral_value()


def text_of(number: Decimal) -> str:
    """Write a number without exponent and without trailing zeros after the point."""
    text = format(Decimal(number), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
