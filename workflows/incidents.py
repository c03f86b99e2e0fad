"""Incidents: what a person must look at, and the ways to repair it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from workflows import jobs, tokens
from workflows.model import errors
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.model.states import IncidentState
from workflows.store import incidents as stored
from workflows.store import locking
from workflows.store.records import Incident
from workflows.store.tables import ProcessInstance
from workflows.transaction import Transaction


def open_for(
    tx: Transaction,
    kind: str,
    *,
    sv: str,
    en: str,
    instance_id: UUID | None = None,
    residency_id: UUID | None = None,
    region: str | None = None,
    activity_id: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> Incident:
    """Open an incident, or return the open one about the same thing."""
    known = stored.open_about(tx.session, kind, instance_id, residency_id, dict(detail or {}))
    if known is not None:
        return known
    row = Incident(
        kind=kind,
        instance_id=instance_id,
        residency_id=residency_id,
        region=region,
        activity_id=activity_id,
        message_sv=sv,
        message_en=en,
        detail=dict(detail or {}),
        state=IncidentState.OPEN.value,
        opened_at=tx.now(),
    )
    tx.session.add(row)
    return row


def listed(
    tx: Transaction, *, state: str | None = "open", regions: frozenset[str] | None = None, limit: int = 200
) -> list[Incident]:
    """Return incidents, newest first."""
    return stored.listed(tx.session, state=state, regions=regions, limit=limit)


def get(tx: Transaction, incident_id: UUID) -> Incident:
    """Return an incident. Raises IncidentNotFound."""
    row = tx.session.get(Incident, incident_id)
    if row is None:
        raise errors.IncidentNotFound(incident_id=incident_id)
    return row


def retry(tx: Transaction, incident_id: UUID, *, by: Actor) -> Incident:
    """Try what failed again: its job gets new attempts, its message is offered again."""
    row = get(tx, incident_id)
    if row.job_id is not None:
        jobs.retry(tx, row.job_id)
    elif "message" in row.detail:
        tx.publish("message", message_id=row.detail["message"])
    return resolve(tx, incident_id, by=by, note="retried")


def resolve(tx: Transaction, incident_id: UUID, *, by: Actor, note: str = "") -> Incident:
    """Close an incident; closing it twice changes nothing."""
    row = get(tx, incident_id)
    if row.state == IncidentState.OPEN:
        row.state, row.resolved_at, row.resolved_by = IncidentState.RESOLVED.value, tx.now(), by.person_id
        data = {"incident": str(row.id), "note": note}
        tx.record(Happening.INCIDENT_RESOLVED, by=by, residency_id=row.residency_id, region=row.region, data=data)
    return row


def move_token(
    tx: Transaction, instance_id: UUID, token_id: str, *, to: str, reason: str, by: Actor
) -> ProcessInstance:
    """Move a waiting token to another activity of the same scope; audited."""
    return _repair(tx, instance_id, lambda e: e.move(token_id, to), {"to": to, "reason": reason}, by)


def skip(
    tx: Transaction, instance_id: UUID, token_id: str, *, result: Mapping[str, Any], reason: str, by: Actor
) -> ProcessInstance:
    """Let a waiting token leave its activity as if it were done with *result*; audited."""
    return _repair(tx, instance_id, lambda e: e.skip(token_id, result), {"skip": token_id, "reason": reason}, by)


def restart(tx: Transaction, instance_id: UUID, token_id: str, *, reason: str, by: Actor) -> ProcessInstance:
    """Begin a waiting activity anew; audited."""
    return _repair(tx, instance_id, lambda e: e.restart(token_id), {"restart": token_id, "reason": reason}, by)


def _repair(tx: Transaction, instance_id: UUID, act: Any, data: dict[str, Any], by: Actor) -> ProcessInstance:
    instance = locking.lock_instance(tx.session, instance_id)
    deployed = tokens.get(tx, instance.definition_id)
    execution = tokens.resume(tx, instance, deployed)
    act(execution)
    tx.record(Happening.TOKEN_MOVED, by=by, instance=instance, data=data)
    tokens.keep(tx, instance, deployed, execution, by=by)
    return instance
