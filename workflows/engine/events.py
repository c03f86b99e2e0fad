"""Events that a token reaches: start, catch, throw and end events, receive tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from workflows.engine import propagation
from workflows.engine.activities import Activity, locals_of
from workflows.engine.expressions import NOTHING, Expression, literal_or, optional
from workflows.engine.messages import Outgoing, correlation_text
from workflows.engine.nodes import Node
from workflows.engine.process_model import ActivityMeta, FlowMeta
from workflows.engine.records import Wait
from workflows.engine.timers import Timer
from workflows.model import errors

if TYPE_CHECKING:
    from workflows.engine.parsing import ProcessSpec
    from workflows.engine.tree import Tree

_KINDS: dict[str, Any] = {"message": "message", "timer": "timer", "signal": "signal", "conditional": "condition"}


class Waiting:
    """What a token waits for: a message, a timer, a signal or a condition (shared by every catching node)."""

    def __init__(self, meta: ActivityMeta) -> None:
        self.meta = meta
        self.kind = meta.event.kind
        self.timer = Timer(meta) if meta.event.timer is not None else None
        self.condition = optional(meta.event.condition, meta.id)
        message = meta.event.message
        self.correlation: Expression | None = optional(message.correlation, meta.id) if message else None
        self.signal = literal_or(meta.event.name, meta.id) if self.kind == "signal" else ""

    def begin(self, task: Task) -> None:
        """Fix when, or for which key, the token waits."""
        kept = task.internal_data
        if self.timer is not None:
            self.timer.begin(task)
        if self.kind == "message":
            key = correlation_text(self.correlation, task)
            if key is not None:
                kept["key"] = key
        if isinstance(self.signal, Expression):
            kept["signal"] = self.signal.value(task)
        if self.kind == "conditional":
            task.workflow.variables_changed = True
        task._set_state(TaskState.WAITING)

    def hears(self, task: Task, signal: str) -> bool:
        """Say whether this token waits for this signal."""
        return self.kind == "signal" and task.internal_data.get("signal", self.signal) == signal

    def became_true(self, task: Task) -> bool:
        """Say whether the condition holds and did not hold when last looked at."""
        if self.condition is None or self.kind != "conditional":
            return False
        now, before = self.condition.holds(task), task.internal_data.get("was", False)
        if now != before:
            task.internal_data["was"] = now
        return now and not before

    def wait(self, node: Node, task: Task, **more: Any) -> Wait | None:
        """Describe the wait; errors and escalations are not waited for from outside."""
        kind = _KINDS.get(self.kind)
        if kind is None:
            return None
        message = self.meta.event.message
        kept = task.internal_data
        return Wait(
            token_id=str(task.id),
            activity_id=self.meta.id,
            kind=kind,
            meta=self.meta,
            process_key=node.process.key,
            locals=locals_of(task),
            due_at=self.timer.due_at(task) if self.timer is not None else None,
            message_name=message.name if message else "",
            signal_name=str(kept.get("signal", self.signal)) if kind == "signal" else "",
            correlation=kept.get("key"),
            **more,
        )


class StartEvent(Node):
    """A start event: payload of what started the process is visible to its outputs."""

    def receive(self, token: Task, payload: Mapping[str, Any]) -> None:
        """Write the outputs of the event that started the process."""
        self.apply_outputs(token, payload)


class CatchEvent(Node):
    """An intermediate catch event."""

    def __init__(self, process: ProcessSpec, meta: ActivityMeta, name: str = "") -> None:
        super().__init__(process, meta, name)
        self.waiting = Waiting(meta)

    def _update_hook(self, my_task: Task) -> bool:
        my_task.workflow.record("entered", self, my_task)
        self.waiting.begin(my_task)
        return False

    def _run_hook(self, my_task: Task) -> bool | None:
        return True

    def trigger(self, task: Task, payload: Mapping[str, Any]) -> None:
        """Go on; other events of the same event gateway are given up."""
        gateway = task.parent
        if gateway is not None and not gateway.task_spec.is_scope:
            gateway.task_spec.chosen(gateway, task)
        self.apply_outputs(task, payload)
        task._ready()
        task.run()

    def wait(self, task: Task) -> Wait | None:
        """Return the wait."""
        return self.waiting.wait(self, task)

    def hears(self, task: Task, signal: str) -> bool:
        """Say whether this waits for the signal."""
        return self.waiting.hears(task, signal)

    def condition_became_true(self, task: Task) -> bool:
        """Look at the condition."""
        return self.waiting.became_true(task)


class ReceiveTask(Activity):
    """A receive task: an activity that waits for a message."""

    def __init__(self, process: ProcessSpec, meta: ActivityMeta, name: str = "", *, has_boundary: bool = True) -> None:
        super().__init__(process, meta, name, has_boundary=has_boundary)
        self.waiting = Waiting(meta)

    def perform(self, task: Task) -> bool | None:
        """Wait for the message."""
        self.waiting.begin(task)
        return None

    def trigger(self, task: Task, payload: Mapping[str, Any]) -> None:
        """Take the message."""
        gateway = task.parent
        if gateway is not None and isinstance(gateway.task_spec, EventGateway):
            gateway.task_spec.chosen(gateway, task)
        self.finish(task, payload)

    def wait(self, task: Task) -> Wait | None:
        """Return the wait."""
        return self.waiting.wait(self, task)


class EventGateway(Node):
    """An event-based gateway: every event after it waits; the first that happens takes the token."""

    def _run_hook(self, my_task: Task) -> bool | None:
        tree: Tree = my_task.workflow
        tree.record("entered", self, my_task)
        for flow in self.meta.outgoing:
            tree.enter(my_task, self.sibling(flow.target))
        return None

    def chosen(self, task: Task, event: Task) -> None:
        """Give up the other events and put the chosen one in the gateway's place."""
        tree: Tree = task.workflow
        flow = next(f for f in self.meta.outgoing if f.target == event.task_spec.meta.id)
        tree.cancel_below(task, keep=event)
        scope = tree.scope_of(task)
        task._children.remove(event.id)
        event.parent = scope
        scope._children.append(event.id)
        tree.record("completed", self, task)
        tree.record_flow(self, flow)
        tree.remove(task)


