"""Lock first, then look: the only place that takes row locks."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.model import errors
from workflows.model.states import TaskState
from workflows.store.tables import Job, ProcessInstance, Submission, UserTask


def lock_instance(session: Session, instance_id: UUID) -> ProcessInstance:
    """Lock one instance and return it fresh. Raises InstanceNotFound."""
    instance = session.execute(
        select(ProcessInstance)
        .where(ProcessInstance.id == instance_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if instance is None:
        raise errors.InstanceNotFound(instance_id=instance_id)
    return instance


def lock_task(
    session: Session, task_id: UUID, submission_id: UUID | None = None
) -> tuple[UserTask, ProcessInstance, Submission | None]:
    """Lock a task with its instance, and look whether *submission_id* was sent before; one statement.

    A second one looks again when somebody was faster: PostgreSQL gives the waiting transaction the locked rows
    as they are now, but the rest of the join as it was before the wait. Raises TaskNotFound.
    """
    row = session.execute(
        select(UserTask, ProcessInstance, Submission)
        .join(ProcessInstance, ProcessInstance.id == UserTask.instance_id)
        .outerjoin(Submission, Submission.id == submission_id)
        .where(UserTask.id == task_id)
        .with_for_update(of=[ProcessInstance, UserTask])
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise errors.TaskNotFound(task_id=task_id)
    task, instance, submission = row[0], row[1], row[2]
    if submission is None and submission_id is not None and task.state != TaskState.OPEN:
        submission = session.get(Submission, submission_id)
    return task, instance, submission


def lock_job(session: Session, job_id: UUID) -> tuple[Job | None, ProcessInstance | None]:
    """Lock a job with its instance, the instance first, and return both fresh; one statement where it has one."""
    row = session.execute(
        select(ProcessInstance, Job)
        .join(Job, Job.instance_id == ProcessInstance.id)
        .where(Job.id == job_id)
        .with_for_update(of=[ProcessInstance, Job])
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is not None:
        return row[1], row[0]
    alone = select(Job).where(Job.id == job_id).with_for_update().execution_options(populate_existing=True)
    return session.execute(alone).scalar_one_or_none(), None
