"""Code that FEEL text cannot write: values fitted to declared types, functions with typed parameters, relations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import NoneType
from typing import Any

from workflows.decisions import types
from workflows.decisions.types import Type
from workflows.decisions.work import Finding, report
from workflows.feel.budget import Budget
from workflows.feel.frame import Code, Frame
from workflows.feel.kinds import Function, kind
from workflows.model.errors import FeelSyntaxError


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the element's id, its name or that of its owner, and the type or text in question."""

    element: str
    name: str
    text: str


def unreadable(place: Place, problem: FeelSyntaxError) -> Finding:
    """Say that an expression cannot be read."""
    return Finding(
        "expression-unreadable",
        "error",
        place.element,
        f"”{place.name}”: uttrycket ”{_short(place.text)}” går inte att läsa (tecken {problem.position + 1}). "
        f"{problem.text('sv')}",
        f"“{place.name}”: the expression “{_short(place.text)}” cannot be read (character {problem.position + 1}). "
        f"{problem.text('en')}",
    )


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


def _unfitting(place: Place, value: Any, wanted: Type | None) -> Finding:
    lacking = wanted.lacking(value) if isinstance(wanted, types.Structure) else []
    sv = f" Det saknar {', '.join(lacking)}." if lacking else ""
    en = f" It lacks {', '.join(lacking)}." if lacking else ""
    return Finding(
        "value-type",
        "error",
        place.element,
        f"”{place.name}” fick ett värde ({kind(value)}) som inte passar typen {place.text}.{sv}",
        f"“{place.name}” was given a value ({kind(value)}) that does not fit the type {place.text}.{en}",
    )


def reporting(finding: Finding) -> Code:
    """Make code that reports and gives null."""

    def run(frame: Frame) -> None:
        report(frame.budget, finding)

    return run


def guarded(code: Code) -> Code:
    """Make code in which what goes wrong inside is null, as everywhere in FEEL."""

    def run(frame: Frame) -> Any:
        try:
            return code(frame)
        except (ArithmeticError, ValueError, TypeError, LookupError):
            return None

    return run


def boolean(code: Code) -> Code:
    """Make code for the condition of a boxed filter: neither a boolean nor null makes the whole filter null."""

    def run(frame: Frame) -> bool | None:
        value = code(frame)
        if value is not None and not isinstance(value, bool):
            raise TypeError("a boxed filter needs a boolean")
        return value

    return run


def quantified(quantifier: str, loop: Code) -> Code:
    """Make code for a boxed some or every; unlike in FEEL text, every answer must be a boolean (or null)."""
    decides = quantifier == "some"

    def run(frame: Frame) -> bool | None:
        answers = loop(frame)
        if answers is None or any(not isinstance(answer, (bool, NoneType)) for answer in answers):
            return None
        if decides in answers:
            return decides
        return None if None in answers else not decides

    return run


def fit(value: Any, wanted: Type | None, place: Place, budget: Budget) -> tuple[bool, Any]:
    """Fit a value; reports when it cannot be."""
    fitting, fitted_value = types.fit(value, wanted, budget)
    if not fitting:
        report(budget, _unfitting(place, value, wanted))
    return fitting, fitted_value


def fitted(code: Code, wanted: Type, place: Place) -> Code:
    """Make code whose value is fitted to a type, or null."""

    def run(frame: Frame) -> Any:
        value = code(frame)
        if value is None or wanted.fits(value, frame.budget):
            return value
        return fit(value, wanted, place, frame.budget)[1]

    return run


def instance(code: Code, wanted: Type | None) -> Code:
    """Make code that answers `instance of` an item definition."""

    def run(frame: Frame) -> bool | None:
        value = code(frame)
        if wanted is None:
            return None
        return value is not None and wanted.fits(value, frame.budget)

    return run


def relation(columns: Sequence[str], rows: Sequence[Code]) -> Code:
    """Make code that gives a list of contexts, one a row."""

    def run(frame: Frame) -> list[dict[str, Any]]:
        frame.budget.make(len(rows) * (1 + len(columns)))
        return [dict(zip(columns, row(frame), strict=False)) for row in rows]

    return run


def function(parameters: Sequence[tuple[str, Type | None, Place]], body: Code, cost: int, name: str) -> Code:
    """Make code that gives a function which sees the names around it; an argument that does not fit gives null."""
    names = tuple(parameter for parameter, _, _ in parameters)
    feel = tuple(wanted.feel if wanted is not None else None for _, wanted, _ in parameters)

    def run(frame: Frame) -> Function:
        def call(budget: Budget, arguments: list[Any]) -> Any:
            budget.burn(cost)
            given: dict[str, Any] = {}
            for (parameter, wanted, place), argument in zip(parameters, arguments, strict=True):
                fitting, given[parameter] = fit(argument, wanted, place, budget)
                if not fitting:
                    return None
            return body(Frame(given, frame, budget))

        return Function(names, call, feel, name=name)

    return run
