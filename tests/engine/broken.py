"""Drawings that break one rule each of the publication check, by rule id."""

from __future__ import annotations

from tests.engine.kit import (
    condition,
    event,
    flow,
    line,
    many,
    message,
    node,
    script,
    timer,
    user,
)

S, E = node("startEvent", "s"), node("endEvent", "e")
LINK = '<bpmn:linkEventDefinition name="L"/>'
COMPENSATE = "<bpmn:compensateEventDefinition/>"
CANCEL = "<bpmn:cancelEventDefinition/>"
ROOTS = (
    '<bpmn:signal id="sig" name="g"/><bpmn:error id="err" errorCode="E1"/>'
    '<bpmn:escalation id="esc" escalationCode="X"/>' + message("msg", "m", "k")
)


def plain(*more: str, task: str = user("a")) -> tuple[str, ...]:
    """A start, a task a, an end, in a row, and whatever else."""
    return (S, task, E, line("s", "a", "e"), *more)


def catch(key: str, definition: str) -> str:
    """An intermediate catch event."""
    return node("intermediateCatchEvent", key, definition)


def hook(key: str, definition: str, host: str = "a", **more: str) -> str:
    """A boundary event with a way to the end."""
    return node("boundaryEvent", key, definition, attachedToRef=host, **more) + flow(key, "e")


def sub(inner: str, key: str = "a", **more: str) -> str:
    """A sub-process."""
    return node("subProcess", key, inner, **more)


