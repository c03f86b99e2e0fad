"""Checks of our own words: roles, forms, operations, decisions, messages, variables, foreign extensions."""

from __future__ import annotations

import re

from workflows.engine import extensions, names
from workflows.engine.names import ZEEBE, Element
from workflows.engine.process_model import ActivityMeta
from workflows.engine.profile.subject import Subject

_TARGET = re.compile(r"^[^\W\d]\w*(\.[^\W\d]\w*)*$")
RESERVED = frozenset(("case", "policy", "outcome", "item", "task", "true", "false", "null", "loopCounter"))
#: Words of the standard about people, data and audit that have no effect here.
_NOT_OBEYED = ("potentialOwner", "humanPerformer", "performer", "resourceRole", "auditing", "monitoring")
#: Namespaces whose words change how another engine runs a model.
ENGINES = {
    "http://camunda.org/schema/1.0/bpmn": "Camunda 7",
    "http://operaton.org/schema/1.0/bpmn": "Operaton",
    "http://activiti.org/bpmn": "Activiti",
    "http://flowable.org/bpmn": "Flowable",
    "http://spiffworkflow.org/bpmn/schema/1.0/core": "SpiffWorkflow",
    "http://www.jboss.org/drools": "jBPM",
}


def check(subject: Subject) -> None:
    """Check every node's words and what they refer to."""
    _check_foreign(subject)
    for element, meta in subject.nodes():
        _check_person(subject, meta)
        _check_work(subject, meta)
        _check_references(subject, meta)
        _check_targets(subject, meta)
        _check_extensions(subject, element, meta)
        _check_standard(subject, element, meta)


def _check_person(subject: Subject, meta: ActivityMeta) -> None:
    if meta.kind not in ("userTask", "manualTask"):
        return
    if not meta.role and not meta.candidate_groups and not meta.assignee:
        subject.report("task-without-role", meta)
    if meta.kind == "userTask" and not meta.form_id:
        subject.report("task-without-form", meta)
    if meta.priority and not meta.priority.startswith("=") and not meta.priority.isdigit():
        subject.report("priority-invalid", meta)
    seen: set[str] = set()
    for outcome in meta.outcomes:
        if not outcome.value:
            subject.report("outcome-without-value", meta)
        elif outcome.value in seen:
            subject.report("outcome-doubled", meta, value=outcome.value)
        if outcome.comment not in ("", "optional", "required"):
            subject.report("outcome-comment", meta, value=outcome.value)
        seen.add(outcome.value)


def _check_work(subject: Subject, meta: ActivityMeta) -> None:
    operation = meta.task_definition is not None and bool(meta.task_definition.type)
    if meta.kind == "serviceTask" and not operation:
        subject.report("service-without-operation", meta)
    if meta.kind == "sendTask" and not operation and meta.event.message is None:
        subject.report("send-without-message", meta)
    if meta.kind == "businessRuleTask" and not operation and not meta.called_decision:
        subject.report("rule-without-decision", meta)
    if meta.kind == "scriptTask" and not operation and not meta.script:
        subject.report("script-language", meta)
    has_result = (meta.kind == "scriptTask" and meta.script) or (
        meta.kind == "businessRuleTask" and meta.called_decision
    )
    if has_result and not meta.result_variable:
        subject.report("result-variable-missing", meta)
    if meta.kind == "callActivity" and not meta.called_process:
        subject.report("call-without-process", meta)
    if meta.submission_activity:
        asked = subject.model.activities.get(meta.submission_activity)
        if asked is None or asked.kind not in ("userTask", "manualTask"):
            subject.report("submission-unknown", meta, target=meta.submission_activity)
    waits = meta.kind in ("receiveTask", "intermediateCatchEvent", "boundaryEvent")
    if waits and meta.event.message is not None and not meta.event.message.correlation:
        subject.report("correlation-missing", meta)


def _check_references(subject: Subject, meta: ActivityMeta) -> None:
    known = subject.references
    named = (
        ("form-unknown", known.forms, meta.form_id),
        ("decision-unknown", known.decisions, meta.called_decision),
        ("operation-unknown", known.operations, meta.task_definition.type if meta.task_definition else ""),
        ("message-unknown", known.messages, meta.event.message.name if meta.event.message else ""),
        ("role-unknown", known.roles, meta.role if meta.kind in ("userTask", "manualTask") else ""),
        ("role-unknown", known.roles, meta.candidate_groups),
        ("process-unknown", known.processes, meta.called_process),
    )
    for rule, names_known, name in named:
        if names_known is not None and name and not name.startswith("=") and name not in names_known:
            subject.report(rule, meta, target=name)


def _check_targets(subject: Subject, meta: ActivityMeta) -> None:
    loop = meta.loop
    targets = [m.target for m in (*meta.outputs, *meta.inputs)] + (
        [meta.result_variable] if meta.result_variable else []
    )
    targets += [name for name in (loop.output_collection, loop.element) if name] if loop is not None else []
    for target in targets:
        if not _TARGET.match(target):
            subject.report("target-invalid", meta, target=target)
    written = [m.target for m in meta.outputs] + [meta.result_variable]
    for target in written:
        if target.partition(".")[0] in RESERVED:
            subject.report("target-reserved", meta, target=target)


def _check_extensions(subject: Subject, element: Element, meta: ActivityMeta) -> None:
    holder = names.first(element, "extensionElements")
    unknown = []
    for child in holder if holder is not None else ():
        space, word = names.namespace(child), names.local(child)
        if space in extensions.KNOWN and word not in extensions.KNOWN[space]:
            unknown.append(f"{'zeebe' if space == ZEEBE else 'randa'}:{word}")
    if names.attribute(names.extension(element, ZEEBE, "assignmentDefinition"), "candidateUsers"):
        unknown.append("candidateUsers")
    if unknown:
        subject.report("extension-ignored", meta, words=", ".join(dict.fromkeys(unknown)))
    call = names.extension(element, ZEEBE, "calledElement")
    if any(names.attribute(call, f"propagateAll{way}Variables") == "true" for way in ("Child", "Parent")):
        subject.report("propagation-ignored", meta)
    retries = names.attribute(names.extension(element, ZEEBE, "taskDefinition"), "retries")
    if retries and not retries.isdigit():
        subject.report("retries-invalid", meta)


def _check_standard(subject: Subject, element: Element, meta: ActivityMeta) -> None:
    """Report names that are expressions, and words of the standard that we do not obey."""
    event = meta.event
    for given in (event.message.name if event.message else "", event.code or ""):
        if given.startswith("="):
            subject.report("name-expression", meta, target=given)
    found = [word for word in _NOT_OBEYED if names.first(element, word) is not None]
    found += [word for word in ("operationRef",) if element.get(word)]
    if found:
        subject.report("standard-ignored", meta, words=", ".join(found))


def _check_foreign(subject: Subject) -> None:
    spaces: set[str] = set()
    for element in subject.element.iter("{*}*"):
        spaces.add(names.namespace(element))
        spaces.update(names.attribute_spaces(element).values())
    for space in sorted(spaces & ENGINES.keys()):
        subject.report("foreign-engine", subject.element, engine=ENGINES[space])
