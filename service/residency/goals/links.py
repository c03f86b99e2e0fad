"""What is planned and done toward a goal: by hand, or following a period, a course, an assessment, a certificate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from service.residency import facts
from service.residency.checking import Checks
from service.residency.goals import catalogue
from service.residency.queries import training
from service.residency.tables_record import GoalLink
from workflows.model import calendar, errors
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.store.base import new_id
from workflows.transaction import Transaction

ACTIVITIES = ("service", "course", "work", "assessment", "certificate")
STATES = ("planned", "under_way", "done")


@dataclass(frozen=True, slots=True)
class Subject:
    """What stands behind links: kind of activity, how far it has come, its id, its title, its day."""

    activity: str
    state: str
    id: UUID | None
    title: str
    on: dt.date | None


def put(
    tx: Transaction,
    residency_id: UUID,
    subject: Subject,
    codes: Iterable[str],
    *,
    by: Actor,
    submission_id: UUID | None = None,
) -> list[GoalLink]:
    """Make the links of a subject say what it says now; codes that it no longer names lose theirs."""
    wanted = list(dict.fromkeys(codes))
    known = {row.code: row for row in training.links_from(tx.session, subject.id)} if subject.id else {}
    for code, row in known.items():
        if code not in wanted:
            row.withdrawn_at = tx.now()
    found = []
    for code in wanted:
        row = known.get(code) or _new(tx, residency_id, code, subject, by, submission_id)
        row.state, row.title, row.happened_on = subject.state, subject.title, subject.on
        found.append(row)
    tx.session.flush()
    return found


def record(
    tx: Transaction,
    residency_id: UUID,
    codes: Iterable[str],
    *,
    activity: str,
    state: str,
    title: str,
    on: dt.date | None = None,
    by: Actor,
    submission_id: UUID | None = None,
) -> list[GoalLink]:
    """Write by hand what is planned or done toward goals, with the evidence's title and day.

    Raises Invalid for a goal of another regulation, an unknown activity or state, evidence from the future.
    """
    residency = facts.locked(tx, residency_id)
    wanted = list(dict.fromkeys(codes))
    checks = Checks.told(by)
    checks.one_of("activity", activity, ACTIVITIES)
    checks.one_of("state", state, STATES)
    checks.text("title", title, 300)
    checks.when(not wanted, "codes", "Välj delmål.", "Choose goals.")
    known = catalogue.of_residency(tx, residency)
    for code in wanted:
        if code not in known.goals:
            checks.wrong("codes", *catalogue.not_here(code, residency))
    if state == "done":
        checks.past("on", on, calendar.local_date(tx.now()))
    checks.refuse()
    subject = Subject(activity, state, None, title, on)
    made = put(tx, residency_id, subject, wanted, by=by, submission_id=submission_id)
    data = {"fact": "goal", "what": state, "codes": wanted, "activity": activity}
    tx.record(Happening.FACT_CHANGED, by=by, residency_id=residency_id, region=residency.region, data=data)
    return made


def withdraw(tx: Transaction, link_id: UUID, *, by: Actor) -> None:
    """Take a link back that was written by hand; twice has the effect of once. Raises NotFound."""
    row = tx.session.get(GoalLink, link_id)
    if row is None:
        raise errors.NotFound
    if row.withdrawn_at is None:
        residency = facts.locked(tx, row.residency_id)
        row.withdrawn_at = tx.now()
        data = {"fact": "goal", "what": "withdrawn", "codes": [row.code], "activity": row.activity}
        tx.record(Happening.FACT_CHANGED, by=by, residency_id=residency.id, region=residency.region, data=data)


def withdraw_from(tx: Transaction, subject_id: UUID) -> None:
    """Take back all links of something that was itself withdrawn."""
    for row in training.links_from(tx.session, subject_id):
        row.withdrawn_at = tx.now()


def _new(
    tx: Transaction, residency_id: UUID, code: str, subject: Subject, by: Actor, submission_id: UUID | None
) -> GoalLink:
    row = GoalLink(
        id=new_id(),
        residency_id=residency_id,
        code=code,
        activity=subject.activity,
        state=subject.state,
        subject_id=subject.id,
        title=subject.title,
        happened_on=subject.on,
        submission_id=submission_id,
        recorded_by=by.person_id,
        recorded_at=tx.now(),
    )
    tx.session.add(row)
    return row
