"""One small model for each construct of the profile, and a player that acts at random waits."""
# ruff: noqa: E501 (one model, a few lines)

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.engine.kit import (
    Register,
    Story,
    condition,
    event,
    flow,
    line,
    many,
    mapping,
    message,
    model,
    node,
    script,
    service,
    timer,
    user,
)
from workflows import engine
from workflows.model import values

S, E = node("startEvent", "s"), node("endEvent", "e")
ROOTS = (
    '<bpmn:signal id="sig" name="g"/><bpmn:error id="err" errorCode="E1"/>'
    '<bpmn:escalation id="esc" escalationCode="X"/>' + message("msg", "m", "k", sends="k", payload="{v: 1}")
)
COMMON = {"k": "r1", "n": Decimal(0), "x": Decimal(0), "roles": ["p", "q", "r"], "done": None}


@dataclass(frozen=True)
class Construct:
    """A model, how it starts, what its tasks give, and what must hold at its end."""

    parts: tuple[str, ...]
    start: str | None = None
    results: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    error: str = ""
    holds: Callable[[Story], bool] = lambda story: True
    called: tuple[str, ...] = ()

    def models(self) -> list[engine.ProcessModel]:
        """The model, and the one it calls."""
        main = model(*self.parts, root=ROOTS)
        return [main, model(*self.called, key="sub", root=ROOTS)] if self.called else [main]


def row(*parts: str, before: str = "u1", after: str = "u2") -> tuple[str, ...]:
    """A user task, the parts in a row, a user task, an end; the first part's key is c."""
    return (S, user(before), *parts, user(after), E, line("s", before, "c", after, "e"))


def hook(definition: str, host: str, *, interrupting: bool = True) -> tuple[str, ...]:
    """A boundary event b with a user task after it."""
    flag = "true" if interrupting else "false"
    return (
        node("boundaryEvent", "b", definition, attachedToRef=host, cancelActivity=flag),
        user("ub"),
        line("b", "ub", "e"),
    )


def inside(*parts: str, end: str = "") -> str:
    """The inside of a sub-process: is, i1, the parts' key t if any, ie."""
    keys = ["is", "i1", *(["t"] if parts else []), "ie"]
    return node("startEvent", "is") + user("i1") + "".join(parts) + node("endEvent", "ie", end) + line(*keys)


def beside(start: str, *, interrupting: bool) -> str:
    """An event sub-process."""
    flag = "true" if interrupting else "false"
    body = node("startEvent", "es", start, isInterrupting=flag) + user("x1") + node("endEvent", "ee")
    return node("subProcess", "esp", body + line("es", "x1", "ee"), triggeredByEvent="true")


def catch(definition: str) -> str:
    """An intermediate catch event c."""
    return node("intermediateCatchEvent", "c", definition)


def throw(definition: str = "") -> str:
    """An intermediate throw event c."""
    return node("intermediateThrowEvent", "c", definition)


def ending(definition: str) -> tuple[str, ...]:
    """Two branches, one of which ends by this end event."""
    return (S, user("u1"), user("u2"), E, node("endEvent", "c", definition), line("s", "u1", "c"), line("s", "u2", "e"))


def both(*middle: str) -> tuple[str, ...]:
    """A parallel split and join around u1 and what stands at c."""
    parts = (S, node("parallelGateway", "f"), user("u1"), *middle, node("parallelGateway", "j"), user("u2"), E)
    return (*parts, line("s", "f", "u1", "j", "u2", "e"), line("f", "c", "j"))


def sub(inner: str, *more: str, kind: str = "subProcess") -> tuple[str, ...]:
    """A sub-process c in a row."""
    return row(node(kind, "c", inner), *more)


def _started(kind: str) -> tuple[str, ...]:
    return (node("startEvent", "m", kind), user("u1"), E, line("m", "u1", "e"))


def _collected(story: Story) -> bool:
    return all(d is None or d["r"] in ("p", "q", "r") for d in story.variables["done"])


