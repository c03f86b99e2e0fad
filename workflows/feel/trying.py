"""Try a text of FEEL out: what it gives, how much of its budget it used, what is wrong with it and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workflows.feel import hints, kinds, parser
from workflows.feel.budget import DEPTH, SIZE, STEPS, Budget
from workflows.feel.builtins import conversion
from workflows.feel.expression import Expression, UnaryTests, known_names, without_equals
from workflows.feel.hints import Finding, TypeHint
from workflows.model import values
from workflows.model.clock import Clock
from workflows.model.errors import FeelLimit, FeelSyntaxError

#: How many characters of an answer are written out.
LONGEST_ANSWER = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of a text; with a *problem* there is no value."""

    value: Any = None
    kind: str = ""
    #: The value as FEEL writes it, cut at LONGEST_ANSWER characters.
    answer: str = ""
    problem: FeelSyntaxError | FeelLimit | None = None
    #: Offset of the problem in the text, counted from 0; None where it has no place.
    position: int | None = None
    findings: tuple[Finding, ...] = ()
    steps: int = 0
    depth: int = 0
    made: int = 0

    def kind_text(self, locale: str) -> str:
        """Name the kind in *locale* (sv or en)."""
        return self.kind if locale == "en" else hints.swedish(self.kind)


class _Gauge(Budget):
    """A budget that remembers how deep it went."""

    __slots__ = ("deepest",)

    def __init__(self, steps: int, depth: int, size: int) -> None:
        super().__init__(steps, depth, size)
        self.deepest = 0

    def enter(self) -> None:
        super().enter()
        self.deepest = max(self.deepest, self.level)


def attempt(text: str, scope: Mapping[str, Any], *, clock: Clock | None = None) -> Tried:
    """Evaluate an expression, with or without a leading "=", within the ordinary limits. Raises nothing."""
    return _tried(text, scope, clock, None)


def attempt_tests(text: str, value: Any, scope: Mapping[str, Any], *, clock: Clock | None = None) -> Tried:
    """Hold *value* against the cell of a decision table; the answer is true or false. Raises nothing."""
    return _tried(text, scope, clock, [value])


def hint_of(value: Any) -> TypeHint:
    """Say what a value shows of its type: the entries of a context, the items of a list, else its kind."""
    if isinstance(value, Mapping):
        return {key: hint_of(item) for key, item in value.items()}
    if isinstance(value, list):
        return [hints.common([hint_of(item) for item in value])]
    return hints.normal(kinds.kind(value))


def text_of(value: Any) -> str:
    """Write a value as FEEL's string() does, cut at LONGEST_ANSWER characters."""
    if value is None:
        return "null"
    try:
        text = conversion.text_of(value, Budget())
    except FeelLimit:
        return "…"
    return text if len(text) <= LONGEST_ANSWER else f"{text[:LONGEST_ANSWER]} …"


def _tried(text: str, scope: Mapping[str, Any], clock: Clock | None, tested: list[Any] | None) -> Tried:
    gauge, findings, names = _Gauge(STEPS, DEPTH, SIZE), [], known_names(scope)
    known = {name: hint_of(value) for name, value in scope.items()}
    try:
        if tested is None:
            read = Expression(text, parser.parse(without_equals(text), names))
            findings = read.check(known)
            value = read.evaluate(scope, clock=clock, budget=gauge)
        else:
            cell = UnaryTests(text, parser.parse_tests(text, names))
            findings = cell.check(known, hint_of(tested[0]))
            value = cell.matches(tested[0], scope, clock=clock, budget=gauge)
    except (FeelSyntaxError, FeelLimit) as problem:
        at = getattr(problem, "position", None)
        at = at if isinstance(problem, FeelSyntaxError) or at else None
        return _told(gauge, problem=problem, position=at, findings=tuple(findings))
    return _told(gauge, value=value, kind=kinds.kind(value), answer=text_of(value), findings=tuple(findings))


def _told(gauge: _Gauge, **known: Any) -> Tried:
    return Tried(steps=min(gauge.used, gauge.steps), depth=gauge.deepest, made=min(gauge.made, gauge.size), **known)


def scope_of(given: Any) -> Any:
    """Turn JSON into values of FEEL: numbers exact, ``{"@": "date", "v": "2026-11-22"}`` as the type that it names.

    Raises values.NotStorable for what no value is written as.
    """
    return values.decode(_exact(given))


def _exact(given: Any) -> Any:
    if isinstance(given, float):
        return Decimal(repr(given))
    if isinstance(given, Mapping):
        return {key: _exact(item) for key, item in given.items()}
    return [_exact(item) for item in given] if isinstance(given, list) else given
