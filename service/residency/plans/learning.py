"""Courses, scientific and quality work, self-study: planned, done, approved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from service.residency import facts
from service.residency.checking import Checks
from service.residency.goals import catalogue, links
from service.residency.tables import Residency
from service.residency.tables_record import Learning
from workflows.model import calendar, errors
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.store.base import new_id
from workflows.transaction import Transaction

KINDS = ("course", "course_programme", "science", "quality", "self_study")
STATES = ("planned", "applied", "under_way", "done", "approved")
_ACTIVITY = {"course": "course", "course_programme": "course", "science": "work", "quality": "work"}
_STATE = {"planned": "planned", "applied": "planned", "under_way": "under_way", "done": "done", "approved": "done"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What is told of a course, a work or a week of self-study; *minutes* only for self-study."""

    kind: str
    title: str
    state: str = "planned"
    provider: str = ""
    from_on: dt.date | None = None
    to_on: dt.date | None = None
    minutes: int | None = None
    goals: Sequence[str] = ()


def record(
    tx: Transaction, residency_id: UUID, given: Learned, *, by: Actor, submission_id: UUID | None = None
) -> Learning:
    """Keep a course, work or self-study; its goals follow in the matrix. Raises Invalid at the field."""
    residency = facts.locked(tx, residency_id)
    checks = Checks.told(by)
    check(checks, tx, residency, given)
    checks.refuse()
    made = Learning(
        id=new_id(),
        residency_id=residency_id,
        kind=given.kind,
        title=given.title.strip(),
        provider=given.provider,
        from_on=given.from_on,
        to_on=given.to_on,
        minutes=given.minutes,
        state=given.state,
        goals=sorted(set(given.goals)),
        approvals=[],
        submission_id=submission_id,
        recorded_by=by.person_id,
        recorded_at=tx.now(),
    )
    tx.session.add(made)
    tx.session.flush()
    relink(tx, made, by)
    _tell(tx, residency, made, given.state, by)
    return made


def check(checks: Checks, tx: Transaction, residency: Residency, given: Learned) -> None:
    """Note what is wrong with a course, work or self-study."""
    today = calendar.local_date(tx.now())
    checks.one_of("kind", given.kind, KINDS)
    checks.one_of("state", given.state, STATES)
    checks.text("title", given.title, 300)
    if given.from_on and given.to_on:
        checks.order(given.from_on, given.to_on)
    if given.state in ("done", "approved"):
        checks.past("to_on", given.to_on or given.from_on, today)
    if given.kind == "self_study":
        sv, en = "Skriv hur många minuter.", "Write how many minutes."
        checks.when(not given.minutes or given.minutes < 1, "minutes", sv, en)
        checks.when(given.from_on is None, "from_on", "Skriv vilken vecka det gäller.", "Say which week it was.")
    known = catalogue.of_residency(tx, residency)
    for code in sorted(set(given.goals) - set(known.goals)):
        checks.wrong("goals", *catalogue.not_here(code, residency))


def move(tx: Transaction, learning_id: UUID, state: str, *, by: Actor) -> Learning:
    """Say that a course or work has come to another state. Raises NotFound, Invalid."""
    row, residency = _locked(tx, learning_id)
    checks = Checks()
    checks.one_of("state", state, STATES)
    checks.refuse()
    row.state = state
    relink(tx, row, by)
    _tell(tx, residency, row, state, by)
    return row


def approve(tx: Transaction, learning_id: UUID, *, role: str, by: Actor) -> Learning:
    """Approve a work or a course as one of those who must. Raises NotFound, NotOwnMatter."""
    row, residency = _locked(tx, learning_id)
    if by.person_id is not None and by.person_id == residency.person_id:
        raise errors.NotOwnMatter
    on = calendar.local_date(tx.now()).isoformat()
    row.approvals = [*row.approvals, {"by": str(by.person_id or by.name), "role": role, "on": on}]
    row.state = "approved"
    relink(tx, row, by)
    _tell(tx, residency, row, "approved", by)
    return row


def withdraw(tx: Transaction, learning_id: UUID, *, by: Actor) -> None:
    """Take a course, work or self-study back; history keeps it. Raises NotFound."""
    row, residency = _locked(tx, learning_id)
    if row.withdrawn_at is None:
        row.withdrawn_at = tx.now()
        links.withdraw_from(tx, row.id)
        _tell(tx, residency, row, "withdrawn", by)


def relink(tx: Transaction, row: Learning, by: Actor) -> None:
    """Bring the matrix in line with a course or work."""
    if row.kind in _ACTIVITY:
        subject = links.Subject(_ACTIVITY[row.kind], _STATE[row.state], row.id, row.title, row.to_on or row.from_on)
        links.put(tx, row.residency_id, subject, row.goals, by=by, submission_id=row.submission_id)


def _locked(tx: Transaction, learning_id: UUID) -> tuple[Learning, Residency]:
    row = tx.session.get(Learning, learning_id)
    if row is None:
        raise errors.NotFound
    return row, facts.locked(tx, row.residency_id)


def _tell(tx: Transaction, residency: Residency, row: Learning, what: str, by: Actor) -> None:
    data = {"fact": "learning", "what": what, "id": str(row.id), "kind": row.kind}
    tx.record(Happening.FACT_CHANGED, by=by, residency_id=residency.id, region=residency.region, data=data)
