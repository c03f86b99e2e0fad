"""Take a task, give it back, hand it on, keep what was typed so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from workflows.model import calendar, errors
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.model.states import TaskState
from workflows.store import history
from workflows.store.tables import UserTask
from workflows.tasks.seeing import locked_open, must_be_free
from workflows.transaction import Transaction


def claim(tx: Transaction, task_id: UUID, *, by: Actor) -> UserTask:
    """Make *by* the assignee; claiming one's own task again changes nothing.

    Raises TaskNotFound, TaskAlreadyCompleted, TaskAlreadyClaimed (``facts["assignee"]`` says who).
    """
    task = locked_open(tx, task_id, by)
    if task.assignee == by.person_id:
        return task
    must_be_free(task, by)
    task.assignee, task.claimed_at = by.person_id, tx.now()
    tx.record(Happening.TASK_CLAIMED, by=by, task=task)
    return task


def unclaim(tx: Transaction, task_id: UUID, *, by: Actor) -> UserTask:
    """Give a task back to its role; giving back what one doesn't have changes nothing."""
    task = locked_open(tx, task_id, by)
    if task.assignee is None:
        return task
    must_be_free(task, by)
    if task.candidate_key is None:
        raise errors.NotAllowed(
            "This task was given to you personally. Hand it over instead.",
            "Uppgiften är ställd till dig personligen. Lämna över den i stället.",
        )
    task.assignee = task.claimed_at = task.owner = None
    tx.record(Happening.TASK_UNCLAIMED, by=by, task=task)
    return task


def hand_over(tx: Transaction, task_id: UUID, *, to: UUID, by: Actor, asks: bool = False) -> UserTask:
    """Give a task to somebody who may do it; with *asks* it comes back to *by* when that person is done with it.

    Raises NotAllowed when *to* does not hold the task's role.
    """
    task = locked_open(tx, task_id, by)
    must_be_free(task, by)
    if not asks and task.candidate_key is not None and task.candidate_key not in tx.parts.directory.keys_of(tx, to):
        raise errors.NotAllowed(
            "That person does not hold the role that this task asks for.",
            "Den personen har inte den roll som uppgiften kräver.",
        )
    task.assignee, task.claimed_at = to, tx.now()
    task.owner = by.person_id if asks else None
    tx.record(Happening.TASK_HANDED_OVER, by=by, task=task, data={"to": str(to), "asks": asks})
    tx.publish("task_opened", task_id=task.id)
    return task


def resolve(tx: Transaction, task_id: UUID, *, by: Actor) -> UserTask:
    """Give an asked task back to the one who asked."""
    task = locked_open(tx, task_id, by)
    if task.owner is None or task.assignee != by.person_id:
        raise errors.NotYourTask(task_id=task_id)
    task.assignee, task.owner = task.owner, None
    tx.record(Happening.TASK_HANDED_OVER, by=by, task=task, data={"to": str(task.assignee), "resolved": True})
    return task


def save_draft(tx: Transaction, task_id: UUID, *, by: Actor, data: Mapping[str, Any]) -> UserTask:
    """Keep what was typed so far. Raises TaskAlreadyClaimed when somebody else has the task."""
    task = locked_open(tx, task_id, by)
    must_be_free(task, by)
    task.draft, task.draft_by, task.draft_at = dict(data), by.person_id, tx.wall()
    return task


def follow_up(tx: Transaction, task_id: UUID, *, on: dt.date | None, by: Actor) -> UserTask:
    """Hide a task from the inbox until a date (snooze), or show it again."""
    task = locked_open(tx, task_id, by)
    task.follow_up_on = on
    return task


def remind(tx: Transaction, task_id: UUID, *, by: Actor) -> UserTask | None:
    """Remind whoever holds the task; None when *by* has done so on this local day already, or it is not open.

    Raises TaskNotFound.
    """
    task = tx.session.get(UserTask, task_id)
    if task is None:
        raise errors.TaskNotFound(task_id=task_id)
    last = history.last_of_task(tx.session, task_id, Happening.TASK_REMINDED, by.person_id)
    is_told = last is not None and calendar.local_date(last) == calendar.local_date(tx.now())
    if is_told or task.state != TaskState.OPEN:
        return None
    tx.record(Happening.TASK_REMINDED, by=by, task=task)
    tx.publish("remind", task_id=task.id, by=by.person_id or "")
    return task
