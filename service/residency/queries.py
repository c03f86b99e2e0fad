"""The record's queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from service.directory.tables import Person, RoleBinding, Unit
from service.residency.tables import (
    Contract,
    Deadline,
    Hire,
    IupVersion,
    Leave,
    Mail,
    OperationDone,
    Residency,
    SpecialtyGuideline,
    WorkingTime,
)
from workflows.model.states import JobKind, JobState, TaskState
from workflows.store.records import Watch
from workflows.store.tables import Job, ProcessInstance, UserTask


def case(session: Session, residency_id: UUID, on: dt.date) -> Any:
    """Return (Residency, resident's first and last name, administration, percent, supervisor's names) in one query."""
    percent = (
        select(WorkingTime.percent)
        .where(WorkingTime.residency_id == residency_id, WorkingTime.from_on <= on)
        .order_by(WorkingTime.from_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    supervisor = aliased(Person)
    return session.execute(
        select(
            Residency,
            Person.first_name,
            Person.last_name,
            Unit.administration,
            percent,
            supervisor.id,
            supervisor.first_name,
            supervisor.last_name,
        )
        .join(Person, Person.id == Residency.person_id)
        .join(Unit, Unit.id == Residency.unit)
        .outerjoin(
            RoleBinding,
            and_(
                RoleBinding.candidate_key == f"main_supervisor@residency:{residency_id}",
                RoleBinding.valid_from <= on,
                or_(RoleBinding.valid_to.is_(None), RoleBinding.valid_to >= on),
            ),
        )
        .outerjoin(supervisor, supervisor.id == RoleBinding.person_id)
        .where(Residency.id == residency_id)
        .order_by(RoleBinding.valid_from.desc())
        .limit(1)
    ).one_or_none()


def residency(session: Session, residency_id: UUID) -> Residency | None:
    """Return a residency, if there is one."""
    return session.get(Residency, residency_id)


def lock_residency(session: Session, residency_id: UUID) -> Residency | None:
    """Lock a residency and return it fresh."""
    return session.execute(
        select(Residency)
        .where(Residency.id == residency_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()


def active_residency_of(session: Session, person_id: UUID) -> Residency | None:
    """Return the training that a person is in now."""
    return session.scalars(
        select(Residency).where(Residency.person_id == person_id, Residency.state == "active").limit(1)
    ).one_or_none()


def hire(session: Session, employment_id: str) -> Hire | None:
    """Return what was registered under an employment id."""
    return session.get(Hire, employment_id)


def hire_of(session: Session, residency_id: UUID) -> Hire | None:
    """Return the registration that started a residency."""
    return session.scalars(select(Hire).where(Hire.residency_id == residency_id).limit(1)).one_or_none()


def working_times(session: Session, residency_id: UUID) -> list[WorkingTime]:
    """Return the shares of full time, earliest first."""
    query = select(WorkingTime).where(WorkingTime.residency_id == residency_id).order_by(WorkingTime.from_on)
    return list(session.scalars(query))


def leaves(session: Session, residency_id: UUID) -> list[Leave]:
    """Return leaves that stand, earliest first."""
    return list(
        session.scalars(
            select(Leave)
            .where(Leave.residency_id == residency_id, Leave.withdrawn_at.is_(None))
            .order_by(Leave.from_on)
        )
    )


def iup_versions(session: Session, residency_id: UUID) -> list[IupVersion]:
    """Return approved programmes, oldest first."""
    return list(
        session.scalars(
            select(IupVersion).where(IupVersion.residency_id == residency_id).order_by(IupVersion.approved_at)
        )
    )


def contracts(session: Session, residency_id: UUID) -> list[Contract]:
    """Return contracts, oldest first."""
    return list(session.scalars(select(Contract).where(Contract.residency_id == residency_id).order_by(Contract.at)))


def guideline(session: Session, region: str, specialty: str) -> SpecialtyGuideline | None:
    """Return what a specialty's guideline says, if anybody has told."""
    return session.get(SpecialtyGuideline, (region, specialty))


def operation_done(session: Session, key: str, name: str) -> OperationDone | None:
    """Return an operation that was performed under a key and stands."""
    return session.scalars(
        select(OperationDone).where(
            OperationDone.key == key, OperationDone.name == name, OperationDone.undone_at.is_(None)
        )
    ).one_or_none()


# -- deadlines ---------------------------------------------------------------------------------------


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


def process_deadlines(session: Session, residency_id: UUID) -> list[Deadline]:
    """Return the deadlines that hang on whole processes of a residency, open ones first."""
    return list(
        session.scalars(
            select(Deadline)
            .where(Deadline.residency_id == residency_id, Deadline.task_id.is_(None))
            .order_by(Deadline.state.desc(), Deadline.due_on)
        )
    )


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


def open_tasks(session: Session, *, task_id: UUID | None = None, instance_id: UUID | None = None) -> list[UserTask]:
    """Return one open task, or all of an instance, first opened first."""
    query = select(UserTask).where(UserTask.state == TaskState.OPEN.value).order_by(UserTask.created_at, UserTask.id)
    query = query.where(UserTask.id == task_id) if task_id else query.where(UserTask.instance_id == instance_id)
    return list(session.scalars(query))


def task(session: Session, task_id: UUID) -> UserTask | None:
    """Return a task in any state."""
    return session.get(UserTask, task_id)


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


# -- read models -------------------------------------------------------------------------------------


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
