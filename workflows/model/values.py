"""The values that variables, inputs and outputs are made of, and the only codec for them (interfaces I4)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from workflows.model import isotext
from workflows.model.isotext import Months

JSON_INTEGER = 2**53


class NotStorable(TypeError):
    """This is not a value that can be stored."""

    code = "not-storable"
    sv = "Det här är inget värde som kan sparas."


#: None, bool, str, Decimal, date, time, datetime, Months, timedelta, list of values, mapping by text
Value = Any
Values = Mapping[str, Value]

TYPES = (
    "null",
    "boolean",
    "text",
    "number",
    "date",
    "time",
    "instant",
    "local",
    "months",
    "seconds",
    "list",
    "context",
)
_SIMPLE = {
    type(None): "null",
    bool: "boolean",
    str: "text",
    Decimal: "number",
    int: "number",
    Months: "months",
    date: "date",
    time: "time",
    timedelta: "seconds",
    list: "list",
    tuple: "list",
    dict: "context",
}


def type_name(value: Value) -> str:
    """Name the type of a value, one of TYPES; raises NotStorable for floats, NaN, functions, ranges."""
    if isinstance(value, datetime):
        return "local" if value.tzinfo is None else "instant"
    name = _SIMPLE.get(type(value))
    if name is None and isinstance(value, Mapping):
        return "context"
    if name is None or (type(value) is Decimal and not value.is_finite()):
        raise NotStorable(f"{type(value).__name__} is not a value that can be stored")
    return name


# --- storage ---


def encode(value: Value) -> Any:
    """Turn a value into what `json.dumps` takes.

    Integers below 2**53 become JSON numbers, what JSON can't say becomes `{"@": type, "v": text}`. Decimals
    keep their scale (3.50), instants their zone. Raises NotStorable for functions, ranges, floats, NaN and
    keys that begin with "@".
    """
    name = type_name(value)
    if name in ("null", "boolean", "text"):
        return value
    if name == "number":
        return _encode_number(Decimal(value))
    if name == "list":
        return [encode(item) for item in value]
    if name == "context":
        return {_key(key): encode(item) for key, item in value.items()}
    return {"@": name, "v": _storage_text(name, value)}


def decode(stored: Any) -> Value:
    """Turn stored JSON back into the value; NotStorable for what encode never writes."""
    if isinstance(stored, dict):
        if "@" in stored:
            return _decode_tagged(stored)
        return {_key(key): decode(item) for key, item in stored.items()}
    if isinstance(stored, list):
        return [decode(item) for item in stored]
    if isinstance(stored, int) and not isinstance(stored, bool):
        return Decimal(stored)
    type_name(stored)
    return stored


def canonical(value: Value) -> str:
    """Write a value as JSON text with sorted keys: the same value, the same text (for digests)."""
    return json.dumps(encode(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _encode_number(number: Decimal) -> Any:
    if abs(number) < JSON_INTEGER and number == number.to_integral_value():
        return int(number)
    return {"@": "number", "v": str(number)}


def _key(key: Any) -> str:
    if not isinstance(key, str) or key.startswith("@"):
        raise NotStorable(f"{key!r} is not a key that can be stored")
    return key


def _storage_text(name: str, value: Value) -> str:
    zone = value.tzinfo if name in ("instant", "time") else None
    if not isinstance(zone, ZoneInfo):
        return isotext.text_of(value)
    if name == "time":
        return f"{isotext.text_of(value.replace(tzinfo=None))}[{zone.key}]"
    fixed = value.replace(tzinfo=timezone(value.utcoffset()))  # a repeated hour needs its offset
    return f"{isotext.text_of(fixed)}[{zone.key}]"


def _decode_tagged(stored: Mapping[str, Any]) -> Value:
    name, text = stored.get("@"), stored.get("v")
    if set(stored) != {"@", "v"} or name not in _READERS or not isinstance(text, str):
        raise NotStorable(f"unknown stored value of type {name!r}")
    value = _READERS[name](text)
    if value is None or type_name(value) != name:
        raise NotStorable(f"{text!r} is not a stored {name}")
    return value


def _read_number(text: str) -> Decimal | None:
    return Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?(E[+-]?\d+)?", text) else None


def _read_zoned(text: str) -> datetime | time | None:
    body, _, key = text.partition("[")
    value = isotext.parse_time(body) if "T" not in body else isotext.parse_moment(body)
    zone = isotext.zone_of("@" + key[:-1]) if key else None
    if not key or value is None or zone is None:
        return None if key else value
    return value.astimezone(zone) if isinstance(value, datetime) else value.replace(tzinfo=zone)


# --- plain JSON for the API and forms ---


def plain(value: Value) -> Any:
    """Turn a value into plain JSON: ISO text for times, JSON numbers where nothing is lost, else text."""
    name = type_name(value)
    if name == "number":
        number = Decimal(value)
        stored = _encode_number(number)
        if isinstance(stored, int):
            return stored
        return float(number) if Decimal(repr(float(number))) == number else str(number)
    if name == "list":
        return [plain(item) for item in value]
    if name == "context":
        return {key: plain(item) for key, item in value.items()}
    return value if name in ("null", "boolean", "text") else isotext.text_of(value)


def from_plain(given: Any) -> Value:
    """Turn plain JSON into a value: numbers become Decimal; text stays text (a field type decides)."""
    if isinstance(given, float):
        given = Decimal(repr(given))
    if isinstance(given, int) and not isinstance(given, (bool, Months)):
        return Decimal(given)
    if isinstance(given, Mapping):
        return {_key(key): from_plain(item) for key, item in given.items()}
    if isinstance(given, Sequence) and not isinstance(given, str):
        return [from_plain(item) for item in given]
    type_name(given)
    return given


def parse_text(name: str, text: str) -> Value:
    """Read the ISO text of a type in TYPES (as forms and API clients write it); None if it is not one."""
    if name == "text":
        return text
    if name == "boolean":
        return {"true": True, "false": False}.get(text)
    value = _READERS[name](text) if name in _READERS else None
    return value if value is not None and type_name(value) == name else None


_READERS: dict[str, Callable[[str], Any]] = {
    "number": _read_number,
    "date": isotext.parse_date,
    "time": _read_zoned,
    "instant": _read_zoned,
    "local": isotext.parse_moment,
    "months": isotext.parse_duration,
    "seconds": isotext.parse_duration,
}
