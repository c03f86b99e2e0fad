"""``record.protected_note``, and ``series.*``: what starts again and again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from service.operations.undoing import PROCESS, remove
from service.operations.words import Done, Field, Operation
from service.residency import protected, series
from service.residency.queries import follow_up, training
from service.residency.tables_follow import ProtectedNote
from workflows.model import errors
from workflows.model.ports import OperationCall
from workflows.transaction import Transaction

_TEXT, _MAYBE = Field("text"), Field("text", is_optional=True)
_MAYBE_DATE = Field("date", is_optional=True)


def note(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Add a note to the open protected case; the first note opens it with whoever sent the form."""
    given = call.inputs
    cases = [c for c in follow_up.protected_cases(tx.session, residency_id) if c.closed_at is None]
    if cases:
        case = cases[-1]
    else:
        named = [protected.Named(person_id=UUID(one), role=given["role"]) for one in given.get("participants") or ()]
        author = _author(tx, call)
        if author is not None and author not in {one.person_id for one in named}:
            named.append(protected.Named(person_id=author, role=given["role"]))
        case = protected.open_case(tx, residency_id, named, by=PROCESS, instance_id=call.instance_id)
    made = protected.write(
        tx,
        case.id,
        kind=given["kind"],
        text=given["text"],
        follow_up_on=given.get("follow_up_on"),
        by=PROCESS,
        submission_id=call.submission_id,
    )
    made.written_by = _author(tx, call)
    return Done({"case": str(case.id)}, {"id": str(made.id)})


def start_series(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Begin a series; one that runs is changed to what is said now."""
    given = call.inputs
    row = series.start(
        tx,
        residency_id,
        given["definition"],
        every=given["every"],
        first_on=given["first_on"],
        name=given.get("name") or "",
        until=given.get("until"),
        variables=given.get("variables"),
        reason=given.get("reason") or "",
        by=PROCESS,
    )
    return Done({"next_on": row.next_on}, {"id": str(row.id)})


def change_series(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Change how often, when next, until when; pause or go on."""
    given = call.inputs
    row = _series(tx, call, residency_id)
    before = {
        "id": str(row.id),
        "every": row.every,
        "next_on": row.next_on.isoformat() if row.next_on else None,
        "is_paused": row.is_paused,
    }
    series.change(
        tx,
        row.id,
        every=given.get("every"),
        next_on=given.get("next_on"),
        until=given.get("until"),
        is_paused=given.get("paused"),
        reason=given["reason"],
        by=PROCESS,
    )
    return Done({"next_on": row.next_on}, before)


def undo_change(tx: Transaction, residency_id: UUID, before: Mapping[str, Any]) -> None:
    """Let a series go on as before it was changed."""
    day = dt.date.fromisoformat(before["next_on"]) if before["next_on"] else None
    series.change(
        tx,
        UUID(before["id"]),
        every=before["every"],
        next_on=day,
        is_paused=before["is_paused"],
        reason="undo",
        by=PROCESS,
    )


def stop_series(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """End a series."""
    row = _series(tx, call, residency_id)
    before = {"id": str(row.id), "next_on": row.next_on.isoformat() if row.next_on else None}
    series.stop(tx, row.id, reason=call.inputs["reason"], by=PROCESS)
    return Done(before=before)


def undo_stop(tx: Transaction, residency_id: UUID, before: Mapping[str, Any]) -> None:
    """Let a stopped series go on."""
    day = dt.date.fromisoformat(before["next_on"]) if before["next_on"] else None
    series.go_on(tx, UUID(before["id"]), next_on=day, by=PROCESS)


def undo_start(tx: Transaction, residency_id: UUID, before: Mapping[str, Any]) -> None:
    """End the series that was begun."""
    series.stop(tx, UUID(before["id"]), reason="undo", by=PROCESS)


def _series(tx: Transaction, call: OperationCall, residency_id: UUID) -> Any:
    row = series.find(tx, residency_id, call.inputs["definition"], call.inputs.get("name") or "")
    if row is None:
        raise errors.OperationRefused(operation=call.name, why="there is no such series in this residency")
    return row


def _author(tx: Transaction, call: OperationCall) -> UUID | None:
    """Return who sent the form that the operation is given."""
    found = training.submission(tx.session, call.submission_id)
    return found.by if found else None


_SERIES = {"definition": _TEXT, "name": _MAYBE}
_NEXT = {"next_on": _MAYBE_DATE}
OPERATIONS = (
    Operation(
        name="record.protected_note",
        inputs={
            "kind": _TEXT,
            "text": _TEXT,
            "role": _TEXT,
            "participants": Field("list", is_optional=True),
            "follow_up_on": _MAYBE_DATE,
        },
        outputs={"case": _TEXT},
        writes="protected_case, protected_participant, protected_note",
        sv="Lägger en anteckning i den skyddade delen.",
        en="Adds a note to the protected part.",
        perform=note,
        undo=remove(ProtectedNote),
    ),
    Operation(
        name="series.start",
        inputs={
            **_SERIES,
            "every": _TEXT,
            "first_on": Field("date"),
            "until": _MAYBE_DATE,
            "variables": Field("context", is_optional=True),
            "reason": _MAYBE,
        },
        outputs=_NEXT,
        writes="series, job",
        sv="Startar en återkommande uppföljning.",
        en="Begins a recurring follow-up.",
        perform=start_series,
        undo=undo_start,
    ),
    Operation(
        name="series.change",
        inputs={
            **_SERIES,
            "every": _MAYBE,
            "next_on": _MAYBE_DATE,
            "until": _MAYBE_DATE,
            "paused": Field("boolean", is_optional=True),
            "reason": _TEXT,
        },
        outputs=_NEXT,
        writes="series, job",
        sv="Ändrar en återkommande uppföljning: hur ofta, när nästa, paus.",
        en="Changes a recurring follow-up: how often, when next, a pause.",
        perform=change_series,
        undo=undo_change,
    ),
    Operation(
        name="series.stop",
        inputs={**_SERIES, "reason": _TEXT},
        writes="series, job",
        sv="Avslutar en återkommande uppföljning.",
        en="Ends a recurring follow-up.",
        perform=stop_series,
        undo=undo_stop,
    ),
)
