"""Queries for pages: a residency's tasks, processes and mails."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from service.directory.tables import Person, Unit
from service.residency.tables import (
    Deadline,
    Mail,
    Residency,
)
from workflows.model.states import JobState, TaskState
from workflows.store.records import Watch
from workflows.store.tables import Job, ProcessInstance, UserTask


def tasks_of(session: Session, residency_id: UUID) -> list[UserTask]:
    """Return the open tasks of a residency: what is due first, then by age."""
    return list(
        session.scalars(
            select(UserTask)
            .where(UserTask.residency_id == residency_id, UserTask.state == TaskState.OPEN.value)
            .order_by(UserTask.due_on.is_(None), UserTask.due_on, UserTask.created_at)
        )
    )


def instances_of(session: Session, residency_id: UUID) -> list[ProcessInstance]:
    """Return the process instances of a residency, first started first."""
    return list(
        session.scalars(
            select(ProcessInstance)
            .where(ProcessInstance.residency_id == residency_id)
            .order_by(ProcessInstance.started_at, ProcessInstance.id)
        )
    )


def listed(session: Session, residency_ids: Collection[UUID] | None, regions: Collection[str] | None) -> list[Any]:
    """Return (Residency, Person, Unit, open tasks, late tasks) by name; None means no limit."""
    open_count = func.count(UserTask.id)
    query = (
        select(Residency, Person, Unit, open_count, func.min(UserTask.due_on))
        .join(Person, Person.id == Residency.person_id)
        .join(Unit, Unit.id == Residency.unit)
        .outerjoin(UserTask, and_(UserTask.residency_id == Residency.id, UserTask.state == TaskState.OPEN.value))
        .group_by(Residency.id, Person.id, Unit.id)
        .order_by(Person.last_name, Person.first_name)
    )
    if residency_ids is not None:
        query = query.where(Residency.id.in_(residency_ids))
    if regions is not None:
        query = query.where(Residency.region.in_(regions))
    return list(session.execute(query))


def mails(session: Session, *, regions: Collection[str] | None, state: str | None, limit: int) -> list[Mail]:
    """Return mails, newest first."""
    query = select(Mail).order_by(Mail.created_at.desc(), Mail.id.desc()).limit(limit)
    if regions is not None:
        query = query.where(Mail.region.in_(regions))
    if state is not None:
        query = query.where(Mail.state == state)
    return list(session.scalars(query))


def mail_count(session: Session, *, regions: Collection[str]) -> int:
    """Return how many mails these regions have."""
    return session.scalar(select(func.count()).select_from(Mail).where(Mail.region.in_(regions))) or 0


def mails_of(session: Session, residency_id: UUID) -> list[Mail]:
    """Return the mails about a residency, oldest first."""
    return list(
        session.scalars(select(Mail).where(Mail.residency_id == residency_id).order_by(Mail.created_at, Mail.id))
    )


def watches_of(session: Session, residency_id: UUID) -> list[Watch]:
    """Return what is watched in a residency and still shown."""
    return list(
        session.scalars(
            select(Watch)
            .where(Watch.residency_id == residency_id, Watch.closed_at.is_(None))
            .order_by(Watch.created_at, Watch.id)
        )
    )


def steps_done(session: Session, residency_id: UUID) -> list[dict[str, Any]]:
    """Return the deadline steps that were carried out, each with policy and the rows that it serves."""
    rows = session.execute(
        select(Job.inputs, Deadline.policy, Deadline.steps, Deadline.serves)
        .join(Deadline, Deadline.id == Job.deadline_id)
        .where(Deadline.residency_id == residency_id, Job.state == JobState.DONE.value)
        .order_by(Job.done_at, Job.id)
    )
    return [{"policy": policy, "deadline_serves": serves, **steps[i["step"]]} for i, policy, steps, serves in rows]
