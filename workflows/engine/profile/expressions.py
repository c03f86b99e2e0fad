"""Checks of every expression: is it FEEL, can it be read, does it use names that something writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from workflows import feel
from workflows.engine import names, time
from workflows.engine.process_model import ActivityMeta
from workflows.engine.profile.subject import Subject

#: Names that are there without anything in the model writing them.
_COUNTERS = (
    "loopCounter numberOfInstances numberOfActiveInstances numberOfCompletedInstances numberOfTerminatedInstances"
)
GIVEN = frozenset(("case", "policy", "residency_id", *_COUNTERS.split()))
_PLACES = {
    "condition": ("villkoret", "the condition"),
    "input": ("inmappningen", "the input mapping"),
    "output": ("utmappningen", "the output mapping"),
    "script": ("skriptet", "the script"),
    "collection": ("samlingen", "the input collection"),
    "cardinality": ("antalet instanser", "the number of instances"),
    "completion": ("avslutsvillkoret", "the completion condition"),
    "element": ("utelementet", "the output element"),
    "loop": ("upprepningsvillkoret", "the loop condition"),
    "correlation": ("korrelationsnyckeln", "the correlation key"),
    "payload": ("meddelandets innehåll", "the message payload"),
    "timer": ("timern", "the timer"),
    "role": ("rollen (candidateGroups)", "the role (candidateGroups)"),
    "assignee": ("den tilldelade", "the assignee"),
    "due": ("förfallodagen", "the due date"),
    "priority": ("prioriteten", "the priority"),
    "signal": ("signalens namn", "the signal's name"),
    "process": ("processens namn", "the process's name"),
}
_FEEL_WORDS = ("feel",)
_EVALUATED = ("conditionExpression", "completionCondition", "loopCardinality", "loopCondition", "condition")


class Place(NamedTuple):
    """One expression: where it stands, its text, whether results of the activity are visible there."""

    kind: str
    text: str
    sees_results: bool = False


def check(subject: Subject) -> None:
    """Check all expressions of a process."""
    written = _written(subject)
    for meta in subject.activities():
        local = _locals(subject, meta)
        for place in places(meta):
            _check_place(subject, meta.id, meta.name or meta.id, place, written | local)
        _check_timer(subject, meta)
    for flow in subject.model.flows.values():
        if flow.condition:
            source = subject.model.activities.get(flow.source)
            local = _locals(subject, source) if source is not None else set()
            place = Place("condition", flow.condition)
            _check_place(subject, flow.id, flow.name or flow.id, place, written | local)
    _check_languages(subject)


def places(meta: ActivityMeta) -> Iterator[Place]:
    """Yield every FEEL text of a node; optional ``=`` texts only if they begin with it."""
    for mapped in meta.inputs:
        yield Place("input", mapped.source)
    for mapped in meta.outputs:
        yield Place("output", mapped.source, sees_results=True)
    if meta.script:
        yield Place("script", meta.script)
    if meta.event.condition:
        yield Place("condition", meta.event.condition)
    yield from _loop_places(meta)
    yield from _message_places(meta)
    optional = (
        ("role", meta.candidate_groups),
        ("assignee", meta.assignee),
        ("due", meta.schedule.due),
        ("due", meta.schedule.follow_up),
        ("priority", meta.priority),
        ("signal", meta.event.name if meta.event.kind == "signal" else ""),
        ("process", meta.called_process),
        ("timer", meta.event.timer.text if meta.event.timer is not None else ""),
    )
    yield from (Place(kind, text) for kind, text in optional if text.startswith("="))


def _loop_places(meta: ActivityMeta) -> Iterator[Place]:
    loop = meta.loop
    if loop is None:
        return
    texts = (
        ("collection", loop.collection, False),
        ("cardinality", loop.cardinality, False),
        ("completion", loop.completion, False),
        ("element", loop.output_element, True),
        ("loop", loop.condition, False),
    )
    yield from (Place(kind, text, sees) for kind, text, sees in texts if text)


def _message_places(meta: ActivityMeta) -> Iterator[Place]:
    message = meta.event.message
    if message is None:
        return
    if meta.kind in ("sendTask", "intermediateThrowEvent", "endEvent"):
        texts = (("correlation", message.sends), ("payload", message.payload))
    else:
        texts = (("correlation", message.correlation if meta.kind != "startEvent" else ""), ("payload", ""))
    yield from (Place(kind, text) for kind, text in texts if text)


def _check_place(subject: Subject, key: str, name: str, place: Place, known: set[str]) -> None:
    sv, en = _PLACES[place.kind]
    facts = {"name": name, "place": sv, "place_en": en}
    if not place.text.lstrip("= "):
        subject.report("expression-missing", key, **facts)
        return
    try:
        parsed = feel.parse(place.text)
    except feel.FeelSyntaxError as problem:
        why, why_en = _said(problem)
        subject.report("expression-unreadable", key, why=why, why_en=why_en, **facts)
        return
    except feel.FeelLimit as problem:
        subject.report("expression-unreadable", key, why=str(problem), why_en=str(problem), **facts)
        return
    if place.sees_results or "[" in place.text:
        return
    for variable in sorted(parsed.free_names - known - GIVEN):
        subject.report("name-unknown", key, variable=variable, **facts)


def _said(problem: Exception) -> tuple[str, str]:
    text = getattr(problem, "text", None)
    return (text("sv"), text("en")) if callable(text) else (str(problem), str(problem))


def _written(subject: Subject) -> set[str]:
    found = set(subject.model.meta.data_objects)
    for meta in subject.activities():
        found.update(m.target.partition(".")[0] for m in meta.outputs)
        found.update(meta.writes)
        found.update(meta.data_objects)
        found.add(meta.result_variable)
        if meta.loop is not None:
            found.add(meta.loop.output_collection)
    return found


def _locals(subject: Subject, meta: ActivityMeta) -> set[str]:
    """Return the names that only this node and what lies in it see."""
    found: set[str] = set()
    at: ActivityMeta | None = meta
    while at is not None:
        found.update(m.target.partition(".")[0] for m in at.inputs)
        if at.loop is not None:
            found.update((at.loop.element, at.loop.output_collection))
        at = subject.model.activities.get(at.parent)
    return found


def _check_timer(subject: Subject, meta: ActivityMeta) -> None:
    timer = meta.event.timer
    if timer is None or not timer.text or timer.text.startswith("="):
        return
    fits = {"date": not timer.text.startswith(("P", "R", "-")), "duration": timer.text.startswith("P")}
    if not time.is_iso(timer.text) or not fits.get(timer.kind, timer.text.startswith("R")):
        subject.report("timer-unreadable", meta, text=timer.text[:60])
    elif timer.kind == "cycle" and _fires_once(meta):
        subject.report("timer-cycle-place", meta)


def _fires_once(meta: ActivityMeta) -> bool:
    return meta.kind == "intermediateCatchEvent" or (meta.kind == "boundaryEvent" and meta.is_interrupting)


def _check_languages(subject: Subject) -> None:
    whole = names.attribute(subject.definitions.root, "expressionLanguage")
    for element in subject.element.iter(f"{{{names.BPMN}}}*"):
        language = names.attribute(element, "language") or (whole if names.local(element) in _EVALUATED else "")
        if language and names.text(element) and not language.lower().rstrip("/").endswith(_FEEL_WORDS):
            subject.report("expression-language", element.getparent(), language=language)
