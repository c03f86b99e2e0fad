"""Talks, collegia, check-ins and reviews: recorded one by one, or as a round for many residents on one day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from service.residency import facts
from service.residency.checking import Checks
from service.residency.queries import follow_up
from service.residency.tables_follow import Meeting, MeetingRound
from workflows.model import calendar, errors
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.store.base import new_id
from workflows.transaction import Transaction

KINDS = ("supervision", "annual_talk", "check_in", "half_year", "collegium", "iup_review", "joint_assessment")
VERDICTS = ("below", "as_expected", "above", "unknown")
_LONGEST = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is told of a meeting; *participants* are people's ids as text, or names of others."""

    kind: str
    held_on: dt.date
    minutes: int | None = None
    participants: Sequence[str] = ()
    verdict: str | None = None
    agreed: str = ""


@dataclass(frozen=True, slots=True)
class Missed:
    """Who of a round has been met, and who was missed."""

    met: tuple[UUID, ...]
    missed: tuple[UUID, ...]


def record(
    tx: Transaction,
    residency_id: UUID,
    held: Held,
    *,
    by: Actor,
    round_id: UUID | None = None,
    submission_id: UUID | None = None,
) -> Meeting:
    """Keep a meeting that was held. Raises Invalid for a day to come, no or too many minutes, an unknown verdict."""
    residency = facts.locked(tx, residency_id)
    checks = Checks.told(by)
    check(checks, held, calendar.local_date(tx.now()))
    start = min(residency.employment_start_on, residency.start_on)
    sv, en = f"Mötet ligger före anställningen ({start}).", f"The meeting is before the employment ({start})."
    checks.when(held.held_on < start, "held_on", sv, en)
    checks.refuse()
    made = Meeting(
        id=new_id(),
        residency_id=residency_id,
        kind=held.kind,
        held_on=held.held_on,
        minutes=held.minutes,
        participants=list(held.participants),
        verdict=held.verdict,
        agreed=held.agreed,
        round_id=round_id,
        submission_id=submission_id,
        recorded_by=by.person_id,
        recorded_at=tx.now(),
    )
    tx.session.add(made)
    tx.session.flush()
    _tell(tx, made, residency.region, held.kind, by)
    return made


def check(checks: Checks, held: Held, today: dt.date) -> None:
    """Note what is wrong with a meeting."""
    checks.one_of("kind", held.kind, KINDS)
    checks.past("held_on", held.held_on, today)
    if held.kind == "supervision" or held.minutes is not None:
        minutes = held.minutes or 0
        sv, en = f"Skriv mellan 1 och {_LONGEST} minuter.", f"Write from 1 to {_LONGEST} minutes."
        checks.when(not 1 <= minutes <= _LONGEST, "minutes", sv, en)
    if held.verdict is not None:
        checks.one_of("verdict", held.verdict, VERDICTS)


def tell(tx: Transaction, meeting_id: UUID, *, on: dt.date, by: Actor) -> Meeting:
    """Note that the resident has been told what a collegium said. Raises NotFound, Invalid."""
    row = tx.session.get(Meeting, meeting_id)
    if row is None:
        raise errors.NotFound
    checks = Checks.told(by)
    checks.past("on", on, calendar.local_date(tx.now()))
    checks.order(row.held_on, on, "on")
    checks.refuse()
    row.told_on = on
    _tell(tx, row, None, "told", by)
    return row


def withdraw(tx: Transaction, meeting_id: UUID, *, by: Actor) -> None:
    """Take a meeting back; history keeps it. Raises NotFound."""
    row = tx.session.get(Meeting, meeting_id)
    if row is None:
        raise errors.NotFound
    if row.withdrawn_at is None:
        row.withdrawn_at = tx.now()
        _tell(tx, row, None, "withdrawn", by)


def plan_round(
    tx: Transaction, *, region: str, kind: str, on: dt.date, residencies: Sequence[UUID], by: Actor
) -> MeetingRound:
    """Plan one day for many residents. Raises Invalid without residents or for an unknown kind."""
    checks = Checks()
    checks.one_of("kind", kind, KINDS)
    checks.when(not residencies, "residencies", "Välj ST-läkare.", "Choose residents.")
    checks.refuse()
    made = MeetingRound(
        id=new_id(),
        region=region,
        kind=kind,
        planned_on=on,
        residencies=[str(one) for one in dict.fromkeys(residencies)],
        planned_by=by.person_id,
        planned_at=tx.now(),
    )
    tx.session.add(made)
    tx.session.flush()
    return made


def record_round(tx: Transaction, round_id: UUID, held: Mapping[UUID, Held], *, by: Actor) -> Missed:
    """Record a round together: one meeting for each who was met; told again, only the new ones are added.

    Raises NotFound, and Invalid with the residency's id before each field.
    """
    row = tx.session.get(MeetingRound, round_id)
    if row is None:
        raise errors.NotFound
    known = {meeting.residency_id for meeting in follow_up.of_round(tx.session, round_id)}
    wanted = [UUID(one) for one in row.residencies]
    checks = Checks()
    for residency_id, one in held.items():
        checks.prefix = f"/{residency_id}/"
        sv, en = "ST-läkaren hör inte till omgången.", "The resident is not part of the round."
        checks.when(residency_id not in wanted, "kind", sv, en)
        check(checks, one, calendar.local_date(tx.now()))
    checks.refuse()
    for residency_id, one in held.items():
        if residency_id not in known:
            record(tx, residency_id, one, by=by, round_id=round_id)
            known.add(residency_id)
    met = tuple(one for one in wanted if one in known)
    return Missed(met, tuple(one for one in wanted if one not in known))


def _tell(tx: Transaction, row: Meeting, region: str | None, what: str, by: Actor) -> None:
    data = {"fact": "meeting", "what": what, "id": str(row.id), "kind": row.kind}
    tx.record(Happening.FACT_CHANGED, by=by, residency_id=row.residency_id, region=region, data=data)
