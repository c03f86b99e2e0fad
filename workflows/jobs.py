"""Jobs: timers, service tasks, deadline steps; leased by us, carried by RQ, repeated until done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from workflows import tokens
from workflows.model import errors, values
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.model.ports import OperationCall
from workflows.model.states import IncidentState, InstanceState, JobKind, JobState
from workflows.store import jobs as stored
from workflows.store import locking
from workflows.store.base import new_id
from workflows.store.records import Incident
from workflows.store.tables import Job, ProcessInstance
from workflows.transaction import Transaction

#: Wall seconds to wait before the next attempt, by attempts so far; the last value repeats.
BACK_OFF = (10, 60, 300, 1800)
TIMER = Actor.system("timer")
JOB = Actor.system("job")


@dataclass(frozen=True, slots=True)
class Leased:
    """A job that somebody is about to carry."""

    job_id: UUID
    lease: UUID
    kind: str
    queue: str


def schedule(
    tx: Transaction,
    kind: JobKind,
    *,
    due_at: dt.datetime,
    clock: str = "business",
    queue: str = "bulk",
    inputs: Mapping[str, Any] | None = None,
    residency_id: UUID | None = None,
    instance_id: UUID | None = None,
    deadline_id: UUID | None = None,
    operation: str | None = None,
    retries: int = 3,
) -> Job:
    """Plan a job; *clock* says whether *due_at* is business or wall time (interfaces.md I9)."""
    row = Job(
        id=new_id(),
        kind=kind.value,
        queue=queue,
        instance_id=instance_id,
        residency_id=residency_id,
        deadline_id=deadline_id,
        operation=operation,
        inputs=dict(inputs or {}),
        due_at=due_at,
        clock=clock,
        state=JobState.PENDING.value,
        retries_left=retries,
        attempts=0,
        created_at=tx.wall(),
    )
    tx.session.add(row)
    return row


def lease_due(tx: Transaction, *, seconds: float, limit: int = 200) -> list[Leased]:
    """Lease due jobs for *seconds* of wall time; expired leases become due again first."""
    stored.release_expired(tx.session, tx.wall())
    rows = stored.due(tx.session, now=tx.now(), wall=tx.wall(), limit=limit)
    for row in rows:
        row.state = JobState.LEASED.value
        row.lease = uuid4()
        row.leased_until = tx.wall() + dt.timedelta(seconds=seconds)
        row.attempts += 1
    return [Leased(row.id, row.lease, row.kind, row.queue) for row in rows if row.lease is not None]


def run(tx: Transaction, job_id: UUID, lease: UUID) -> bool:
    """Do a timer's or a deadline step's work in this transaction; False when it is no longer ours to do."""
    held = _held(tx, job_id, lease)
    if held is None:
        return False
    job, instance = held
    if job.kind == JobKind.DEADLINE and job.deadline_id is not None:
        tx.parts.deadlines.run_step(tx, job.deadline_id, int(job.inputs["step"]))
    elif job.kind == JobKind.SERIES and tx.parts.series is not None:
        tx.parts.series.run_due(tx, job.inputs)
    elif instance is not None and job.token_id is not None:
        deployed = tokens.get(tx, instance.definition_id)
        execution = tokens.resume(tx, instance, deployed)
        execution.fire(job.token_id)
        tx.record(Happening.TIMER_FIRED, by=TIMER, instance=instance, activity_id=job.activity_id)
        tokens.keep(tx, instance, deployed, execution, by=TIMER, settled=frozenset({job.token_id}))
    _done(tx, job)
    return True


def call_of(tx: Transaction, job_id: UUID, lease: UUID) -> OperationCall | None:
    """Return what a service job asks for; None when it is no longer ours to do."""
    held = _held(tx, job_id, lease)
    if held is None or held[0].operation is None or held[1] is None:
        return None
    job, instance = held
    submission = job.inputs.get("submission_id")
    return OperationCall(
        name=job.operation or "",
        inputs=values.decode(job.inputs["values"]),
        submission_id=UUID(submission) if submission else None,
        instance_id=instance.id,  # type: ignore[union-attr]
        activity_id=job.activity_id or "",
        residency_id=instance.residency_id,  # type: ignore[union-attr]
        key=job.token_id or str(job.id),
    )


def finish(tx: Transaction, job_id: UUID, lease: UUID, result: Mapping[str, Any]) -> bool:
    """Give a service job's result to its token; a late one is kept as ``result_discarded``."""
    held = _held(tx, job_id, lease)
    if held is None:
        _discard(tx, job_id, lease)
        return False
    job, instance = held
    if instance is not None and job.token_id is not None:
        deployed = tokens.get(tx, instance.definition_id)
        execution = tokens.resume(tx, instance, deployed)
        execution.finish_job(job.token_id, result)
        tokens.keep(tx, instance, deployed, execution, by=JOB, settled=frozenset({job.token_id}))
    _done(tx, job)
    return True


def throw(tx: Transaction, job_id: UUID, lease: UUID, error: errors.BpmnError) -> bool:
    """Give a service job's modelled failure to its token; a boundary event may catch it."""
    held = _held(tx, job_id, lease)
    if held is None:
        return False
    job, instance = held
    if instance is not None and job.token_id is not None:
        deployed = tokens.get(tx, instance.definition_id)
        execution = tokens.resume(tx, instance, deployed)
        execution.throw_error(job.token_id, error.error_code, str(error))
        tokens.keep(tx, instance, deployed, execution, by=JOB, settled=frozenset({job.token_id}))
    _done(tx, job)
    return True


