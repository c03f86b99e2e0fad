"""Parsed expressions and cells of decision tables: what the door hands out."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from typing import Any

from workflows.feel import check, compiler, inference, operators, tree
from workflows.feel.budget import Budget
from workflows.feel.frame import Frame
from workflows.feel.hints import Finding, TypeHint
from workflows.feel.kinds import BOOLEAN, kind
from workflows.model.clock import Clock
from workflows.model.errors import FeelLimit, NotABoolean

_NOTHING: Mapping[str, Any] = {}


def _protected(code: Any, frame: Frame) -> Any:
    """Run code: what goes wrong inside is null, what goes beyond a limit is FeelLimit."""
    budget = frame.budget
    level = budget.level
    try:
        value = code(frame)
        if type(value) in (list, dict):
            measure(value, budget)
        return value
    except (ArithmeticError, ValueError, TypeError, LookupError, AttributeError):
        return None
    except RecursionError:
        raise FeelLimit("stack", sys.getrecursionlimit()) from None
    except MemoryError:
        raise FeelLimit("size", budget.size) from None
    finally:
        budget.level = level


def measure(value: Any, budget: Budget, depth: int = 0) -> None:
    """Count a result as a tree, so that whoever writes it down does not unfold what the evaluation only pointed at."""
    if depth > budget.depth:
        raise FeelLimit("depth", budget.depth)
    items = value.values() if isinstance(value, Mapping) else value
    budget.make(len(items))
    for item in items:
        if isinstance(item, (list, dict)):
            measure(item, budget, depth + 1)
        elif type(item) is str and len(item) > 64:
            budget.make(len(item))


class Expression:
    """One parsed expression; it has no state and may be used by many threads at once."""

    __slots__ = ("_code", "_free", "text", "tree")

    def __init__(self, text: str, node: tree.Node) -> None:
        self.text = text
        self.tree = node
        self._code = compiler.compile_node(node)
        self._free: frozenset[str] | None = None

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def evaluate(
        self, scope: Mapping[str, Any] = _NOTHING, *, clock: Clock | None = None, budget: Budget | None = None
    ) -> Any:
        """Evaluate in a scope (a mapping, also a lazy one); what goes wrong inside is null.

        Raises FeelLimit when the budget ends, nothing else. *clock* answers now() and today(), which are null without.
        """
        if budget is None:
            budget = Budget()
        if clock is not None:
            budget.clock = clock
        return _protected(self._code, Frame(scope, None, budget))

    def condition(
        self, scope: Mapping[str, Any] = _NOTHING, *, clock: Clock | None = None, budget: Budget | None = None
    ) -> bool:
        """Evaluate a condition; raises NotABoolean when it is neither true nor false (also for null)."""
        value = self.evaluate(scope, clock=clock, budget=budget)
        if value is True or value is False:
            return value
        raise NotABoolean(check.culprit(self.tree, scope), "null" if value is None else kind(value))

    @property
    def free_names(self) -> frozenset[str]:
        """Give the names that the scope must have: used, not bound inside, not built-in."""
        if self._free is None:
            self._free = check.free_names(self.tree)
        return self._free

    def check(self, known: Mapping[str, TypeHint]) -> list[Finding]:
        """List unknown names, unknown parts and kinds that do not go together, where *known* tells the scope."""
        return inference.findings(self.tree, known)

    def infer(self, known: Mapping[str, TypeHint]) -> TypeHint:
        """Infer what it gives: a kind, a mapping for a context, [hint] for a list, "Any" where it cannot be said."""
        return inference.infer(self.tree, known)


class UnaryTests:
    """The cell of a decision table, parsed."""

    __slots__ = ("_codes", "text", "tree")

    def __init__(self, text: str, node: tree.Tests) -> None:
        self.text = text
        self.tree = node
        # A literal `true` asks whether the input is true; only a computed boolean answers for itself.
        self._codes = [
            (compiler.Compiler().inside(test), check.names_input(test), isinstance(test, tree.Literal))
            for test in node.tests
        ]

    def __repr__(self) -> str:
        return f"UnaryTests({self.text!r})"

    @property
    def matches_everything(self) -> bool:
        """Say whether the cell is empty or "-"."""
        return not self._codes

    def matches(
        self,
        value: Any,
        scope: Mapping[str, Any] = _NOTHING,
        *,
        clock: Clock | None = None,
        budget: Budget | None = None,
    ) -> bool:
        """Say whether the value passes; `?` in a test is the value. Raises FeelLimit when the budget ends."""
        if not self._codes:
            return True
        if budget is None:
            budget = Budget()
        if clock is not None:
            budget.clock = clock
        frame = Frame({"?": value}, Frame(scope, None, budget), budget)
        return self.tree.negated is not any(self._passes(value, *code, frame) for code in self._codes)

    @staticmethod
    def _passes(value: Any, code: Any, names_input: bool, is_literal: bool, frame: Frame) -> bool:
        found = _protected(code, frame)
        if isinstance(found, bool) and not is_literal and (names_input or kind(value) != BOOLEAN):
            return found
        if found is None and value is not None:
            return False
        return operators.member(value, found, frame.budget) is True

    @property
    def free_names(self) -> frozenset[str]:
        """Give the names that the scope must have, without `?`."""
        return check.free_names(self.tree) - {"?"}

    def check(self, known: Mapping[str, TypeHint], value: TypeHint = "Any") -> list[Finding]:
        """List what is wrong where *known* tells the scope and *value* the kind of the input."""
        return inference.findings(self.tree, {**known, "?": value})


def known_names(scope: Collection[str]) -> tuple[str, ...]:
    """Give the names of a scope that the parser needs: those that are not a single word."""
    return tuple(sorted(name for name in scope if not name.isidentifier()))


def without_equals(text: str) -> str:
    """Put a blank for the leading "=", so that positions stay those of the whole text."""
    body = text.lstrip()
    return f"{text[: len(text) - len(body)]} {body[1:]}" if body.startswith("=") else text
