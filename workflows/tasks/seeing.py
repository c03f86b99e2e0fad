"""Who may see a task, and in which state it must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from workflows import tokens
from workflows.engine import ActivityMeta
from workflows.model import errors, values
from workflows.model.actor import Actor
from workflows.model.states import TaskState
from workflows.store import locking
from workflows.store.tables import ProcessInstance, UserTask
from workflows.tokens import Deployed
from workflows.transaction import Transaction


@dataclass(frozen=True, slots=True)
class View:
    """A task with what its page needs: the element's words and the form of its bundle."""

    task: UserTask
    instance: ProcessInstance
    deployed: Deployed
    meta: ActivityMeta
    form_text: str | None
    #: Names that the form's expressions may use: case, policy, multi-instance item.
    scope: Mapping[str, Any]


def view(tx: Transaction, task_id: UUID, *, by: Actor) -> View:
    """Return a task that *by* may do or has done. Raises TaskNotFound."""
    task = tx.session.get(UserTask, task_id)
    if task is None or not may_see(task, by):
        raise errors.TaskNotFound(task_id=task_id)
    instance = tx.session.get_one(ProcessInstance, task.instance_id)
    return view_of(tx, task, instance)


def view_of(tx: Transaction, task: UserTask, instance: ProcessInstance) -> View:
    """Put a task together with its element, its form and the names that expressions may use."""
    deployed = tokens.get(tx, instance.definition_id)
    meta = deployed.model.activities[task.activity_id]
    scope = {**dict(values.decode(task.locals)), **tokens.extras(tx, deployed, instance.residency_id)}
    return View(task, instance, deployed, meta, deployed.forms.get(task.form_key or ""), scope)


def may_see(task: UserTask, by: Actor) -> bool:
    """Say whether a task is one of *by*'s: by role, as assignee, as the one who handed it on or did it."""
    if by.is_system or task.candidate_key in by.keys:
        return True
    return by.person_id in (task.assignee, task.owner, task.completed_by)


def locked_open(tx: Transaction, task_id: UUID, by: Actor) -> UserTask:
    """Lock a task that is open and *by*'s to see."""
    task, _, _ = locking.lock_task(tx.session, task_id)
    must_be_open(task, by)
    return task


def must_be_open(task: UserTask, by: Actor) -> None:
    """Raise TaskNotFound, TaskAlreadyCompleted or NotWaiting."""
    if not may_see(task, by):
        raise errors.TaskNotFound(task_id=task.id)
    if task.state == TaskState.COMPLETED:
        at = task.completed_at.isoformat() if task.completed_at else ""
        raise errors.TaskAlreadyCompleted(by=task.completed_by, by_name=str(task.completed_by), at=at)
    if task.state != TaskState.OPEN:
        raise errors.NotWaiting(task_id=task.id)


def must_be_free(task: UserTask, by: Actor) -> None:
    """Nobody else may have it; the service itself may act on anything."""
    if task.assignee not in (None, by.person_id) and not by.is_system:
        raise errors.TaskAlreadyClaimed(assignee=task.assignee, assignee_name=str(task.assignee))
