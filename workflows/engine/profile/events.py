"""Checks of events: which kinds may stand where, and what each kind must say."""

from __future__ import annotations

from workflows.engine import names, normalise
from workflows.engine.names import Element
from workflows.engine.process_model import ActivityMeta
from workflows.engine.profile.subject import Subject

_ALLOWED = {
    "process start": frozenset(("none", "message", "timer", "signal", "conditional")),
    "event sub-process start": frozenset(("message", "timer", "signal", "conditional", "error", "escalation")),
    "intermediateCatchEvent": frozenset(("message", "timer", "signal", "conditional", "link")),
    "intermediateThrowEvent": frozenset(("none", "message", "signal", "escalation", "link")),
    "endEvent": frozenset(("none", "message", "signal", "error", "escalation", "terminate", "cancel")),
    "boundaryEvent": frozenset(("message", "timer", "signal", "conditional", "error", "escalation", "cancel")),
}
_EXECUTED_STARTS = frozenset(("none", "message", "timer", "signal"))
_AFTER_GATEWAY = frozenset(("message", "timer", "signal", "conditional"))


def check(subject: Subject) -> None:
    """Check every event, receive and send task, and event gateway."""
    for element, meta in subject.nodes():
        if meta.kind in normalise.EVENTS:
            _check_kind(subject, meta)
            _check_definitions(subject, element, meta)
        if meta.kind == "boundaryEvent":
            _check_boundary(subject, meta)
        if meta.kind == "eventBasedGateway":
            _check_gateway(subject, element, meta)
        if meta.kind == "receiveTask" and names.is_true(element, "instantiate"):
            subject.report("instantiating-receive", meta)
        if meta.kind == "receiveTask" and meta.event.message is None:
            subject.report("message-missing", meta)
        if meta.kind == "transaction":
            _check_transaction(subject, meta)
    _check_links(subject)
    _check_catchers(subject)


def _check_kind(subject: Subject, meta: ActivityMeta) -> None:
    where, kind = meta.kind, meta.event.kind
    around = subject.model.activities.get(meta.parent)
    if kind == "multiple":
        subject.report("event-several", meta)
        return
    if kind == "compensate":
        return  # reported where it stands in the document
    if where == "startEvent":
        if around is not None and not around.is_event_subprocess:
            return  # the sub-process is reported
        where = "process start" if around is None else "event sub-process start"
    if kind == "none" and where in ("event sub-process start", "boundaryEvent"):
        if where == "boundaryEvent":
            subject.report("event-kind", meta, event=kind, where=where)
        return
    if kind not in _ALLOWED[where]:
        subject.report("event-kind", meta, event=kind, where=where)
    elif where == "process start" and kind not in _EXECUTED_STARTS:
        subject.report("start-kind", meta, event=kind)
    if kind == "error" and where in ("event sub-process start", "boundaryEvent") and not meta.is_interrupting:
        subject.report("must-interrupt", meta, event="error")
    if kind == "cancel" and where == "boundaryEvent" and not meta.is_interrupting:
        subject.report("must-interrupt", meta, event="cancel")


def _check_definitions(subject: Subject, element: Element, meta: ActivityMeta) -> None:
    event, throws = meta.event, meta.kind in ("endEvent", "intermediateThrowEvent")
    if event.kind == "message" and event.message is None:
        subject.report("message-missing", meta)
    if event.kind == "signal" and not event.name:
        subject.report("signal-missing", meta)
    if event.kind == "error" and throws and not event.code:
        subject.report("error-missing", meta)
    if event.kind == "escalation" and throws and not event.code:
        subject.report("escalation-missing", meta)
    if event.kind == "timer":
        _check_timer(subject, element, meta)
    if event.kind == "conditional" and not event.condition:
        subject.report("condition-event-empty", meta)
    if event.kind == "link" and not event.name:
        subject.report("link-name-missing", meta)
    if event.kind == "cancel" and meta.kind == "endEvent" and not _in_transaction(subject, meta):
        subject.report("cancel-outside-transaction", meta)