def fail(
    tx: Transaction, job_id: UUID, lease: UUID, *, sv: str, en: str, detail: Mapping[str, Any] | None = None
) -> bool:
    """Plan the next attempt with back-off; without attempts left, open an incident. True if it gave up."""
    held = _held(tx, job_id, lease)
    if held is None:
        return False
    job, instance = held
    job.error = en
    job.lease = job.leased_until = None
    job.retries_left -= 1
    if job.retries_left > 0:
        job.state = JobState.PENDING.value
        wait = BACK_OFF[min(job.attempts, len(BACK_OFF)) - 1]
        if job.clock == "wall":
            job.due_at = tx.wall() + dt.timedelta(seconds=wait)
        return False
    job.state = JobState.FAILED.value
    _open_incident(tx, job, instance, sv, en, detail or {})
    return True


def _open_incident(
    tx: Transaction, job: Job, instance: ProcessInstance | None, sv: str, en: str, detail: Mapping[str, Any]
) -> None:
    tx.session.add(
        Incident(
            kind=f"job_{job.kind}",
            instance_id=job.instance_id,
            residency_id=job.residency_id,
            region=instance.region if instance else None,
            job_id=job.id,
            activity_id=job.activity_id,
            message_sv=sv,
            message_en=en,
            detail={"operation": job.operation, "attempts": job.attempts, **detail},
            state=IncidentState.OPEN.value,
            opened_at=tx.now(),
        )
    )
    tx.record(
        Happening.INCIDENT_OPENED,
        by=JOB,
        instance=instance,
        residency_id=job.residency_id,
        activity_id=job.activity_id,
        data={"job": str(job.id)},
    )


def move_due(tx: Transaction, job_id: UUID, *, to: dt.datetime, reason: str, by: Actor) -> None:
    """Move a waiting timer to another time; the token keeps waiting and fires then. Raises JobNotFound."""
    instance_id = stored.instance_of(tx.session, job_id)
    if instance_id is None:
        raise errors.JobNotFound(job_id=job_id)
    instance = locking.lock_instance(tx.session, instance_id)
    job = stored.lock(tx.session, job_id)
    if job is None or job.state != JobState.PENDING or job.token_id is None:
        raise errors.JobNotFound(job_id=job_id)
    data = {"from": job.due_at.isoformat(), "to": to.isoformat(), "reason": reason}
    tx.record(Happening.DUE_MOVED, by=by, instance=instance, activity_id=job.activity_id, data=data)
    deployed = tokens.get(tx, instance.definition_id)
    execution = tokens.resume(tx, instance, deployed)
    execution.reschedule(job.token_id, to)
    tokens.keep(tx, instance, deployed, execution, by=by)


def retry(tx: Transaction, job_id: UUID, *, retries: int = 3) -> Job:
    """Give a job new attempts, due now."""
    job = stored.lock(tx.session, job_id)
    if job is None:
        raise errors.JobNotFound(job_id=job_id)
    if job.state == JobState.FAILED:
        job.state, job.retries_left = JobState.PENDING.value, retries
        job.due_at = tx.wall() if job.clock == "wall" else job.due_at
    return job


def waiting(
    tx: Transaction, *, kinds: tuple[str, ...], regions: frozenset[str] | None = None, limit: int = 200
) -> list[tuple[Job, ProcessInstance | None]]:
    """Return open jobs with their instances, next due first."""
    return stored.pending(tx.session, kinds=kinds, regions=regions, limit=limit)


def timers_at(tx: Transaction, residency_id: UUID, process: str, activity: str) -> list[Job]:
    """Return the timers that a residency's runs of a process wait for at one element."""
    return stored.timers_at(tx.session, residency_id, process, activity)


def next_due(tx: Transaction) -> dt.datetime | None:
    """Return the earliest business time at which something is due."""
    return stored.next_due(tx.session)


def busy(tx: Transaction) -> int:
    """Count jobs that are due or being carried."""
    return stored.busy(tx.session, now=tx.now())


def _held(tx: Transaction, job_id: UUID, lease: UUID) -> tuple[Job, ProcessInstance | None] | None:
    """Lock instance and job; None unless the job is still leased by *lease* and its token still waits."""
    job, instance = locking.lock_job(tx.session, job_id)
    if job is None or job.state != JobState.LEASED or job.lease != lease:
        return None
    if job.token_id is not None and instance is not None:
        if instance.state == InstanceState.SUSPENDED:
            job.state, job.lease = JobState.PENDING.value, None
            return None
        if job.token_id not in instance.waits or instance.state != InstanceState.RUNNING:
            job.state = JobState.CANCELLED.value
            return None
    return job, instance


def _done(tx: Transaction, job: Job) -> None:
    job.state, job.done_at = JobState.DONE.value, tx.now()
    job.lease = job.leased_until = None


def _discard(tx: Transaction, job_id: UUID, lease: UUID) -> None:
    job = stored.lock(tx.session, job_id)
    if job is not None and job.state == JobState.CANCELLED:
        job.state = JobState.DISCARDED.value
