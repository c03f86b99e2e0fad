"""Deadlines by policy: opened, closed, moved, computed anew (interfaces.md I7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from service.residency import cases, clock, queries, stepping
from service.residency.clock import Facts
from service.residency.rules import Rules, packaged
from service.residency.tables import Deadline, Residency
from workflows.model import calendar, errors
from workflows.model.actor import Actor
from workflows.model.errors import FieldProblem
from workflows.model.events import Happening
from workflows.model.ports import Opened
from workflows.store.base import new_id
from workflows.transaction import Transaction

_BASES: dict[str, clock.Basis] = {"calendar": "calendar", "service": "service"}


class PolicyDeadlines:
    """The engine room's port ``Deadlines`` on the tables ``deadlines.dmn`` and ``escalations.dmn``."""

    def __init__(self, rules: Rules | None = None) -> None:
        self._rules = rules or packaged()

    def opened(self, tx: Transaction, opened: Sequence[Opened]) -> Mapping[UUID, dt.date]:
        """Open a deadline for each that has a row in ``deadlines.dmn``; return due dates by task or instance id.

        A task without a policy gets the date of its process's deadline. Steps whose moment has passed already are
        left out: a hire registered late does not shout at everybody at once.
        """
        due: dict[UUID, dt.date] = {}
        for one in opened:
            if one.residency_id is None:
                continue
            if not one.policy:
                found = _of_process(tx, one.instance_id)
                if found is not None and one.task_id is not None:
                    due[one.task_id] = found.due_on
                continue
            made = self._open(tx, one, one.residency_id)
            if made is not None:
                due[one.task_id or one.instance_id] = made.due_on
        return due

    def closed(self, tx: Transaction, *, task_ids: Sequence[UUID], instance_ids: Sequence[UUID]) -> None:
        """Close the deadlines of tasks and instances that ended, with their unsent steps and watch rows."""
        found = queries.standing_over(tx.session, task_ids, instance_ids)
        ended = [d for d, _ in found if d.task_id in task_ids or d.instance_id in instance_ids]
        now = tx.now()
        for deadline in ended:
            deadline.state, deadline.closed_at = "closed", now
        stepping.call_off(tx, ended)
        tx.known |= {("process_deadline", d.instance_id): d for d, _ in found if d.task_id is None}
        if any(is_watched for _, is_watched in found):
            for watch in queries.open_watches(tx.session, task_ids, instance_ids):
                watch.closed_at = now

    def reopened(self, tx: Transaction, *, task_ids: Sequence[UUID], instance_ids: Sequence[UUID]) -> None:
        """Open again what an undone outcome closed, watch rows too; steps that were sent stay sent."""
        for deadline in queries.deadlines_of(tx.session, task_ids, instance_ids, "closed"):
            if deadline.task_id is not None and deadline.task_id not in task_ids:
                continue  # an earlier task of the instance that ended in its own time
            for watch in queries.watches_closed(tx.session, deadline):
                watch.closed_at = None
            deadline.state, deadline.closed_at = "open", None
            stepping.plan(tx, deadline)

    def run_step(self, tx: Transaction, deadline_id: UUID, step: int) -> None:
        """Do what a due step says; a closed deadline, or a step done already, does nothing."""
        deadline = tx.session.get(Deadline, deadline_id)
        if deadline is not None and deadline.state == "open":
            stepping.run(tx, deadline, step)

    def _open(self, tx: Transaction, one: Opened, residency_id: UUID) -> Deadline | None:
        case = cases.of(tx, residency_id)
        inputs = {"policy": one.policy, "edition": case["edition"]}
        when = self._rules.decide("deadlines", inputs)
        if not when.value or when.value["length"] is None:  # what is optional has a row without a length
            return None
        told = when.annotations[0] if when.annotations else {}
        starts_on = _start(when.value["starts_from"], case, one.at)
        deadline = Deadline(
            id=new_id(),
            policy=one.policy,
            instance_id=one.instance_id,
            task_id=one.task_id,
            activity_id=one.activity_id,
            definition_key=one.definition_key,
            residency_id=residency_id,
            region=case["region"],
            edition=case["edition"],
            starts_from=when.value["starts_from"],
            starts_on=starts_on,
            length=when.value["length"],
            basis=when.value["basis"],
            due_on=clock.due(starts_on, when.value["length"], _BASES[when.value["basis"]], facts_of(tx, residency_id)),
            steps=self._steps(inputs),
            serves=told.get("serves", ""),
            default=told.get("default", ""),
            state="open",
            opened_at=one.at,
        )
        tx.session.add(deadline)
        stepping.plan(tx, deadline)
        return deadline

    def _steps(self, inputs: Mapping[str, Any]) -> list[dict[str, Any]]:
        answer = self._rules.decide("escalations", inputs)
        rows = answer.value or []
        return [
            {
                "offset": row["offset"],
                "act": row["act"],
                "to": list(row["to"]),
                "serves": told.get("serves", ""),
                "default": told.get("default", ""),
            }
            for row, told in zip(rows, answer.annotations, strict=False)
        ]