LOOP = {
    "inputCollection": "=roles",
    "inputElement": "role",
    "outputCollection": "done",
    "outputElement": "={r: role, o: o}",
}
STANDARD = (
    '<bpmn:standardLoopCharacteristics loopMaximum="3"><bpmn:loopCondition>=n &lt; 5</bpmn:loopCondition>'
    "</bpmn:standardLoopCharacteristics>"
)
LANES = (
    '<bpmn:laneSet id="ls"><bpmn:lane id="l1"><bpmn:extensionElements><randa:role ref="hr"/></bpmn:extensionElements>'
    '<bpmn:flowNodeRef>u1</bpmn:flowNodeRef><bpmn:childLaneSet id="cl"><bpmn:lane id="l2"><bpmn:flowNodeRef>u2'
    "</bpmn:flowNodeRef></bpmn:lane></bpmn:childLaneSet></bpmn:lane></bpmn:laneSet>"
)
FORM = '<zeebe:formDefinition formId="f"/>'
LINK = '<bpmn:linkEventDefinition name="L"/>'
CANCEL = "<bpmn:cancelEventDefinition/>"
CYCLE = timer("R3/PT1H", "timeCycle")
RULE = '<zeebe:calledDecision decisionId="d" resultVariable="v"/>'
DATA = '<bpmn:dataOutputAssociation id="da"><bpmn:targetRef>dr</bpmn:targetRef></bpmn:dataOutputAssociation>'

