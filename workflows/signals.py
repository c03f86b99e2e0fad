"""Signals: tell every instance that listens, in one residency or in one region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from workflows import instances, tokens
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.model.states import InstanceState
from workflows.store import locking
from workflows.tokens import sending
from workflows.transaction import Transaction

SIGNAL = Actor.system("signal")
#: The signal that ends everything in a residency (interfaces.md I5).
RESIDENCY_ENDED = "residency.ended"


def broadcast(
    tx: Transaction, name: str, *, by: Actor, residency_id: UUID | None = None, region: str | None = None
) -> int:
    """Tell the listeners, each in a transaction of its own; return how many instances listen."""
    count = sending.signal(tx, name, residency_id=residency_id, region=region)
    tx.record(Happening.SIGNAL_SENT, by=by, residency_id=residency_id, region=region, data={"signal": name})
    return count


def end_residency(tx: Transaction, residency_id: UUID, *, how: str, by: Actor) -> list[UUID]:
    """Cancel every instance of a residency now; return the user tasks that were open."""
    was_open = instances.cancel_all(tx, residency_id, by=by, reason=how)
    data = {"signal": RESIDENCY_ENDED, "how": how, "open_tasks": [str(t) for t in was_open]}
    tx.record(Happening.SIGNAL_SENT, by=by, residency_id=residency_id, data=data)
    return was_open


def deliver(tx: Transaction, instance_id: UUID, name: str, payload: Mapping[str, Any] | None = None) -> bool:
    """Let one instance hear a signal; False if it no longer listens."""
    instance = locking.lock_instance(tx.session, instance_id)
    if instance.state != InstanceState.RUNNING:
        return False
    if name == RESIDENCY_ENDED:
        instances.cancel(tx, instance_id, by=SIGNAL, reason=name)
        return True
    deployed = tokens.get(tx, instance.definition_id)
    execution = tokens.resume(tx, instance, deployed)
    heard = execution.signal(name, payload)
    if heard:
        tokens.keep(tx, instance, deployed, execution, by=SIGNAL)
    return heard
