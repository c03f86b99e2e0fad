"""How errors, escalations, signals and cancellation find who catches them: from the thrower outwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from workflows.engine.expressions import NOTHING
from workflows.engine.records import Thrown
from workflows.model import errors

if TYPE_CHECKING:
    from workflows.engine.tree import Tree


def raise_error(task: Task, code: str, message: str) -> None:
    """Give an error to the innermost catcher. Raises UncaughtBpmnError if there is none."""
    tree: Tree = task.workflow
    tree.record("error", task.task_spec, task, code=code)
    catcher = _catcher(tree, task, "error", code)
    if catcher is None:
        raise errors.UncaughtBpmnError(error_code=code, element=task.task_spec.meta.id)
    catcher.task_spec.trigger(catcher, {"errorCode": code, "errorMessage": message})


def escalate(task: Task, code: str) -> None:
    """Give an escalation to the innermost catcher; nobody there = nothing happens."""
    tree: Tree = task.workflow
    tree.record("escalation", task.task_spec, task, code=code)
    catcher = _catcher(tree, task, "escalation", code)
    if catcher is not None:
        catcher.task_spec.trigger(catcher, {"escalationCode": code})


def cancel_transaction(task: Task) -> None:
    """End the transaction around a cancel end event by its cancel boundary event."""
    at = task.parent
    while at is not None and at.task_spec.meta.kind != "transaction":
        at = at.parent
    catcher = _listening(at, "cancel", "") if at is not None else None
    if at is not None and catcher is None and at.parent is not None:
        catcher = _listening(at.parent, "cancel", "")
    if catcher is None:
        raise errors.UncaughtBpmnError(error_code="cancel", element=task.task_spec.meta.id)
    catcher.task_spec.trigger(catcher, NOTHING)


def throw_signal(task: Task, name: str) -> None:
    """Give a signal to everyone here who waits for it, and to the outside."""
    tree: Tree = task.workflow
    tree.record("signal_thrown", task.task_spec, task, signal=name)
    tree.thrown.append(Thrown("signal", name, token_id=str(task.id), activity_id=task.task_spec.meta.id))
    hear_signal(tree, name, NOTHING)


def hear_signal(tree: Tree, name: str, payload: Mapping[str, Any] | None) -> bool:
    """Trigger every token that waits for the signal; say whether there was one."""
    heard = [t for t in tree.live() if t.state == TaskState.WAITING and t.task_spec.hears(t, name)]
    for task in heard:
        if task.id in tree.tasks:
            task.task_spec.trigger(task, payload or NOTHING)
    return bool(heard)


def _catcher(tree: Tree, task: Task, kind: str, code: str) -> Task | None:
    """Return the innermost listener or boundary event for *code*; at each level the exact code wins."""
    at: Task | None = task
    from_event_subprocess = False
    while at is not None:
        found = _listening(at, kind, code, boundaries_only=from_event_subprocess)
        if found is not None:
            return found
        from_event_subprocess = at.task_spec.meta.is_event_subprocess
        at = at.parent
    return None


def _listening(at: Task, kind: str, code: str, *, boundaries_only: bool = False) -> Task | None:
    candidates = [child for child in at.children if child.task_spec.catches(kind, code)]
    if boundaries_only:
        candidates = [child for child in candidates if child.task_spec.meta.attached_to]
    # Event sub-processes lie inside the scope and hear first; a catch-all hears last.
    candidates.sort(key=lambda child: (bool(child.task_spec.meta.attached_to), child.task_spec.meta.event.code is None))
    return candidates[0] if candidates else None