INNER = node("startEvent", "is") + node("endEvent", "ie") + line("is", "ie")
TWO_WAYS = (S, node("parallelGateway", "f"), user("a"), user("b"), E, line("s", "f"))
STUCK = (S, node("exclusiveGateway", "x", default="x_b"), user("a"), user("b"), node("parallelGateway", "j"), E)
EXAMPLES: dict[str, tuple[str, ...]] = {
    "not-executable": plain(),
    "boolean-invalid": plain(
        task=user(
            "a",
            inner=many(cardinality="2")
            .replace("Char", "Char", 1)
            .replace("Characteristics>", 'Characteristics isSequential="maybe">', 1),
        )
    ),
    "name-expression": plain(task=node("receiveTask", "a", messageRef="calculated")),
    "standard-ignored": plain(task=user("a", inner="<bpmn:potentialOwner/>")),
    "id-missing": plain("<bpmn:task/>"),
    "id-invalid": (*plain(task=node("task", "1a"))[:3], flow("s", "1a"), flow("1a", "e")),
    "id-duplicate": plain(user("a")),
    "element-unknown": plain('<bpmn:robotTask id="r"/>'),
    "reference-missing": plain('<bpmn:sequenceFlow id="lost" sourceRef="a" targetRef="nowhere"/>'),
    "flow-across": plain(sub(INNER, "sp"), line("a", "sp", "e"), flow("a", "ie")),
    "flow-into-start": plain(flow("a", "s")),
    "flow-out-of-end": plain(user("b"), line("e", "b", "e")),
    "flow-into-boundary": plain(hook("h", timer("P1D")), flow("a", "h")),
    "flow-wrong-node": plain('<bpmn:textAnnotation id="n"/>', flow("a", "n")),
    "boundary-without-flow": plain(node("boundaryEvent", "h", timer("P1D"), attachedToRef="a")),
    "event-subprocess-flow": plain(
        sub(
            node("startEvent", "is", event("signal", "sig")) + node("endEvent", "ie") + line("is", "ie"),
            "x",
            triggeredByEvent="true",
        ),
        flow("a", "x"),
    ),
    "start-missing": (user("a"), E, flow("a", "e")),
    "end-missing": (S, user("a"), flow("s", "a")),
    "starts-several": plain(node("startEvent", "s2"), flow("s2", "a")),
    "no-incoming": plain(user("b"), flow("b", "e")),
    "no-outgoing": plain(user("b"), flow("a", "b")),
    "default-wrong": plain(task=user("a", default="s_a")),
    "default-not-allowed": (node("startEvent", "s", default="s_a"), *plain()[1:]),
    "default-with-condition": plain(flow("a", "b", "x = 1"), user("b"), flow("b", "e"), task=user("a", default="a_b")),
    "condition-not-allowed": (S, user("a"), E, flow("s", "a", "x = 1"), flow("a", "e")),
    "condition-missing": (S, node("exclusiveGateway", "x"), user("a"), E, line("s", "x", "a", "e"), flow("x", "e")),
    "condition-alone": (S, user("a"), E, flow("s", "a"), flow("a", "e", "x = 1")),
    "only-conditional": (
        S,
        user("a"),
        user("b"),
        E,
        flow("s", "a"),
        flow("a", "e", "x = 1"),
        flow("a", "b", "x = 2"),
        flow("b", "e"),
    ),
    "gateway-direction": (
        S,
        node("parallelGateway", "f", gatewayDirection="Converging"),
        *TWO_WAYS[2:],
        line("f", "a", "e"),
        line("f", "b", "e"),
    ),
    "event-kind": plain(catch("c", event("error", "err")), line("a", "c", "e")),
    "event-several": plain(catch("c", timer("P1D") + event("signal", "sig")), line("a", "c", "e")),
    "subprocess-start-kind": plain(
        task=sub(node("startEvent", "is", event("signal", "sig")) + node("endEvent", "ie") + line("is", "ie"))
    ),
    "event-subprocess-start": plain(sub(INNER, "x", triggeredByEvent="true")),
    "must-interrupt": plain(hook("h", event("error", "err"), cancelActivity="false")),
    "catcher-doubled": plain(hook("h", event("error", "err")), hook("h2", event("error", "err"))),
    "boundary-host": plain(hook("h", timer("P1D"), host="e")),
    "cancel-outside-transaction": plain(hook("h", CANCEL)),
    "cancel-uncaught": plain(
        task=node("transaction", "a", node("startEvent", "is") + node("endEvent", "ie", CANCEL) + line("is", "ie"))
    ),
    "message-missing": plain(catch("c", event("message")), line("a", "c", "e")),
    "signal-missing": plain(catch("c", event("signal")), line("a", "c", "e")),
    "error-missing": (S, node("endEvent", "e", event("error")), flow("s", "e")),
    "escalation-missing": (S, node("endEvent", "e", event("escalation")), flow("s", "e")),
    "timer-definition": plain(catch("c", "<bpmn:timerEventDefinition/>"), line("a", "c", "e")),
    "condition-event-empty": plain(catch("c", "<bpmn:conditionalEventDefinition/>"), line("a", "c", "e")),
    "link-name-missing": plain(catch("c", "<bpmn:linkEventDefinition/>"), flow("c", "e")),
    "link-without-target": plain(node("intermediateThrowEvent", "t", LINK), flow("a", "t")),
    "link-without-source": plain(catch("c", LINK), flow("c", "e")),
    "link-doubled": plain(catch("c", LINK), catch("d", LINK), line("c", "e"), line("d", "e")),
    "link-flow": plain(
        catch("c", LINK), node("intermediateThrowEvent", "t", LINK), flow("a", "t"), line("a", "c", "e")
    ),
    "event-gateway-target": (
        S,
        node("eventBasedGateway", "g"),
        user("a"),
        catch("c", timer("P1D")),
        E,
        line("s", "g", "a", "e"),
        line("g", "c", "e"),
    ),
    "event-gateway-few": (S, node("eventBasedGateway", "g"), catch("c", timer("P1D")), E, line("s", "g", "c", "e")),
    "event-gateway-mixed": (
        S,
        node("eventBasedGateway", "g"),
        catch("c", event("message", "msg")),
        E,
        node("receiveTask", "r", messageRef="msg"),
        line("s", "g", "c", "e"),
        line("g", "r", "e"),
    ),
    "event-gateway-shared": (
        S,
        node("eventBasedGateway", "g"),
        catch("c", timer("P1D")),
        catch("d", timer("P2D")),
        E,
        line("s", "g", "c", "e"),
        line("g", "d", "e"),
        user("u"),
        line("c", "u", "d"),
    ),
    "event-gateway-boundary": (
        S,
        node("eventBasedGateway", "g"),
        catch("c", timer("P1D")),
        E,
        node("receiveTask", "r", messageRef="msg"),
        line("s", "g", "c", "e"),
        line("g", "r", "e"),
        hook("h", timer("P1D"), host="r"),
    ),
    "loop-several": plain(task=user("a", inner=many(cardinality="2") + "<bpmn:standardLoopCharacteristics/>")),
    "loop-endless": plain(task=user("a", inner="<bpmn:standardLoopCharacteristics/>")),
    "loop-maximum": plain(task=user("a", inner='<bpmn:standardLoopCharacteristics loopMaximum="many"/>')),
    "lane-node-twice": plain(
        '<bpmn:laneSet id="ls"><bpmn:lane id="l1"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane>'
        '<bpmn:lane id="l2"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
    ),
    "lane-reference": plain(
        '<bpmn:laneSet id="ls"><bpmn:lane id="l1"><bpmn:flowNodeRef>zz</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
    ),
    "call-without-process": plain(task=node("callActivity", "a")),
    "data-reference": plain('<bpmn:dataObjectReference id="d" dataObjectRef="gone"/>'),
    "complex-gateway": (S, node("complexGateway", "g"), E, line("s", "g", "e")),
    "compensation": (S, node("endEvent", "e", COMPENSATE), flow("s", "e")),
    "ad-hoc": plain(task=node("adHocSubProcess", "a", INNER)),
    "global-task": plain(task=node("callActivity", "a", calledElement="gt")),
    "data-store": plain('<bpmn:dataStoreReference id="d"/>'),
    "io-specification": plain(task=user("a", inner='<bpmn:ioSpecification id="io"/>')),
    "data-assignment": plain(
        '<bpmn:dataObject id="do"/>',
        task=user(
            "a",
            inner='<bpmn:dataOutputAssociation id="x"><bpmn:targetRef>do</bpmn:targetRef><bpmn:assignment>'
            "<bpmn:from>1</bpmn:from><bpmn:to>2</bpmn:to></bpmn:assignment></bpmn:dataOutputAssociation>",
        ),
    ),
    "instantiating-receive": plain(task=node("receiveTask", "a", messageRef="msg", instantiate="true")),
    "start-kind": (node("startEvent", "s", condition("x = 1")), user("a"), E, line("s", "a", "e")),
    "token-quantity": plain(task=user("a", startQuantity="2")),
    "multi-instance-behavior": plain(
        task=user("a", inner=many(cardinality="2").replace("Characteristics>", 'Characteristics behavior="None">', 1))
    ),
    "multi-instance-data": plain(
        task=user(
            "a",
            inner=many(cardinality="2").replace(
                "</bpmn:multi", "<bpmn:loopDataInputRef>x</bpmn:loopDataInputRef></bpmn:multi"
            ),
        )
    ),
    "multi-instance-empty": plain(task=user("a", inner=many())),
    "expression-language": plain(
        flow("a", "b", "x = 1")
        .replace("<bpmn:cond", "<bpmn:cond")
        .replace('xsi:type="bpmn:tFormalExpression"', 'xsi:type="bpmn:tFormalExpression" language="javascript"'),
        user("b"),
        flow("b", "e"),
        task=user("a", default="a_e"),
    ),
    "script-language": plain(task=node("scriptTask", "a", "<bpmn:script>x = 1</bpmn:script>")),
    "nested-too-deep": plain(
        task="".join(f'<bpmn:subProcess id="{"a" if i == 0 else f"d{i}"}">' for i in range(22))
        + "</bpmn:subProcess>" * 22
    ),
    "task-without-role": plain(task=node("userTask", "a", ext='<zeebe:formDefinition formId="f"/>')),
    "task-without-form": plain(task=node("userTask", "a", ext='<zeebe:assignmentDefinition assignee="x"/>')),
    "outcome-without-value": plain(task=user("a", ext='<randa:outcome sv="x" en="x"/>')),
    "outcome-doubled": plain(task=user("a", ext='<randa:outcome value="x"/><randa:outcome value="x"/>')),
    "outcome-comment": plain(task=user("a", ext='<randa:outcome value="x" comment="maybe"/>')),
    "service-without-operation": plain(task=node("serviceTask", "a")),
    "send-without-message": plain(task=node("sendTask", "a")),
    "rule-without-decision": plain(task=node("businessRuleTask", "a")),
    "result-variable-missing": plain(task=node("scriptTask", "a", ext='<zeebe:script expression="=1"/>')),
    "submission-unknown": plain(
        task=node("serviceTask", "a", ext='<zeebe:taskDefinition type="t"/><randa:submission activity="z"/>')
    ),
    "target-invalid": plain(task=user("a", ("my var", "1"))),
    "target-reserved": plain(task=user("a", ("policy", "1"))),
    "correlation-missing": plain(task=node("receiveTask", "a", messageRef="bare")),
    "priority-invalid": plain(task=user("a", ext='<zeebe:priorityDefinition priority="high"/>')),
    "retries-invalid": plain(task=node("serviceTask", "a", ext='<zeebe:taskDefinition type="t" retries="many"/>')),
    "propagation-ignored": plain(
        task=node("callActivity", "a", ext='<zeebe:calledElement processId="q" propagateAllChildVariables="true"/>')
    ),
    "extension-ignored": plain(task=user("a", ext="<zeebe:taskHeaders/>")),
    "foreign-engine": plain(task=user("a", ext='<c:x xmlns:c="http://camunda.org/schema/1.0/bpmn"/>')),
    "expression-unreadable": plain(task=script("a", "x", "1 +")),
    "expression-missing": plain(task=script("a", "x", "").replace("resultVariable", "resultVariable", 1)),
    "timer-unreadable": plain(catch("c", timer("soon")), line("a", "c", "e")),
    "timer-cycle-place": plain(catch("c", timer("R3/PT1H", "timeCycle")), line("a", "c", "e")),
    "name-unknown": plain(task=script("a", "x", "mystery + 1")),
    "unreachable": plain(user("b"), user("c"), line("b", "c", "b"), line("c", "e")),
    "never-ends": plain(user("b"), user("c"), line("a", "b", "c", "b")),
    "deadlock": (*STUCK, line("s", "x"), flow("x", "a", "v = 1"), flow("x", "b"), line("a", "j", "e"), line("b", "j")),
    "lack-of-synchronisation": (
        *TWO_WAYS,
        line("f", "a", "e"),
        line("f", "b"),
        flow("b", "c"),
        user("c"),
        line("c", "e"),
        flow("a", "c"),
    ),
    "parallel-writers": (
        S,
        node("parallelGateway", "f"),
        user("a", ("v", "1")),
        user("b", ("v", "2")),
        E,
        line("s", "f"),
        line("f", "a", "j", "e"),
        line("f", "b", "j"),
        node("parallelGateway", "j"),
    ),
    "parallel-instances-write": plain(task=user("a", ("v", "outcome"), inner=many(cardinality="2"))),
}