CONSTRUCTS: dict[str, Construct] = {
    "start-none": Construct((S, user("u1"), E, line("s", "u1", "e"))),
    "start-message": Construct(_started(event("message", "msg")), start="m"),
    "start-timer": Construct(_started(timer("R/P1M", "timeCycle")), start="m"),
    "start-signal": Construct(_started(event("signal", "sig")), start="m"),
    "end-none": Construct((S, user("u1"), user("u2"), E, node("endEvent", "c"), line("s", "u1", "c"), line("s", "u2", "e"))),
    "end-message": Construct(ending(event("message", "msg")), holds=lambda s: [t.name for t in s.thrown] == ["m"]),
    "end-signal": Construct(ending(event("signal", "sig")), holds=lambda s: [t.name for t in s.thrown] == ["g"]),
    "end-error": Construct((*sub(inside(end=event("error", "err")), *hook(event("error", "err"), "c")),)),
    "end-escalation": Construct(sub(inside(end=event("escalation", "esc")), *hook(event("escalation", "esc"), "c"))),
    "end-terminate": Construct(ending("<bpmn:terminateEventDefinition/>")),
    "end-cancel": Construct(sub(inside(end=CANCEL), *hook(CANCEL, "c"), kind="transaction")),
    "task-abstract": Construct(row(node("task", "c"))),
    "task-user": Construct(row(user("c", ("v", "o"))), results={"c": {"o": "yes"}}, holds=lambda s: s.variables["v"] == "yes"),
    "task-manual": Construct(row(node("manualTask", "c", ext='<zeebe:assignmentDefinition assignee="p"/>'))),
    "task-service-job": Construct(
        row(service("c", "job.x", ("v", "o"), inputs=(("i", "k"),))), results={"c": {"o": 1}}, holds=lambda s: s.variables["v"] == 1),
    "task-service-inline": Construct(row(service("c", "inline", ("v", "o"), inputs=(("i", "k"),))),
                                     holds=lambda s: s.variables["v"] == "r1"),
    "task-rule": Construct(row(node("businessRuleTask", "c", ext=RULE)), holds=lambda s: s.variables["v"] == "d"),
    "task-script": Construct(row(script("c", "v", "n + 1")), holds=lambda s: s.variables["v"] == 1),
    "task-send": Construct(row(node("sendTask", "c", messageRef="msg")), holds=lambda s: s.thrown[0].correlation == "r1"),
    "task-receive": Construct(row(node("receiveTask", "c", messageRef="msg"))),
    "gateway-exclusive": Construct((S, user("u1", ("x", "o")), node("exclusiveGateway", "g", default="g_u3"), user("u2"),
                                    user("u3"), E, line("s", "u1", "g"), flow("g", "u2", "x = 1"), flow("g", "u3"),
                                    line("u2", "e"), line("u3", "e")), results={"u1": {"o": Decimal(1)}},
                                   holds=lambda s: "u2" in s.trace() and "u3" not in s.trace()),
    "gateway-inclusive": Construct((S, node("inclusiveGateway", "g", default="g_u3"), user("u1"), user("u2"), user("u3"),
                                    node("inclusiveGateway", "j"), user("u4"), E, line("s", "g"), flow("g", "u1", "x = 0"),
                                    flow("g", "u2", "n = 0"), flow("g", "u3"), line("u1", "j", "u4", "e"),
                                    line("u2", "j"), line("u3", "j")), holds=lambda s: s.trace().count("u4") == 1),
    "gateway-parallel": Construct(both(user("c")), holds=lambda s: s.trace().count("u2") == 1),
    "gateway-parallel-loop": Construct((S, node("exclusiveGateway", "h"), node("parallelGateway", "f"), user("u1"), user("c"),
                                        node("parallelGateway", "j"), script("u2", "n", "n + 1"),
                                        node("exclusiveGateway", "y", default="y_e"), E, flow("y", "h", "n < 3"),
                                        line("s", "h", "f", "u1", "j", "u2", "y", "e"), line("f", "c", "j")),
                                       holds=lambda s: s.trace().count("u1") == s.trace().count("c") == 3),
    "gateway-event": Construct((S, node("eventBasedGateway", "g"), node("intermediateCatchEvent", "t30", timer("P30D")),
                                node("intermediateCatchEvent", "t10", timer("P10D")), catch(event("message", "msg")), user("u1"),
                                E, line("s", "g", "t30", "u1", "e"), line("g", "t10", "u1"), line("g", "c", "u1")),
                               holds=lambda s: s.trace().count("u1") == 1),
    "catch-message": Construct(row(catch(event("message", "msg")))),
    "catch-timer": Construct(both(catch(timer("P1M")))),
    "catch-signal": Construct(both(catch(event("signal", "sig")))),
    "catch-condition": Construct(both(catch(condition("x > 0")))),
    "throw-none": Construct(row(throw())),
    "throw-message": Construct(row(throw(event("message", "msg")))),
    "throw-signal": Construct(row(throw(event("signal", "sig")))),
    "throw-escalation": Construct(row(throw(event("escalation", "esc")))),
    "link": Construct((S, user("u1"), throw(LINK), node("intermediateCatchEvent", "d", LINK), user("u2"), E,
                       line("s", "u1", "c"), line("d", "u2", "e"))),
    "boundary-message": Construct(row(user("c"), *hook(event("message", "msg"), "c"))),
    "boundary-message-beside": Construct(row(user("c"), *hook(event("message", "msg"), "c", interrupting=False))),
    "boundary-timer": Construct(row(user("c"), *hook(timer("P14D"), "c"))),
    "boundary-timer-cycle": Construct(row(user("c"), *hook(CYCLE, "c", interrupting=False)),
                                      holds=lambda s: s.trace().count("b") <= 3),
    "boundary-signal": Construct(row(user("c"), *hook(event("signal", "sig"), "c"))),
    "boundary-signal-beside": Construct(row(user("c"), *hook(event("signal", "sig"), "c", interrupting=False))),
    "boundary-error": Construct(row(service("c", "job.x"), *hook(event("error", "err"), "c")), error="E1",
                                holds=lambda s: ("ub" in s.trace()) != ("u2" in s.trace())),
    "boundary-escalation": Construct(
        sub(inside(node("intermediateThrowEvent", "t", event("escalation", "esc"))), *hook(event("escalation", "esc"), "c"))),
    "boundary-escalation-beside": Construct(
        sub(inside(node("intermediateThrowEvent", "t", event("escalation", "esc"))),
            *hook(event("escalation", "esc"), "c", interrupting=False))),
    "boundary-condition": Construct(row(user("c"), *hook(condition("x > 0"), "c"))),
    "boundary-condition-beside": Construct(row(user("c"), *hook(condition("x > 0"), "c", interrupting=False))),
    "sub-process": Construct(sub(inside())),
    "event-sub-process": Construct((*row(user("c")), beside(event("message", "msg"), interrupting=True))),
    "event-sub-process-beside": Construct((*row(user("c")), beside(event("message", "msg"), interrupting=False))),
    "event-sub-process-error": Construct((*row(service("c", "job.x")), beside(event("error", "err"), interrupting=True)),
                                         error="E1"),
    "event-sub-process-timer": Construct((*row(user("c")), beside(timer("P1D"), interrupting=False))),
    "transaction": Construct(sub(inside(), *hook(timer("P1D"), "c"), kind="transaction")),
    "call-activity": Construct(row(node("callActivity", "c", ext='<zeebe:calledElement processId="sub"/>' + mapping(
        ("v", "o"), inputs=(("i", "k"),)))), called=(S, user("q"), script("t", "o", "i"), E, line("s", "q", "t", "e")),
        holds=lambda s: s.variables["v"] == "r1" and "o" not in s.variables),
    "multi-instance-parallel": Construct(
        row(user("c", inner=many(completion="count(done[item != null]) > 1", **LOOP))), results={"c": {"o": 1}},
        holds=lambda s: _collected(s) and s.trace().count("c") == 3),
    "multi-instance-sequential": Construct(row(user("c", inner=many(sequential=True, **LOOP))), results={"c": {"o": 1}},
                                           holds=lambda s: [d["r"] for d in s.variables["done"]] == ["p", "q", "r"]),
    "multi-instance-sub-process": Construct(sub(inside() + many(inputCollection="=roles", inputElement="role")),
                                            holds=lambda s: s.trace().count("i1") == 3),
    "loop-standard": Construct(row(user("c", inner=STANDARD)), holds=lambda s: s.trace().count("c") == 4),
    "lanes": Construct((LANES, S, node("userTask", "u1", ext=FORM), node("userTask", "u2", ext=FORM), E,
                        line("s", "u1", "u2", "e"))),
    "pools": Construct(row(throw(event("message", "msg")))),
    "data-object": Construct(('<bpmn:dataObject id="do"/><bpmn:dataObjectReference id="dr" name="plan" dataObjectRef="do"/>',
                              *row(user("c", inner=DATA))), results={"c": {"plan": "P", "other": 1}},
                             holds=lambda s: s.variables["plan"] == "P" and "other" not in s.variables),
    "flow-conditional": Construct((S, user("u1", default="u1_u4"), user("u2"), user("u3"), user("u4"), E, line("s", "u1"),
                                   flow("u1", "u2", "x = 0"), flow("u1", "u3", "n = 0"), flow("u1", "u4"), line("u2", "e"),
                                   line("u3", "e"), line("u4", "e")), holds=lambda s: "u4" not in s.trace()),
    "fork-implicit": Construct((S, user("u1"), user("u2"), user("u3"), E, line("s", "u1", "u2", "e"), line("u1", "u3", "e"))),
    "merge-implicit": Construct((S, node("parallelGateway", "f"), user("u1"), user("u2"), user("u3"), E,
                                 line("s", "f", "u1", "u3", "e"), line("f", "u2", "u3")),
                                holds=lambda s: s.trace().count("u3") == 2),
}  # fmt: skip


