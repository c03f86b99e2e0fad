"""Series: a short process that starts again and again in one residency, whether or not the last one ended (I8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from service.residency import facts
from service.residency.checking import Checks
from service.residency.queries import follow_up
from service.residency.tables import Residency
from service.residency.tables_follow import Series
from workflows import definitions, instances, jobs
from workflows.model import calendar, errors, values
from workflows.model.actor import Actor
from workflows.model.calendar import Period
from workflows.model.events import Happening
from workflows.model.ports import Values
from workflows.model.states import JobKind, JobState
from workflows.store.base import new_id
from workflows.transaction import Transaction

TIMER = Actor.system("timer")


class ResidencySeries:
    """The engine room's port ``Series``."""

    def run_due(self, tx: Transaction, inputs: Values) -> None:
        """Start the occurrence that a job names and plan the next; what was missed meanwhile is caught up once.

        A job that was overtaken by a change, a pause or the end of the training does nothing.
        """
        row = follow_up.lock_series(tx.session, UUID(inputs["series"]))
        if row is None or row.stopped_at is not None or row.is_paused or row.occurrence != inputs["occurrence"]:
            return
        residency = facts.locked(tx, row.residency_id)
        due_on = row.next_on
        if residency.state != "active" or due_on is None:
            return
        row.started += 1
        _advance(tx, row, after=calendar.local_date(tx.now()))
        tx.session.flush()
        _start(tx, row, residency, due_on)


def start(
    tx: Transaction,
    residency_id: UUID,
    definition: str,
    *,
    every: str,
    first_on: dt.date,
    name: str = "",
    until: dt.date | None = None,
    variables: Mapping[str, Any] | None = None,
    reason: str = "",
    by: Actor,
) -> Series:
    """Begin a series, or begin a stopped one anew; one that runs already is changed to what is said now.

    *every* is ISO 8601 in whole days (``P6M``). Raises Invalid for another length or an end before the first.
    """
    residency = facts.locked(tx, residency_id)
    _check(every, first_on, until)
    row = follow_up.series(tx.session, residency_id, definition, name)
    is_new = row is None or row.stopped_at is not None
    given = values.encode(dict(variables or {}))
    if row is not None and not is_new and (row.every, row.anchor_on, row.until) == (every, first_on, until):
        row.variables = given
        return row
    if row is None:
        row = Series(id=new_id(), residency_id=residency_id, definition=definition, name=name, occurrence=0, started=0)
        tx.session.add(row)
    row.every, row.until, row.reason = every, until, reason
    row.anchor_on, row.next_on = first_on, first_on
    row.variables = given
    row.is_paused, row.stopped_at = False, None
    row.occurrence += 1
    _plan(tx, row)
    _tell(tx, residency, row, "started" if is_new else "changed", by)
    return row


def change(
    tx: Transaction,
    series_id: UUID,
    *,
    every: str | None = None,
    next_on: dt.date | None = None,
    until: dt.date | None = None,
    is_paused: bool | None = None,
    reason: str,
    by: Actor,
) -> Series:
    """Change how often, when next, until when; pause and go on: a pause is not caught up. Raises NotFound, Invalid."""
    row = _locked(tx, series_id)
    residency = facts.locked(tx, row.residency_id)
    was_paused = row.is_paused
    row.every, row.until = every or row.every, until or row.until
    row.is_paused = was_paused if is_paused is None else is_paused
    if next_on is not None:
        row.anchor_on = row.next_on = next_on
    elif every is not None and row.next_on is not None:
        row.anchor_on = row.next_on
    row.occurrence += 1
    if was_paused and not row.is_paused and row.next_on is not None and row.next_on < calendar.local_date(tx.now()):
        _to_next(row, after=calendar.local_date(tx.now()) - dt.timedelta(days=1))
    _check(row.every, row.anchor_on, row.until)
    row.reason = reason
    _plan(tx, row)
    _tell(tx, residency, row, "changed", by)
    return row


