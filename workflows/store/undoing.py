"""Queries for undoing an outcome."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session

from workflows.model.states import MessageState, TaskState
from workflows.store.tables import Message, Submission, UserTask


def acted_on(session: Session, task_ids: Sequence[str]) -> bool:
    """Say whether somebody has taken, drafted or done one of these tasks."""
    if not task_ids:
        return False
    touched = or_(
        UserTask.state == TaskState.COMPLETED, UserTask.draft_by.is_not(None), UserTask.claimed_at > UserTask.created_at
    )
    return bool(session.scalar(select(exists().where(UserTask.id.in_([UUID(t) for t in task_ids]), touched))))


def taken_messages(session: Session, message_ids: Sequence[str]) -> bool:
    """Say whether a receiver has taken one of these messages."""
    if not message_ids:
        return False
    ids = [UUID(m) for m in message_ids]
    return bool(session.scalar(select(exists().where(Message.id.in_(ids), Message.state == MessageState.TAKEN))))


def withdraw_messages(session: Session, message_ids: Sequence[str]) -> None:
    """Let messages that nobody has taken expire unread."""
    if message_ids:
        session.execute(
            update(Message)
            .where(Message.id.in_([UUID(m) for m in message_ids]), Message.state == MessageState.WAITING)
            .values(state=MessageState.EXPIRED.value)
        )


def withdraw_submission(session: Session, task_id: UUID, *, at: dt.datetime) -> dict[str, Any] | None:
    """Mark the last submission of a task as undone and return what it said."""
    row = session.scalars(
        select(Submission)
        .where(Submission.task_id == task_id, Submission.undone_at.is_(None))
        .order_by(Submission.at.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    row.undone_at = at
    return dict(row.data)
