"""What is known of a value before anything runs: a kind, the entries of a context, or the items of a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from workflows.feel.kinds import (
    BOOLEAN,
    CONTEXT,
    DATE,
    FUNCTION,
    LIST,
    MOMENT,
    MONTHS,
    NUMBER,
    RANGE,
    SECONDS,
    STRING,
    TIME,
)
from workflows.feel.tree import FeelType

#: A kind ("number", "string", "date" …; also "text", "instant" … of `values`), "Any", a mapping for a context,
#: or [hint] for a list.
TypeHint = Any
ANY = "Any"
#: As a known name with a true value: names that are not known may still be there (the keys of an unknown item).
OPEN = "\0open"
_SYNONYMS = {"text": STRING, "instant": MOMENT, "local": MOMENT, "months": MONTHS, "seconds": SECONDS, "null": ANY}
SWEDISH = {
    NUMBER: "ett tal",
    STRING: "en text",
    BOOLEAN: "sant/falskt",
    DATE: "ett datum",
    TIME: "en tid",
    MOMENT: "en tidpunkt",
    MONTHS: "en längd i månader",
    SECONDS: "en längd i dagar",
    LIST: "en lista",
    CONTEXT: "en kontext",
    RANGE: "ett intervall",
    FUNCTION: "en funktion",
}
_NUMBERS = frozenset(("year", "month", "day", "weekday"))
_CLOCK = {"hour": NUMBER, "minute": NUMBER, "second": NUMBER, "time offset": SECONDS, "timezone": STRING}
_PARTS: dict[str, dict[str, TypeHint]] = {
    DATE: dict.fromkeys(_NUMBERS, NUMBER),
    TIME: _CLOCK,
    MOMENT: {**dict.fromkeys(_NUMBERS, NUMBER), **_CLOCK},
    MONTHS: dict.fromkeys(("years", "months"), NUMBER),
    SECONDS: dict.fromkeys(("days", "hours", "minutes", "seconds"), NUMBER),
    RANGE: {"start": ANY, "end": ANY, "start included": BOOLEAN, "end included": BOOLEAN},
}
_WITH_TIME = (DATE, TIME, MOMENT)
_LENGTHS = (MONTHS, SECONDS)
_RESULTS: dict[str, TypeHint] = {
    **dict.fromkeys(("string", "upper case", "lower case", "substring", "replace", "string join"), STRING),
    **dict.fromkeys(("substring before", "substring after", "day of week", "month of year"), STRING),
    **dict.fromkeys(("number", "string length", "count", "sum", "mean", "median", "product", "stddev"), NUMBER),
    **dict.fromkeys(("decimal", "floor", "ceiling", "round up", "round down", "modulo", "sqrt"), NUMBER),
    **dict.fromkeys(("round half up", "round half down", "log", "exp", "day of year", "week of year"), NUMBER),
    **dict.fromkeys(("not", "is", "contains", "starts with", "ends with", "matches", "all", "any"), BOOLEAN),
    **dict.fromkeys(("list contains", "odd", "even", "before", "after", "meets", "met by"), BOOLEAN),
    **dict.fromkeys(("overlaps", "overlaps before", "overlaps after", "finishes", "finished by"), BOOLEAN),
    **dict.fromkeys(("includes", "during", "starts", "started by", "coincides"), BOOLEAN),
    **dict.fromkeys(("date", "today"), DATE),
    **dict.fromkeys(("date and time", "now"), MOMENT),
    **{key: [NUMBER] for key in ("index of", "mode")},
    "time": TIME,
    "years and months duration": MONTHS,
    "split": [STRING],
    "range": RANGE,
    "get entries": [{"key": STRING, "value": ANY}],
}
_SAME_LIST = frozenset(("sublist", "remove", "reverse", "distinct values", "sort"))


class Finding(NamedTuple):
    """Something that cannot be right, at an offset in the text."""

    position: int
    code: str
    sv: str
    en: str


def normal(hint: TypeHint) -> TypeHint:
    """Bring a hint into one form."""
    return _SYNONYMS.get(hint, hint) if isinstance(hint, str) else hint


def name(hint: TypeHint) -> str:
    """Name the kind."""
    if isinstance(hint, Mapping):
        return CONTEXT
    return LIST if isinstance(hint, list) else normal(hint)


def swedish(hint: TypeHint) -> str:
    """Name the kind in Swedish."""
    return SWEDISH.get(name(hint), name(hint))


def common(found: list[TypeHint]) -> TypeHint:
    """Give what all hints share."""
    first = found[0] if found else ANY
    return first if all(hint == first for hint in found) else ANY


def item(hint: TypeHint) -> TypeHint:
    """Give the hint of a list's items; a single value is a list of one."""
    if isinstance(hint, list):
        return normal(hint[0]) if hint else ANY
    return ANY if name(hint) in (LIST, RANGE, ANY) else hint


def part(hint: TypeHint, key: str) -> TypeHint | None:
    """Give the hint of `value.key`; None if there is no such part."""
    hint = normal(hint)
    if isinstance(hint, list):
        found = part(item(hint), key)
        return None if found is None else [found]
    if isinstance(hint, Mapping):
        return normal(hint[key]) if key in hint else None
    if hint in (ANY, CONTEXT, LIST):
        return ANY
    return _PARTS.get(hint, {}).get(key)


def arithmetic(operator: str, left: str, right: str) -> TypeHint | None:
    """Give what left operator right gives; None if it is always null."""
    if ANY in (left, right):
        return ANY
    if left == right == NUMBER:
        return NUMBER
    if operator == "+" and left == right == STRING:
        return STRING
    if operator in "+-" and left == right and left in _LENGTHS:
        return left
    if operator in "+-" and left in _WITH_TIME and right in _LENGTHS:
        return None if left == TIME and right == MONTHS else left
    if operator == "+" and left in _LENGTHS and right in _WITH_TIME:
        return arithmetic("+", right, left)
    if operator == "-" and left in _WITH_TIME and right in _WITH_TIME:
        return SECONDS if (left == TIME) == (right == TIME) else None
    return _scaling(operator, left, right)


def _scaling(operator: str, left: str, right: str) -> TypeHint | None:
    if operator in ("*", "/") and left in _LENGTHS and right == NUMBER:
        return left
    if operator == "*" and left == NUMBER and right in _LENGTHS:
        return right
    return NUMBER if operator == "/" and left == right and left in _LENGTHS else None


def fits(hint: TypeHint, kinds: tuple[str, ...]) -> bool:
    """Say whether a hint may stand for a parameter of these kinds (none = any)."""
    found = name(hint)
    if not kinds or found in (ANY, LIST) or LIST in kinds:
        return True
    return found in kinds


def result(function: str, given: list[TypeHint]) -> TypeHint:
    """Give what a built-in function gives."""
    if function in _RESULTS:
        return _RESULTS[function]
    if function in _SAME_LIST and given:
        return given[0] if isinstance(given[0], list) else LIST
    if function in ("min", "max") and given:
        return item(given[0]) if len(given) == 1 else common(given)
    return given[0] if function == "abs" and given else ANY


def of_type(wanted: FeelType) -> TypeHint:
    """Give the hint for a type as written."""
    if wanted.name == LIST and wanted.arguments:
        return [of_type(wanted.arguments[0])]
    if wanted.name == CONTEXT and wanted.fields:
        return {key: of_type(field) for key, field in wanted.fields}
    return wanted.name if wanted.name in SWEDISH else ANY
