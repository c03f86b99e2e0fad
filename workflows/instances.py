"""Process instances: start, cancel, suspend, resume, look at."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from workflows import tokens
from workflows.model import errors
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.model.states import InstanceState
from workflows.store import instances as stored
from workflows.store import locking
from workflows.store.base import new_id
from workflows.store.tables import ProcessInstance
from workflows.tokens import Deployed
from workflows.transaction import Transaction


def start(
    tx: Transaction,
    key: str,
    *,
    business_key: str,
    by: Actor,
    variables: Mapping[str, Any] | None = None,
    residency_id: UUID | None = None,
    region: str | None = None,
    start_event: str | None = None,
    payload: Mapping[str, Any] | None = None,
    parent_id: UUID | None = None,
    is_new: bool = False,
) -> ProcessInstance:
    """Start an instance of the newest version of *key* and run it until every token waits.

    The business key makes this safe to repeat: a second call returns the instance that the first one started.
    With *is_new* the key was reckoned as free: if somebody took it meanwhile the transaction fails and the door
    runs the whole operation again. Raises DefinitionNotFound, and Broken errors when the model cannot go on.
    """
    if not is_new and (known := stored.by_business_key(tx.session, key, business_key)) is not None:
        return known
    deployed = tokens.current(tx, key)
    instance = ProcessInstance(
        id=new_id(),
        definition_id=deployed.id,
        definition_key=key,
        business_key=business_key,
        residency_id=residency_id,
        region=region,
        parent_id=parent_id,
        state=InstanceState.RUNNING.value,
        snapshot=b"",
        engine_version="",
        waits={},
        started_at=tx.now(),
        started_by=by.person_id,
    )
    tx.session.add(instance)
    tx.session.flush()  # tasks and operations of the first step refer to it
    tx.record(Happening.INSTANCE_STARTED, by=by, instance=instance, data={"version": deployed.version})
    tokens.open_process_deadline(tx, instance, deployed)
    execution = tokens.begin(tx, instance, deployed, variables or {}, start_event=start_event, payload=payload)
    tokens.keep(tx, instance, deployed, execution, by=by)
    return instance


def next_business_key(tx: Transaction, key: str, residency_id: UUID) -> str:
    """Return ``<definition>:<residency>`` or, when taken, the same with the next number (interfaces.md I5)."""
    base = f"{key}:{residency_id}"
    count = stored.count_with_prefix(tx.session, key, base)
    return base if count == 0 else f"{base}:{count + 1}"


def cancel(tx: Transaction, instance_id: UUID, *, by: Actor, reason: str) -> list[UUID]:
    """End an instance where it stands; return the user tasks that were open. A second call changes nothing."""
    instance = locking.lock_instance(tx.session, instance_id)
    if instance.state not in (InstanceState.RUNNING, InstanceState.SUSPENDED):
        return []
    was_open = [UUID(row_id) for kind, row_id, _ in instance.waits.values() if kind == "user_task"]
    instance.state = InstanceState.RUNNING.value
    deployed = tokens.get(tx, instance.definition_id)
    execution = tokens.resume(tx, instance, deployed)
    execution.cancel()
    tokens.keep(tx, instance, deployed, execution, by=by)
    tx.record(Happening.INSTANCE_CANCELLED, by=by, instance=instance, data={"reason": reason})
    return was_open


def cancel_all(tx: Transaction, residency_id: UUID, *, by: Actor, reason: str) -> list[UUID]:
    """End every running instance of a residency; return the user tasks that were open."""
    was_open: list[UUID] = []
    for instance_id in stored.running_of(tx.session, residency_id):
        was_open += cancel(tx, instance_id, by=by, reason=reason)
    return was_open


def suspend(tx: Transaction, instance_id: UUID, *, by: Actor, reason: str = "") -> ProcessInstance:
    """Hold an instance: nothing moves until it is resumed."""
    return _switch(tx, instance_id, InstanceState.RUNNING, InstanceState.SUSPENDED, by, reason)


def resume(tx: Transaction, instance_id: UUID, *, by: Actor, reason: str = "") -> ProcessInstance:
    """Let a suspended instance go on; due timers fire with the dispatcher's next round."""
    return _switch(tx, instance_id, InstanceState.SUSPENDED, InstanceState.RUNNING, by, reason)


def _switch(
    tx: Transaction, instance_id: UUID, before: InstanceState, after: InstanceState, by: Actor, reason: str
) -> ProcessInstance:
    instance = locking.lock_instance(tx.session, instance_id)
    if instance.state == after:
        return instance
    if instance.state != before:
        raise errors.NotWaiting(instance_id=instance_id)
    instance.state = after.value
    tx.record(Happening.TOKEN_MOVED, by=by, instance=instance, data={"state": after.value, "reason": reason})
    return instance


def get(tx: Transaction, instance_id: UUID) -> ProcessInstance:
    """Return an instance. Raises InstanceNotFound."""
    instance = tx.session.get(ProcessInstance, instance_id)
    if instance is None:
        raise errors.InstanceNotFound(instance_id=instance_id)
    return instance


def find(tx: Transaction, key: str, business_key: str) -> ProcessInstance | None:
    """Return the instance of *key* with this business key, None if there is none."""
    return stored.by_business_key(tx.session, key, business_key)


def of_residency(tx: Transaction, residency_id: UUID) -> list[ProcessInstance]:
    """Return every instance of a residency, first started first."""
    return stored.of_residency(tx.session, residency_id)


def listed(
    tx: Transaction,
    *,
    key: str | None = None,
    state: str | None = None,
    regions: frozenset[str] | None = None,
    residencies: Collection[UUID] | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> list[ProcessInstance]:
    """Return instances, newest first, after the cursor *after* (an id of the page before)."""
    return stored.listed(
        tx.session, key=key, state=state, regions=regions, residencies=residencies, after=after, limit=limit
    )


def deployed_of(tx: Transaction, instance: ProcessInstance) -> Deployed:
    """Return the version that an instance runs with."""
    return tokens.get(tx, instance.definition_id)
