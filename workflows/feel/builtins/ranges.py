"""Range functions (DMN 1.5, 10.3.4.9, after Allen's interval algebra) and range()."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from workflows.feel import operators, parser, temporal, tree
from workflows.feel.budget import Budget
from workflows.feel.kinds import ORDERED, Range, kind
from workflows.feel.registry import FUNCTIONS, native
from workflows.model.errors import FeelSyntaxError

Relation = Callable[["Ends", "Ends"], bool]


class Ends:
    """A range, or a point as a range of one value, whose ends can be compared."""

    def __init__(self, value: Any, budget: Budget) -> None:
        if value is None or (isinstance(value, Range) and value.operator == "!="):
            raise ValueError("not a range")
        self.range = value if isinstance(value, Range) else Range(value, True, value, True)
        self.budget = budget

    def less(self, left: Any, right: Any) -> bool:
        """Compare two ends; raises ValueError when they cannot be compared."""
        answer = operators.compare("<", left, right, self.budget)
        if answer is None:
            raise ValueError("not comparable")
        return answer

    def starts_before(self, other: Ends, *, strictly: bool) -> bool:
        """Say whether this starts before the other, or at the same place with (at least) the same inclusion."""
        mine, its = self.range, other.range
        if self._same(mine.low, its.low):
            return (
                mine.low_included and not its.low_included if strictly else (mine.low_included or not its.low_included)
            )
        return mine.low is None or (its.low is not None and self.less(mine.low, its.low))

    def ends_after(self, other: Ends, *, strictly: bool) -> bool:
        """Say whether this ends after the other, or at the same place with (at least) the same inclusion."""
        mine, its = self.range, other.range
        if self._same(mine.high, its.high):
            return (
                mine.high_included and not its.high_included
                if strictly
                else (mine.high_included or not its.high_included)
            )
        return mine.high is None or (its.high is not None and self.less(its.high, mine.high))

    def is_before(self, other: Ends) -> bool:
        """Say whether all of this lies before all of the other."""
        end, start = self.range.high, other.range.low
        if end is None or start is None:
            return False
        if self._same(end, start):
            return not (self.range.high_included and other.range.low_included)
        return self.less(end, start)

    def same_start(self, other: Ends) -> bool:
        """Say whether both start alike."""
        mine, its = self.range, other.range
        return self._same(mine.low, its.low) and mine.low_included == its.low_included

    def same_end(self, other: Ends) -> bool:
        """Say whether both end alike."""
        mine, its = self.range, other.range
        return self._same(mine.high, its.high) and mine.high_included == its.high_included

    def meets(self, other: Ends) -> bool:
        """Say whether this ends where the other starts, both including the place."""
        mine, its = self.range, other.range
        return mine.high_included and its.low_included and self._same(mine.high, its.low)

    def covers(self, other: Ends) -> bool:
        """Say whether all of the other lies within this."""
        return self.starts_before(other, strictly=False) and self.ends_after(other, strictly=False)

    def _same(self, left: Any, right: Any) -> bool:
        return operators.equal(left, right, self.budget) is True


def _overlaps(a: Ends, b: Ends) -> bool:
    return not a.is_before(b) and not b.is_before(a)


def _overlaps_before(a: Ends, b: Ends) -> bool:
    return a.starts_before(b, strictly=True) and _overlaps(a, b) and b.ends_after(a, strictly=False)


def _overlaps_after(a: Ends, b: Ends) -> bool:
    return b.starts_before(a, strictly=True) and _overlaps(a, b) and a.ends_after(b, strictly=False)


def _finishes(a: Ends, b: Ends) -> bool:
    return a.same_end(b) and b.starts_before(a, strictly=False)


def _starts(a: Ends, b: Ends) -> bool:
    return a.same_start(b) and b.ends_after(a, strictly=False)


_POINT, _RANGE = "any", "range"
_RELATIONS: dict[str, tuple[Relation, str, str]] = {
    "before": (lambda a, b: a.is_before(b), _POINT, _POINT),
    "after": (lambda a, b: b.is_before(a), _POINT, _POINT),
    "meets": (lambda a, b: a.meets(b), _RANGE, _RANGE),
    "met by": (lambda a, b: b.meets(a), _RANGE, _RANGE),
    "overlaps": (_overlaps, _RANGE, _RANGE),
    "overlaps before": (_overlaps_before, _RANGE, _RANGE),
    "overlaps after": (_overlaps_after, _RANGE, _RANGE),
    "finishes": (_finishes, _POINT, _RANGE),
    "finished by": (lambda a, b: _finishes(b, a), _RANGE, _POINT),
    "includes": (lambda a, b: a.covers(b), _RANGE, _POINT),
    "during": (lambda a, b: b.covers(a), _POINT, _RANGE),
    "starts": (_starts, _POINT, _RANGE),
    "started by": (lambda a, b: _starts(b, a), _RANGE, _POINT),
    "coincides": (lambda a, b: a.same_start(b) and a.same_end(b), _POINT, _POINT),
}
#: The parameter names under which the standard lets a relation be called, by what may stand left and right.
_NAMES = {
    (_RANGE, _RANGE): [("range1", "range2")],
    (_POINT, _RANGE): [("range1", "range2"), ("point", "range")],
    (_RANGE, _POINT): [("range1", "range2"), ("range", "point")],
    (_POINT, _POINT): [("range1", "range2"), ("point1", "point2"), ("point", "range"), ("range", "point")],
}


def _register(name: str, relation: Relation, left: str, right: str) -> None:
    def body(budget: Budget, one: Any, other: Any) -> bool:
        return relation(Ends(one, budget), Ends(other, budget))

    for first, second in _NAMES[left, right]:
        native(name, f"{first}: {left}, {second}: {right}")(body)


for _name, _row in _RELATIONS.items():
    _register(_name, *_row)

_MAKERS = tuple(tree.Name(name) for name in ("date", "time", "date and time", "duration"))
_TEXT = re.compile(r"\s*([\[\](])(.*)\.\.(.*)([\[\])])\s*", re.S)


@native("range", "from: string")
def range_of(budget: Budget, text: str) -> Range | None:
    """Read a range whose ends are literals or missing, as "[1..10)" or "(..5]"."""
    match = _TEXT.fullmatch(text)
    if match is None or len(text) > 1_000:
        return None
    low, high = (_end(part.strip(), budget) for part in match.group(2, 3))
    low_included, high_included = match[1] == "[", match[4] == "]"
    if (low is None and (high is None or low_included)) or (high is None and high_included):
        return None
    if low is not None and high is not None:
        ordered = operators.compare("<=", low, high, budget)
        if kind(low) not in ORDERED or not ordered:
            return None
    return Range(low, low_included, high, high_included)


def _end(text: str, budget: Budget) -> Any:
    """Read one end; raises ValueError unless it is a literal."""
    if not text:
        return None
    budget.burn(20 + len(text))
    try:
        value = _literal(parser.parse(text), budget)
    except FeelSyntaxError:
        raise ValueError("not a literal") from None
    if value is None:
        raise ValueError("not a literal")
    return value


def _literal(node: tree.Node, budget: Budget) -> Any:
    if isinstance(node, tree.Literal):
        return node.value
    if isinstance(node, tree.At):
        return temporal.read(node.text)
    if isinstance(node, tree.Negation):
        return operators.negative(_literal(node.operand, budget))
    if isinstance(node, tree.Call) and node.function in _MAKERS and not node.names:
        function = FUNCTIONS[node.function.name]
        return function.call(budget, [_literal(argument, budget) for argument in node.arguments])
    raise ValueError("not a literal")
