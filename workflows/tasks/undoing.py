"""Undo a wrong outcome while nobody has acted on it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from workflows import tokens
from workflows.model import errors
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.model.states import InstanceState, TaskState
from workflows.store import locking
from workflows.store import undoing as stored
from workflows.store.tables import ProcessInstance, UserTask
from workflows.tasks.seeing import may_see
from workflows.transaction import Transaction


def why_not(tx: Transaction, task: UserTask, instance: ProcessInstance, *, by: Actor) -> tuple[str, str] | None:
    """Return why *by* can't undo the outcome of a task, in Swedish and English; None if it can be undone."""
    facts: dict[str, Any] | None = task.undo
    if task.state != TaskState.COMPLETED or not facts or task.completed_by != by.person_id:
        return "bara den som slutförde uppgiften kan ångra.", "only the person who completed the task can undo it."
    if tx.wall() > dt.datetime.fromisoformat(facts["until"]):
        return "femton minuter har gått.", "fifteen minutes have passed."
    if instance.version != facts["version_after"] or stored.acted_on(tx.session, facts["opened"]):
        return "någon har redan gått vidare.", "somebody has already acted on it."
    if stored.taken_messages(tx.session, facts["messages"]):
        return "en annan process har redan gått vidare.", "another process has already gone on."
    return None


def undo(tx: Transaction, task_id: UUID, *, by: Actor) -> UserTask:
    """Open a completed task again as if its outcome had not been given; what was typed becomes the draft.

    Raises TaskNotFound, or CannotUndo with the reason.
    """
    task, instance, _ = locking.lock_task(tx.session, task_id)
    if not may_see(task, by):
        raise errors.TaskNotFound(task_id=task_id)
    reason = why_not(tx, task, instance, by=by)
    if reason is not None or task.undo is None or task.undo_snapshot is None:
        sv, en = reason or ("läget före finns inte kvar.", "the state before is gone.")
        raise errors.CannotUndo(reason=en, reason_sv=sv)
    facts = task.undo
    for name, key in reversed(facts["operations"]):
        tx.parts.operations.undo(tx, name, key)
    stored.withdraw_messages(tx.session, facts["messages"])
    had_ended = instance.state != InstanceState.RUNNING
    instance.state, instance.ended_at = InstanceState.RUNNING.value, None
    instance.snapshot = task.undo_snapshot
    _reopen(tx, task)
    tx.parts.deadlines.reopened(tx, task_ids=[task.id], instance_ids=[instance.id] if had_ended else [])
    instance.waits = {**instance.waits, task.token_id: ["user_task", str(task.id), None]}
    deployed = tokens.get(tx, instance.definition_id)
    tokens.keep(tx, instance, deployed, tokens.resume(tx, instance, deployed), by=by)
    tx.record(Happening.TASK_UNDONE, by=by, task=task)
    return task


def _reopen(tx: Transaction, task: UserTask) -> None:
    task.draft = stored.withdraw_submission(tx.session, task.id, at=tx.now())
    task.draft_by, task.draft_at = task.completed_by, tx.wall()
    task.state = TaskState.OPEN.value
    task.completed_at = task.completed_by = task.on_behalf_of = task.outcome = task.signed = None
    task.undo_snapshot = task.undo = None
