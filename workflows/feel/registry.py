"""Built-in functions: their signatures, how arguments are fitted to them, and what a call costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from workflows.feel.budget import Budget
from workflows.feel.kinds import LIST, Function, kind

#: Every built-in function by its name, filled by the modules of `builtins`.
FUNCTIONS: dict[str, Native] = {}
_ABSENT: Any = object()


class Parameter(NamedTuple):
    """One parameter: *kinds* that fit (empty = any), whether it may be left out, whether it takes all the rest."""

    name: str
    kinds: tuple[str, ...]
    optional: bool
    rest: bool


class Signature(NamedTuple):
    """One way to call a function; several make it overloaded."""

    parameters: tuple[Parameter, ...]
    body: Callable[..., Any]


class Native(Function):
    """A built-in function; a wrong number or kind of arguments makes the call null."""

    __slots__ = ("signatures",)

    def __init__(self, name: str) -> None:
        super().__init__((), lambda budget, arguments: None, name=name)
        self.signatures: list[Signature] = []

    def call(self, budget: Budget, arguments: list[Any]) -> Any:
        """Call the first signature that fits; null if none does."""
        for signature in self.signatures:
            fitted = _fit(signature.parameters, arguments)
            if fitted is not None:
                return _run(signature.body, budget, fitted)
        return None

    def call_named(self, budget: Budget, named: Mapping[str, Any]) -> Any:
        """Call the first signature that has these parameters."""
        for signature in self.signatures:
            fitted = _fit_named(signature.parameters, named)
            if fitted is not None:
                return _run(signature.body, budget, fitted)
        return None


def native(name: str, parameters: str = "") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a built-in: `native("substring", "string: string, start position: number, length: number?")`.

    Kinds are joined by |, `any` fits all, `?` marks what may be left out or null, `*` takes the rest as one list.
    The body is called with the budget and the arguments; ArithmeticError, ValueError and LookupError become null.
    """

    def register(body: Callable[..., Any]) -> Callable[..., Any]:
        found = FUNCTIONS.setdefault(name, Native(name))
        found.signatures.append(Signature(tuple(_parameters(parameters)), body))
        if not found.parameters:
            found.parameters = tuple(parameter.name for parameter in found.signatures[0].parameters)
            found.types = (None,) * len(found.parameters)
        return body

    return register


def _parameters(text: str) -> Sequence[Parameter]:
    found = []
    for part in text.split(", ") if text else []:
        name, _, kinds = part.partition(": ")
        bare = kinds.rstrip("?*")
        kind_names = () if bare == "any" else tuple(bare.split("|"))
        found.append(Parameter(name, kind_names, kinds.endswith("?"), kinds.endswith("*")))
    return found


def _run(body: Callable[..., Any], budget: Budget, arguments: list[Any]) -> Any:
    for argument in arguments:
        if type(argument) is list:
            budget.burn(1 + (len(argument) >> 3))
        elif type(argument) is str:
            budget.burn(1 + (len(argument) >> 6))
    try:
        value = body(budget, *arguments)
    except (ArithmeticError, ValueError, LookupError):
        return None
    if type(value) in (list, str, dict):
        budget.make(len(value))
    return value


def _fit(parameters: tuple[Parameter, ...], arguments: list[Any]) -> list[Any] | None:
    if parameters and parameters[-1].rest:
        return _fit_rest(parameters, arguments)
    if len(arguments) > len(parameters):
        return None
    padded = arguments + [_ABSENT] * (len(parameters) - len(arguments))
    return _fit_each(parameters, padded)


def _fit_named(parameters: tuple[Parameter, ...], named: Mapping[str, Any]) -> list[Any] | None:
    if not named.keys() <= {parameter.name for parameter in parameters}:
        return None
    arguments = [named.get(parameter.name, _ABSENT) for parameter in parameters]
    if parameters and parameters[-1].rest:
        return None if _ABSENT in arguments else _fit_rest(parameters, arguments)
    return _fit_each(parameters, arguments)


def _fit_each(parameters: tuple[Parameter, ...], arguments: list[Any]) -> list[Any] | None:
    fitted: list[Any] = []
    for parameter, value in zip(parameters, arguments, strict=True):
        if value is _ABSENT or value is None:
            if parameter.optional or (value is None and not parameter.kinds):
                fitted.append(None)
                continue
            return None
        value = _coerce(value, parameter.kinds)
        if value is _ABSENT:
            return None
        fitted.append(value)
    return fitted


def _fit_rest(parameters: tuple[Parameter, ...], arguments: list[Any]) -> list[Any] | None:
    head = len(parameters) - 1
    if len(arguments) < max(head, 1):
        return None
    fitted = _fit_each(parameters[:-1], arguments[:head])
    if fitted is None:
        return None
    rest = arguments[head:]
    if not head and len(rest) == 1 and isinstance(rest[0], list):
        rest = rest[0]
    return [*fitted, rest]


def _coerce(value: Any, kinds: tuple[str, ...]) -> Any:
    if not kinds or kind(value) in kinds:
        return Decimal(value) if type(value) is int else value
    if isinstance(value, list) and len(value) == 1 and kind(value[0]) in kinds:
        return value[0]
    return [value] if LIST in kinds else _ABSENT
