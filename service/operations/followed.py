"""``record.*`` for what happens on the way: talks, assessments, service periods, certificates, notes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from service.catalogue.instruments import Instrument, instruments
from service.operations.undoing import PROCESS, own, remove
from service.operations.words import Done, Field, Operation
from service.residency import facts
from service.residency.followup import assessments, meetings
from service.residency.periods import keeping
from service.residency.plans import certificates
from service.residency.queries import follow_up, training
from service.residency.tables import Note
from service.residency.tables_follow import Assessment, Meeting
from service.residency.tables_record import Certificate, ServicePeriod
from workflows import instances
from workflows.model import calendar, values
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
#: The annex of the certificate of clinical service in each regulation.
_CLINICAL = {"SOSFS_2015_8": "4", "HSLF_FS_2021_8": "9"}


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


def service_period(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Keep a stretch of service that was agreed with its place."""
    given = call.inputs
    told = keeping.Plan(
        kind=given["kind"],
        from_on=given["from_on"],
        to_on=given["to_on"],
        percent=int(given.get("percent") or 100),
        unit=given.get("unit"),
        unit_name=given["unit_name"],
        goals=given.get("goals") or (),
        supervisor_id=UUID(given["supervisor"]) if given.get("supervisor") else None,
        supervisor_name=given.get("supervisor_name") or "",
    )
    made = keeping.plan(tx, residency_id, told, by=PROCESS, submission_id=call.submission_id)
    return Done({"period_id": str(made.id)}, {"id": str(made.id)})


_PERIOD = ("supervisor_name", "goals", "feedback", "feedback_on", "evaluated_on")


def period_changed(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Add to a service period what has become known: supervisor, goals, feedback, evaluation."""
    row = own(tx, ServicePeriod, call.inputs["period_id"], residency_id)
    told = {name: call.inputs[name] for name in _PERIOD if call.inputs.get(name) is not None}
    before = {"id": str(row.id), **{name: values.plain(getattr(row, name)) for name in told}}
    if "supervisor_name" in told:
        row.supervisor_name = told["supervisor_name"]
    if "goals" in told:
        keeping.agree(tx, row.id, told["goals"], by=PROCESS)
    if "feedback" in told:
        on = told.get("feedback_on") or calendar.local_date(tx.now())
        keeping.give_feedback(tx, row.id, text=told["feedback"], on=on, by=PROCESS)
    if "evaluated_on" in told:
        keeping.evaluate(tx, row.id, on=told["evaluated_on"], by=PROCESS)
    return Done(before=before)


def undo_period(tx: Transaction, residency_id: UUID, before: Mapping[str, Any]) -> None:
    """Give a service period its earlier values back; the matrix follows."""
    _restore(ServicePeriod)(tx, residency_id, before)
    keeping.relink(tx, tx.session.get_one(ServicePeriod, UUID(before["id"])), PROCESS)


def certificate(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Keep a certificate that its signer has signed; ``klinisk`` is the annex of clinical service."""
    given = call.inputs
    regulation = facts.locked(tx, residency_id).regulation or ""
    paper = certificates.Paper(
        annex=_CLINICAL.get(regulation, "9") if given["annex"] == "klinisk" else str(given["annex"]),
        goals=given.get("goals") or (),
        title=given.get("title") or "",
        subject_id=UUID(given["subject_id"]) if given.get("subject_id") else None,
        signer_id=UUID(given["signer"]) if given.get("signer") else None,
        signer_name=given.get("signer_name") or "",
        signed_on=given.get("signed_on") or calendar.local_date(tx.now()),
    )
    made = certificates.draft(tx, residency_id, paper, by=PROCESS, submission_id=call.submission_id)
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
        undo=_restore(Meeting),
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
        name="record.service_period",
        inputs={
            "kind": _TEXT,
            "unit_name": _TEXT,
            "from_on": _DATE,
            "to_on": _DATE,
            "percent": _maybe(_NUMBER),
            "goals": _maybe(_LIST),
            "unit": _maybe(_TEXT),
            "supervisor": Field("person", is_optional=True),
            "supervisor_name": _maybe(_TEXT),
        },
        outputs={"period_id": _TEXT},
        writes="service_period, goal_link",
        sv="Sparar ett tjänstgöringsavsnitt.",
        en="Keeps a service period.",
        perform=service_period,
        undo=remove(ServicePeriod),
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
        writes="service_period, goal_link",
        sv="Fyller i tjänstgöringsavsnittet: handledare, mål, återkoppling, utvärdering.",
        en="Adds to the service period: supervisor, goals, feedback, evaluation.",
        perform=period_changed,
        undo=undo_period,
    ),
    Operation(
        name="record.signed_certificate",
        inputs={
            "regulation": _maybe(_TEXT),
            "annex": _TEXT,
            "title": _maybe(_TEXT),
            "signer": Field("person", is_optional=True),
            "goals": _maybe(_LIST),
            "signer_name": _maybe(_TEXT),
            "signed_on": _maybe(_DATE),
            "subject_id": _maybe(_TEXT),
        },
        outputs={"certificate_id": _TEXT},
        writes="certificate, goal_link",
        sv="Sparar ett underskrivet intyg.",
        en="Keeps a signed certificate.",
        perform=certificate,
        undo=remove(Certificate),
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
