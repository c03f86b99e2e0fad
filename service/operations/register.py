"""The register of operations, and the engine room's port ``Operations`` on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from service.operations import case, documents, follow_up, followed, periods, progress, record, training
from service.operations.words import Done, Field, Operation
from service.residency import queries
from service.residency.tables import OperationDone
from workflows.model import errors, values
from workflows.model.ports import OperationCall, Values
from workflows.transaction import Transaction

_ALL: dict[str, Operation] = {
    operation.name: operation
    for operation in (
        *case.OPERATIONS,
        *progress.OPERATIONS,
        *record.OPERATIONS,
        *documents.OPERATIONS,
        *training.OPERATIONS,
        *followed.OPERATIONS,
        *periods.OPERATIONS,
        *follow_up.OPERATIONS,
    )
}


def listed() -> list[Operation]:
    """Return every operation by name, for the studio's lists and the reference page."""
    return [_ALL[name] for name in sorted(_ALL)]


class HouseOperations:
    """Performs operations on the record; each once per token, however often it is asked."""

    def runs(self, name: str) -> Literal["inline", "job"]:
        """Say how *name* runs. Raises OperationUnknown."""
        return _find(name).kind

    def perform(self, tx: Transaction | None, call: OperationCall) -> Values:
        """Do an operation; repeated with the same key it returns the first result.

        Raises OperationUnknown, OperationRefused for a wrong or missing input, BpmnError for a modelled failure.
        """
        operation = _find(call.name)
        if tx is None or call.residency_id is None:
            raise errors.OperationRefused(operation=call.name, why="it needs a residency and a transaction")
        _check(operation, call.inputs)
        if operation.only_reads:
            return operation.perform(tx, call, call.residency_id).result
        known = queries.operation_done(tx.session, call.key, call.name)
        if known is not None:
            result: Mapping[str, Any] = values.decode(known.result)
            return result
        done = operation.perform(tx, call, call.residency_id)
        _keep(tx, call, done)
        return done.result

    def undo(self, tx: Transaction, name: str, key: str) -> None:
        """Take back what was done under *key*. Raises CannotUndo when the operation has no way back."""
        operation = _find(name)
        if operation.only_reads:
            return
        done = queries.operation_done(tx.session, key, name)
        if done is None:
            return
        if operation.undo is None or done.residency_id is None:
            raise errors.CannotUndo(reason=operation.en, reason_sv=operation.sv)
        operation.undo(tx, done.residency_id, done.before)
        done.undone_at = tx.now()
        tx.session.flush()


def _find(name: str) -> Operation:
    operation = _ALL.get(name)
    if operation is None:
        raise errors.OperationUnknown(operation=name)
    return operation


def _keep(tx: Transaction, call: OperationCall, done: Done) -> None:
    tx.session.add(
        OperationDone(
            key=call.key,
            name=call.name,
            residency_id=call.residency_id,
            instance_id=call.instance_id,
            result=values.encode(dict(done.result)),
            before=dict(done.before),
            at=tx.now(),
        )
    )
    tx.session.flush()


def _check(operation: Operation, given: Values) -> None:
    unknown = set(given) - set(operation.inputs)
    if unknown:
        raise errors.OperationRefused(operation=operation.name, why=f"it has no input {', '.join(sorted(unknown))}")
    for name, wanted in operation.inputs.items():
        value = given.get(name)
        if value is None and not wanted.is_optional:
            raise errors.OperationRefused(operation=operation.name, why=f"the input {name} is missing")
        if value is not None and not _fits(value, wanted):
            raise errors.OperationRefused(operation=operation.name, why=f"the input {name} is not a {wanted.type}")


def _fits(value: Any, wanted: Field) -> bool:
    if wanted.type != "person":
        return values.type_name(value) == wanted.type
    try:
        UUID(value)
    except (TypeError, ValueError, AttributeError):
        return False
    return True
