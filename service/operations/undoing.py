"""Ways back: what an operation made is taken away, and what depends on it is reckoned anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from service.operations.words import Undo
from service.residency import facts
from service.residency.queries import training
from workflows.model import errors
from workflows.model.actor import Actor
from workflows.transaction import Transaction

PROCESS = Actor.system("process")


def remove(table: type[Any]) -> Undo:
    """Take the made row (``before["id"]``) away with its goal links; the submission stays, marked as undone."""

    def undo(tx: Transaction, residency_id: UUID, before: Mapping[str, Any]) -> None:
        row = tx.session.get(table, UUID(before["id"]))
        if row is None:
            return
        for link in training.links_from(tx.session, row.id):
            tx.session.delete(link)
        tx.session.delete(row)
        facts.recompute(tx, facts.locked(tx, residency_id), by=PROCESS, reason="undo")

    return undo


def restore(table: type[Any]) -> Undo:
    """Give a row (``before["id"]``) its earlier values back; names that end in ``_on`` are dates."""

    def undo(tx: Transaction, residency_id: UUID, before: Mapping[str, Any]) -> None:
        row = tx.session.get_one(table, UUID(before["id"]))
        for name, value in before.items():
            if name != "id":
                setattr(row, name, dt.date.fromisoformat(value) if name.endswith("_on") and value else value)

    return undo


def own(tx: Transaction, table: type[Any], row_id: str, residency_id: UUID) -> Any:
    """Return a row of this residency. Raises OperationRefused for another's: a model may not reach across."""
    row = tx.session.get(table, UUID(row_id))
    if row is None or row.residency_id != residency_id:
        raise errors.OperationRefused(operation="record", why="the row belongs to no or another residency")
    return row
