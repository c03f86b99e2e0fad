"""A deadline's steps: planned as jobs, and done when due: remind, notify, assign."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from service.directory import people, roles
from service.directory.tables import Person
from service.residency import queries
from service.residency.tables import Deadline, Mail
from workflows import instances, jobs
from workflows.model import calendar
from workflows.model.actor import Actor
from workflows.model.calendar import Period
from workflows.model.states import JobKind, JobState
from workflows.store.base import new_id
from workflows.store.records import Watch
from workflows.store.tables import UserTask
from workflows.transaction import Transaction

TIMER = Actor.system("timer")
#: The process that holds a task *Åtgärda det som är försenat* for one role.
OVERDUE = "overdue"
_HOLDER = "holder"


def moment(deadline: Deadline, step: dict[str, Any]) -> dt.datetime:
    """Return when a step is due: before the date at the start of a day, from the date on when the day has passed."""
    period = Period.parse(step["offset"])
    day = period.after(deadline.due_on)
    is_before = (period.months, period.days) < (0, 0) or day < deadline.due_on
    return calendar.start_of(day) if is_before else calendar.due_at(day)


def plan(tx: Transaction, deadline: Deadline) -> None:
    """Bring the jobs of a deadline's steps in line with its date; moments that have passed get no job.

    A step that was carried out keeps its job, and gets another one only when its new moment lies ahead.
    """
    tx.session.flush()
    waiting = {job.inputs["step"]: job for job in queries.pending_steps(tx.session, [deadline.id])}
    for number, step in enumerate(deadline.steps):
        at, job = moment(deadline, step), waiting.get(number)
        if job is not None:
            job.due_at = at
            if at < tx.now():
                job.state = JobState.CANCELLED.value
        elif at >= tx.now():
            jobs.schedule(
                tx,
                JobKind.DEADLINE,
                due_at=at,
                queue="timers",
                inputs={"step": number},
                residency_id=deadline.residency_id,
                instance_id=deadline.instance_id,
                deadline_id=deadline.id,
            )


def call_off(tx: Transaction, deadlines: Collection[Deadline]) -> None:
    """Cancel the steps that have not been carried out."""
    if deadlines:
        queries.cancel_steps(tx.session, [deadline.id for deadline in deadlines])


def run(tx: Transaction, deadline: Deadline, number: int) -> None:
    """Carry a step out; for the same date twice has the effect of once."""
    step = deadline.steps[number]
    tasks = queries.tasks_under(tx.session, deadline)
    occasion = f"deadline:{deadline.id}:{number}:{deadline.due_on.isoformat()}"
    if step["act"] == "assign":
        _assign(tx, deadline, step, occasion)
    elif step["to"] == [_HOLDER]:
        _remind(tx, deadline, tasks, occasion)
    else:
        _notify(tx, deadline, step, tasks, occasion)


def _remind(tx: Transaction, deadline: Deadline, tasks: list[UserTask], occasion: str) -> None:
    """Mail whoever holds the open tasks, one mail for each task and person."""
    known = queries.mail_occasions(tx.session, occasion)
    for task in tasks:
        for person in _holders(tx, task):
            _mail(tx, deadline, task, person, "remind", task.role, f"{occasion}:{task.id}:{person.id}", known)


def _notify(tx: Transaction, deadline: Deadline, step: dict[str, Any], tasks: list[UserTask], occasion: str) -> None:
    """Tell those who should know: a mail to each holder of the roles, and a row under *Bevakade*."""
    mailed = queries.mail_occasions(tx.session, occasion)
    watched = queries.watch_occasions(tx.session, occasion)
    task = tasks[0] if len(tasks) == 1 else None
    for role in step["to"]:
        scoped = tx.parts.directory.scope_key(tx, role, deadline.residency_id, deadline.region)
        if f"{occasion}:{scoped.candidate_key}" not in watched:
            watched.add(f"{occasion}:{scoped.candidate_key}")
            _watch(tx, deadline, task, scoped.candidate_key, f"{occasion}:{scoped.candidate_key}")
        for person in roles.holders_of_key(tx, scoped.candidate_key):
            _mail(tx, deadline, task, person, "notify", role, f"{occasion}:{person.id}", mailed)


def _assign(tx: Transaction, deadline: Deadline, step: dict[str, Any], occasion: str) -> None:
    """Start the small process that gives the role a task of its own; its business key makes this safe to repeat."""
    for role in step["to"]:
        instances.start(
            tx,
            OVERDUE,
            business_key=f"{OVERDUE}:{occasion}:{role}"[:200],
            by=TIMER,
            variables={
                "residency_id": str(deadline.residency_id),
                "role": role,
                "policy": deadline.policy,
                "process": deadline.definition_key,
                "due_on": deadline.due_on,
            },
            residency_id=deadline.residency_id,
            region=deadline.region,
            parent_id=deadline.instance_id,
        )


def _holders(tx: Transaction, task: UserTask) -> list[Person]:
    if task.assignee is not None:
        return [people.get(tx, task.assignee)]
    return roles.holders_of_key(tx, task.candidate_key or "")


def _mail(
    tx: Transaction,
    deadline: Deadline,
    task: UserTask | None,
    person: Person,
    kind: str,
    role: str | None,
    occasion: str,
    known: set[str],
) -> None:
    if occasion in known:
        return
    known.add(occasion)
    about = f"{deadline.definition_key}/{task.activity_id}" if task is not None else deadline.definition_key
    row = Mail(
        id=new_id(),
        occasion=occasion,
        kind=kind,
        to_person=person.id,
        as_role=role,
        residency_id=deadline.residency_id,
        region=deadline.region,
        instance_id=deadline.instance_id,
        task_id=task.id if task is not None else None,
        deadline_id=deadline.id,
        about=about,
        due_on=deadline.due_on,
        params={"policy": deadline.policy},
        state="pending",
        created_at=tx.now(),
    )
    tx.session.add(row)
    tx.publish("mail", queue="bulk", mail_id=row.id)


def _watch(tx: Transaction, deadline: Deadline, task: UserTask | None, key: str, occasion: str) -> None:
    day = deadline.due_on.isoformat()
    tx.session.add(
        Watch(
            id=new_id(),
            occasion=occasion,
            candidate_key=key,
            residency_id=deadline.residency_id,
            region=deadline.region,
            instance_id=deadline.instance_id,
            task_id=task.id if task is not None else None,
            reason_sv=f"Skulle ha varit klart {day}.",
            reason_en=f"Should have been done by {day}.",
            created_at=tx.now(),
        )
    )
