"""Comments and questions beside tasks: written by whoever may see the task, read with the training."""

from __future__ import annotations

from uuid import UUID

from service.residency.queries import comments as stored
from service.residency.tables import Comment
from workflows import tasks
from workflows.model import errors
from workflows.model.actor import Actor
from workflows.store.base import new_id
from workflows.transaction import Transaction


def add(tx: Transaction, task_id: UUID, text: str, *, by: Actor, is_question: bool = False) -> Comment:
    """Write a comment on a task that *by* may see. Raises TaskNotFound, CommentRequired when it is empty."""
    seen = tasks.view(tx, task_id, by=by)
    if not text.strip():
        raise errors.CommentRequired
    if by.person_id is None:
        raise errors.NotAllowed
    row = Comment(
        id=new_id(),
        residency_id=seen.task.residency_id,
        instance_id=seen.task.instance_id,
        task_id=task_id,
        by=by.person_id,
        role=seen.task.role if seen.task.candidate_key in by.keys else None,
        text=text.strip(),
        is_question=is_question,
        at=tx.now(),
    )
    tx.session.add(row)
    return row


def of_task(tx: Transaction, task_id: UUID) -> list[Comment]:
    """Return the comments of a task and of the other tasks of its process, oldest first."""
    return stored.of_task(tx.session, task_id)
