"""Messages: send one, and give each to exactly one receiver (interfaces.md I5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from workflows import definitions, instances, tokens
from workflows.model import values
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.model.states import IncidentState, MessageState
from workflows.store import locking
from workflows.store import messages as stored
from workflows.store.records import Incident
from workflows.store.tables import Message
from workflows.tokens import sending
from workflows.transaction import Transaction

ROUTER = Actor.system("message")


def send(
    tx: Transaction,
    name: str,
    *,
    correlation: str,
    payload: Mapping[str, Any] | None = None,
    residency_id: UUID | None = None,
    region: str | None = None,
    by: Actor,
) -> Message:
    """Send a message; it waits for its receiver for thirty days, then becomes an incident."""
    encoded = values.encode(dict(payload or {}))
    row = sending.message(tx, name, correlation=correlation, payload=encoded, residency_id=residency_id, region=region)
    data = {"message": name, "id": str(row.id)}
    tx.record(Happening.MESSAGE_SENT, by=by, residency_id=residency_id, region=region, data=data)
    return row


def route(tx: Transaction, message_id: UUID) -> bool:
    """Give a waiting message to the token, or the start event, that waits for it; False if nobody does yet."""
    message = stored.lock(tx.session, message_id)
    if message is None or message.state != MessageState.WAITING:
        return True
    return _to_token(tx, message) or _to_start(tx, message)


def route_now(tx: Transaction, name: str, correlation: str) -> bool:
    """Give what waits under a name and correlation to its receiver in this transaction; True if all found one."""
    tx.session.flush()
    routed = [route(tx, message_id) for message_id in stored.waiting(tx.session, name, correlation)]
    return all(routed)


def take_back(tx: Transaction, name: str, correlation: str) -> int:
    """Take back messages that nobody has taken: what they ask for is done already. Returns how many."""
    tx.session.flush()
    found = [stored.lock(tx.session, message_id) for message_id in stored.waiting(tx.session, name, correlation)]
    for message in found:
        if message is not None:
            message.state, message.taken_at = MessageState.TAKEN.value, tx.now()
    return len(found)


def _to_token(tx: Transaction, message: Message) -> bool:
    for instance_id, token_id in stored.receivers(tx.session, message.name, message.correlation):
        instance = locking.lock_instance(tx.session, instance_id)
        if token_id not in instance.waits:
            continue
        deployed = tokens.get(tx, instance.definition_id)
        execution = tokens.resume(tx, instance, deployed)
        execution.deliver(token_id, values.decode(message.payload))
        _taken(tx, message, instance_id)
        data = {"message": message.name, "id": str(message.id)}
        tx.record(Happening.MESSAGE_RECEIVED, by=ROUTER, instance=instance, data=data)
        tokens.keep(tx, instance, deployed, execution, by=ROUTER, settled=frozenset({token_id}))
        return True
    return False


def _to_start(tx: Transaction, message: Message) -> bool:
    for deployed in definitions.listed(tx):
        for start in deployed.model.starts:
            if start.event.message is None or start.event.message.name != message.name:
                continue
            key = _business_key(tx, deployed.key, message)
            instance = instances.start(
                tx,
                deployed.key,
                business_key=key,
                by=ROUTER,
                residency_id=message.residency_id,
                region=message.region,
                start_event=start.activity_id,
                payload=values.decode(message.payload),
                parent_id=message.sent_by_instance,
                is_new=True,
            )
            _taken(tx, message, instance.id)
            return True
    return False


def _business_key(tx: Transaction, key: str, message: Message) -> str:
    if message.residency_id is None:
        return f"{key}:{message.id}"
    return instances.next_business_key(tx, key, message.residency_id)


def _taken(tx: Transaction, message: Message, instance_id: UUID) -> None:
    message.state = MessageState.TAKEN.value
    message.taken_at, message.taken_by = tx.now(), instance_id


def offer_again(tx: Transaction, *, limit: int = 100) -> list[UUID]:
    """Return waiting messages that somebody waits for by now: a sender and a receiver that missed each other."""
    return stored.matching(tx.session, limit=limit)


def expire(tx: Transaction, *, limit: int = 100) -> int:
    """Turn messages that nobody took in time into incidents; return how many."""
    rows = stored.overdue(tx.session, tx.now(), limit=limit)
    for row in rows:
        row.state = MessageState.EXPIRED.value
        tx.session.add(
            Incident(
                kind="message_expired",
                instance_id=row.sent_by_instance,
                residency_id=row.residency_id,
                region=row.region,
                message_sv="Ett meddelande mellan två processer har väntat i trettio dagar utan mottagare.",
                message_en="A message between two processes has waited thirty days without a receiver.",
                detail={"message": str(row.id), "name": row.name},
                state=IncidentState.OPEN.value,
                opened_at=tx.now(),
            )
        )
    return len(rows)
