"""Queries for jobs: what is due, what is leased, what gave up."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from workflows.model.states import JobKind, JobState
from workflows.store.tables import Job, ProcessInstance


def due(session: Session, *, now: dt.datetime, wall: dt.datetime, limit: int) -> list[Job]:
    """Lock and return due jobs, oldest first, skipping those another dispatcher has in hand.

    A timer is due strictly after its time, as SpiffWorkflow counts.
    """
    ripe = or_(and_(Job.clock == "business", Job.due_at < now), and_(Job.clock == "wall", Job.due_at <= wall))
    return list(
        session.scalars(
            select(Job)
            .where(Job.state == JobState.PENDING, ripe)
            .order_by(Job.due_at, Job.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )


def release_expired(session: Session, wall: dt.datetime) -> int:
    """Make jobs pending again whose lease ran out; one that its worker is just finishing is left alone."""
    lost = select(Job.id).where(Job.state == JobState.LEASED, Job.leased_until < wall)
    found = session.execute(
        update(Job)
        .where(Job.id.in_(lost.with_for_update(skip_locked=True)))
        .values(state=JobState.PENDING.value, lease=None, leased_until=None)
    )
    return int(found.rowcount)  # type: ignore[attr-defined]


def lock(session: Session, job_id: UUID) -> Job | None:
    """Lock a job and return it fresh."""
    return session.execute(
        select(Job).where(Job.id == job_id).with_for_update().execution_options(populate_existing=True)
    ).scalar_one_or_none()


def next_due(session: Session) -> dt.datetime | None:
    """Return the earliest business time at which a pending job is due."""
    return session.scalar(
        select(Job.due_at).where(Job.state == JobState.PENDING, Job.clock == "business").order_by(Job.due_at).limit(1)
    )


def busy(session: Session, *, now: dt.datetime) -> int:
    """Count jobs that are leased or due: what must end before time may move on."""
    ripe = or_(Job.clock == "wall", Job.due_at < now)
    rows = session.scalars(
        select(Job.id).where(or_(Job.state == JobState.LEASED, and_(Job.state == JobState.PENDING, ripe))).limit(1000)
    )
    return len(list(rows))


def pending(
    session: Session, *, kinds: tuple[str, ...], regions: frozenset[str] | None, limit: int
) -> list[tuple[Job, ProcessInstance | None]]:
    """Return open jobs with their instances, next due first."""
    query = (
        select(Job, ProcessInstance)
        .outerjoin(ProcessInstance, ProcessInstance.id == Job.instance_id)
        .where(Job.state.in_([JobState.PENDING, JobState.LEASED, JobState.FAILED]), Job.kind.in_(kinds))
    )
    if regions is not None:
        query = query.where(or_(ProcessInstance.region.in_(regions), Job.instance_id.is_(None)))
    rows = session.execute(query.order_by(Job.due_at, Job.id).limit(limit))
    return [(row[0], row[1]) for row in rows]


def of_instance(session: Session, instance_id: UUID) -> list[Job]:
    """Return the open jobs of an instance, next due first."""
    return list(
        session.scalars(
            select(Job)
            .where(
                Job.instance_id == instance_id,
                Job.state.in_([JobState.PENDING, JobState.LEASED, JobState.FAILED]),
            )
            .order_by(Job.due_at)
        )
    )


def timers_at(session: Session, residency_id: UUID, process: str, activity: str) -> list[Job]:
    """Return the waiting timers of a residency at one element of a process."""
    query = (
        select(Job)
        .join(ProcessInstance, ProcessInstance.id == Job.instance_id)
        .where(
            ProcessInstance.residency_id == residency_id,
            ProcessInstance.definition_key == process,
            Job.activity_id == activity,
            Job.kind == JobKind.TIMER,
            Job.state == JobState.PENDING,
        )
    )
    return list(session.scalars(query.order_by(Job.due_at, Job.id)))


def instance_of(session: Session, job_id: UUID) -> UUID | None:
    """Return the instance of a job, without a lock: the instance is locked before the job."""
    return session.scalar(select(Job.instance_id).where(Job.id == job_id))
