"""When a process cannot go on in somebody's own step: the step is undone, and an incident says where and why."""

from __future__ import annotations

from uuid import UUID

import structlog
from flask import current_app, g, request

from service.wiring import House
from workflows import incidents, tasks
from workflows.model import errors
from workflows.transaction import Transaction

log = structlog.get_logger()
#: The kind of these incidents.
KIND = "step_failed"


def report(error: errors.Broken) -> bool:
    """Open an incident, in a transaction of its own, about the task that the request wrote to; say whether it did."""
    task_id = (request.view_args or {}).get("task_id")
    if request.method == "GET" or not isinstance(task_id, UUID):
        return False
    house: House = current_app.extensions["house"]
    try:
        house.run(lambda tx: _open(tx, task_id, error), g.get("known") or {})
    except (errors.Unavailable, errors.NotFound) as missed:
        log.error("incident_not_opened", error_code=missed.code)
        return False
    return True


def _open(tx: Transaction, task_id: UUID, error: errors.Broken) -> None:
    task = tasks.view(tx, task_id, by=g.actor).task
    element = error.facts.get("element")
    incidents.open_for(
        tx,
        KIND,
        sv=error.text("sv"),
        en=error.text("en"),
        instance_id=task.instance_id,
        residency_id=task.residency_id,
        region=task.region,
        activity_id=element if isinstance(element, str) else task.activity_id,
        detail=incidents.told_by(error),
    )
