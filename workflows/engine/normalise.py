"""Turns a BPMN document into ProcessModels: references resolved, links made flows, lanes made roles."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from workflows.engine import extensions, names
from workflows.engine.names import RANDA, ZEEBE, Element
from workflows.engine.process_model import ActivityMeta, EventMeta, FlowMeta, ProcessMeta, ProcessModel, TimerMeta

ACTIVITIES = frozenset(
    [
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "businessRuleTask",
        "scriptTask",
        "sendTask",
        "receiveTask",
        "subProcess",
        "transaction",
        "adHocSubProcess",
        "callActivity",
    ]
)
GATEWAYS = frozenset(["exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway"])
EVENTS = frozenset(["startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"])
NODES = ACTIVITIES | GATEWAYS | EVENTS
SCOPES = frozenset(["subProcess", "transaction", "adHocSubProcess"])
DEFINITION = "EventDefinition"


@dataclass(slots=True)
class Definitions:
    """What hangs on bpmn:definitions, by id: messages, signals, errors, escalations, and reusable event definitions."""

    root: Element
    by_id: dict[str, Element]

    @classmethod
    def of(cls, root: Element) -> Definitions:
        """Index the document's root elements; the first of a doubled id counts."""
        by_id: dict[str, Element] = {}
        for child in names.bpmn_children(root):
            by_id.setdefault(names.attribute(child, "id"), child)
        return cls(root, by_id)

    def find(self, reference: str, kind: str) -> Element | None:
        """Return the root element of this kind that *reference* names."""
        found = self.by_id.get(names.qname(reference)) if reference else None
        return found if found is not None and names.local(found) == kind else None

    def processes(self) -> list[Element]:
        """Return all bpmn:process elements."""
        return list(names.bpmn(self.root, "process"))


def process(definitions: Definitions, element: Element, sha256: str) -> ProcessModel:
    """Return the model of one bpmn:process; broken references come out empty, for the profile to report."""
    reader = _ProcessReader(definitions, element)
    reader.scope(element, names.attribute(element, "id"), "")
    nodes = _with_links(_connect(reader.nodes, reader.flows))
    return ProcessModel(
        key=names.attribute(element, "id"),
        name=names.attribute(element, "name") or names.attribute(element, "id"),
        name_en=extensions.translated(element, "name"),
        sha256=sha256,
        activities=nodes,
        flows=reader.flows,
        meta=_process_meta(element, reader),
    )


def _process_meta(element: Element, reader: _ProcessReader) -> ProcessMeta:
    return ProcessMeta(
        deadline_policy=extensions.deadline_policy(element),
        serves=extensions.serves(element),
        doc=names.text(names.first(element, "documentation")),
        doc_en=extensions.translated(element, "doc"),
        version_tag=names.attribute(names.extension(element, ZEEBE, "versionTag"), "value"),
        lanes=tuple(reader.lanes),
        data_objects=reader.data_objects(element),
    )


