"""What the tokens wait for, as rows: user tasks, jobs and subscriptions; only differences are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from workflows.engine import Execution, Wait
from workflows.model import calendar, values
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.model.ports import Opened, Scoped
from workflows.model.states import JobKind, JobState, TaskState
from workflows.store import waits as stored
from workflows.store.base import new_id
from workflows.store.tables import Job, ProcessInstance, Subscription, UserTask
from workflows.tokens.deployed import Deployed
from workflows.transaction import Transaction

#: Where a task without a due date sorts: last.
NO_DUE = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
#: An entry of ProcessInstance.waits: kind, row id, due instant (timers) as text.
Entry = list[Any]


def store(
    tx: Transaction,
    instance: ProcessInstance,
    deployed: Deployed,
    execution: Execution,
    *,
    by: Actor,
    settled: frozenset[str],
) -> list[UUID]:
    """Write the rows of new waits and close those of gone ones; return the ids of new user tasks."""
    before: dict[str, Entry] = dict(instance.waits or {})
    after: dict[str, Entry] = {}
    fresh: list[Wait] = []
    for wait in execution.waits:
        known = before.get(wait.token_id)
        if known is not None and wait.token_id not in settled and known[2] == _due_text(wait):
            after[wait.token_id] = known
        elif wait.kind != "condition":
            fresh.append(wait)
    gone = [e for token, e in before.items() if token not in after and token not in settled]
    _close(tx, instance, gone, by)
    under = deployed.model.meta.deadline_policy
    tasks = _open_tasks(tx, instance, [w for w in fresh if w.kind == "user_task"], after, by, under)
    for wait in fresh:
        if wait.kind in ("timer", "job"):
            after[wait.token_id] = _open_job(tx, instance, wait)
        elif wait.kind in ("message", "signal"):
            after[wait.token_id] = _subscribe(tx, instance, wait)
    instance.waits = after
    return tasks


def _due_text(wait: Wait) -> str | None:
    """A cycle timer keeps its token and gets a new due date: then the old job row is not its row any more."""
    return wait.due_at.isoformat() if wait.kind == "timer" and wait.due_at else None


def _close(tx: Transaction, instance: ProcessInstance, gone: Iterable[Entry], by: Actor) -> None:
    by_kind: dict[str, list[UUID]] = {}
    for kind, row_id, _ in gone:
        by_kind.setdefault(kind, []).append(UUID(row_id))
    if tasks := by_kind.get("user_task"):
        stored.cancel_tasks(tx.session, tasks, tx.now())
        tx.parts.deadlines.closed(tx, task_ids=tasks, instance_ids=[])
        tx.record(Happening.TASK_CANCELLED, by=by, instance=instance, data={"tasks": [str(t) for t in tasks]})
    if jobs := by_kind.get("timer", []) + by_kind.get("job", []):
        stored.cancel_jobs(tx.session, jobs)
    if subscriptions := by_kind.get("message", []) + by_kind.get("signal", []):
        stored.drop_subscriptions(tx.session, subscriptions)


def _open_tasks(
    tx: Transaction, instance: ProcessInstance, fresh: list[Wait], after: dict[str, Entry], by: Actor, under: str
) -> list[UUID]:
    """Write new tasks; one without a policy of its own shares the due date of the process, if *under* names one."""
    rows = {wait.token_id: _task(tx, instance, wait) for wait in fresh}
    opened = [
        Opened(
            policy=wait.meta.deadline_policy or "",
            instance_id=instance.id,
            task_id=rows[wait.token_id].id,
            activity_id=wait.activity_id,
            definition_key=instance.definition_key,
            residency_id=instance.residency_id,
            at=tx.now(),
        )
        for wait in fresh
        if wait.meta.deadline_policy or under
    ]
    due = tx.parts.deadlines.opened(tx, opened) if opened else {}
    for wait in fresh:
        row = rows[wait.token_id]
        _set_due(row, due.get(row.id), wait)
        tx.session.add(row)
        tx.record(Happening.TASK_CREATED, by=by, task=row, data={"role": row.role, "vacant": row.is_vacant})
        tx.publish("task_opened", task_id=row.id)
        after[wait.token_id] = ["user_task", str(row.id), None]
    return [row.id for row in rows.values()]


def _set_due(row: UserTask, due_on: dt.date | None, wait: Wait) -> None:
    """A policy gives a date, the odd task without one an instant (zeebe:taskSchedule)."""
    if due_on is not None:
        row.due_on, row.due_at = due_on, calendar.due_at(due_on)
    elif wait.due_at is not None:
        row.due_at, row.due_on = wait.due_at, calendar.local_date(wait.due_at)
    row.sort_at = row.due_at or NO_DUE
    if wait.follow_up_at is not None:
        row.follow_up_on = calendar.local_date(wait.follow_up_at)


def _task(tx: Transaction, instance: ProcessInstance, wait: Wait) -> UserTask:
    scoped = _scoped(tx, instance, wait)
    return UserTask(
        id=new_id(),
        instance_id=instance.id,
        token_id=wait.token_id,
        activity_id=wait.activity_id,
        definition_key=instance.definition_key,
        residency_id=instance.residency_id,
        region=instance.region,
        name_sv=wait.meta.name or wait.activity_id,
        name_en=wait.meta.name_en or wait.meta.name or wait.activity_id,
        form_key=wait.meta.form_id or None,
        role=scoped.role if scoped else None,
        candidate_key=scoped.candidate_key if scoped else None,
        is_vacant=scoped.is_vacant and not wait.assignee if scoped else False,
        assignee=UUID(wait.assignee) if wait.assignee else None,
        state=TaskState.OPEN.value,
        locals=values.encode(dict(wait.locals)),
        priority=wait.priority if wait.priority is not None else 50,
        created_at=tx.now(),
        claimed_at=tx.now() if wait.assignee else None,
    )


def _scoped(tx: Transaction, instance: ProcessInstance, wait: Wait) -> Scoped | None:
    if not wait.role:
        return None
    slot = ("scope", (wait.role, instance.residency_id))
    if slot not in tx.known:
        tx.known[slot] = tx.parts.directory.scope_key(tx, wait.role, instance.residency_id, instance.region)
    found: Scoped = tx.known[slot]
    return found


def _open_job(tx: Transaction, instance: ProcessInstance, wait: Wait) -> Entry:
    is_timer = wait.kind == "timer"
    row = Job(
        id=new_id(),
        kind=(JobKind.TIMER if is_timer else JobKind.SERVICE).value,
        queue="timers" if is_timer else "interactive",
        instance_id=instance.id,
        residency_id=instance.residency_id,
        token_id=wait.token_id,
        activity_id=wait.activity_id,
        deadline_id=None,
        operation=wait.operation or None,
        inputs={
            "values": values.encode(dict(wait.inputs)),
            "submission_id": str(wait.submission_id) if wait.submission_id else None,
        },
        due_at=wait.due_at if is_timer and wait.due_at else tx.wall(),
        clock="business" if is_timer else "wall",
        state=JobState.PENDING.value,
        retries_left=wait.meta.task_definition.retries if wait.meta.task_definition else 3,
        attempts=0,
        created_at=tx.wall(),
    )
    tx.session.add(row)
    return [wait.kind, str(row.id), _due_text(wait)]


def _subscribe(tx: Transaction, instance: ProcessInstance, wait: Wait) -> Entry:
    row = Subscription(
        id=new_id(),
        kind=wait.kind,
        name=wait.message_name or wait.signal_name,
        correlation=wait.correlation or "",
        instance_id=instance.id,
        residency_id=instance.residency_id,
        region=instance.region,
        token_id=wait.token_id,
        created_at=tx.now(),
    )
    tx.session.add(row)
    if wait.kind == "message":
        # Whoever sent first: the message is offered again now that somebody waits for it.
        for message_id in stored.waiting_messages(tx.session, row.name, row.correlation):
            tx.publish("message", message_id=message_id)
    return [wait.kind, str(row.id), None]


def open_process_deadline(tx: Transaction, instance: ProcessInstance, deployed: Deployed) -> None:
    """Open the deadline that hangs on the process itself, if the model names one."""
    policy = deployed.model.meta.deadline_policy
    if policy:
        opened = Opened(
            policy=policy,
            instance_id=instance.id,
            task_id=None,
            activity_id=None,
            definition_key=instance.definition_key,
            residency_id=instance.residency_id,
            at=tx.now(),
        )
        tx.parts.deadlines.opened(tx, [opened])
