"""Queries for comments."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.residency.tables import Comment
from workflows.store.tables import UserTask


def of_task(session: Session, task_id: UUID) -> list[Comment]:
    """Return the comments of the task's process instance, oldest first."""
    instance = select(UserTask.instance_id).where(UserTask.id == task_id).scalar_subquery()
    return list(
        session.scalars(select(Comment).where(Comment.instance_id == instance).order_by(Comment.at, Comment.id))
    )
