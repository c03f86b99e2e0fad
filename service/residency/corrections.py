"""Correct a fact of the record: checked as when it was told, all that depends reckoned anew, both values kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.residency import facts
from service.residency.checking import Checks
from service.residency.facts import Move
from service.residency.fields import as_date
from service.residency.followup import assessments, meetings
from service.residency.goals import catalogue as goals
from service.residency.periods import keeping
from service.residency.plans import certificates, learning
from service.residency.queries import follow_up
from service.residency.service_time import credits
from service.residency.tables import Leave, Residency, WorkingTime
from service.residency.tables_follow import Assessment, Correction, Meeting
from service.residency.tables_record import Certificate, Learning, ServiceCredit, ServicePeriod
from workflows.model import calendar, errors
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.store.base import new_id
from workflows.transaction import Transaction

Check = Callable[[Checks, Transaction, Residency, Any], None]
Follow = Callable[[Transaction, Any, Actor], None]


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction changed (field → before, after), and the dates that moved with it."""

    changes: dict[str, tuple[Any, Any]]
    moves: list[Move]


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of fact: its table, the fields that may be corrected, how it is checked, what follows it."""

    table: type[Any]
    fields: tuple[str, ...]
    check: Check
    follow: Follow


def correct(
    tx: Transaction, subject: str, subject_id: UUID, changes: Mapping[str, Any], *, reason: str, by: Actor
) -> Corrected:
    """Change fields of a fact; dates may be ISO text. Nothing different changes nothing.

    The rules are those that hold when the fact is told. Raises NotFound, NotOwnMatter for one's own certificate or
    assessment, and Invalid at the field, also for a field that cannot be corrected and without a reason.
    """
    kind = SUBJECTS.get(subject)
    row = tx.session.get(kind.table, subject_id) if kind is not None else None
    if kind is None or row is None or getattr(row, "withdrawn_at", None) is not None:
        raise errors.NotFound
    residency = facts.locked(tx, row.residency_id)
    if subject in ("certificate", "assessment") and by.person_id == residency.person_id:
        raise errors.NotOwnMatter
    checks = Checks()
    checks.text("reason", reason)
    for name in sorted(set(changes) - set(kind.fields)):
        checks.wrong(name, "Fältet går inte att rätta.", "The field cannot be corrected.")
    checks.refuse()
    found = _apply(row, changes)
    if not found:
        return Corrected({}, [])
    with tx.session.no_autoflush:
        kind.check(checks, tx, residency, row)
    checks.refuse()  # the door throws the transaction away, and the change with it
    tx.session.flush()
    kind.follow(tx, row, by)
    return _keep(tx, residency, subject, row.id, found, reason, by)


def listed(tx: Transaction, residency_id: UUID) -> list[Correction]:
    """Return what was corrected in a residency, oldest first, with both values."""
    return follow_up.corrections_of(tx.session, residency_id)


def _apply(row: Any, changes: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    found = {}
    for name, value in changes.items():
        before = getattr(row, name)
        after = as_date(value) if name.endswith("_on") and value is not None else value
        if before != after:
            setattr(row, name, after)
            found[name] = (before, after)
    return found


def _keep(
    tx: Transaction,
    residency: Residency,
    subject: str,
    subject_id: UUID,
    found: dict[str, tuple[Any, Any]],
    reason: str,
    by: Actor,
) -> Corrected:
    moves = facts.recompute(tx, residency, by=by, reason=reason)
    told = [{"what": m.what, "before": str(m.before), "after": str(m.after)} for m in moves]
    tx.session.add(
        Correction(
            id=new_id(),
            residency_id=residency.id,
            subject=subject,
            subject_id=subject_id,
            changes={name: [_plain(before), _plain(after)] for name, (before, after) in found.items()},
            moves=told,
            reason=reason,
            corrected_by=by.person_id,
            corrected_at=tx.now(),
        )
    )
    data = {"fact": "correction", "what": subject, "id": str(subject_id), "fields": sorted(found), "moves": told}
    tx.record(
        Happening.FACT_CHANGED,
        by=by,
        residency_id=residency.id,
        region=residency.region,
        data={**data, "reason": reason},
    )
    tx.session.flush()
    return Corrected(found, moves)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else str(value) if isinstance(value, UUID) else value


def _period(checks: Checks, tx: Transaction, residency: Residency, row: ServicePeriod) -> None:
    told = keeping.Plan(
        kind=row.kind,
        from_on=row.from_on,
        to_on=row.to_on,
        percent=row.percent,
        unit=row.unit,
        unit_name=row.unit_name,
        goals=row.goals,
        supervisor_id=row.supervisor_id,
        supervisor_name=row.supervisor_name,
    )
    keeping.check(checks, tx, residency, told, but=[row.id])


def _learning(checks: Checks, tx: Transaction, residency: Residency, row: Learning) -> None:
    told = learning.Learned(
        kind=row.kind,
        title=row.title,
        state=row.state,
        provider=row.provider,
        from_on=row.from_on,
        to_on=row.to_on,
        minutes=row.minutes,
        goals=row.goals,
    )
    learning.check(checks, tx, residency, told)


def _meeting(checks: Checks, tx: Transaction, residency: Residency, row: Meeting) -> None:
    told = meetings.Held(kind=row.kind, held_on=row.held_on, minutes=row.minutes, verdict=row.verdict)
    meetings.check(checks, told, calendar.local_date(tx.now()))


def _assessment(checks: Checks, tx: Transaction, residency: Residency, row: Assessment) -> None:
    told = assessments.Assessed(
        instrument=row.instrument,
        held_on=row.held_on,
        ratings=row.ratings,
        scale=row.scale,
        fields=row.fields,
        goals=row.goals,
        assessor_id=row.assessor_id,
    )
    assessments.check(checks, tx, residency, told)


def _certificate(checks: Checks, tx: Transaction, residency: Residency, row: Certificate) -> None:
    checks.past("signed_on", row.signed_on, calendar.local_date(tx.now()))
    known = certificates.forms(residency.regulation or "")
    sv = f"Föreskriften har inget intyg i bilaga {row.annex}."
    en = f"The regulation has no certificate in annex {row.annex}."
    checks.when(row.annex not in known, "annex", sv, en)
    for code in sorted(set(row.goals) - set(goals.of_residency(tx, residency).goals)):
        checks.wrong("goals", *goals.not_here(code, residency))


def _credit(checks: Checks, tx: Transaction, residency: Residency, row: ServiceCredit) -> None:
    row.withdrawn_at = tx.now()  # it is checked beside the others
    tx.session.flush()
    credits.check(checks, tx, residency, row.kind, row.hundredths)
    row.withdrawn_at = None


def _leave(checks: Checks, tx: Transaction, residency: Residency, row: Leave) -> None:
    row.withdrawn_at = tx.now()
    tx.session.flush()
    checks.problems += facts.leave_problems(
        tx, residency, row.kind, row.from_on, row.to_on, row.percent, row.creditable
    )
    row.withdrawn_at = None


def _working_time(checks: Checks, tx: Transaction, residency: Residency, row: WorkingTime) -> None:
    checks.percent("percent", row.percent)


def _nothing(tx: Transaction, row: Any, by: Actor) -> None:
    """Nothing but dates follows this fact, and those are reckoned for all."""


_PERIOD = ("kind", "unit", "unit_name", "from_on", "to_on", "percent", "goals", "supervisor_id", "supervisor_name")
_LEARNING = ("kind", "title", "provider", "from_on", "to_on", "minutes", "state", "goals")
_ASSESSMENT = ("held_on", "assessor_name", "goals", "ratings", "scale", "fields")
SUBJECTS: dict[str, Subject] = {
    "period": Subject(ServicePeriod, _PERIOD, _period, keeping.relink),
    "learning": Subject(Learning, _LEARNING, _learning, learning.relink),
    "meeting": Subject(
        Meeting, ("kind", "held_on", "minutes", "participants", "verdict", "agreed"), _meeting, _nothing
    ),
    "assessment": Subject(Assessment, _ASSESSMENT, _assessment, assessments.relink),
    "certificate": Subject(
        Certificate, ("annex", "title", "goals", "signer_name", "signed_on"), _certificate, certificates.relink
    ),
    "credit": Subject(ServiceCredit, ("kind", "hundredths", "decided_by", "decided_on", "source"), _credit, _nothing),
    "leave": Subject(Leave, ("kind", "from_on", "to_on", "percent", "creditable"), _leave, _nothing),
    "working_time": Subject(WorkingTime, ("percent",), _working_time, _nothing),
}
