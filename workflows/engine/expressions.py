"""FEEL as the nodes use it: parsed once per published model, evaluated against a token's scope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task

from workflows import feel
from workflows.model import errors

if TYPE_CHECKING:
    from workflows.engine.tree import Tree

NOTHING: Mapping[str, Any] = {}


class Expression:
    """One FEEL text of one element."""

    __slots__ = ("_names", "_parsed", "element", "text")

    def __init__(self, text: str, element: str) -> None:
        self.text, self.element = text, element
        try:
            self._parsed = feel.parse(text)
        except (feel.FeelSyntaxError, feel.FeelLimit) as problem:
            raise errors.ExpressionFailed(element=element, why=str(problem)) from problem
        self._names = self._parsed.free_names

    def value(self, task: Task, result: Mapping[str, Any] = NOTHING) -> Any:
        """Return the value; *result* holds what only this expression may see (form fields, payload)."""
        tree: Tree = task.workflow
        try:
            return self._parsed.evaluate(self._scope(tree, task, result), clock=tree.services.clock)
        except feel.FeelLimit as limit:
            raise errors.ExpressionFailed(element=self.element, why=str(limit), expression=self.text) from limit

    def holds(self, task: Task, result: Mapping[str, Any] = NOTHING) -> bool:
        """Return the truth value; anything but a boolean is an incident."""
        tree: Tree = task.workflow
        try:
            return self._parsed.condition(self._scope(tree, task, result), clock=tree.services.clock)
        except feel.NotABoolean as problem:
            raise errors.ConditionNotBoolean(
                element=self.element, got=_shown(problem), position=problem.position, expression=self.text
            ) from problem
        except feel.FeelLimit as limit:
            raise errors.ExpressionFailed(element=self.element, why=str(limit), expression=self.text) from limit

    def _scope(self, tree: Tree, task: Task, result: Mapping[str, Any]) -> dict[str, Any]:
        scope = tree.visible(task)
        scope.update(result)
        if not self._names <= scope.keys():
            for name, value in tree.extras(self._names - scope.keys()).items():
                scope[name] = value
        return scope


def _shown(problem: Exception) -> str:
    return str(getattr(problem, "got", None) or "null")


def optional(text: str, element: str) -> Expression | None:
    """Return the expression, or None for an empty text."""
    return Expression(text, element) if text else None


def literal_or(text: str, element: str) -> Expression | str:
    """Return an expression for a text with a leading ``=``, otherwise the text itself."""
    return Expression(text, element) if text.startswith("=") else text


def resolve(given: Expression | str, task: Task, result: Mapping[str, Any] = NOTHING) -> Any:
    """Return the value of what *literal_or* gave."""
    return given if isinstance(given, str) else given.value(task, result)
