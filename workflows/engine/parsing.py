"""Builds SpiffWorkflow's specification from a ProcessModel: one of our task specs per element."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

from workflows.engine import activities, attached, events, gateways, loops, nodes, people, scopes
from workflows.engine.process_model import ActivityMeta, ProcessModel
from workflows.engine.reach import Reach
from workflows.model import errors

if TYPE_CHECKING:
    from workflows.engine.activities import Activity
    from workflows.engine.nodes import Node

#: SpiffWorkflow looks tasks up by these names; an element that is called so is renamed inside.
RESERVED = frozenset(("Start", "End", "Root"))
ROOT = "Root"


class ProcessSpec(WorkflowSpec):
    """SpiffWorkflow's specification of one process, live and shared by all its instances."""

    def __init__(self, model: ProcessModel) -> None:
        super().__init__(name=model.key)
        self.model = model
        self.key = model.key
        self.root = nodes.Process(self, ActivityMeta(id=model.key, kind="process", name=model.name), ROOT)
        self.start = self.root
        self.reach = Reach(model)
        self._boundaries: dict[str, list[attached.BoundaryEvent]] = {}
        self._listeners: dict[str, list[attached.Listener]] = {}

    def name_of(self, element_id: str) -> str:
        """Return the name inside SpiffWorkflow of a drawn element."""
        is_taken = element_id in RESERVED or element_id.endswith((".EndJoin", ".instance"))
        return f"{element_id} (drawn)" if is_taken else element_id

    def node(self, element_id: str) -> Node:
        """Return the node of a drawn element; for a looping activity its body."""
        return self.task_specs[self.name_of(element_id)]

    def add(self, node: Node) -> None:
        """Remember which events hang on what."""
        if isinstance(node, attached.BoundaryEvent):
            self._boundaries.setdefault(node.meta.attached_to, []).append(node)
        elif isinstance(node, attached.Listener):
            around = self.model.activities[node.meta.parent].parent
            self._listeners.setdefault(around, []).append(node)

    def boundaries(self, activity_id: str) -> list[attached.BoundaryEvent]:
        """Return the boundary events of an activity."""
        return self._boundaries.get(activity_id, [])

    def listeners(self, scope_id: str) -> list[attached.Listener]:
        """Return the start events of the event sub-processes directly in a scope."""
        return self._listeners.get(scope_id, [])

    def start_of(self, scope_id: str, event_id: str) -> events.StartEvent:
        """Return the start event: the one named, else the none start, else the only one. Raises NoSuchStart."""
        starts = [n for n in self.model.children.get(scope_id, ()) if n.kind == "startEvent"]
        if event_id:
            starts = [n for n in starts if n.id == event_id]
        elif len(starts) > 1:
            starts = [n for n in starts if n.event.kind == "none"][:1]
        if not starts:
            raise errors.NoSuchStart(element=event_id or scope_id)
        return self.node(starts[0].id)


def build(model: ProcessModel) -> ProcessSpec:
    """Return the specification. Raises ExpressionFailed for an expression that does not parse."""
    spec = ProcessSpec(model)
    for meta in model.activities.values():
        spec.add(_node(spec, meta))
    for meta in model.activities.values():
        for flow in meta.outgoing:
            spec.node(meta.id).connect(spec.node(flow.target))
    return spec


def _node(spec: ProcessSpec, meta: ActivityMeta) -> Node:
    if meta.is_event_subprocess:
        return scopes.EventSubProcess(spec, meta)
    if meta.kind == "startEvent":
        around = spec.model.activities.get(meta.parent)
        is_listener = around is not None and around.is_event_subprocess
        return attached.Listener(spec, meta) if is_listener else events.StartEvent(spec, meta)
    if meta.kind in _PLAIN:
        return _PLAIN[meta.kind](spec, meta)
    if meta.kind == "intermediateCatchEvent":
        return nodes.PassThrough(spec, meta) if meta.event.kind == "link" else events.CatchEvent(spec, meta)
    kind = _activity(meta)
    if meta.loop is None:
        return kind(spec, meta)
    inner = kind(spec, meta, f"{meta.id}.instance", has_boundary=False)
    body = loops.StandardLoop if meta.loop.kind == "standard" else loops.MultiInstance
    return body(spec, meta, inner)


_PLAIN: dict[str, type[Node]] = {
    "exclusiveGateway": gateways.ExclusiveGateway,
    "parallelGateway": gateways.ParallelGateway,
    "inclusiveGateway": gateways.InclusiveGateway,
    "eventBasedGateway": events.EventGateway,
    "boundaryEvent": attached.BoundaryEvent,
    "intermediateThrowEvent": events.ThrowEvent,
    "endEvent": events.ThrowEvent,
}


def _activity(meta: ActivityMeta) -> type[Activity]:
    if meta.kind in ("subProcess", "transaction"):
        return scopes.SubProcess
    if meta.kind in ("userTask", "manualTask"):
        return people.UserTask
    if meta.kind == "callActivity":
        return activities.CallActivity
    if meta.kind == "receiveTask":
        return events.ReceiveTask
    if meta.task_definition is not None:
        return activities.ServiceTask
    if meta.kind == "businessRuleTask" and meta.called_decision:
        return activities.DecisionTask
    if meta.kind == "scriptTask":
        return activities.ScriptTask
    return activities.SendTask if meta.kind == "sendTask" else activities.NoneTask