def _of_process(tx: Transaction, instance_id: UUID) -> Deadline | None:
    """Return the open deadline that hangs on a whole instance, fetched once per transaction."""
    slot = ("process_deadline", instance_id)
    if slot not in tx.known:
        tx.known[slot] = queries.process_deadline(tx.session, instance_id)
    found: Deadline | None = tx.known[slot]
    return found if found is not None and found.state == "open" else None


def facts_of(tx: Transaction, residency_id: UUID) -> Facts:
    """Return what service time is computed from, fetched once per transaction until it changes."""
    slot = ("service_time", residency_id)
    if slot not in tx.known:
        shares = [clock.Share(w.from_on, w.percent) for w in queries.working_times(tx.session, residency_id)]
        leaves = [
            clock.Away(a.from_on, a.to_on, a.percent, a.creditable) for a in queries.leaves(tx.session, residency_id)
        ]
        tx.known[slot] = Facts(shares, leaves)
    found: Facts = tx.known[slot]
    return found


def recompute(tx: Transaction, residency: Residency, *, by: Actor, reason: str) -> list[tuple[Deadline, dt.date]]:
    """Compute every open deadline of a residency anew; return those that moved, with the date before.

    Dates that a person set stay. What was sent stays sent; a step is sent again only when its new moment lies
    ahead.
    """
    facts = facts_of(tx, residency.id)
    starts = {"st_start": residency.start_on, "employment_start": residency.employment_start_on}
    moved = []
    for deadline in queries.open_deadlines(tx.session, residency.id):
        if deadline.moved_by is not None:
            continue
        deadline.starts_on = starts.get(deadline.starts_from, deadline.starts_on)
        due_on = clock.due(deadline.starts_on, deadline.length, _BASES[deadline.basis], facts)
        if due_on != deadline.due_on:
            moved.append((deadline, deadline.due_on))
            _move(tx, deadline, due_on, reason=reason, by=by)
    return moved


def move(tx: Transaction, deadline_id: UUID, *, to: dt.date, reason: str, by: Actor) -> Deadline:
    """Give an open deadline a date of a person's own, with the reason. Raises NotFound, Invalid without a reason."""
    deadline = tx.session.get(Deadline, deadline_id)
    if deadline is None or deadline.state != "open":
        raise errors.NotFound
    if not reason.strip():
        sv, en = "Skriv varför datumet flyttas.", "Say why the date is moved."
        raise errors.Invalid(fields=[FieldProblem("/reason", sv, en)])
    deadline.moved_by, deadline.moved_reason = by.person_id or deadline.instance_id, reason.strip()
    _move(tx, deadline, to, reason=reason, by=by)
    return deadline


def move_policy(
    tx: Transaction, residency_id: UUID, policy: str, *, to: dt.date, reason: str, by: Actor
) -> list[Deadline]:
    """Move the open deadlines of one policy in a residency. Raises NotFound when there is none."""
    found = [d for d in queries.open_deadlines(tx.session, residency_id) if d.policy == policy]
    if not found:
        raise errors.NotFound
    return [move(tx, d.id, to=to, reason=reason, by=by) for d in found]


def of_tasks(tx: Transaction, task_ids: Collection[UUID], instance_ids: Collection[UUID]) -> list[Deadline]:
    """Return the open deadlines that tasks stand under: their own, or their process's."""
    return queries.deadlines_of(tx.session, task_ids, instance_ids, "open")


def by_id(tx: Transaction, ids: Collection[UUID]) -> dict[UUID, Deadline]:
    """Return deadlines by id, as for a list of their jobs."""
    return queries.deadlines_by_id(tx.session, ids)


def _start(starts_from: str, case: Mapping[str, Any], at: dt.datetime) -> dt.date:
    known: dict[str, dt.date] = {"st_start": case["start_on"], "employment_start": case["employment_start_on"]}
    return known.get(starts_from) or calendar.local_date(at)


def _move(tx: Transaction, deadline: Deadline, to: dt.date, *, reason: str, by: Actor) -> None:
    before, deadline.due_on = deadline.due_on, to
    tasks = queries.tasks_under(tx.session, deadline)
    for task in tasks:
        task.due_on, task.due_at = to, calendar.due_at(to)
        task.sort_at = task.due_at
    stepping.plan(tx, deadline)
    tx.record(
        Happening.DUE_MOVED,
        by=by,
        task=tasks[0] if len(tasks) == 1 else None,
        residency_id=deadline.residency_id,
        region=deadline.region,
        data={
            "policy": deadline.policy,
            "deadline": str(deadline.id),
            "from": before.isoformat(),
            "to": to.isoformat(),
            "reason": reason,
        },
    )
