"""Messages: what a receiver waits for and what a sender hands out, as canonical text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task

from workflows.engine.expressions import Expression, optional
from workflows.engine.process_model import ActivityMeta, MessageMeta
from workflows.engine.records import Thrown
from workflows.model import errors, values

if TYPE_CHECKING:
    from workflows.engine.nodes import Node


class Outgoing:
    """A message that a send task, throw event or end event hands out."""

    def __init__(self, meta: ActivityMeta) -> None:
        message = meta.event.message or MessageMeta("")
        self.name = message.name
        self._correlation = optional(message.sends, meta.id)
        self._payload = optional(message.payload, meta.id)

    def send(self, node: Node, task: Task) -> None:
        """Evaluate correlation and payload now and put the message among what was thrown."""
        tree = task.workflow
        payload = self._payload.value(task) if self._payload else {}
        if not isinstance(payload, Mapping):
            raise errors.ExpressionFailed(element=node.meta.id, why="a message's payload must be a context")
        correlation = correlation_text(self._correlation, task)
        tree.thrown.append(Thrown("message", self.name, correlation, dict(payload), str(task.id), node.meta.id))
        tree.record("message_sent", node, task, message=self.name, correlation=correlation)


def correlation_text(expression: Expression | None, task: Task) -> str | None:
    """Return the correlation key as canonical text, None without a key. Raises ExpressionFailed for null."""
    if expression is None:
        return None
    value: Any = expression.value(task)
    if value is None:
        raise errors.ExpressionFailed(element=expression.element, why="the correlation key is null")
    return value if isinstance(value, str) else values.canonical(value)
