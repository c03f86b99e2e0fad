"""``record.*`` for what people have written together: programme, contract, baseline analysis, introduction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from service.operations.words import Done, Field, Operation, Perform
from service.residency import cases, queries
from service.residency.tables import Contract, IupVersion, Note
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.model.ports import OperationCall
from workflows.store.base import new_id
from workflows.transaction import Transaction

_RANDA = Actor.system("job")


def iup_version(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Keep the approved programme as its next version."""
    programme = call.inputs["programme"]
    before = [v for v in queries.iup_versions(tx.session, residency_id) if v.programme == programme]
    made = IupVersion(
        id=new_id(),
        residency_id=residency_id,
        programme=programme,
        version=len(before) + 1,
        submission_id=call.submission_id,
        approved_by=list(call.inputs["approved_by"]),
        approved_at=tx.now(),
    )
    tx.session.add(made)
    return Done({"iup_version": Decimal(made.version)}, {"id": str(made.id)})


def contract(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Keep the contract that everybody has signed."""
    made = Contract(
        id=new_id(),
        residency_id=residency_id,
        contract_type=call.inputs["contract_type"],
        state="signed",
        submission_id=call.submission_id,
        signers=list(call.inputs["signers"]),
        at=tx.now(),
    )
    tx.session.add(made)
    return Done(before={"id": str(made.id)})


def contract_not_needed(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Keep why there is no contract, and tell it among what happened."""
    made = Contract(
        id=new_id(),
        residency_id=residency_id,
        state="not_needed",
        signers=[],
        reason=call.inputs["reason"],
        comment=call.inputs.get("comment"),
        at=tx.now(),
    )
    tx.session.add(made)
    tx.record(
        Happening.FACT_CHANGED,
        by=_RANDA,
        residency_id=residency_id,
        region=cases.of(tx, residency_id)["region"],
        data={"fact": "no_contract", "what": made.reason, "comment": made.comment},
    )
    return Done(before={"id": str(made.id)})


def _note(kind: str) -> Perform:
    def perform(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
        made = Note(id=new_id(), residency_id=residency_id, kind=kind, submission_id=call.submission_id, at=tx.now())
        tx.session.add(made)
        return Done(before={"id": str(made.id)})

    return perform


def _remove(table: type[Any]) -> Callable[[Transaction, UUID, Mapping[str, Any]], None]:
    """Take the row back; the submission stays, marked as undone."""

    def undo(tx: Transaction, residency_id: UUID, before: Mapping[str, Any]) -> None:
        tx.session.delete(tx.session.get_one(table, UUID(before["id"])))

    return undo


OPERATIONS = (
    Operation(
        name="record.iup_version",
        inputs={"programme": Field("text"), "approved_by": Field("list")},
        outputs={"iup_version": Field("number")},
        writes="iup_version",
        sv="Sparar det godkända utbildningsprogrammet som nästa version.",
        en="Keeps the approved programme as its next version.",
        perform=iup_version,
        undo=_remove(IupVersion),
    ),
    Operation(
        name="record.contract",
        inputs={"contract_type": Field("text"), "signers": Field("list")},
        writes="contract",
        sv="Sparar det underskrivna kontraktet.",
        en="Keeps the signed contract.",
        perform=contract,
        undo=_remove(Contract),
    ),
    Operation(
        name="record.contract_not_needed",
        inputs={"reason": Field("text"), "comment": Field("text", is_optional=True)},
        writes="contract",
        sv="Sparar varför det inte behövs något kontrakt.",
        en="Keeps why no contract is needed.",
        perform=contract_not_needed,
        undo=_remove(Contract),
    ),
    Operation(
        name="record.baseline",
        writes="residency_note",
        sv="Sparar lägesanalysen.",
        en="Keeps the baseline analysis.",
        perform=_note("baseline"),
        undo=_remove(Note),
    ),
    Operation(
        name="record.introduction",
        writes="residency_note",
        sv="Sparar introduktionsprogrammet.",
        en="Keeps the introduction programme.",
        perform=_note("introduction"),
        undo=_remove(Note),
    ),
)