def _check_timer(subject: Subject, element: Element, meta: ActivityMeta) -> None:
    found = [
        child
        for definition in names.bpmn(element, "timerEventDefinition")
        for child in names.bpmn_children(definition)
        if names.local(child).startswith("time")
    ]
    if (
        (names.first(element, "timerEventDefinition") is not None and len(found) != 1)
        or meta.event.timer is None
        or not meta.event.timer.text
    ):
        subject.report("timer-definition", meta)


def _in_transaction(subject: Subject, meta: ActivityMeta) -> bool:
    around = subject.model.activities.get(meta.parent)
    return around is not None and around.kind == "transaction"


def _check_boundary(subject: Subject, meta: ActivityMeta) -> None:
    host = subject.model.activities.get(meta.attached_to)
    if host is None or host.kind not in normalise.ACTIVITIES or host.parent != meta.parent or host.is_event_subprocess:
        subject.report("boundary-host", meta)
    elif meta.event.kind == "cancel" and host.kind != "transaction":
        subject.report("cancel-outside-transaction", meta)


def _check_transaction(subject: Subject, meta: ActivityMeta) -> None:
    inner = subject.model.children.get(meta.id, ())
    cancels = any(node.kind == "endEvent" and node.event.kind == "cancel" for node in inner)
    caught = any(node.attached_to == meta.id and node.event.kind == "cancel" for node in subject.activities())
    if cancels and not caught:
        subject.report("cancel-uncaught", meta)


def _check_gateway(subject: Subject, element: Element, meta: ActivityMeta) -> None:
    if names.is_true(element, "instantiate") or element.get("eventGatewayType") == "Parallel":
        subject.report("instantiating-receive", meta)
    if len(meta.outgoing) < 2:
        subject.report("event-gateway-few", meta)
    targets = [subject.model.activities[f.target] for f in meta.outgoing if f.target in subject.model.activities]
    for target in targets:
        is_event = target.kind == "intermediateCatchEvent" and target.event.kind in _AFTER_GATEWAY
        if not is_event and target.kind != "receiveTask":
            subject.report("event-gateway-target", meta)
        elif len(target.incoming) > 1:
            subject.report("event-gateway-shared", target)
        if target.kind == "receiveTask" and any(n.attached_to == target.id for n in subject.activities()):
            subject.report("event-gateway-boundary", target)
    kinds = {target.kind if target.kind == "receiveTask" else target.event.kind for target in targets}
    if {"receiveTask", "message"} <= kinds:
        subject.report("event-gateway-mixed", meta)


def _check_catchers(subject: Subject) -> None:
    """Two events that catch the same error, escalation or cancellation at the same place leave it open who does."""
    seen: dict[tuple[str, str, str | None], ActivityMeta] = {}
    for meta in subject.activities():
        around = subject.model.activities.get(meta.parent)
        is_listener = meta.kind == "startEvent" and around is not None and around.is_event_subprocess
        if meta.event.kind not in ("error", "escalation", "cancel") or not (meta.attached_to or is_listener):
            continue
        place = meta.attached_to or f"{around.parent if around is not None else ''} inside"
        other = seen.setdefault((place, meta.event.kind, meta.event.code), meta)
        if other is not meta:
            subject.report("catcher-doubled", meta, event=meta.event.kind, other=other.name or other.id)


def _check_links(subject: Subject) -> None:
    links = [meta for meta in subject.activities() if meta.event.kind == "link" and meta.event.name]
    throws = [m for m in links if m.kind == "intermediateThrowEvent"]
    catches = [m for m in links if m.kind == "intermediateCatchEvent"]
    for throw in throws:
        if not any((c.parent, c.event.name) == (throw.parent, throw.event.name) for c in catches):
            subject.report("link-without-target", throw)
        if any(flow.id for flow in throw.outgoing):
            subject.report("link-flow", throw)
    for catch in catches:
        twins = [c for c in catches if (c.parent, c.event.name) == (catch.parent, catch.event.name)]
        if len(twins) > 1:
            subject.report("link-doubled", catch)
        if not any((t.parent, t.event.name) == (catch.parent, catch.event.name) for t in throws):
            subject.report("link-without-source", catch)
        if any(flow.id for flow in catch.incoming):
            subject.report("link-flow", catch)
