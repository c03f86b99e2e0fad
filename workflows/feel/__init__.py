"""FEEL (DMN 1.5, conformance level 3): the expression language of all models. This is the door.

    feel.parse('=fte < 1 and region = "rjl"').condition({"fte": Decimal("0.8"), "region": "rjl"})
    feel.parse_tests('[1..5), >10').matches(Decimal(12))

Parsed once per text (and names of the scope), then closures. Inside FEEL what goes wrong is null; a condition that
is not a boolean raises NotABoolean; what does too much raises FeelLimit; what cannot be read, FeelSyntaxError.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from workflows.feel import parser as _parser
from workflows.feel.budget import Budget
from workflows.feel.expression import Expression, UnaryTests, known_names, without_equals
from workflows.feel.hints import Finding, TypeHint
from workflows.feel.kinds import Function, Range, coerce, conforms, is_instance, kind
from workflows.feel.operators import compare, equal, member
from workflows.feel.tree import FeelType
from workflows.feel.trying import Tried, attempt, attempt_tests, scope_of, text_of
from workflows.feel.unparse import unparse
from workflows.model.errors import FeelLimit, FeelSyntaxError, FeelTooBig, NotABoolean

__all__ = [
    "Budget",
    "Expression",
    "FeelLimit",
    "FeelSyntaxError",
    "FeelTooBig",
    "FeelType",
    "Finding",
    "Function",
    "NotABoolean",
    "Range",
    "Tried",
    "TypeHint",
    "UnaryTests",
    "attempt",
    "attempt_tests",
    "coerce",
    "compare",
    "conforms",
    "equal",
    "is_instance",
    "kind",
    "known_names",
    "member",
    "parse",
    "parse_tests",
    "parse_type",
    "scope_of",
    "text_of",
    "unparse",
]

#: How many texts are kept parsed; long ones are few, so that nobody fills the memory with them.
_CACHED, _CACHED_LONG, _LONG = 4_096, 64, 400


def parse(text: str, *, names: Collection[str] = ()) -> Expression:
    """Parse an expression, with or without a leading "="; cached by text and names.

    *names* are the names of the scope: those with spaces or signs are then read as one name (see `known_names`).
    Raises FeelSyntaxError with the position in *text*, and FeelTooBig (also a FeelLimit) for what is too long or deep.
    """
    known = names if isinstance(names, (tuple, frozenset)) else tuple(names)
    return _parse(text, known) if len(text) < _LONG else _parse_long(text, known)


def parse_tests(text: str, *, names: Collection[str] = ()) -> UnaryTests:
    """Parse the cell of a decision table; "-" and an empty cell match everything. Raises as parse does."""
    known = names if isinstance(names, (tuple, frozenset)) else tuple(names)
    return _parse_tests(text, known) if len(text) < _LONG else _parse_long_tests(text, known)


@lru_cache(maxsize=256)
def parse_type(text: str) -> FeelType:
    """Parse a type as written in a model, e.g. "list<number>"; raises FeelSyntaxError."""
    return _parser.parse_type(text)


def _read(text: str, names: Collection[str]) -> Expression:
    return Expression(text, _parser.parse(without_equals(text), names))


def _read_tests(text: str, names: Collection[str]) -> UnaryTests:
    return UnaryTests(text, _parser.parse_tests(text, names))


_parse, _parse_long = lru_cache(maxsize=_CACHED)(_read), lru_cache(maxsize=_CACHED_LONG)(_read)
_parse_tests, _parse_long_tests = (
    lru_cache(maxsize=_CACHED)(_read_tests),
    lru_cache(maxsize=_CACHED_LONG)(_read_tests),
)
