"""Rows of the rooms as the API tells them: ids, states, names in both languages; never variables or form data."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import request

from workflows import inbox, instances
from workflows.definitions import Deployed
from workflows.engine import ActivityMeta

PREFIX = "/api/v1"


def words(sv: str, en: str) -> dict[str, str]:
    """Return a name in both languages; Swedish stands in where English is missing."""
    return {"sv": sv, "en": en or sv}


def definition(deployed: Deployed) -> dict[str, Any]:
    """Return a process in short."""
    starts = [start.event.message.name if start.event.message else start.event.kind for start in deployed.model.starts]
    return {
        "key": deployed.key,
        "version": deployed.version,
        "name": words(deployed.name_sv, deployed.name_en),
        "description": words(deployed.model.meta.doc, deployed.model.meta.doc_en),
        "starts_by": ["by hand" if start == "none" else start for start in starts],
        "links": {
            "self": f"{PREFIX}/process-definitions/{deployed.key}",
            "bpmn": f"{PREFIX}/process-definitions/{deployed.key}/bpmn",
        },
    }


def step(node: ActivityMeta) -> dict[str, Any]:
    """Return one element."""
    return {"id": node.id, "kind": node.kind, "name": words(node.name, node.name_en), "role": node.role}


def instance(row: instances.ProcessInstance, deployed: Deployed) -> dict[str, Any]:
    """Return a run in short."""
    return {
        "id": row.id,
        "process": row.definition_key,
        "version": deployed.version,
        "name": words(deployed.name_sv, deployed.name_en),
        "business_key": row.business_key,
        "residency_id": row.residency_id,
        "region": row.region,
        "state": row.state,
        "started_at": row.started_at,
        "ended_at": row.ended_at,
        "links": {
            "self": f"{PREFIX}/process-instances/{row.id}",
            "process_definition": f"{PREFIX}/process-definitions/{row.definition_key}",
            **_residency(row.residency_id),
        },
    }


def task(row: inbox.UserTask) -> dict[str, Any]:
    """Return a task in short."""
    return {
        "id": row.id,
        "name": words(row.name_sv, row.name_en),
        "process": row.definition_key,
        "process_instance_id": row.instance_id,
        "activity": row.activity_id,
        "residency_id": row.residency_id,
        "region": row.region,
        "role": row.role,
        "state": row.state,
        "assignee": row.assignee,
        "is_vacant": row.is_vacant,
        "priority": row.priority,
        "form": row.form_key,
        "outcome": row.outcome,
        "created_at": row.created_at,
        "due_on": row.due_on,
        "completed_at": row.completed_at,
        "completed_by": row.completed_by,
        "links": {
            "self": f"{PREFIX}/tasks/{row.id}",
            "process_instance": f"{PREFIX}/process-instances/{row.instance_id}",
            **_residency(row.residency_id),
        },
    }


def following(cursor: object | None) -> str | None:
    """Return this list's address with another cursor, None when the list has ended."""
    if cursor is None:
        return None
    return f"{request.path}?{urlencode({**request.args, 'after': str(cursor)})}"


def _residency(residency_id: UUID | None) -> dict[str, str]:
    return {"residency": f"/residencies/{residency_id}"} if residency_id else {}