def story(construct: Construct, *, reload: bool) -> Story:
    """An unstarted instance of a construct."""
    return Story(
        *construct.models(),
        reload=reload,
        operations=Register(inline=lambda call: {"o": call.inputs["i"]}),
        decide=lambda key, scope: engine.Decided(key, ["r1"]),
    )


def play(construct: Construct, seed: int, *, reload: bool) -> Story:
    """Start it and act at random waits until none is left."""
    told = story(construct, reload=reload).start(construct.start, **COMMON)
    play_on(construct, told, random.Random(seed))
    return told


def play_on(construct: Construct, told: Story, rnd: random.Random, *, acts: int = 0) -> None:
    """Act at random waits until none is left, or *acts* times."""
    for _ in range(acts or 200):
        waits = sorted(told.run.waits, key=lambda w: (w.activity_id, values.canonical(dict(w.locals))))
        if not waits:
            return
        _act(construct, told, rnd.choice(waits), rnd)
    if acts:
        return
    raise AssertionError(f"no end in 200 acts: {told.waiting}")


def _act(construct: Construct, told: Story, wait: engine.Wait, rnd: random.Random) -> None:
    run, result = told.run, construct.results.get(wait.activity_id, {})
    if wait.kind == "user_task":
        run.complete(wait.token_id, result)
    elif wait.kind == "timer":
        assert wait.due_at is not None
        told.clock.travel(max(wait.due_at, told.clock.now()))
        run.fire(wait.token_id)
    elif wait.kind == "message":
        run.deliver(wait.token_id, {"v": 1})
    elif wait.kind == "signal":
        run.signal(wait.signal_name)
    elif wait.kind == "condition":
        run.assign({"x": Decimal(rnd.randint(0, 2))})
    elif construct.error and rnd.random() < 0.5:
        run.throw_error(wait.token_id, construct.error)
    else:
        run.finish_job(wait.token_id, result)
    told._after()
