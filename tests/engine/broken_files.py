"""Files and registers that break one rule each of the publication check, by rule id."""

from __future__ import annotations

from tests.engine.broken import plain
from tests.engine.kit import document, node, process, service

#: Rules about references, tried with a register that knows nothing.
REGISTER = {
    "form-unknown": plain(),
    "role-unknown": plain(),
    "operation-unknown": plain(task=service("a", "op")),
    "decision-unknown": plain(
        task=node("businessRuleTask", "a", ext='<zeebe:calledDecision decisionId="d" resultVariable="v"/>')
    ),
    "message-unknown": plain(task=node("receiveTask", "a", messageRef="msg")),
    "process-unknown": plain(task=node("callActivity", "a", calledElement="q")),
}
#: Rules about the whole file.
FILES = {
    "unreadable-model": b"not xml",
    "unsafe-xml": b'<?xml version="1.0"?><!DOCTYPE a><a/>',
    "not-bpmn": b"<a/>",
    "no-process": document(),
    "import-ignored": document('<bpmn:import location="x.bpmn"/>', process(*plain())),
    "participant-unknown": document(
        '<bpmn:collaboration id="c"><bpmn:participant id="pp" processRef="zz"/></bpmn:collaboration>',
        process(*plain())),
    "message-flow-inside": document(
        '<bpmn:collaboration id="c"><bpmn:participant id="pp" processRef="p"/>'
        '<bpmn:messageFlow id="mf" sourceRef="s" targetRef="a"/></bpmn:collaboration>', process(*plain())),
    "root-name-missing": document('<bpmn:message id="x"/>', process(*plain())),
    "choreography": document('<bpmn:choreography id="ch"/>', process(*plain())),
}  # fmt: skip
