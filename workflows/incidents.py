"""Incidents: what a person must look at, and the ways to repair it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from workflows import engine, feel, jobs, tokens
from workflows.model import errors
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.model.states import IncidentState, InstanceState
from workflows.store import incidents as stored
from workflows.store import locking
from workflows.store.records import Incident
from workflows.store.tables import ProcessInstance
from workflows.tokens import keeping
from workflows.transaction import Transaction

#: What an error says that helps to mend the model; never variables or form data.
_TOLD = ("element", "expression", "position", "got", "why", "decision", "error_code")
#: Kinds of values that say nothing of a person by themselves; of others only the kind is shown.
_PLAIN = ("boolean", "number", "date", "Null")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an instance's tokens stand, and what its variables are as far as they may be shown."""

    tokens: list[engine.Token]
    #: Name → the value of a boolean, number or date, else only the kind in parentheses.
    variables: dict[str, str]


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


def told_by(problem: Exception) -> dict[str, Any]:
    """Return the facts of an error that an incident keeps: code, element, expression, position, why."""
    if not isinstance(problem, errors.RandaError):
        return {"code": type(problem).__name__}
    facts = {name: problem.facts.get(name) for name in _TOLD}
    return {"code": problem.code, **{k: v for k, v in facts.items() if isinstance(v, str | int) and v != ""}}


def look(tx: Transaction, instance_id: UUID) -> Standing:
    """Return where the tokens of an instance stand; none when it has ended. Raises InstanceNotFound."""
    instance = tx.session.get(ProcessInstance, instance_id)
    if instance is None:
        raise errors.InstanceNotFound(instance_id=instance_id)
    if instance.state not in (InstanceState.RUNNING, InstanceState.SUSPENDED):
        return Standing([], {})
    deployed = tokens.get(tx, instance.definition_id)
    given = keeping.services(tx, deployed, instance.id, instance.residency_id)
    execution = engine.resume(deployed.model, instance.snapshot, given)
    return Standing(execution.tokens, {name: _shown(value) for name, value in sorted(execution.variables.items())})


def inputs_of(expression: str, standing: Standing) -> dict[str, str]:
    """Return the variables that *expression* names, as they may be shown; "–" for one that is not there."""
    try:
        names = feel.parse(expression).free_names
    except (feel.FeelSyntaxError, feel.FeelLimit):
        return {}
    return {name: standing.variables.get(name, "–") for name in sorted(names)}


def _shown(value: Any) -> str:
    kind = feel.kind(value)
    return feel.text_of(value) if kind in _PLAIN else f"({kind})"


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
