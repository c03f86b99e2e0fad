"""Queries about what an instance waits for: tasks, jobs, subscriptions, submissions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from workflows.model.states import JobState, MessageState, TaskState
from workflows.store.tables import Job, Message, Submission, Subscription, UserTask


def last_submission(session: Session, instance_id: UUID, activity_id: str) -> UUID | None:
    """Return the id of the last submission that *activity_id* of this instance received and that stands."""
    session.flush()
    return session.scalars(
        select(Submission.id)
        .where(
            Submission.instance_id == instance_id,
            Submission.activity_id == activity_id,
            Submission.undone_at.is_(None),
        )
        .order_by(Submission.at.desc(), Submission.id.desc())
        .limit(1)
    ).one_or_none()


def cancel_tasks(session: Session, ids: Collection[UUID], at: dt.datetime) -> None:
    """Close open tasks whose token is gone."""
    session.execute(
        update(UserTask)
        .where(UserTask.id.in_(ids), UserTask.state == TaskState.OPEN)
        .values(state=TaskState.CANCELLED.value, completed_at=at, version=UserTask.version + 1)
    )


def cancel_jobs(session: Session, ids: Collection[UUID]) -> None:
    """Close jobs whose token is gone; a leased one is discarded when its result arrives."""
    session.execute(
        update(Job)
        .where(Job.id.in_(ids), Job.state.in_([JobState.PENDING, JobState.LEASED, JobState.FAILED]))
        .values(state=JobState.CANCELLED.value)
    )


def drop_subscriptions(session: Session, ids: Collection[UUID]) -> None:
    """Forget subscriptions whose token is gone."""
    session.execute(delete(Subscription).where(Subscription.id.in_(ids)))


def waiting_messages(session: Session, name: str, correlation: str) -> list[UUID]:
    """Return messages that came before anybody waited for them."""
    return list(
        session.scalars(
            select(Message.id)
            .where(Message.state == MessageState.WAITING, Message.name == name, Message.correlation == correlation)
            .order_by(Message.created_at, Message.id)
        )
    )


def signal_subscribers(session: Session, name: str, *, residency_id: UUID | None, region: str | None) -> list[UUID]:
    """Return the instances that listen to a signal, in one residency or else in one region."""
    query = select(Subscription.instance_id).where(Subscription.kind == "signal", Subscription.name == name)
    if residency_id is not None:
        query = query.where(Subscription.residency_id == residency_id)
    elif region is not None:
        query = query.where(Subscription.region == region)
    return list(session.scalars(query.distinct()))
