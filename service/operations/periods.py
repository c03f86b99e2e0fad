"""``record.*`` for service periods, and the certificate that ends one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from service.operations.undoing import PROCESS, own, remove, restore
from service.operations.words import Done, Field, Operation
from service.residency import facts
from service.residency.periods import keeping
from service.residency.plans import certificates
from service.residency.tables_record import Certificate, ServicePeriod
from workflows.model import calendar, values
from workflows.model.ports import OperationCall
from workflows.transaction import Transaction

#: The annex of the certificate of clinical service in each regulation.
_CLINICAL = {"SOSFS_2015_8": "4", "HSLF_FS_2021_8": "9"}


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
    restore(ServicePeriod)(tx, residency_id, before)
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


_TEXT, _DATE, _NUMBER, _LIST = Field("text"), Field("date"), Field("number"), Field("list")


def _maybe(wanted: Field) -> Field:
    return Field(wanted.type, is_optional=True)


OPERATIONS = (
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
)
