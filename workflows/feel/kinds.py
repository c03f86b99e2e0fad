"""Which kind of FEEL value a Python value is, and the two kinds that live only inside FEEL: ranges and functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workflows.feel.tree import FeelType
from workflows.model.isotext import Months

if TYPE_CHECKING:
    from workflows.feel.budget import Budget

NUMBER, STRING, BOOLEAN, NULL = "number", "string", "boolean", "Null"
DATE, TIME, MOMENT = "date", "time", "date and time"
MONTHS, SECONDS = "years and months duration", "days and time duration"
LIST, CONTEXT, RANGE, FUNCTION, UNKNOWN = "list", "context", "range", "function", "unknown"
#: Kinds that have an order.
ORDERED = frozenset((NUMBER, STRING, DATE, TIME, MOMENT, MONTHS, SECONDS))


class Range:
    """All values between two ends; None as an end means that there is none.

    *operator* is set when it was written as a comparison, `(< 10)`; with "!=" it is all values but *low*.
    """

    __slots__ = ("high", "high_included", "low", "low_included", "operator")

    def __init__(self, low: Any, low_included: bool, high: Any, high_included: bool, operator: str = "") -> None:
        self.low, self.low_included = low, low_included
        self.high, self.high_included = high, high_included
        self.operator = operator

    def ends(self) -> tuple[Any, bool, Any, bool, str]:
        """Give low, its inclusion, high, its inclusion, and the operator: what makes ranges equal."""
        return (self.low, self.low_included, self.high, self.high_included, self.operator)

    def __repr__(self) -> str:
        return f"Range{self.ends()}"


class Function:
    """A function as a value: *body* takes the budget and the arguments in order of *parameters*."""

    __slots__ = ("body", "name", "parameters", "result", "types")

    def __init__(
        self,
        parameters: tuple[str, ...],
        body: Callable[[Budget, list[Any]], Any],
        types: tuple[FeelType | None, ...] = (),
        *,
        name: str = "",
        result: FeelType | None = None,
    ) -> None:
        self.parameters = parameters
        self.body = body
        self.types = types or (None,) * len(parameters)
        self.name = name
        self.result = result

    def call(self, budget: Budget, arguments: list[Any]) -> Any:
        """Run the body with converted arguments; null when number or types do not fit."""
        if len(arguments) != len(self.parameters):
            return None
        for at, wanted in enumerate(self.types):
            if wanted is not None:
                fitting, arguments[at] = coerce(arguments[at], wanted)
                if not fitting:
                    return None
        budget.burn(3)
        budget.enter()
        value = self.body(budget, arguments)
        budget.leave()
        return value

    def call_named(self, budget: Budget, named: Mapping[str, Any]) -> Any:
        """Run with named arguments; null when a name is unknown or missing."""
        if named.keys() != set(self.parameters):
            return None
        return self.call(budget, [named[name] for name in self.parameters])


_KINDS: dict[type, str] = {
    type(None): NULL,
    bool: BOOLEAN,
    str: STRING,
    Decimal: NUMBER,
    int: NUMBER,
    date: DATE,
    time: TIME,
    datetime: MOMENT,
    Months: MONTHS,
    timedelta: SECONDS,
    list: LIST,
    tuple: LIST,
    dict: CONTEXT,
    Range: RANGE,
    Function: FUNCTION,
}


def kind(value: Any) -> str:
    """Name the kind of a value in FEEL's words; "unknown" for what FEEL does not have."""
    found = _KINDS.get(type(value))
    if found is not None:
        return found
    if isinstance(value, Mapping):
        return CONTEXT
    return FUNCTION if isinstance(value, Function) else UNKNOWN


_SYNONYMS = {"dateTime": MOMENT, "dayTimeDuration": SECONDS, "yearMonthDuration": MONTHS}
_SYNONYMS |= {"days and time duration": SECONDS, "years and months duration": MONTHS}
_NAMES = frozenset(_KINDS.values()) | {"Any"}


def is_instance(value: Any, wanted: FeelType) -> bool:
    """Answer `value instance of type`; null is only an instance of Null."""
    name = _SYNONYMS.get(wanted.name, wanted.name)
    if value is None:
        return name == NULL
    if name == "Any":
        return True
    found = kind(value)
    if found != name:
        return False
    if found == LIST and wanted.arguments:
        return all(conforms(item, wanted.arguments[0]) for item in value)
    if found == CONTEXT and wanted.fields:
        return all(key in value and conforms(value[key], type_) for key, type_ in wanted.fields)
    if found == RANGE and wanted.arguments:
        return all(conforms(end, wanted.arguments[0]) for end in (value.low, value.high))
    if found == FUNCTION and wanted.arguments:
        return _fits_function(value, wanted)
    return True


def conforms(value: Any, wanted: FeelType) -> bool:
    """Say whether a value may stand where *wanted* is asked for: an instance, or null."""
    return value is None or is_instance(value, wanted)


def _fits_function(value: Function, wanted: FeelType) -> bool:
    *parameters, result = wanted.arguments
    if len(value.parameters) != len(parameters):
        return False
    pairs = zip(value.types, parameters, strict=True)
    if not all(own is None or _assignable(asked, own) for own, asked in pairs):
        return False
    return value.result is None or _assignable(value.result, result)


def _assignable(given: FeelType, to: FeelType) -> bool:
    if to.name == "Any" or given == to:
        return True
    if given.name != to.name:
        return given.name == NULL
    if given.fields or to.fields:
        own = dict(given.fields)
        return all(key in own and _assignable(own[key], type_) for key, type_ in to.fields)
    pairs = zip(given.arguments, to.arguments, strict=False)
    return len(given.arguments) == len(to.arguments) and all(_assignable(a, b) for a, b in pairs)


def coerce(value: Any, wanted: FeelType) -> tuple[bool, Any]:
    """Fit a value to a type: [x] to x, x to [x], a date to its midnight in UTC; (False, None) if it cannot be."""
    if conforms(value, wanted):
        return True, value
    if isinstance(value, list) and len(value) == 1 and is_instance(value[0], wanted):
        return True, value[0]
    if wanted.name == LIST and not isinstance(value, list) and is_instance([value], wanted):
        return True, [value]
    if type(value) is date and _SYNONYMS.get(wanted.name, wanted.name) == MOMENT:
        return True, datetime.combine(value, time(), UTC)
    return False, None


def is_known_type(wanted: FeelType) -> bool:
    """Say whether a type and all that it is made of exist in FEEL."""
    name = _SYNONYMS.get(wanted.name, wanted.name)
    parts = (*wanted.arguments, *(type_ for _, type_ in wanted.fields))
    return name in _NAMES and all(is_known_type(part) for part in parts)
