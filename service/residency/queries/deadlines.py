"""Queries for deadlines, their steps and what was sent."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.orm import Session

from service.residency.tables import (
    Deadline,
    Mail,
)
from workflows.model.states import JobKind, JobState, TaskState
from workflows.store.records import Watch
from workflows.store.tables import Job, UserTask


def open_deadlines(session: Session, residency_id: UUID) -> list[Deadline]:
    """Return the open deadlines of a residency."""
    return list(
        session.scalars(select(Deadline).where(Deadline.residency_id == residency_id, Deadline.state == "open"))
    )


def deadlines_of(
    session: Session, task_ids: Collection[UUID], instance_ids: Collection[UUID], state: str
) -> list[Deadline]:
    """Return deadlines of tasks, and of whole instances, in a state."""
    return list(
        session.scalars(
            select(Deadline).where(
                Deadline.state == state,
                or_(Deadline.task_id.in_(task_ids), Deadline.instance_id.in_(instance_ids)),
            )
        )
    )


def standing_over(
    session: Session, task_ids: Collection[UUID], instance_ids: Collection[UUID]
) -> list[tuple[Deadline, bool]]:
    """Return the open deadlines of tasks, of their processes and of whole instances; each with whether it is watched.

    Watched means that some task or instance among them has a watch row that is still shown; one statement.
    """
    is_watched = exists().where(
        Watch.closed_at.is_(None), or_(Watch.task_id.in_(task_ids), Watch.instance_id.in_(instance_ids))
    )
    processes = select(UserTask.instance_id).where(UserTask.id.in_(task_ids))
    rows = session.execute(
        select(Deadline, is_watched).where(
            Deadline.state == "open",
            or_(
                Deadline.task_id.in_(task_ids),
                Deadline.instance_id.in_(instance_ids),
                and_(Deadline.task_id.is_(None), Deadline.instance_id.in_(processes)),
            ),
        )
    )
    return [(deadline, watched) for deadline, watched in rows]


def cancel_steps(session: Session, deadline_ids: Collection[UUID]) -> None:
    """Cancel the jobs of deadlines' steps that have not been done; one statement."""
    waiting = (JobState.PENDING.value, JobState.LEASED.value, JobState.FAILED.value)
    session.execute(
        update(Job)
        .where(Job.kind == JobKind.DEADLINE.value, Job.deadline_id.in_(deadline_ids), Job.state.in_(waiting))
        .values(state=JobState.CANCELLED.value)
    )


def deadlines_by_id(session: Session, ids: Collection[UUID]) -> dict[UUID, Deadline]:
    """Return deadlines by id; one query."""
    return {row.id: row for row in session.scalars(select(Deadline).where(Deadline.id.in_(ids)))} if ids else {}


def step_jobs(session: Session, deadline_ids: Collection[UUID]) -> list[Job]:
    """Return the jobs of deadlines' steps, oldest first."""
    return list(
        session.scalars(
            select(Job)
            .where(Job.kind == JobKind.DEADLINE.value, Job.deadline_id.in_(deadline_ids))
            .order_by(Job.created_at, Job.id)
        )
    )


def pending_steps(session: Session, deadline_ids: Collection[UUID]) -> list[Job]:
    """Return the jobs of deadlines' steps that have not been done."""
    waiting = (JobState.PENDING.value, JobState.LEASED.value, JobState.FAILED.value)
    return [job for job in step_jobs(session, deadline_ids) if job.state in waiting]


def process_deadline(session: Session, instance_id: UUID) -> Deadline | None:
    """Return the open deadline that hangs on a whole instance."""
    return session.scalars(
        select(Deadline)
        .where(Deadline.instance_id == instance_id, Deadline.task_id.is_(None), Deadline.state == "open")
        .limit(1)
    ).one_or_none()


def tasks_under(session: Session, deadline: Deadline) -> list[UserTask]:
    """Return the open tasks that stand under a deadline, first opened first.

    Its own task; or, for a process, those of the instance that have no deadline of their own.
    """
    query = select(UserTask).where(UserTask.state == TaskState.OPEN.value).order_by(UserTask.created_at, UserTask.id)
    if deadline.task_id is not None:
        return list(session.scalars(query.where(UserTask.id == deadline.task_id)))
    own = select(Deadline.task_id).where(
        Deadline.instance_id == deadline.instance_id, Deadline.task_id.is_not(None), Deadline.state == "open"
    )
    return list(session.scalars(query.where(UserTask.instance_id == deadline.instance_id, UserTask.id.not_in(own))))


def mail_occasions(session: Session, prefix: str) -> set[str]:
    """Return the occasions of mails already made, by the part before the last slash."""
    return set(session.scalars(select(Mail.occasion).where(Mail.occasion.startswith(prefix, autoescape=True))))


def watch_occasions(session: Session, prefix: str) -> set[str]:
    """Return the occasions of watch rows already made."""
    return set(session.scalars(select(Watch.occasion).where(Watch.occasion.startswith(prefix, autoescape=True))))


def open_watches(session: Session, task_ids: Collection[UUID], instance_ids: Collection[UUID]) -> list[Watch]:
    """Return the watch rows of tasks and instances that are still shown."""
    return list(
        session.scalars(
            select(Watch).where(
                Watch.closed_at.is_(None), or_(Watch.task_id.in_(task_ids), Watch.instance_id.in_(instance_ids))
            )
        )
    )


def watches_closed(session: Session, deadline: Deadline) -> list[Watch]:
    """Return the watch rows that were closed together with a deadline."""
    return list(
        session.scalars(
            select(Watch).where(
                Watch.occasion.startswith(f"deadline:{deadline.id}:"), Watch.closed_at == deadline.closed_at
            )
        )
    )