class ThrowEvent(Node):
    """A throw or end event: none, message, signal, escalation, error, terminate, cancel."""

    def __init__(self, process: ProcessSpec, meta: ActivityMeta, name: str = "") -> None:
        super().__init__(process, meta, name)
        self._message = Outgoing(meta)
        self._signal = literal_or(meta.event.name, meta.id)

    def _run_hook(self, my_task: Task) -> bool | None:
        tree: Tree = my_task.workflow
        tree.record("entered", self, my_task)
        self.apply_outputs(my_task, NOTHING)
        if self.meta.event.kind in ("signal", "escalation", "error", "cancel"):
            tree.record("completed", self, my_task)
            my_task._set_state(TaskState.COMPLETED)  # what it throws may end its own scope
            self._throw(my_task)
            if my_task.id in tree.tasks:
                tree.leave(my_task)
            return None
        if self.meta.event.kind == "message":
            self._message.send(self, my_task)
        elif self.meta.event.kind == "terminate":
            tree.cancel_below(tree.scope_of(my_task), keep=my_task)
        return True

    def _throw(self, task: Task) -> None:
        event = self.meta.event
        if event.kind == "signal":
            propagation.throw_signal(task, self._signal_name(task))
        elif event.kind == "escalation":
            propagation.escalate(task, event.code or "")
        elif event.kind == "error":
            propagation.raise_error(task, event.code or "", "")
        else:
            propagation.cancel_transaction(task)

    def _signal_name(self, task: Task) -> str:
        name = self._signal.value(task) if isinstance(self._signal, Expression) else self._signal
        if not isinstance(name, str):
            raise errors.ExpressionFailed(element=self.meta.id, why="the signal's name is not a text")
        return name

    def choose(self, task: Task) -> list[FlowMeta]:
        """Leave by the flows; an end event has none."""
        return [] if self.meta.kind == "endEvent" else super().choose(task)
