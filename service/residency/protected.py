"""The protected part: action plans with health, HR, legal and union notes, for named participants only.

Whoever reads does it in a writing transaction (``house.run``): each read leaves a row in the history.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from service.i18n.texts import t
from service.residency import facts, queries
from service.residency.checking import Checks
from service.residency.queries import follow_up
from service.residency.tables_follow import ProtectedCase, ProtectedNote, ProtectedParticipant
from workflows.model import errors
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.store.base import new_id
from workflows.transaction import Transaction

KINDS = ("action_plan", "health", "hr", "legal", "union")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody who takes part: as what, and which kinds of notes they read (None: all)."""

    person_id: UUID
    role: str
    kinds: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """One note as a participant reads it."""

    id: UUID
    kind: str
    text: str
    follow_up_on: dt.date | None
    written_by: UUID | None
    written_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Readable:
    """A protected case as somebody sees it: *label* for everybody, the rest only for its participants."""

    case_id: UUID | None
    is_open: bool
    label: str
    may_read: bool
    participants: tuple[tuple[UUID, str], ...] = ()
    notes: tuple[Note, ...] = ()


def open_case(
    tx: Transaction, residency_id: UUID, named: Sequence[Named], *, by: Actor, instance_id: UUID | None = None
) -> ProtectedCase:
    """Open a protected case with its participants. Raises Invalid without any."""
    residency = facts.locked(tx, residency_id)
    checks = Checks()
    checks.when(not named, "participants", "Namnge vilka som deltar.", "Name who takes part.")
    _check_kinds(checks, named)
    checks.refuse()
    made = ProtectedCase(
        id=new_id(),
        residency_id=residency_id,
        instance_id=instance_id,
        opened_at=tx.now(),
        opened_by=by.person_id,
    )
    tx.session.add(made)
    tx.session.flush()
    for one in named:
        _add(tx, made, one, by)
    _tell(tx, made, "opened", by, residency.region)
    return made


def name(tx: Transaction, case_id: UUID, one: Named, *, by: Actor) -> None:
    """Let somebody take part, or read other kinds; only a participant may. Raises NotFound, Invalid."""
    case = _mine(tx, case_id, by)
    checks = Checks()
    _check_kinds(checks, [one])
    checks.refuse()
    _add(tx, case, one, by)
    _tell(tx, case, "named", by)


def end(tx: Transaction, case_id: UUID, person_id: UUID, *, by: Actor) -> None:
    """Let somebody take part no longer; only a participant may. Raises NotFound, Conflict for the last one."""
    case = _mine(tx, case_id, by)
    known = follow_up.participants(tx.session, case_id)
    found = next((one for one in known if one.person_id == person_id), None)
    if found is None:
        raise errors.NotFound
    if len(known) == 1:
        raise errors.Conflict("Somebody must take part.", "Någon måste delta.")
    found.ended_at = tx.now()
    _tell(tx, case, "ended", by)


def write(
    tx: Transaction,
    case_id: UUID,
    *,
    kind: str,
    text: str,
    follow_up_on: dt.date | None = None,
    by: Actor,
    submission_id: UUID | None = None,
) -> ProtectedNote:
    """Add a note; only a participant who reads that kind may. Raises NotFound, Invalid."""
    case = _mine(tx, case_id, by, kind)
    checks = Checks()
    checks.one_of("kind", kind, KINDS)
    checks.text("text", text, 20_000)
    checks.refuse()
    made = ProtectedNote(
        id=new_id(),
        case_id=case.id,
        kind=kind,
        text=text,
        follow_up_on=follow_up_on,
        submission_id=submission_id,
        written_by=by.person_id,
        written_at=tx.now(),
    )
    tx.session.add(made)
    tx.session.flush()
    _tell(tx, case, "written", by)
    return made


def close(tx: Transaction, case_id: UUID, *, by: Actor) -> None:
    """Close a case; it stays readable for those who took part. Raises NotFound."""
    case = _mine(tx, case_id, by)
    case.closed_at = case.closed_at or tx.now()
    _tell(tx, case, "closed", by)


def read(tx: Transaction, residency_id: UUID, *, by: Actor, locale: str = "sv") -> list[Readable]:
    """Return a residency's protected cases: to participants what they may read, and each read is logged.

    To everybody else only ``konfidentiell process``, without id, dates or names; closed ones not at all.
    """
    found = []
    for case in follow_up.protected_cases(tx.session, residency_id):
        own = _participation(tx, case.id, by)
        if own is None:
            if case.closed_at is None:
                found.append(Readable(None, True, t("record.protected.sealed", locale), may_read=False))
            continue
        found.append(_readable(tx, case, own, locale))
        _log_read(tx, case, by)
    return found


def is_sealed(tx: Transaction, residency_id: UUID) -> bool:
    """Say whether a protected case is open, for pages that tell no more than that."""
    return any(case.closed_at is None for case in follow_up.protected_cases(tx.session, residency_id))


def _readable(tx: Transaction, case: ProtectedCase, own: ProtectedParticipant, locale: str) -> Readable:
    notes = [
        Note(note.id, note.kind, note.text, note.follow_up_on, note.written_by, note.written_at)
        for note in follow_up.notes(tx.session, case.id)
        if own.kinds is None or note.kind in own.kinds
    ]
    people = [(one.person_id, one.role) for one in follow_up.participants(tx.session, case.id)]
    label = t("record.protected.open" if case.closed_at is None else "record.protected.closed", locale)
    return Readable(case.id, case.closed_at is None, label, True, tuple(people), tuple(notes))


def _participation(tx: Transaction, case_id: UUID, by: Actor) -> ProtectedParticipant | None:
    if by.person_id is None:
        return None
    found = follow_up.participant(tx.session, case_id, by.person_id)
    return found if found is not None and found.ended_at is None else None


def _mine(tx: Transaction, case_id: UUID, by: Actor, kind: str | None = None) -> ProtectedCase:
    """Return a case that *by* takes part in, or that the process itself writes to."""
    case = tx.session.get(ProtectedCase, case_id)
    if case is None:
        raise errors.NotFound
    if by.is_system:
        return case
    own = _participation(tx, case_id, by)
    if own is None or (kind is not None and own.kinds is not None and kind not in own.kinds):
        raise errors.NotFound
    return case


def _add(tx: Transaction, case: ProtectedCase, one: Named, by: Actor) -> None:
    row = follow_up.participant(tx.session, case.id, one.person_id)
    if row is None:
        row = ProtectedParticipant(id=new_id(), case_id=case.id, person_id=one.person_id, named_at=tx.now())
        tx.session.add(row)
    row.role, row.kinds = one.role, list(one.kinds) if one.kinds is not None else None
    row.named_by, row.ended_at = by.person_id, None
    tx.session.flush()


def _check_kinds(checks: Checks, named: Sequence[Named]) -> None:
    for kind in (kind for one in named for kind in one.kinds or ()):
        checks.one_of("kinds", kind, KINDS)


def _log_read(tx: Transaction, case: ProtectedCase, by: Actor) -> None:
    data: Mapping[str, str] = {"what": "protected", "case": str(case.id)}
    residency = queries.residency(tx.session, case.residency_id)
    region = residency.region if residency else None
    tx.record(Happening.READ, by=by, residency_id=case.residency_id, region=region, data=data)


def _tell(tx: Transaction, case: ProtectedCase, what: str, by: Actor, region: str | None = None) -> None:
    """Note in the history that something was done, never what about."""
    data = {"fact": "protected", "what": what, "case": str(case.id)}
    tx.record(Happening.FACT_CHANGED, by=by, residency_id=case.residency_id, region=region, data=data)