class _ProcessReader:
    """Walks one process and collects its nodes and flows."""

    def __init__(self, definitions: Definitions, element: Element) -> None:
        self.definitions = definitions
        self.nodes: dict[str, ActivityMeta] = {}
        self.flows: dict[str, FlowMeta] = {}
        #: (id, name, role) of every lane, outer before inner.
        self.lanes: list[tuple[str, str, str]] = []
        self._lane_of: dict[str, tuple[str, str]] = {}
        self._data: dict[str, str] = {}
        for holder in element.iter(f"{{{names.BPMN}}}laneSet"):
            if names.parent_name(holder) != "lane":
                self._read_lanes(holder, "")
        for item in element.iter(f"{{{names.BPMN}}}dataObject", f"{{{names.BPMN}}}dataObjectReference"):
            self._data[names.attribute(item, "id")] = _variable(item)

    def scope(self, element: Element, key: str, lane: str) -> None:
        """Read the nodes and flows of a process or sub-process."""
        for child in names.bpmn_children(element):
            kind = names.local(child)
            if kind == "sequenceFlow":
                flow = _flow(child)
                self.flows[flow.id] = flow
            elif kind in NODES:
                meta = self._node(child, kind, key, lane)
                self.nodes[meta.id] = meta
                if kind in SCOPES:
                    self.scope(child, meta.id, meta.lane)

    def data_objects(self, element: Element) -> tuple[str, ...]:
        """Return the variables of the data objects declared directly in this scope."""
        return tuple(dict.fromkeys(_variable(item) for item in names.bpmn(element, "dataObjectReference")))

    def _read_lanes(self, holder: Element, outer_role: str) -> None:
        for lane in names.bpmn(holder, "lane"):
            key = names.attribute(lane, "id")
            role = names.attribute(names.extension(lane, RANDA, "role"), "ref") or outer_role
            self.lanes.append((key, names.attribute(lane, "name"), role))
            for reference in names.bpmn(lane, "flowNodeRef"):
                self._lane_of[names.qname(names.text(reference))] = (key, role)
            for inner in names.bpmn(lane, "childLaneSet"):
                self._read_lanes(inner, role)

    def _node(self, element: Element, kind: str, parent: str, outer_lane: str) -> ActivityMeta:
        key = names.attribute(element, "id")
        lane, role = self._lane_of.get(key, (outer_lane, self._role_of_lane(outer_lane)))
        return ActivityMeta(
            id=key,
            kind=kind,
            parent=parent,
            lane=lane,
            role=role,
            event=self._event(element, kind),
            loop=extensions.loop(element),
            attached_to=names.qname(names.attribute(element, "attachedToRef")),
            is_interrupting=_is_interrupting(element, kind),
            is_event_subprocess=names.is_true(element, "triggeredByEvent"),
            default_flow=names.qname(names.attribute(element, "default")),
            writes=tuple(self._writes(element)),
            data_objects=self.data_objects(element) if kind in SCOPES else (),
            **extensions.read(element),
        )

    def _role_of_lane(self, lane: str) -> str:
        return next((role for key, _, role in self.lanes if key == lane), "")

    def _writes(self, element: Element) -> Iterator[str]:
        for association in names.bpmn(element, "dataOutputAssociation"):
            target = names.qname(names.text(names.first(association, "targetRef")))
            if target in self._data:
                yield self._data[target]

    def _event(self, element: Element, kind: str) -> EventMeta:
        if kind in ("sendTask", "receiveTask"):
            return EventMeta("message", message=self._message(names.attribute(element, "messageRef")))
        if kind not in EVENTS:
            return EventMeta()
        found = list(self._event_definitions(element))
        if not found:
            return EventMeta()
        return self._definition(found[0]) if len(found) == 1 else EventMeta("multiple")

    def _event_definitions(self, element: Element) -> Iterator[Element]:
        for child in names.bpmn_children(element):
            if names.local(child).endswith(DEFINITION):
                yield child
        for reference in names.bpmn(element, "eventDefinitionRef"):
            found = self.definitions.by_id.get(names.qname(names.text(reference)))
            if found is not None:
                yield found

    def _definition(self, element: Element) -> EventMeta:
        kind = names.local(element).removesuffix(DEFINITION)
        if kind == "message":
            return EventMeta("message", message=self._message(names.attribute(element, "messageRef")))
        if kind == "timer":
            return EventMeta("timer", timer=_timer(element))
        if kind == "signal":
            return EventMeta("signal", name=self._name("signal", element))
        if kind in ("error", "escalation"):
            return EventMeta(kind, code=self._code(kind, element))  # type: ignore[arg-type]
        if kind == "conditional":
            return EventMeta("conditional", condition=names.text(names.first(element, "condition")))
        if kind == "link":
            return EventMeta("link", name=names.attribute(element, "name"))
        if kind in ("compensate", "terminate", "cancel"):
            return EventMeta(kind)  # type: ignore[arg-type]
        return EventMeta("multiple")

    def _message(self, reference: str) -> extensions.MessageMeta | None:
        found = self.definitions.find(reference, "message")
        return None if found is None else extensions.message(found)

    def _name(self, kind: str, element: Element) -> str:
        found = self.definitions.find(names.attribute(element, f"{kind}Ref"), kind)
        return names.attribute(found, "name") or names.attribute(found, "id")

    def _code(self, kind: str, element: Element) -> str | None:
        found = self.definitions.find(names.attribute(element, f"{kind}Ref"), kind)
        return names.attribute(found, f"{kind}Code") or None


def _variable(item: Element) -> str:
    name = names.attribute(item, "name")
    return name if name.isidentifier() else names.attribute(item, "id")


def _flow(element: Element) -> FlowMeta:
    return FlowMeta(
        id=names.attribute(element, "id"),
        source=names.qname(names.attribute(element, "sourceRef")),
        target=names.qname(names.attribute(element, "targetRef")),
        name=names.attribute(element, "name"),
        name_en=extensions.translated(element, "name"),
        condition=names.text(names.first(element, "conditionExpression")),
    )


def _timer(element: Element) -> TimerMeta | None:
    for word, kind in (("timeDate", "date"), ("timeDuration", "duration"), ("timeCycle", "cycle")):
        found = names.first(element, word)
        if found is not None:
            return TimerMeta(kind, names.text(found))  # type: ignore[arg-type]
    return None


def _is_interrupting(element: Element, kind: str) -> bool:
    word = "cancelActivity" if kind == "boundaryEvent" else "isInterrupting"
    return names.attribute(element, word) not in ("false", "0")


def _connect(nodes: dict[str, ActivityMeta], flows: dict[str, FlowMeta]) -> dict[str, ActivityMeta]:
    into: dict[str, list[FlowMeta]] = {}
    out: dict[str, list[FlowMeta]] = {}
    for flow in flows.values():
        into.setdefault(flow.target, []).append(flow)
        out.setdefault(flow.source, []).append(flow)
    return {
        key: dataclasses.replace(node, incoming=tuple(into.get(key, ())), outgoing=tuple(out.get(key, ())))
        for key, node in nodes.items()
    }


def _with_links(nodes: dict[str, ActivityMeta]) -> dict[str, ActivityMeta]:
    """Give every link throw a flow to the catch of that name in its scope (not drawn, so not in history)."""
    links = [node for node in nodes.values() if node.event.kind == "link"]
    catches = {(n.parent, n.event.name): n for n in links if n.kind == "intermediateCatchEvent"}
    for throw in links:
        catch = catches.get((throw.parent, throw.event.name))
        if throw.kind == "intermediateThrowEvent" and catch is not None:
            jump = FlowMeta(id="", source=throw.id, target=catch.id)
            nodes[throw.id] = dataclasses.replace(nodes[throw.id], outgoing=(*nodes[throw.id].outgoing, jump))
            nodes[catch.id] = dataclasses.replace(nodes[catch.id], incoming=(*nodes[catch.id].incoming, jump))
    return nodes
