"""Checks of the document: ids, references, known elements, pools, what is not executed at all."""

from __future__ import annotations

import re
from collections import Counter

from workflows.engine import names, normalise
from workflows.engine.names import Element
from workflows.engine.profile import rules
from workflows.engine.profile.subject import Subject

_NCNAME = re.compile(r"^[^\W\d][\w.\-]*$")
_BPMN = f"{{{names.BPMN}}}*"
_NOT_EXECUTED = {
    "complexGateway": "complex-gateway",
    "adHocSubProcess": "ad-hoc",
    "dataStoreReference": "data-store",
    "ioSpecification": "io-specification",
    "compensateEventDefinition": "compensation",
}
_GLOBAL_TASKS = frozenset(
    ("globalTask", "globalUserTask", "globalManualTask", "globalScriptTask", "globalBusinessRuleTask")
)
_CHOREOGRAPHIES = frozenset(("choreography", "globalChoreographyTask"))
#: What may stand in a process or sub-process besides nodes; it is drawn, not executed.
_BESIDE_WORDS = """
    documentation extensionElements sequenceFlow laneSet dataObject dataObjectReference dataStoreReference
    textAnnotation association group property auditing monitoring ioSpecification ioBinding supportedInterfaceRef
    resourceRole performer humanPerformer potentialOwner correlationSubscription artifact supports category incoming
    outgoing multiInstanceLoopCharacteristics standardLoopCharacteristics loopCharacteristics
    dataInputAssociation dataOutputAssociation completionCondition
"""
_BESIDE = frozenset(_BESIDE_WORDS.split())
#: What may stand in a node.
_INSIDE_WORDS = """
    script dataInput dataOutput inputSet outputSet eventDefinitionRef messageEventDefinition timerEventDefinition
    signalEventDefinition errorEventDefinition escalationEventDefinition conditionalEventDefinition linkEventDefinition
    terminateEventDefinition cancelEventDefinition compensateEventDefinition rendering activationCondition
"""
_INSIDE = frozenset(_INSIDE_WORDS.split())
_BOOLEANS = ("isExecutable", "triggeredByEvent", "isSequential", "testBefore", "cancelActivity", "isInterrupting")
#: Attributes that name an element of the file (or, for some, of the whole world).
_REFERENCES = (
    "messageRef",
    "signalRef",
    "errorRef",
    "escalationRef",
    "sourceRef",
    "targetRef",
    "attachedToRef",
    "default",
)
_ROOT_NAMES = {"message": "name", "signal": "name"}


def check_file(definitions: normalise.Definitions) -> list[rules.Finding]:
    """Return findings about the whole file, which go to each of its processes."""
    found: list[rules.Finding] = []
    root = definitions.root
    counted = Counter(e.get("id") for e in root.iter(_BPMN) if e.get("id"))
    found += [rules.finding("id-duplicate", key) for key, times in counted.items() if times > 1]
    for child in names.bpmn_children(root):
        kind = names.local(child)
        if kind in _CHOREOGRAPHIES:
            found.append(rules.finding("choreography", names.attribute(child, "id")))
        elif kind == "import":
            found.append(rules.finding("import-ignored", None, name=names.attribute(child, "location")))
        elif kind in _ROOT_NAMES and not names.attribute(child, _ROOT_NAMES[kind]):
            found.append(rules.finding("root-name-missing", names.attribute(child, "id"), kind=kind))
        elif kind == "collaboration":
            found += _collaboration(definitions, child)
    return found


def _collaboration(definitions: normalise.Definitions, element: Element) -> list[rules.Finding]:
    found: list[rules.Finding] = []
    pool_of: dict[str, str] = {}
    processes = {names.attribute(p, "id"): p for p in definitions.processes()}
    for participant in names.bpmn(element, "participant"):
        key, process = names.attribute(participant, "id"), names.qname(names.attribute(participant, "processRef"))
        pool_of[key] = key
        if process in processes:
            for node in processes[process].iter(_BPMN):
                pool_of[names.attribute(node, "id")] = key
        elif process:
            name = names.attribute(participant, "name") or key
            found.append(rules.finding("participant-unknown", key, name=name))
    for flow in names.bpmn(element, "messageFlow"):
        ends = [pool_of.get(names.qname(names.attribute(flow, end))) for end in ("sourceRef", "targetRef")]
        if ends[0] is not None and ends[0] == ends[1]:
            key = names.attribute(flow, "id")
            found.append(rules.finding("message-flow-inside", key, name=names.attribute(flow, "name") or key))
    return found


