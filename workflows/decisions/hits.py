"""Hit policies: what a decision table answers when rules match (DMN 1.5, 8.2.10 and 8.2.11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from workflows.decisions import cells
from workflows.decisions.work import Finding, Match, Work, report
from workflows.feel import builtins, operators
from workflows.feel.frame import Code, Frame

#: Policies under which one rule answers, so that no rule at all is an error.
SINGLE = ("UNIQUE", "ANY", "FIRST", "PRIORITY")
_FUNCTIONS = {"SUM": "sum", "MIN": "min", "MAX": "max", "COUNT": "count"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The compiled right-hand side of a table; *ranks* are the declared output values in order of priority."""

    policy: str
    aggregation: str
    element: str
    name: str
    names: tuple[str, ...]
    rows: list[list[Code]]
    defaults: list[Code | None]
    ranks: list[list[cells.Cell | None]]
    matches: list[Match] = field(default_factory=list)

    def value(self, codes: list[Code], frame: Frame) -> Any:
        """Give the value of one row: of its only output, or a context of all of them."""
        if len(self.names) == 1:
            return codes[0](frame) if codes else None
        return {name: code(frame) for name, code in zip(self.names, codes, strict=False)}


def outcome(shape: Shape) -> Callable[[list[int], Frame], Any]:
    """Return the function from matching rules (counted from 0) to the answer of the table."""
    policy = _POLICIES.get(shape.policy, _unique)

    def answer(found: list[int], frame: Frame) -> Any:
        return policy(shape, found, frame) if found else _nothing(shape, frame)

    return answer


def _note(shape: Shape, found: list[int], frame: Frame) -> None:
    budget = frame.budget
    if isinstance(budget, Work):
        budget.matched.extend(shape.matches[at] for at in found)


def _nothing(shape: Shape, frame: Frame) -> Any:
    if any(shape.defaults):
        if isinstance(frame.budget, Work):
            frame.budget.matched.append(Match(shape.element, "", 0))
        return shape.value([code or _null for code in shape.defaults], frame)
    if shape.aggregation == "COUNT":
        return Decimal(0)
    if shape.policy in SINGLE:
        report(frame.budget, _missing(shape))
    return None


def _unique(shape: Shape, found: list[int], frame: Frame) -> Any:
    _note(shape, found, frame)
    if len(found) > 1:
        report(frame.budget, _overlap(shape, found))
        return None
    return shape.value(shape.rows[found[0]], frame)


def _any(shape: Shape, found: list[int], frame: Frame) -> Any:
    _note(shape, found, frame)
    values = [shape.value(shape.rows[at], frame) for at in found]
    if all(operators.equal(value, values[0], frame.budget) is True for value in values):
        return values[0]
    report(frame.budget, _different(shape, found))
    return None


def _first(shape: Shape, found: list[int], frame: Frame) -> Any:
    _note(shape, found[:1], frame)
    return shape.value(shape.rows[found[0]], frame)


def _priority(shape: Shape, found: list[int], frame: Frame) -> Any:
    ranked = _ranked(shape, found, frame)
    _note(shape, [ranked[0][0]], frame)
    return ranked[0][1]


def _output_order(shape: Shape, found: list[int], frame: Frame) -> Any:
    ranked = _ranked(shape, found, frame)
    _note(shape, [at for at, _ in ranked], frame)
    return [value for _, value in ranked]


def _rule_order(shape: Shape, found: list[int], frame: Frame) -> Any:
    _note(shape, found, frame)
    return [shape.value(shape.rows[at], frame) for at in found]


def _collect(shape: Shape, found: list[int], frame: Frame) -> Any:
    values = _rule_order(shape, found, frame)
    if not shape.aggregation:
        return values
    return builtins.FUNCTIONS[_FUNCTIONS[shape.aggregation]].call(frame.budget, [values])


def _ranked(shape: Shape, found: list[int], frame: Frame) -> list[tuple[int, Any]]:
    """Give the matching rules with their values, those whose outputs are declared first coming first."""
    valued = [(at, shape.value(shape.rows[at], frame)) for at in found]

    def ranks(item: tuple[int, Any]) -> list[int]:
        outputs = [item[1]] if len(shape.names) == 1 else [item[1].get(name) for name in shape.names]
        return [_rank(output, tests, frame) for output, tests in zip(outputs, shape.ranks, strict=True)]

    return sorted(valued, key=ranks)


def _rank(value: Any, tests: list[cells.Cell | None], frame: Frame) -> int:
    inner = frame.inner({"?": value})
    return next((at for at, test in enumerate(tests) if test is None or test(value, inner)), len(tests))


_POLICIES: dict[str, Callable[[Shape, list[int], Frame], Any]] = {
    "UNIQUE": _unique,
    "ANY": _any,
    "FIRST": _first,
    "PRIORITY": _priority,
    "OUTPUT ORDER": _output_order,
    "RULE ORDER": _rule_order,
    "COLLECT": _collect,
}


def _null(frame: Frame) -> None:
    return None


def _rules(found: list[int], word: str) -> str:
    numbers = [str(at + 1) for at in found]
    return f"{', '.join(numbers[:-1])} {word} {numbers[-1]}"


def _overlap(shape: Shape, found: list[int]) -> Finding:
    return Finding(
        "table-overlap",
        "error",
        shape.element,
        f"Flera regler i ”{shape.name}” passar samtidigt ({_rules(found, 'och')}), men bara en får göra det.",
        f"Several rules in “{shape.name}” match at once ({_rules(found, 'and')}), but only one may.",
    )


def _different(shape: Shape, found: list[int]) -> Finding:
    return Finding(
        "table-different",
        "error",
        shape.element,
        f"Reglerna {_rules(found, 'och')} i ”{shape.name}” passar samtidigt men ger olika svar.",
        f"Rules {_rules(found, 'and')} in “{shape.name}” match at once but give different answers.",
    )


def _missing(shape: Shape) -> Finding:
    return Finding(
        "no-rule",
        "error",
        shape.element,
        f"Ingen regel i ”{shape.name}” passar, och det finns inget standardvärde.",
        f"No rule in “{shape.name}” matches, and there is no default output.",
    )
