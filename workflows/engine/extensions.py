"""Reads our words: the zeebe: and randa: extensions of one element (interfaces.md I2)."""

from __future__ import annotations

import re
from typing import Any

from workflows.engine import names
from workflows.engine.names import RANDA, ZEEBE, Element
from workflows.engine.process_model import LoopMeta, Mapped, MessageMeta, Outcome, ScheduleMeta, TaskDefinition

_ROWS = re.compile(r"[\s,;]+")
#: What we obey; everything else of these namespaces is kept and reported, never obeyed.
KNOWN = {
    ZEEBE: frozenset(
        [
            "userTask",
            "formDefinition",
            "assignmentDefinition",
            "ioMapping",
            "input",
            "output",
            "script",
            "calledDecision",
            "taskDefinition",
            "subscription",
            "calledElement",
            "taskSchedule",
            "priorityDefinition",
            "versionTag",
            "loopCharacteristics",
        ]
    ),
    RANDA: frozenset(["role", "outcome", "deadline", "serves", "name", "doc", "submission", "message"]),
}


def read(element: Element) -> dict[str, Any]:
    """Return the keyword arguments of ActivityMeta that extensions give."""
    return {
        **_texts(element),
        **_person(element),
        **_work(element),
        "inputs": _mapped(element, "input"),
        "outputs": _mapped(element, "output"),
        "serves": serves(element),
        "deadline_policy": deadline_policy(element),
    }


def translated(element: Element, word: str, lang: str = "en") -> str:
    """Return randa:name or randa:doc in *lang*."""
    for found in names.extensions(element, RANDA, word):
        if names.attribute(found, "lang") in (lang, ""):
            return names.text(found)
    return ""


def serves(element: Element) -> tuple[str, ...]:
    """Return the requirement rows the element serves."""
    rows = names.attribute(names.extension(element, RANDA, "serves"), "rows")
    return tuple(row for row in _ROWS.split(rows) if row)


def deadline_policy(element: Element) -> str:
    """Return the deadline policy's name."""
    return names.attribute(names.extension(element, RANDA, "deadline"), "policy")


def loop(element: Element) -> LoopMeta | None:
    """Return how the activity repeats, or None."""
    many = names.first(element, "multiInstanceLoopCharacteristics")
    if many is not None:
        given = names.extension(many, ZEEBE, "loopCharacteristics")
        return LoopMeta(
            kind="sequential" if names.is_true(many, "isSequential") else "parallel",
            collection=names.attribute(given, "inputCollection"),
            element=names.attribute(given, "inputElement"),
            output_collection=names.attribute(given, "outputCollection"),
            output_element=names.attribute(given, "outputElement"),
            cardinality=names.text(names.first(many, "loopCardinality")),
            completion=names.text(names.first(many, "completionCondition")),
        )
    again = names.first(element, "standardLoopCharacteristics")
    if again is None:
        return None
    maximum = again.get("loopMaximum", "")
    return LoopMeta(
        kind="standard",
        condition=names.text(names.first(again, "loopCondition")),
        test_before=names.is_true(again, "testBefore"),
        maximum=int(maximum) if maximum.isdigit() else None,
    )


def message(element: Element) -> MessageMeta:
    """Return a bpmn:message with what receivers wait for and senders send."""
    sends = names.extension(element, RANDA, "message")
    return MessageMeta(
        name=names.attribute(element, "name") or names.attribute(element, "id"),
        correlation=names.attribute(names.extension(element, ZEEBE, "subscription"), "correlationKey"),
        sends=names.attribute(sends, "correlationKey"),
        payload=names.attribute(sends, "payload"),
    )


def _texts(element: Element) -> dict[str, Any]:
    return {
        "name": names.attribute(element, "name"),
        "name_en": translated(element, "name"),
        "doc": names.text(names.first(element, "documentation")),
        "doc_en": translated(element, "doc"),
    }


def _person(element: Element) -> dict[str, Any]:
    form = names.extension(element, ZEEBE, "formDefinition")
    who = names.extension(element, ZEEBE, "assignmentDefinition")
    when = names.extension(element, ZEEBE, "taskSchedule")
    return {
        "form_id": names.attribute(form, "formId") or names.attribute(form, "formKey"),
        "candidate_groups": names.attribute(who, "candidateGroups"),
        "assignee": names.attribute(who, "assignee"),
        "outcomes": tuple(_outcome(found) for found in names.extensions(element, RANDA, "outcome")),
        "schedule": ScheduleMeta(names.attribute(when, "dueDate"), names.attribute(when, "followUpDate")),
        "priority": names.attribute(names.extension(element, ZEEBE, "priorityDefinition"), "priority"),
    }


def _outcome(element: Element) -> Outcome:
    value = names.attribute(element, "value")
    return Outcome(
        value=value,
        sv=names.attribute(element, "sv") or value,
        en=names.attribute(element, "en") or value,
        signs=names.is_true(element, "signs"),
        comment=names.attribute(element, "comment"),
    )


def _work(element: Element) -> dict[str, Any]:
    script = names.extension(element, ZEEBE, "script")
    decision = names.extension(element, ZEEBE, "calledDecision")
    task = names.extension(element, ZEEBE, "taskDefinition")
    submission = names.extension(element, RANDA, "submission")
    retries = names.attribute(task, "retries")
    return {
        "script": names.attribute(script, "expression"),
        "called_decision": names.attribute(decision, "decisionId"),
        "result_variable": names.attribute(script if script is not None else decision, "resultVariable"),
        "called_process": names.attribute(names.extension(element, ZEEBE, "calledElement"), "processId")
        or names.qname(names.attribute(element, "calledElement")),
        "task_definition": None
        if task is None
        else TaskDefinition(names.attribute(task, "type"), int(retries) if retries.isdigit() else 3),
        "submission_activity": names.attribute(submission, "activity"),
    }


def _mapped(element: Element, direction: str) -> tuple[Mapped, ...]:
    mapping = names.extension(element, ZEEBE, "ioMapping")
    if mapping is None:
        return ()
    found = mapping.iterchildren(f"{{{ZEEBE}}}{direction}")
    return tuple(Mapped(names.attribute(one, "source"), names.attribute(one, "target")) for one in found)
