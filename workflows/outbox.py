"""Outbox: what must be told outside, carried until somebody says it is done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from workflows.store import outbox as stored
from workflows.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Taken:
    """An outbox row on its way to the queue."""

    id: UUID
    kind: str
    queue: str
    payload: dict[str, Any]


def take(tx: Transaction, *, seconds: float, limit: int = 200) -> list[Taken]:
    """Take rows that are due for carrying; each comes again after *seconds* unless it is done by then."""
    rows = stored.due(tx.session, tx.wall(), limit)
    again = tx.wall() + dt.timedelta(seconds=seconds)
    for row in rows:
        row.dispatched_at, row.again_at = tx.wall(), again
    return [Taken(row.id, row.kind, row.queue, dict(row.payload)) for row in rows]


def done(tx: Transaction, outbox_id: UUID) -> None:
    """Say that a row's work is done; it is not carried again."""
    stored.done(tx.session, outbox_id)


def later(tx: Transaction, outbox_id: UUID, *, seconds: float) -> None:
    """Carry a row again after *seconds* of wall time."""
    stored.again(tx.session, outbox_id, tx.wall() + dt.timedelta(seconds=seconds))


def is_open(tx: Transaction, outbox_id: UUID) -> bool:
    """Lock a row and say whether its work is still to do; False also while another carrier has it in hand."""
    return stored.lock_open(tx.session, outbox_id)


def count_open(tx: Transaction) -> int:
    """Count rows whose work is not done."""
    return stored.count_open(tx.session)
