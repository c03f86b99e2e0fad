"""Checks of loops and multi-instance."""

from __future__ import annotations

from workflows.engine import names, normalise
from workflows.engine.names import Element
from workflows.engine.process_model import ActivityMeta
from workflows.engine.profile.subject import Subject

_KINDS = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")


def check(subject: Subject) -> None:
    """Check every activity that repeats."""
    for element, meta in subject.nodes():
        if meta.kind not in normalise.ACTIVITIES or meta.loop is None:
            continue
        found = [child for kind in _KINDS for child in names.bpmn(element, kind)]
        if len(found) > 1:
            subject.report("loop-several", meta)
        elif meta.loop.kind == "standard":
            _check_standard(subject, found[0], meta)
        else:
            _check_many(subject, found[0], meta)


def _check_standard(subject: Subject, element: Element, meta: ActivityMeta) -> None:
    maximum = element.get("loopMaximum")
    if maximum is not None and not (maximum.isdigit() and int(maximum) > 0):
        subject.report("loop-maximum", meta)
    elif maximum is None and (meta.loop is None or not meta.loop.condition):
        subject.report("loop-endless", meta)


def _check_many(subject: Subject, element: Element, meta: ActivityMeta) -> None:
    loop = meta.loop
    assert loop is not None, "asked for looping activities only"
    events = ("noneBehaviorEventRef", "oneBehaviorEventRef")
    if element.get("behavior", "All") != "All" or any(element.get(word) for word in events):
        subject.report("multi-instance-behavior", meta)
    data = ("loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem")
    if any(names.first(element, word) is not None for word in data):
        subject.report("multi-instance-data", meta)
    elif not loop.collection and not loop.cardinality:
        subject.report("multi-instance-empty", meta)
