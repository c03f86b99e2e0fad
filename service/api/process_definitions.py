"""``process-definitions``: which processes there are, what their steps are, and their drawings."""

from __future__ import annotations

from typing import Any

from flask import Response

from service.api import door, telling
from service.api.parsing import Resource
from service.api.schemas.processes import DefinitionRead, Definitions
from workflows import definitions

blueprint = Resource(
    "process-definitions",
    __name__,
    url_prefix="/api/v1/process-definitions",
    description="Processes, newest version of each.",
)
#: What is told as a step: what people and machines do, not how tokens are led.
STEPS = frozenset(
    {
        "userTask", "manualTask", "serviceTask", "businessRuleTask", "scriptTask", "sendTask", "receiveTask",
        "callActivity", "intermediateCatchEvent",
    }
)  # fmt: skip


@blueprint.get("")
@blueprint.response(200, Definitions)
def show_all() -> dict[str, Any]:
    """List processes"""
    with door.reading() as tx:
        return {"process_definitions": [telling.definition(deployed) for deployed in definitions.listed(tx)]}


@blueprint.get("/<key>")
@blueprint.response(200, DefinitionRead)
def show(key: str) -> dict[str, Any]:
    """Read one process"""
    with door.reading() as tx:
        deployed = definitions.current(tx, key)
    uses = deployed.model.uses
    return {
        **telling.definition(deployed),
        "steps": [telling.step(node) for node in deployed.model.activities.values() if node.kind in STEPS],
        "roles": sorted(uses.roles),
        "forms": sorted(uses.forms),
        "decisions": sorted(uses.decisions),
        "messages": sorted(uses.messages),
    }


@blueprint.get("/<key>/bpmn")
@blueprint.response(200, {"type": "string"}, content_type="application/xml", description="BPMN 2.0 as deployed.")
def drawing(key: str) -> Response:
    """Read the drawing of a process"""
    with door.reading() as tx:
        deployed = definitions.current(tx, key)
        text = definitions.bpmn_text(tx, deployed.id)
    name = f'attachment; filename="{deployed.key}-{deployed.version}.bpmn"'
    return Response(text, content_type="application/xml; charset=utf-8", headers={"Content-Disposition": name})
