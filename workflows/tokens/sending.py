"""Messages and signals that a step throws: rows that wait for their receiver."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from workflows.engine import Thrown
from workflows.model import values
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.model.states import MessageState
from workflows.store import waits
from workflows.store.base import new_id
from workflows.store.tables import Message, ProcessInstance
from workflows.transaction import Transaction

#: A message that nobody takes becomes an incident after this long (interfaces.md I5).
PATIENCE = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a step set going outside its own instance."""

    messages: list[UUID] = field(default_factory=list)
    operations: list[tuple[str, str]] = field(default_factory=list)
    tasks: list[UUID] = field(default_factory=list)


def send(tx: Transaction, instance: ProcessInstance, thrown: Sequence[Thrown], *, by: Actor) -> list[UUID]:
    """Turn what was thrown into message rows and signal deliveries, each with an outbox row."""
    messages = []
    for item in thrown:
        if item.kind == "message":
            row = message(
                tx,
                item.name,
                correlation=item.correlation or "",
                payload=values.encode(dict(item.payload or {})),
                residency_id=instance.residency_id,
                region=instance.region,
                sent_by=instance.id,
            )
            messages.append(row.id)
            tx.record(Happening.MESSAGE_SENT, by=by, instance=instance, data={"message": item.name, "id": str(row.id)})
        elif item.kind == "signal":
            signal(tx, item.name, residency_id=instance.residency_id, region=instance.region)
            tx.record(Happening.SIGNAL_SENT, by=by, instance=instance, data={"signal": item.name})
    return messages


def message(
    tx: Transaction,
    name: str,
    *,
    correlation: str,
    payload: dict[str, Any],
    residency_id: UUID | None,
    region: str | None,
    sent_by: UUID | None = None,
) -> Message:
    """Store a message and ask for its delivery; *payload* is already encoded (interfaces.md I4)."""
    row = Message(
        id=new_id(),
        name=name,
        correlation=correlation,
        payload=payload,
        residency_id=residency_id,
        region=region,
        sent_by_instance=sent_by,
        state=MessageState.WAITING.value,
        created_at=tx.now(),
        expires_at=tx.now() + PATIENCE,
        taken_at=None,
        taken_by=None,
    )
    tx.session.add(row)
    tx.publish("message", message_id=row.id)
    return row


def signal(tx: Transaction, name: str, *, residency_id: UUID | None, region: str | None) -> int:
    """Ask for delivery to every subscriber in the region, or in one residency; return how many there are."""
    only = residency_id if name.startswith("residency.") else None
    rows = waits.signal_subscribers(tx.session, name, residency_id=only, region=region)
    for instance_id in rows:
        tx.publish("signal", instance_id=instance_id, name=name)
    return len(rows)
