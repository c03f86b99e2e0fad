"""Words of SpiffWorkflow: Python expressions, scripts, decisions, service operators, forms."""

from __future__ import annotations

from workflows.engine import names
from workflows.engine.importing import foreign_expressions as foreign
from workflows.engine.importing.report import Report, word
from workflows.engine.names import Element

SPACE = "http://spiffworkflow.org/bpmn/schema/1.0/core"
_EXPRESSIONS = ("conditionExpression", "completionCondition", "condition", "loopCondition")


def translate(element: Element, report: Report) -> None:
    """Translate the words of one element; Python is translated only in files that are SpiffWorkflow's."""
    if SPACE not in element.getroottree().getroot().nsmap.values():
        return
    kind = names.local(element)
    if kind in _EXPRESSIONS:
        _python(element, report)
    elif kind == "scriptTask":
        _script(element, report)
    for found in names.extensions(element, SPACE, "calledDecisionId"):
        word(element, "calledDecision", decisionId=names.text(found), resultVariable="result")
        report.guessed(f"calledDecisionId {names.text(found)} → calledDecision, result")
        names.remove(found)
    for found in names.extensions(element, SPACE, "serviceTaskOperator"):
        word(element, "taskDefinition", type=found.get("id", ""))
        report.guessed(f"serviceTaskOperator {found.get('id')} → operation; its parameters are not taken over")
        names.remove(found)
    for holder in names.extensions(element, SPACE, "properties"):
        _properties(element, holder, report)


def _python(element: Element, report: Report) -> None:
    text = names.text(element)
    if not text or text.startswith("="):
        return
    found = foreign.to_feel(text)
    if found is None:
        report.dropped(f"{names.local(element)}: {text}")
        element.text = ""
    else:
        element.text = f"={found}"
        report.translated(f"{text} → {element.text}")


def _script(element: Element, report: Report) -> None:
    script = names.first(element, "script")
    if script is None:
        return
    found = foreign.assignment(names.text(script))
    if found is None:
        report.dropped(f"script {names.text(script)}")
        return
    word(element, "script", expression=f"={found[1]}", resultVariable=found[0])
    element.remove(script)
    report.guessed(f"script → {found[0]} = {found[1]}")


def _properties(element: Element, holder: Element, report: Report) -> None:
    for child in list(holder):
        if child.get("name") == "formJsonSchemaFilename":
            key = child.get("value", "").removesuffix(".json").removesuffix("-schema")
            word(element, "formDefinition", formId=key)
            report.guessed(f"formJsonSchemaFilename {child.get('value')} → formId {key}")
            holder.remove(child)
    if not len(holder):
        names.remove(holder)
