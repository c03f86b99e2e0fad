"""``messages``: tell a waiting process that something has happened outside the house."""

from __future__ import annotations

from typing import Any

from flask import Response

from service.api import door
from service.api.parsing import Resource
from service.api.schemas.base import IDEMPOTENCY_KEY
from service.api.schemas.processes import MessageKept, MessageSent
from service.i18n import texts
from service.residency import sight
from workflows import definitions, messages
from workflows.model import errors, values
from workflows.model.errors import FieldProblem
from workflows.transaction import Transaction

blueprint = Resource("messages", __name__, url_prefix="/api/v1/messages", description="Messages to waiting processes.")
#: Sent by ``residency.hires`` alone, together with the record it belongs to.
_RESERVED = "hire.registered"


@blueprint.post("")
@blueprint.doc(parameters=[IDEMPOTENCY_KEY])
@blueprint.arguments(MessageSent)
@blueprint.response(202, MessageKept, description="Kept; its receiver gets it, once.")
def send(given: dict[str, Any]) -> Response:
    """Send a message

    It goes to exactly one token that waits for this name and correlation, or starts the process that begins with
    it; when nobody waits yet, it waits for thirty days.
    """
    content = {**given, "residency_id": str(given["residency_id"])}
    return door.once(lambda tx: _sent(tx, given), content)


def _sent(tx: Transaction, given: dict[str, Any]) -> tuple[dict[str, Any], int]:
    seen = sight.must_see(tx, given["residency_id"], door.actor())
    _check_name(tx, given["name"])
    row = messages.send(
        tx,
        given["name"],
        correlation=given.get("correlation") or str(seen.residency.id),
        payload=_payload(given["payload"]),
        residency_id=seen.residency.id,
        region=seen.residency.region,
        by=door.actor(),
    )
    return {"message_id": str(row.id), "links": {"residency": f"/residencies/{seen.residency.id}"}}, 202


def _check_name(tx: Transaction, name: str) -> None:
    if name == _RESERVED:
        raise errors.Invalid(fields=[_problem("/name", "reserved_message")])
    if not any(name in deployed.model.uses.messages for deployed in definitions.listed(tx)):
        raise errors.Invalid(fields=[_problem("/name", "unknown_message")])


def _payload(given: dict[str, Any]) -> dict[str, Any]:
    try:
        return dict(values.from_plain(given))
    except values.NotStorable as exc:
        raise errors.Invalid(fields=[_problem("/payload", "at_key")]) from exc


def _problem(pointer: str, key: str) -> FieldProblem:
    return FieldProblem(pointer, texts.t(f"api.{key}", "sv"), texts.t(f"api.{key}", "en"))
