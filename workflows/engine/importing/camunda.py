"""Words of Camunda 7 and its kin (Operaton, Activiti, Flowable), which differ in their namespace only."""

from __future__ import annotations

from workflows.engine import names
from workflows.engine.importing import foreign_expressions as foreign
from workflows.engine.importing.report import Report, mapping, word
from workflows.engine.names import Element

SPACES = (
    "http://camunda.org/schema/1.0/bpmn",
    "http://operaton.org/schema/1.0/bpmn",
    "http://activiti.org/bpmn",
    "http://flowable.org/bpmn",
)
_FORM_PREFIXES = (
    "embedded:app:forms/",
    "embedded:deployment:forms/",
    "camunda-forms:deployment:",
    "app:",
    "deployment:",
)
_SUFFIXES = (".html", ".form", ".json")
_EXPRESSIONS = ("conditionExpression", "completionCondition", "loopCardinality", "condition", "loopCondition")
_TIMES = ("timeDuration", "timeDate", "timeCycle")


def translate(element: Element, report: Report) -> None:
    """Translate the words of one element."""
    kind = names.local(element)
    if kind in _EXPRESSIONS or kind in _TIMES:
        _expression(element, report, is_timer=kind in _TIMES)
        return
    _person(element, report)
    _work(element, report)
    if kind == "multiInstanceLoopCharacteristics":
        _many(element, report)
    if kind == "callActivity":
        _call(element, report)
    _parameters(element, report)


def take(element: Element, name: str) -> str:
    """Take a foreign attribute away and return it, "" if there is none."""
    for space in SPACES:
        found = names.take(element, f"{{{space}}}{name}")
        if found:
            return found
    return ""


def _expression(element: Element, report: Report, *, is_timer: bool) -> None:
    text = names.text(element)
    if not text or text.startswith("=") or not ("{" in text or (is_timer and text[0] in "\"'")):
        return
    if "{" not in text and not is_timer:
        return
    found = foreign.timer(text) if is_timer else foreign.to_feel(text)
    if found is None:
        report.dropped(f"{names.local(element)}: {text}")
        element.text = ""
        return
    element.text = found if is_timer or found.startswith("=") else f"={found}"
    report.translated(f"{text} → {element.text}")


def _person(element: Element, report: Report) -> None:
    form = take(element, "formKey") or take(element, "formRef")
    if form:
        key = form
        for prefix in _FORM_PREFIXES:
            key = key.removeprefix(prefix)
        for suffix in _SUFFIXES:
            key = key.removesuffix(suffix)
        word(element, "formDefinition", formId=key)
        (report.translated if key == form else report.guessed)(f"formKey {form} → formId {key}")
    _attribute(element, report, "assignee", "assignmentDefinition", "assignee")
    groups = take(element, "candidateGroups")
    if groups:
        first = groups.split(",")[0].strip() if "{" not in groups else groups
        text = foreign.value(first)
        if text is None:
            report.dropped(f"candidateGroups {groups}")
        else:
            word(element, "assignmentDefinition", candidateGroups=text)
            (report.translated if first == groups else report.guessed)(f"candidateGroups {groups} → {text}")
    _attribute(element, report, "dueDate", "taskSchedule", "dueDate")
    _attribute(element, report, "followUpDate", "taskSchedule", "followUpDate")
    if names.local(element) == "userTask":
        _attribute(element, report, "priority", "priorityDefinition", "priority")


def _attribute(element: Element, report: Report, given: str, name: str, ours: str) -> None:
    text = take(element, given)
    if not text:
        return
    found = foreign.value(text)
    if found is None:
        report.dropped(f"{given} {text}")
    else:
        word(element, name, **{ours: found})
        report.translated(f"{given} {text} → {name} {found}")


def _work(element: Element, report: Report) -> None:
    decision, result = take(element, "decisionRef"), take(element, "resultVariable")
    if decision:
        word(element, "calledDecision", decisionId=decision, resultVariable=result or "result")
        (report.translated if result else report.guessed)(f"decisionRef {decision} → calledDecision")
        take(element, "mapDecisionResult")
    topic = take(element, "topic")
    if topic:
        take(element, "type")
        word(element, "taskDefinition", type=topic)
        report.translated(f"topic {topic} → operation")
    for name in ("delegateExpression", "class", "expression"):
        text = take(element, name)
        if text and not topic and not decision:
            operation = text.strip("${}#").split("(")[0].split(".")[-1 if name == "class" else 0]
            word(element, "taskDefinition", type=operation)
            report.guessed(f"{name} {text} → operation {operation}")
    script = names.first(element, "script") if names.local(element) == "scriptTask" else None
    if script is not None:
        _script(element, script, result, report)
    elif result and not decision:
        report.dropped(f"resultVariable {result}")


def _script(element: Element, script: Element, result: str, report: Report) -> None:
    text = names.text(script)
    found = foreign.assignment(text)
    if found is None and result:
        translated = foreign.to_feel(text)
        found = (result, translated) if translated is not None else None
    if found is None:
        report.dropped(f"script {text}")
        return
    word(element, "script", expression=f"={found[1]}", resultVariable=found[0])
    element.remove(script)
    names.take(element, "scriptFormat")
    report.guessed(f"script {text} → {found[0]} = {found[1]}")


def _many(element: Element, report: Report) -> None:
    collection, item = take(element, "collection"), take(element, "elementVariable")
    if not collection:
        return
    found = foreign.value(collection)
    if found is None:
        report.dropped(f"collection {collection}")
        return
    source = found if found.startswith("=") else f"={found}"
    word(element, "loopCharacteristics", inputCollection=source, inputElement=item or "element")
    report.translated(f"collection {collection} → inputCollection {source}")


def _call(element: Element, report: Report) -> None:
    called = element.get("calledElement")
    if called:
        text = foreign.value(called)
        if text is not None:
            word(element, "calledElement", processId=text)
            del element.attrib["calledElement"]
            report.translated(f"calledElement {called}")
    for space in SPACES:
        for name, direction in (("in", "input"), ("out", "output")):
            for given in names.extensions(element, space, name):
                _variable(element, given, direction, report)


def _variable(element: Element, given: Element, direction: str, report: Report) -> None:
    source, target = given.get("source") or given.get("sourceExpression"), given.get("target")
    found = foreign.to_feel(source) if source else None
    if found is None or not target:
        report.dropped(f"{names.local(given)} {dict(given.items())}")
    else:
        mapping(element, direction, found, target)
        report.translated(f"{names.local(given)} {source} → {target}")
    names.remove(given)


def _parameters(element: Element, report: Report) -> None:
    for space in SPACES:
        for holder in names.extensions(element, space, "inputOutput"):
            for given in holder:
                direction = "input" if names.local(given) == "inputParameter" else "output"
                _parameter(element, given, direction, report)
            names.remove(holder)


def _parameter(element: Element, given: Element, direction: str, report: Report) -> None:
    text, name = (given.text or "").strip(), given.get("name", "")
    found = None if len(given) else foreign.to_feel(text) if "{" in text else f'"{text}"'
    if found is None:
        report.dropped(f"{names.local(given)} {name}")
    else:
        mapping(element, direction, found, name)
        report.translated(f"{names.local(given)} {name} = {text}")
