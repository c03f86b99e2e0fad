"""``record.*``: what processes write into the record, in the completing transaction, each with its way back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from service.directory import bindings, scopes
from service.directory import queries as directory
from service.directory.tables import RoleBinding
from service.operations.words import Done, Field, Operation
from service.residency import cases, facts, queries
from service.residency.tables import Residency, SpecialtyGuideline
from workflows.model import calendar
from workflows.model.actor import Actor
from workflows.model.ports import OperationCall
from workflows.transaction import Transaction

PROCESS = Actor.system("process")


def regulation(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Pin the regulation; the planned end follows."""
    row = facts.locked(tx, residency_id)
    before = {
        "regulation": row.regulation,
        "bt_required": row.bt_required,
        "min_months": row.min_months,
        "reason": row.regulation_reason,
        "planned_end_on": _text(row.planned_end_on),
    }
    facts.set_regulation(
        tx,
        row,
        regulation=call.inputs["regulation"],
        bt_required=call.inputs["bt_required"],
        min_months=int(call.inputs["min_months"]),
        reason=call.inputs.get("reason") or None,
        by=PROCESS,
    )
    return Done(before=before)


def undo_regulation(tx: Transaction, residency_id: UUID, before: Mapping[str, Any]) -> None:
    """Put the regulation back as it was."""
    row = facts.locked(tx, residency_id)
    row.regulation, row.regulation_reason = before["regulation"], before["reason"]
    row.bt_required, row.min_months = before["bt_required"], before["min_months"]
    row.planned_end_on = _date(before["planned_end_on"])
    facts.recompute(tx, row, by=PROCESS, reason="undo")


def supervisor(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Bind the main supervisor from today; whoever was it before is not any more."""
    key = scopes.own_key(tx, "main_supervisor", residency_id)
    held = directory.bindings_of_key(tx.session, key, calendar.local_date(tx.now()))
    ended = {str(b.id): _text(b.valid_to) for b in held if str(b.person_id) != call.inputs["person"]}
    made = bindings.bind(
        tx,
        UUID(call.inputs["person"]),
        "main_supervisor",
        "residency",
        str(residency_id),
        region=cases.of(tx, residency_id)["region"],
        by=PROCESS,
        reason=call.inputs["reason"],
        replaces=True,
    )
    is_new = str(made.id) not in {str(b.id) for b in held}
    return Done(before={"made": str(made.id) if is_new else None, "ended": ended})


def undo_supervisor(tx: Transaction, residency_id: UUID, before: Mapping[str, Any]) -> None:
    """End the new binding and let the earlier ones hold again."""
    if before["made"]:
        bindings.unbind(tx, UUID(before["made"]), by=PROCESS)
    for binding_id, valid_to in before["ended"].items():
        binding = tx.session.get_one(RoleBinding, UUID(binding_id))
        binding.valid_to, binding.ended_by = _date(valid_to), None
    tx.session.flush()
    bindings.readdress(tx, residency_id)


def guideline(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Keep what the specialty's guideline says, so that nobody is asked twice."""
    case = cases.of(tx, residency_id)
    known = queries.guideline(tx.session, case["region"], case["specialty"])
    before = {"region": case["region"], "specialty": case["specialty"], "was": known and known.contract_needed}
    needed = call.inputs["contract_needed"]
    facts.keep_guideline(tx, case["unit"], case["specialty"], needed, decided_in=call.instance_id)
    return Done(before=before)


def undo_guideline(tx: Transaction, residency_id: UUID, before: Mapping[str, Any]) -> None:
    """Let the guideline say what it said before, or nothing."""
    row = tx.session.get_one(SpecialtyGuideline, (before["region"], before["specialty"]))
    if before["was"] is None:
        tx.session.delete(row)
    else:
        row.contract_needed = before["was"]


def completed(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Note that the training is finished, today."""
    row = facts.locked(tx, residency_id)
    before = {"state": row.state, "ended_on": _text(row.ended_on)}
    row.state, row.ended_on = "completed", calendar.local_date(tx.now())
    return Done(before=before)


def planned_end(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Set the planned end by hand; it is not recomputed afterwards."""
    row = facts.locked(tx, residency_id)
    before = {"planned_end_on": _text(row.planned_end_on), "planned_end_reason": row.planned_end_reason}
    row.planned_end_on, row.planned_end_reason = call.inputs["planned_end_on"], call.inputs["reason"]
    tx.known.pop(("case", residency_id), None)
    return Done(before=before)


def undo_residency(tx: Transaction, residency_id: UUID, before: Mapping[str, Any]) -> None:
    """Put a residency's own columns back as they were."""
    row: Residency = facts.locked(tx, residency_id)
    for name, value in before.items():
        setattr(row, name, _date(value) if name.endswith("_on") else value)
    tx.known.pop(("case", residency_id), None)


def _text(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


OPERATIONS = (
    Operation(
        name="record.regulation",
        inputs={
            "regulation": Field("text"),
            "bt_required": Field("boolean"),
            "min_months": Field("number"),
            "reason": Field("text", is_optional=True),
        },
        writes="residency.regulation, bt_required, min_months, planned_end_on",
        sv="Fastställer föreskriften och räknar ut planerat slut.",
        en="Pins the regulation and computes the planned end.",
        perform=regulation,
        undo=undo_regulation,
    ),
    Operation(
        name="record.supervisor",
        inputs={"person": Field("person"), "reason": Field("text")},
        writes="role_binding main_supervisor@residency; candidate keys of open tasks",
        sv="Gör personen till huvudansvarig handledare från i dag.",
        en="Makes the person main supervisor from today.",
        perform=supervisor,
        undo=undo_supervisor,
    ),
    Operation(
        name="record.specialty_guideline",
        inputs={"contract_needed": Field("boolean")},
        writes="specialty_guideline",
        sv="Minns vad specialitetens riktlinje säger om kontrakt.",
        en="Remembers what the specialty's guideline says of contracts.",
        perform=guideline,
        undo=undo_guideline,
    ),
    Operation(
        name="record.residency_completed",
        writes="residency.state, ended_on",
        sv="Noterar att utbildningen är klar i dag.",
        en="Notes that the training is finished today.",
        perform=completed,
        undo=undo_residency,
    ),
    Operation(
        name="record.planned_end",
        inputs={"planned_end_on": Field("date"), "reason": Field("text")},
        writes="residency.planned_end_on",
        sv="Flyttar planerat slut för hand, med skälet.",
        en="Moves the planned end by hand, with the reason.",
        perform=planned_end,
        undo=undo_residency,
    ),
)
