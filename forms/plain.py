"""Answers as JSON: numbers where nothing is lost, ISO text for dates and times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

JSON_INTEGER = 2**53


def plain(value: Any) -> Any:
    """Turn answers into what ``json.dumps`` takes; ``Form.load`` turns them back into the same answers."""
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def _number(number: Decimal) -> Any:
    if number == number.to_integral_value() and abs(number) < JSON_INTEGER:
        return int(number)
    close = float(number)
    return close if Decimal(repr(close)) == number else str(number)
