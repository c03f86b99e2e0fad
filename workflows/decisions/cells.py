"""Compiles unary tests: the cells of a decision table and the allowed values of a type."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from workflows.feel import check, compiler, kinds, operators, parser, tree
from workflows.feel.frame import Frame

#: Says whether a value (bound to `?` in the frame) passes.
Cell = Callable[[Any, Frame], bool]


def read(text: str, names: Collection[str]) -> tree.Tests:
    """Read a cell; raises FeelSyntaxError."""
    return parser.parse_tests(text, names)


def compile_tests(compiling: compiler.Compiler, tests: tree.Tests) -> Cell | None:
    """Compile a cell that runs in a frame with `?`; None when it lets everything pass."""
    if not tests.tests:
        return None
    words = _texts(tests)
    if words is not None:
        return _one_of_texts(words, negated=tests.negated)
    ones = [_one(compiling, test) for test in tests.tests]
    negated = tests.negated
    if len(ones) == 1 and not negated:
        return ones[0]
    return lambda value, frame: any(one(value, frame) for one in ones) is not negated


def _texts(tests: tree.Tests) -> frozenset[str] | None:
    """Give the texts of a cell that lists nothing but texts."""
    values = [test.value for test in tests.tests if isinstance(test, tree.Literal)]
    words = frozenset(value for value in values if isinstance(value, str))
    return words if len(words) == len(tests.tests) else None


def _one_of_texts(words: frozenset[str], *, negated: bool) -> Cell:
    """A short way for the most common cell: no expression needs to run."""
    return lambda value, frame: (type(value) is str and value in words) is not negated


def _one(compiling: compiler.Compiler, test: tree.Node) -> Cell:
    code, judges = compiling.inside(test), check.names_input(test)
    # A literal `true` asks whether the input is true; only a computed boolean answers for itself.
    computed = not isinstance(test, tree.Literal)

    def passes(value: Any, frame: Frame) -> bool:
        try:
            found = code(frame)
        except (ArithmeticError, ValueError, TypeError, LookupError):
            return False
        if isinstance(found, bool) and computed and (judges or kinds.kind(value) != kinds.BOOLEAN):
            return found
        if found is None and value is not None:
            return False
        return operators.member(value, found, frame.budget) is True

    return passes
