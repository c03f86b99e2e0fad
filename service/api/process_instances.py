"""``process-instances``: how runs stand, step by step, and starting one by hand; variables are never shown."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from service.api import door, process_definitions, telling
from service.api.parsing import Resource
from service.api.schemas.base import IDEMPOTENCY_KEY
from service.api.schemas.processes import Instance, InstanceQuery, InstanceRead, Instances, InstanceStart
from service.residency import sight
from workflows import definitions, history, inbox, instances
from workflows.definitions import Deployed
from workflows.model import errors
from workflows.model.events import Happening
from workflows.transaction import Transaction

blueprint = Resource(
    "process-instances", __name__, url_prefix="/api/v1/process-instances", description="Runs of processes."
)


@blueprint.get("")
@blueprint.arguments(InstanceQuery, location="query")
@blueprint.response(200, Instances)
def show_all(wanted: dict[str, Any]) -> dict[str, Any]:
    """List runs

    Runs about the trainings that the token's person may see, newest first.
    """
    limit = wanted["limit"]
    with door.reading() as tx:
        rows = instances.listed(
            tx,
            key=wanted.get("process"),
            state=wanted.get("state"),
            residencies=_reach(tx, wanted.get("residency")),
            after=wanted.get("after"),
            limit=limit + 1,
        )
        told = [telling.instance(row, instances.deployed_of(tx, row)) for row in rows[:limit]]
    return {
        "process_instances": told,
        "next": telling.following(told[-1]["id"]) if len(rows) > limit else None,
    }


def _reach(tx: Transaction, only: UUID | None) -> list[UUID]:
    if only is not None:
        return [sight.must_see(tx, only, door.actor()).residency.id]
    return [seen.residency.id for seen in sight.visible(tx, door.actor())]


@blueprint.get("/<uuid:instance_id>")
@blueprint.response(200, InstanceRead)
def show(instance_id: UUID) -> dict[str, Any]:
    """Read one run

    With where it stands at each step, and the tasks that are open now.
    """
    with door.reading() as tx:
        row = instances.get(tx, instance_id)
        _must_see(tx, row)
        deployed = instances.deployed_of(tx, row)
        return {
            **telling.instance(row, deployed),
            "steps": _steps(tx, row, deployed),
            "open_tasks": [
                {
                    "id": task.id,
                    "activity": task.activity_id,
                    "role": task.role,
                    "assignee": task.assignee,
                    "due_on": task.due_on,
                    "is_vacant": task.is_vacant,
                }
                for task in inbox.open_of_instance(tx, row.id)
            ],
        }


def _must_see(tx: Transaction, row: instances.ProcessInstance) -> None:
    """Raise InstanceNotFound unless the person may see the training; one without a training is the region's own."""
    by = door.actor()
    if row.residency_id is None:
        if f"administrator@region:{row.region}" not in by.keys:
            raise errors.InstanceNotFound(instance_id=row.id)
        return
    try:
        sight.must_see(tx, row.residency_id, by)
    except errors.ResidencyNotFound as exc:
        raise errors.InstanceNotFound(instance_id=row.id) from exc


def _steps(tx: Transaction, row: instances.ProcessInstance, deployed: Deployed) -> list[dict[str, Any]]:
    done: dict[str, int] = {}
    inside: dict[str, int] = {}
    for event in history.of_instance(tx, row.id):
        name = event.activity_id or ""
        if event.kind == Happening.ACTIVITY_ENTERED:
            inside[name] = inside.get(name, 0) + 1
        elif event.kind in (Happening.ACTIVITY_COMPLETED, Happening.ACTIVITY_CANCELLED):
            inside[name] = inside.get(name, 0) - 1
            done[name] = done.get(name, 0) + (event.kind == Happening.ACTIVITY_COMPLETED)
        elif event.kind == Happening.TASK_UNDONE:
            inside[name], done[name] = inside.get(name, 0) + 1, done.get(name, 0) - 1
    steps = [node for node in deployed.model.activities.values() if node.kind in process_definitions.STEPS]
    return [
        {**telling.step(node), "state": _state(row, inside.get(node.id, 0), times), "times": times}
        for node in steps
        for times in [done.get(node.id, 0)]
    ]


def _state(row: instances.ProcessInstance, inside: int, times: int) -> str:
    if inside > 0 and row.ended_at is None:
        return "now"
    return "done" if times else "next"


@blueprint.post("")
@blueprint.doc(parameters=[IDEMPOTENCY_KEY])
@blueprint.arguments(InstanceStart)
@blueprint.response(201, Instance)
@blueprint.alt_response(200, schema=Instance, description="Started before with this business key.", success=True)
def start(given: dict[str, Any]) -> Response:
    """Start a process by hand

    Only what the drawing lets one start without a message; everything else begins by itself.
    """
    content = {**given, "residency_id": str(given["residency_id"])}
    return door.once(lambda tx: _started(tx, given), content)


def _started(tx: Transaction, given: dict[str, Any]) -> tuple[dict[str, Any], int]:
    seen = sight.must_see(tx, given["residency_id"], door.actor())
    deployed = definitions.current(tx, given["process"])
    if not any(start.event.kind == "none" for start in deployed.model.starts):
        raise errors.NotStartedByHand
    key = given.get("business_key") or instances.next_business_key(tx, deployed.key, seen.residency.id)
    known = instances.find(tx, deployed.key, key)
    if known is not None and known.residency_id != seen.residency.id:
        raise errors.BusinessKeyTaken
    row = known or instances.start(
        tx,
        deployed.key,
        business_key=key,
        by=door.actor(),
        residency_id=seen.residency.id,
        region=seen.residency.region,
    )
    told = Instance().dump(telling.instance(row, instances.deployed_of(tx, row)))
    return dict(told), 200 if known is not None else 201
