"""``record.*`` for what happens on the way: talks, assessments, service periods, certificates, notes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from service.catalogue.instruments import Instrument, instruments
from service.operations.undoing import PROCESS, own, remove, restore
from service.operations.words import Done, Field, Operation
from service.residency import facts
from service.residency.followup import assessments, meetings
from service.residency.queries import follow_up, training
from service.residency.tables import Note
from service.residency.tables_follow import Assessment, Meeting
from workflows import instances
from workflows.model import calendar
from workflows.model.ports import OperationCall
from workflows.store.base import new_id
from workflows.transaction import Transaction

#: The models' words for meetings → the record's, which targets are counted by.
_MEETINGS = {
    "supervision_talk": "supervision",
    "study_director_meeting": "half_year",
    "annual_review": "annual_talk",
    "check_in_meeting": "check_in",
}


def meeting(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Keep a talk, a collegium or a review that was held."""
    given = call.inputs
    held = meetings.Held(
        kind=_MEETINGS.get(str(given["kind"]), str(given["kind"])),
        held_on=given.get("held_on") or calendar.local_date(tx.now()),
        minutes=int(given["minutes"]) if given.get("minutes") is not None else None,
        participants=[str(one) for one in given.get("participants") or []],
        verdict=given.get("verdict"),
        agreed=given.get("agreed") or "",
    )
    made = meetings.record(tx, residency_id, held, by=PROCESS, submission_id=call.submission_id)
    return Done({"meeting_id": str(made.id)}, {"id": str(made.id)})


def meeting_told(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Note when the resident was told what a collegium said."""
    row = own(tx, Meeting, call.inputs["meeting_id"], residency_id)
    before = {"id": str(row.id), "told_on": row.told_on.isoformat() if row.told_on else None}
    meetings.tell(tx, row.id, on=call.inputs["told_on"], by=PROCESS)
    return Done(before=before)


def assessment(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Keep an assessment; without ratings they are read from the submission's fields ``<instrument>_<number>``."""
    given = call.inputs
    sent = training.submission(tx.session, call.submission_id)
    chosen = instruments().get(given["instrument"])
    rated = given.get("ratings") or (_rated(chosen, sent.data) if chosen and sent else {})
    assessor = given.get("assessor") or (sent.by if sent else None)
    told = assessments.Assessed(
        instrument=given["instrument"],
        held_on=given.get("held_on") or calendar.local_date(tx.now()),
        ratings={str(name): str(value) for name, value in rated.items()},
        scale=given.get("scale") or "",
        fields={str(name): str(value) for name, value in (given.get("fields") or {}).items()},
        goals=given.get("goals") or (),
        assessor_id=UUID(str(assessor)) if assessor else None,
        assessor_name=given.get("assessor_name") or "",
    )
    made = assessments.record(tx, residency_id, told, by=PROCESS, submission_id=call.submission_id)
    return Done({"assessment_id": str(made.id)}, {"id": str(made.id)})


def _rated(chosen: Instrument, data: Mapping[str, Any]) -> dict[str, str]:
    """Return domain → value from a form whose fields are numbered as the instrument's domains, values as its scale."""
    scale = next(iter(chosen.scales.values()), ())
    found = {}
    for number, domain in enumerate(chosen.domains, start=1):
        value = str(data.get(f"{chosen.code.lower()}_{number}") or "")
        if value.isdigit() and 1 <= int(value) <= len(scale):
            found[domain] = scale[int(value) - 1]
    return found


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
    """Note that the training ends without being completed, and how; everything else under way is cancelled."""
    row = facts.locked(tx, residency_id)
    row.state, row.ended_on = call.inputs["how"], calendar.local_date(tx.now())
    for instance in instances.of_residency(tx, residency_id):
        if instance.id != call.instance_id:
            instances.cancel(tx, instance.id, by=PROCESS, reason=call.inputs["how"])
    return Done()


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


_TEXT, _DATE, _NUMBER, _LIST = Field("text"), Field("date"), Field("number"), Field("list")


def _maybe(wanted: Field) -> Field:
    return Field(wanted.type, is_optional=True)


OPERATIONS = (
    Operation(
        name="record.held_meeting",
        inputs={
            "kind": _TEXT,
            "held_on": _maybe(_DATE),
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
        undo=remove(Meeting),
    ),
    Operation(
        name="record.meeting_told",
        inputs={"meeting_id": _TEXT, "told_on": _DATE},
        writes="meeting.told_on",
        sv="Noterar när ST-läkaren fick veta vad mötet kom fram till.",
        en="Notes when the resident was told what the meeting concluded.",
        perform=meeting_told,
        undo=restore(Meeting),
    ),
    Operation(
        name="record.made_assessment",
        inputs={
            "instrument": _TEXT,
            "held_on": _maybe(_DATE),
            "scale": _maybe(_TEXT),
            "assessor": Field("person", is_optional=True),
            "assessor_name": _maybe(_TEXT),
            "goals": _maybe(_LIST),
            "ratings": _maybe(Field("context")),
            "fields": _maybe(Field("context")),
        },
        outputs={"assessment_id": _TEXT},
        writes="assessment, goal_link",
        sv="Sparar en kompetensbedömning.",
        en="Keeps a competence assessment.",
        perform=assessment,
        undo=remove(Assessment),
    ),
    Operation(
        name="record.note",
        inputs={"kind": _TEXT},
        writes="residency_note",
        sv="Sparar det som skrivits i uppgiften.",
        en="Keeps what was written in the task.",
        perform=note,
        undo=remove(Note),
    ),
    Operation(
        name="record.ended",
        inputs={"how": _TEXT},
        writes="residency.state, ended_on; other instances",
        sv="Noterar att utbildningen avslutas utan att bli klar, och hur.",
        en="Notes that the training ends without being completed, and how.",
        perform=ended,
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