def stop(tx: Transaction, series_id: UUID, *, reason: str, by: Actor) -> Series:
    """End a series; instances that run go on. Twice has the effect of once. Raises NotFound."""
    row = _locked(tx, series_id)
    if row.stopped_at is None:
        row.stopped_at, row.next_on, row.reason = tx.now(), None, reason
        _plan(tx, row)
        _tell(tx, facts.locked(tx, row.residency_id), row, "stopped", by)
    return row


def go_on(tx: Transaction, series_id: UUID, *, next_on: dt.date | None, by: Actor) -> Series:
    """Take back that a series was stopped. Raises NotFound."""
    row = _locked(tx, series_id)
    row.stopped_at, row.next_on = None, next_on
    row.occurrence += 1
    _plan(tx, row)
    _tell(tx, facts.locked(tx, row.residency_id), row, "started", by)
    return row


def find(tx: Transaction, residency_id: UUID, definition: str, name: str = "") -> Series | None:
    """Return a series of a residency, running or stopped."""
    return follow_up.series(tx.session, residency_id, definition, name)


def _check(every: str, first_on: dt.date, until: dt.date | None) -> None:
    checks = Checks()
    try:
        period = Period.parse(every)
        is_length = period.is_whole_days and (period.months > 0 or period.days > 0)
    except ValueError:
        is_length = False
    sv, en = "Skriv en längd som P6M eller P2W.", "Write a length like P6M or P2W."
    checks.when(not is_length, "every", sv, en)
    if until is not None:
        checks.order(first_on, until, "until")
    checks.refuse()


def _start(tx: Transaction, row: Series, residency: Residency, due_on: dt.date) -> None:
    """Start one instance; one that begins with a message gets the variables as its payload."""
    given = {**values.decode(row.variables), "occurrence_on": due_on}
    starts = definitions.current(tx, row.definition).model.starts
    by_message = next((start for start in starts if start.event.message is not None), None)
    is_plain = any(start.event.message is None for start in starts) or by_message is None
    instances.start(
        tx,
        row.definition,
        business_key=instances.next_business_key(tx, row.definition, residency.id),
        by=TIMER,
        variables=given if is_plain else None,
        residency_id=residency.id,
        region=residency.region,
        start_event=None if is_plain or by_message is None else by_message.activity_id,
        payload=None if is_plain else given,
    )


def _advance(tx: Transaction, row: Series, *, after: dt.date) -> None:
    row.occurrence += 1
    _to_next(row, after=after)
    _plan(tx, row)


def _to_next(row: Series, *, after: dt.date) -> None:
    """Move to the first occurrence after a day, counted from the anchor so that month ends do not drift."""
    period, n = Period.parse(row.every), 0
    while True:
        n += 1
        day = calendar.add_months(row.anchor_on, n * period.months) + dt.timedelta(days=n * period.days)
        if day > after:
            row.next_on = day if row.until is None or day <= row.until else None
            return


def _plan(tx: Transaction, row: Series) -> None:
    """Have one job wait for the next occurrence, and none for what was planned before."""
    row.changed_at = tx.now()
    tx.session.flush()
    for job in follow_up.series_jobs(tx.session, row.residency_id):
        if job.inputs.get("series") == str(row.id) and job.state != JobState.LEASED:
            job.state = JobState.CANCELLED.value
    if row.stopped_at is None and not row.is_paused and row.next_on is not None:
        jobs.schedule(
            tx,
            JobKind.SERIES,
            due_at=calendar.start_of(row.next_on),
            queue="timers",
            inputs={"series": str(row.id), "occurrence": row.occurrence},
            residency_id=row.residency_id,
        )


def _locked(tx: Transaction, series_id: UUID) -> Series:
    row = follow_up.lock_series(tx.session, series_id)
    if row is None:
        raise errors.NotFound
    return row


def _tell(tx: Transaction, residency: Residency, row: Series, what: str, by: Actor) -> None:
    data = {"fact": "series", "what": what, "definition": row.definition, "name": row.name, "every": row.every}
    tx.record(Happening.FACT_CHANGED, by=by, residency_id=residency.id, region=residency.region, data=data)
