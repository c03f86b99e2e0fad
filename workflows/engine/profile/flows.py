"""Checks of sequence flows, gateways, starts and ends: the standard's structure."""

from __future__ import annotations

from workflows.engine import names, normalise
from workflows.engine.names import Element
from workflows.engine.process_model import ActivityMeta, FlowMeta
from workflows.engine.profile.subject import Subject

_MAY_CHOOSE = normalise.ACTIVITIES | {"exclusiveGateway", "inclusiveGateway", "complexGateway"}


def check(subject: Subject) -> None:
    """Check every flow, node and scope."""
    _check_places(subject)
    for flow in subject.model.flows.values():
        _check_flow(subject, flow)
    for element, meta in subject.nodes():
        _check_ends(subject, meta)
        _check_choice(subject, element, meta)
        if meta.kind in normalise.GATEWAYS:
            _check_direction(subject, element, meta)
    for key, name, nodes in subject.scopes():
        _check_scope(subject, key, name, nodes)
    _check_lanes(subject)


def _check_places(subject: Subject) -> None:
    """A flow lies in the scope of both its ends."""
    for element in subject.element.iter(f"{{{names.BPMN}}}sequenceFlow"):
        flow = subject.model.flows.get(names.attribute(element, "id"))
        if flow is None:
            continue
        for word, end in (("sourceRef", flow.source), ("targetRef", flow.target)):
            if not end:
                subject.report("reference-missing", element, attribute=word, target="")


def _check_flow(subject: Subject, flow: FlowMeta) -> None:
    nodes = subject.model.activities
    source, target = nodes.get(flow.source), nodes.get(flow.target)
    if source is None or target is None:
        missing = flow.source if source is None else flow.target
        elsewhere = _is_node(subject, missing)
        subject.report("flow-across" if elsewhere else "flow-wrong-node", flow.id, name=flow.name or flow.id)
        return
    if source.parent != target.parent:
        subject.report("flow-across", flow.id, name=flow.name or flow.id)
    if target.kind == "startEvent":
        subject.report("flow-into-start", target)
    if source.kind == "endEvent":
        subject.report("flow-out-of-end", source)
    if target.kind == "boundaryEvent":
        subject.report("flow-into-boundary", target)


def _is_node(subject: Subject, key: str) -> bool:
    if not key:
        return False
    root = subject.definitions.root
    found = (e for e in root.iter(f"{{{names.BPMN}}}*") if e.get("id") == key)
    return any(names.local(e) in normalise.NODES for e in found)


def _check_ends(subject: Subject, meta: ActivityMeta) -> None:
    is_link = meta.event.kind == "link"
    if meta.is_event_subprocess:
        if meta.incoming or meta.outgoing:
            subject.report("event-subprocess-flow", meta)
        return
    if meta.kind == "boundaryEvent" and not meta.outgoing:
        subject.report("boundary-without-flow", meta)
    elif not meta.outgoing and meta.kind != "endEvent" and not is_link:
        subject.report("no-outgoing", meta)
    if not meta.incoming and meta.kind not in ("startEvent", "boundaryEvent") and not is_link:
        subject.report("no-incoming", meta)


def _check_choice(subject: Subject, element: Element, meta: ActivityMeta) -> None:
    flows = [flow for flow in meta.outgoing if flow.id]
    if meta.default_flow:
        if meta.kind not in _MAY_CHOOSE:
            subject.report("default-not-allowed", meta)
        elif meta.default_flow not in {flow.id for flow in flows}:
            subject.report("default-wrong", meta)
    conditional = [flow for flow in flows if flow.condition]
    for flow in conditional:
        if meta.kind not in _MAY_CHOOSE:
            subject.report("condition-not-allowed", flow.id, name=flow.name or flow.id)
        elif flow.id == meta.default_flow:
            subject.report("default-with-condition", flow.id, name=flow.name or flow.id)
    if meta.kind in ("exclusiveGateway", "inclusiveGateway") and len(flows) > 1:
        for flow in flows:
            if flow.id != meta.default_flow and not flow.condition:
                subject.report("condition-missing", flow.id, name=flow.name or flow.id)
    if conditional and len(flows) == 1:
        subject.report("condition-alone", meta)
    elif meta.kind in normalise.ACTIVITIES and len(flows) > 1 and len(conditional) == len(flows):
        subject.report("only-conditional", meta)


def _check_direction(subject: Subject, element: Element, meta: ActivityMeta) -> None:
    direction = element.get("gatewayDirection", "Unspecified")
    several_in, several_out = len(meta.incoming) > 1, len(meta.outgoing) > 1
    wrong = {
        "Converging": several_out,
        "Diverging": several_in,
        "Mixed": not (several_in and several_out),
    }
    if wrong.get(direction, False):
        subject.report("gateway-direction", meta, direction=direction)


def _check_scope(subject: Subject, key: str, name: str, nodes: tuple[ActivityMeta, ...]) -> None:
    starts = [node for node in nodes if node.kind == "startEvent"]
    around = subject.model.activities.get(key)
    if not starts:
        subject.report("start-missing", key, name=name)
    if not any(node.kind == "endEvent" for node in nodes):
        subject.report("end-missing", key, name=name)
    if around is None and sum(start.event.kind == "none" for start in starts) > 1:
        subject.report("starts-several", key, name=name)
    elif around is not None and starts and not _fits(around, starts):
        subject.report("event-subprocess-start" if around.is_event_subprocess else "subprocess-start-kind", around)


def _fits(around: ActivityMeta, starts: list[ActivityMeta]) -> bool:
    has_trigger = starts[0].event.kind != "none"
    return len(starts) == 1 and has_trigger == around.is_event_subprocess


def _check_lanes(subject: Subject) -> None:
    for holder in subject.element.iter(f"{{{names.BPMN}}}laneSet", f"{{{names.BPMN}}}childLaneSet"):
        seen: set[str] = set()
        for lane in names.bpmn(holder, "lane"):
            for reference in names.bpmn(lane, "flowNodeRef"):
                target = names.qname(names.text(reference))
                if target in seen:
                    about = subject.model.activities.get(target)
                    subject.report("lane-node-twice", about or target)
                elif target not in subject.model.activities:
                    subject.report("lane-reference", lane, target=target)
                seen.add(target)
