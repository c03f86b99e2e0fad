"""``record.*`` for what happens on the way: talks, assessments, service periods, certificates, notes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from service.operations.words import Done, Field, Operation
from service.residency import facts
from service.residency.queries import follow_up
from service.residency.tables import Note
from service.residency.tables_follow import Assessment, Meeting
from service.residency.tables_record import Certificate, ServicePeriod
from workflows.model import calendar, values
from workflows.model.ports import OperationCall
from workflows.store.base import new_id
from workflows.transaction import Transaction


def _recorded(tx: Transaction, call: OperationCall, residency_id: UUID) -> dict[str, Any]:
    return {"residency_id": residency_id, "submission_id": call.submission_id, "recorded_at": tx.now()}


def meeting(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Keep a talk, a collegium or a review that was held."""
    given = call.inputs
    made = Meeting(
        id=new_id(),
        kind=given["kind"],
        held_on=given["held_on"],
        minutes=int(given["minutes"]) if given.get("minutes") is not None else None,
        participants=list(given.get("participants") or []),
        verdict=given.get("verdict"),
        agreed=given.get("agreed") or "",
        **_recorded(tx, call, residency_id),
    )
    tx.session.add(made)
    return Done({"meeting_id": str(made.id)}, {"id": str(made.id)})


def meeting_told(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Note when the resident was told what a collegium said."""
    row = tx.session.get_one(Meeting, UUID(call.inputs["meeting_id"]))
    before = {"id": str(row.id), "told_on": row.told_on.isoformat() if row.told_on else None}
    row.told_on = call.inputs["told_on"]
    return Done(before=before)


def assessment(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Keep an assessment with an instrument."""
    given = call.inputs
    made = Assessment(
        id=new_id(),
        instrument=given["instrument"],
        instrument_version="1",
        scale=given.get("scale") or "independence",
        held_on=given["held_on"],
        assessor_id=UUID(given["assessor"]) if given.get("assessor") else None,
        assessor_name=given.get("assessor_name") or "",
        goals=list(given.get("goals") or []),
        ratings=values.encode(dict(given.get("ratings") or {})),
        fields={},
        **_recorded(tx, call, residency_id),
    )
    tx.session.add(made)
    return Done({"assessment_id": str(made.id)}, {"id": str(made.id)})


def service_period(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Keep a stretch of service that was agreed with its place."""
    given = call.inputs
    made = ServicePeriod(
        id=new_id(),
        kind=given["kind"],
        unit=None,
        unit_name=given["unit_name"],
        from_on=given["from_on"],
        to_on=given["to_on"],
        percent=int(given["percent"]),
        goals=list(given.get("goals") or []),
        supervisor_name="",
        feedback="",
        **_recorded(tx, call, residency_id),
    )
    tx.session.add(made)
    return Done({"period_id": str(made.id)}, {"id": str(made.id)})


_PERIOD = ("supervisor_name", "goals", "feedback", "feedback_on", "evaluated_on")


def period_changed(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Add to a service period what has become known: supervisor, goals, feedback, evaluation."""
    row = tx.session.get_one(ServicePeriod, UUID(call.inputs["period_id"]))
    told = {name: call.inputs[name] for name in _PERIOD if call.inputs.get(name) is not None}
    before = {"id": str(row.id), **{name: values.plain(getattr(row, name)) for name in told}}
    for name, value in told.items():
        setattr(row, name, value)
    return Done(before=before)


def certificate(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Keep a certificate that its signer has signed."""
    given = call.inputs
    made = Certificate(
        id=new_id(),
        regulation=given["regulation"],
        annex=given["annex"],
        title=given["title"],
        goals=list(given.get("goals") or []),
        subject_id=UUID(given["subject_id"]) if given.get("subject_id") else None,
        state="signed",
        signer_name=given.get("signer_name") or "",
        signed_on=given.get("signed_on") or calendar.local_date(tx.now()),
        **_recorded(tx, call, residency_id),
    )
    tx.session.add(made)
    return Done({"certificate_id": str(made.id)}, {"id": str(made.id)})


def note(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Keep what was written, under its kind."""
    made = Note(
        id=new_id(),
        residency_id=residency_id,
        kind=call.inputs["kind"],
        submission_id=call.submission_id,
        at=tx.now(),
    )
    tx.session.add(made)
    return Done(before={"id": str(made.id)})


def ended(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Note that the training ends without being completed, and how."""
    row = facts.locked(tx, residency_id)
    before = {"state": row.state, "ended_on": row.ended_on.isoformat() if row.ended_on else None}
    row.state, row.ended_on = call.inputs["how"], calendar.local_date(tx.now())
    return Done(before=before)


def undo_ended(tx: Transaction, residency_id: UUID, before: Mapping[str, Any]) -> None:
    """Let the training go on as before."""
    row = facts.locked(tx, residency_id)
    row.state = before["state"]
    row.ended_on = dt.date.fromisoformat(before["ended_on"]) if before["ended_on"] else None


def protected_closed(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Close the protected cases of the residency; who took part may still read them."""
    closed = [case for case in follow_up.protected_cases(tx.session, residency_id) if case.closed_at is None]
    for case in closed:
        case.closed_at = tx.now()
    return Done(before={"ids": [str(case.id) for case in closed]})


def undo_protected_closed(tx: Transaction, residency_id: UUID, before: Mapping[str, Any]) -> None:
    """Open again what was closed."""
    for case in follow_up.protected_cases(tx.session, residency_id):
        if str(case.id) in before["ids"]:
            case.closed_at = None


def _remove(table: type[Any]) -> Callable[[Transaction, UUID, Mapping[str, Any]], None]:
    def undo(tx: Transaction, residency_id: UUID, before: Mapping[str, Any]) -> None:
        tx.session.delete(tx.session.get_one(table, UUID(before["id"])))

    return undo


def _restore(table: type[Any]) -> Callable[[Transaction, UUID, Mapping[str, Any]], None]:
    def undo(tx: Transaction, residency_id: UUID, before: Mapping[str, Any]) -> None:
        row = tx.session.get_one(table, UUID(before["id"]))
        for name, value in before.items():
            if name != "id":
                setattr(row, name, dt.date.fromisoformat(value) if name.endswith("_on") and value else value)

    return undo


_TEXT, _DATE, _NUMBER, _LIST = Field("text"), Field("date"), Field("number"), Field("list")


def _maybe(wanted: Field) -> Field:
    return Field(wanted.type, is_optional=True)


OPERATIONS = (
    Operation(
        name="record.held_meeting",
        inputs={
            "kind": _TEXT,
            "held_on": _DATE,
            "minutes": _maybe(_NUMBER),
            "participants": _maybe(_LIST),
            "verdict": _maybe(_TEXT),
            "agreed": _maybe(_TEXT),
        },
        outputs={"meeting_id": _TEXT},
        writes="meeting",
        sv="Sparar ett samtal eller möte som har hållits.",
        en="Keeps a talk or meeting that was held.",
        perform=meeting,
        undo=_remove(Meeting),
    ),
    Operation(
        name="record.meeting_told",
        inputs={"meeting_id": _TEXT, "told_on": _DATE},
        writes="meeting.told_on",
        sv="Noterar när ST-läkaren fick veta vad mötet kom fram till.",
        en="Notes when the resident was told what the meeting concluded.",
        perform=meeting_told,
        undo=_restore(Meeting),
    ),
    Operation(
        name="record.made_assessment",
        inputs={
            "instrument": _TEXT,
            "held_on": _DATE,
            "scale": _maybe(_TEXT),
            "assessor": Field("person", is_optional=True),
            "assessor_name": _maybe(_TEXT),
            "goals": _maybe(_LIST),
            "ratings": _maybe(Field("context")),
        },
        outputs={"assessment_id": _TEXT},
        writes="assessment",
        sv="Sparar en kompetensbedömning.",
        en="Keeps a competence assessment.",
        perform=assessment,
        undo=_remove(Assessment),
    ),
    Operation(
        name="record.service_period",
        inputs={
            "kind": _TEXT,
            "unit_name": _TEXT,
            "from_on": _DATE,
            "to_on": _DATE,
            "percent": _NUMBER,
            "goals": _maybe(_LIST),
        },
        outputs={"period_id": _TEXT},
        writes="service_period",
        sv="Sparar ett tjänstgöringsavsnitt.",
        en="Keeps a service period.",
        perform=service_period,
        undo=_remove(ServicePeriod),
    ),
    Operation(
        name="record.service_period_changed",
        inputs={
            "period_id": _TEXT,
            "supervisor_name": _maybe(_TEXT),
            "goals": _maybe(_LIST),
            "feedback": _maybe(_TEXT),
            "feedback_on": _maybe(_DATE),
            "evaluated_on": _maybe(_DATE),
        },
        writes="service_period",
        sv="Fyller i tjänstgöringsavsnittet: handledare, mål, återkoppling, utvärdering.",
        en="Adds to the service period: supervisor, goals, feedback, evaluation.",
        perform=period_changed,
        undo=_restore(ServicePeriod),
    ),
    Operation(
        name="record.signed_certificate",
        inputs={
            "regulation": _TEXT,
            "annex": _TEXT,
            "title": _TEXT,
            "goals": _maybe(_LIST),
            "signer_name": _maybe(_TEXT),
            "signed_on": _maybe(_DATE),
            "subject_id": _maybe(_TEXT),
        },
        outputs={"certificate_id": _TEXT},
        writes="certificate",
        sv="Sparar ett underskrivet intyg.",
        en="Keeps a signed certificate.",
        perform=certificate,
        undo=_remove(Certificate),
    ),
    Operation(
        name="record.note",
        inputs={"kind": _TEXT},
        writes="residency_note",
        sv="Sparar det som skrivits i uppgiften.",
        en="Keeps what was written in the task.",
        perform=note,
        undo=_remove(Note),
    ),
    Operation(
        name="record.ended",
        inputs={"how": _TEXT},
        writes="residency.state, ended_on",
        sv="Noterar att utbildningen avslutas utan att bli klar, och hur.",
        en="Notes that the training ends without being completed, and how.",
        perform=ended,
        undo=undo_ended,
    ),
    Operation(
        name="record.protected_closed",
        writes="protected_case.closed_at",
        sv="Stänger det skyddade ärendet.",
        en="Closes the protected case.",
        perform=protected_closed,
        undo=undo_protected_closed,
    ),
)
