"""``hr-events``: what the HR system tells; a hire starts a training."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from service.api import door
from service.api.parsing import Resource
from service.api.schemas.base import IDEMPOTENCY_KEY
from service.api.schemas.hires import Hired, Registered
from service.residency import hires, sight
from workflows.model import errors
from workflows.model.errors import FieldProblem
from workflows.transaction import Transaction

#: An employment or a person that another region has: nothing more is told.
_TAKEN = FieldProblem(
    "/employment_id", "Anställningen eller personen finns redan.", "The employment or the person is known already."
)
blueprint = Resource("hr-events", __name__, url_prefix="/api/v1/hr-events", description="What HR tells.")


@blueprint.post("")
@blueprint.doc(parameters=[IDEMPOTENCY_KEY])
@blueprint.arguments(Hired)
@blueprint.response(201, Registered, description="The training was started.")
@blueprint.alt_response(200, schema=Registered, description="The same hire again: the first answer.", success=True)
@blueprint.alt_response(409, "CONFLICT", description="Known with other facts; `facts.names` lists the fields.")
def receive(event: dict[str, Any]) -> Response:
    """Register a hire

    Starts the training: person, employment, roles and the residency process, all or nothing. The same employment
    with the same facts returns the first training with status 200; with other facts 409 lists the fields.
    """
    facts = {name: value for name, value in event.items() if name != "type"}
    return door.once(lambda tx: _registered(tx, facts), facts)


def _registered(tx: Transaction, facts: dict[str, Any]) -> tuple[dict[str, Any], int]:
    try:
        done = hires.register(tx, facts, by=door.actor())
    except errors.Conflict as known:
        if _sees(tx, UUID(known.facts["residency_id"])):
            raise
        raise errors.InvalidHire(fields=[_TAKEN]) from known
    if not _sees(tx, done.residency_id):
        raise errors.InvalidHire(fields=[_elsewhere(facts)])
    page = f"/residencies/{done.residency_id}"
    runs = f"/api/v1/process-instances?residency={done.residency_id}"
    links = {"self": page, "residency": page, "process_instances": runs}
    answer = {"residency_id": str(done.residency_id), "created": done.created, "links": links}
    return answer, 201 if done.created else 200


def _sees(tx: Transaction, residency_id: UUID) -> bool:
    try:
        sight.must_see(tx, residency_id, door.actor())
    except errors.ResidencyNotFound:
        return False
    return True


def _elsewhere(facts: dict[str, Any]) -> FieldProblem:
    """Say of another region's unit what is said of one that does not exist."""
    name = facts.get("unit")
    return FieldProblem("/unit", f"Det finns ingen enhet {name}.", f"There is no unit {name}.")