def check(subject: Subject) -> None:
    """Check the elements of one process one by one."""
    if not names.is_true(subject.element, "isExecutable"):
        subject.report("not-executable", subject.element)
    _check_id(subject, subject.element)
    known = {names.attribute(e, "id") for e in subject.definitions.root.iter(_BPMN)}
    for element in subject.element.iterdescendants(_BPMN):
        kind = names.local(element)
        if kind in normalise.NODES or kind == "sequenceFlow":
            _check_id(subject, element)
            _check_quantity(subject, element)
        if kind in _NOT_EXECUTED:
            subject.report(_NOT_EXECUTED[kind], element if element.get("id") else element.getparent())
        if names.is_true(element, "isForCompensation"):
            subject.report("compensation", element)
        _check_references(subject, element, known)
        if not _is_known(element, kind):
            subject.report("element-unknown", element, kind=kind)
        _check_booleans(subject, element)
    _check_strangers(subject)
    _check_global_tasks(subject)
    _check_depth(subject)


def _is_known(element: Element, kind: str) -> bool:
    around = names.parent_name(element)
    if around in ("process", *normalise.SCOPES):
        return kind in normalise.NODES or kind in _BESIDE
    return around not in normalise.NODES or kind in _INSIDE or kind in _BESIDE


def _check_booleans(subject: Subject, element: Element) -> None:
    for word in _BOOLEANS:
        value = element.get(word)
        if value is not None and value.strip() not in ("true", "false", "1", "0"):
            subject.report("boolean-invalid", element, attribute=word, value=value)


def _check_strangers(subject: Subject) -> None:
    """Elements of other namespaces belong into extensionElements; elsewhere they would be lost silently."""
    for element in subject.element.iter(f"{{{names.BPMN}}}*"):
        if names.local(element) in ("process", "sequenceFlow") or names.local(element) in normalise.NODES:
            for child in element:
                if names.namespace(child) != names.BPMN:
                    subject.report("element-unknown", element, kind=names.local(child))


def _check_id(subject: Subject, element: Element) -> None:
    key = element.get("id")
    if not key:
        subject.report("id-missing", element, kind=names.local(element))
    elif not _NCNAME.match(key):
        subject.report("id-invalid", element, name=key)


def _check_quantity(subject: Subject, element: Element) -> None:
    if any(element.get(word, "1") != "1" for word in ("startQuantity", "completionQuantity")):
        subject.report("token-quantity", element)


def _check_references(subject: Subject, element: Element, known: set[str]) -> None:
    for word in _REFERENCES:
        target = names.attribute(element, word)
        if target and not _is_there(subject, word, target, known):
            holder = element if element.get("id") else element.getparent()
            subject.report("reference-missing", holder, attribute=word, target=target)
    if names.local(element) == "dataObjectReference":
        target = names.attribute(element, "dataObjectRef")
        if target and names.qname(target) not in known:
            subject.report("data-reference", element)
    if names.local(element) in ("dataInputAssociation", "dataOutputAssociation"):
        _check_association(subject, element, known)


def _is_there(subject: Subject, word: str, target: str, known: set[str]) -> bool:
    if word in ("messageRef", "signalRef", "errorRef", "escalationRef"):
        return subject.definitions.find(target, word.removesuffix("Ref")) is not None
    return names.qname(target) in known


def _check_association(subject: Subject, element: Element, known: set[str]) -> None:
    holder = element.getparent()
    if any(names.first(element, word) is not None for word in ("assignment", "transformation")):
        subject.report("data-assignment", holder)
    for word in ("sourceRef", "targetRef"):
        for reference in names.bpmn(element, word):
            target = names.qname(names.text(reference))
            if target and target not in known:
                subject.report("data-reference", holder)


def _check_global_tasks(subject: Subject) -> None:
    for meta in subject.activities():
        found = subject.definitions.by_id.get(meta.called_process) if meta.called_process else None
        if found is not None and names.local(found) in _GLOBAL_TASKS:
            subject.report("global-task", meta)


def _check_depth(subject: Subject, limit: int = 20) -> None:
    for meta in subject.activities():
        depth, at = 0, meta
        while at.parent in subject.model.activities and depth <= limit:
            at, depth = subject.model.activities[at.parent], depth + 1
        if depth > limit:
            subject.report("nested-too-deep", subject.model.key, limit=limit)
            return
