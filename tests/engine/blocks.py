"""Structured models as a tree of blocks, and how each block is drawn in BPMN."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from tests.engine.kit import event, flow, many, message, model, node, script, timer, user
from workflows import engine


@dataclass(frozen=True)
class Task:
    """A user task that writes a variable of its own name."""

    id: str


@dataclass(frozen=True)
class Catch:
    """A wait for a timer, message or signal."""

    id: str
    kind: str


@dataclass(frozen=True)
class Throw:
    """A thrown signal or escalation, or nothing."""

    id: str
    kind: str


@dataclass(frozen=True)
class Seq:
    """One after the other."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Choice:
    """Exclusive (the first true branch), inclusive (all true ones) or parallel (all); else the last, the default."""

    id: str
    kind: str
    #: Branch i is true if variable tests[i] is above 1; the last needs no test.
    tests: tuple[str, ...]
    branches: tuple[Block, ...]


@dataclass(frozen=True)
class Loop:
    """A body repeated a number of times, counted by a script."""

    id: str
    times: int
    body: Block


@dataclass(frozen=True)
class Many:
    """A multi-instance user task; a result above 2 completes it."""

    id: str
    number: int
    is_sequential: bool


@dataclass(frozen=True)
class Race:
    """An event-based gateway."""

    id: str
    events: tuple[Catch, ...]
    branches: tuple[Block, ...]


@dataclass(frozen=True)
class Sub:
    """A sub-process with a boundary event (timer, message, signal, escalation, error or none) and its handler."""

    id: str
    body: Block
    kind: str
    interrupts: bool
    handler: Block
    #: "", "terminate" or "error": how the body's last end event ends.
    end: str


Block = Task | Catch | Throw | Seq | Choice | Loop | Many | Race | Sub

ROOTS = (
    '<bpmn:signal id="sig" name="g"/><bpmn:error id="err" errorCode="E"/>'
    '<bpmn:escalation id="esc" escalationCode="X"/>' + message("msg", "m")
)
DEFINITIONS = {
    "": "",
    "timer": timer("P1D"),
    "message": event("message", "msg"),
    "signal": event("signal", "sig"),
    "error": event("error", "err"),
    "escalation": event("escalation", "esc"),
    "terminate": "<bpmn:terminateEventDefinition/>",
}
#: First node, last node, everything drawn.
Drawn = tuple[str, str, str]


def drawn(block: Block) -> engine.ProcessModel:
    """The whole process."""
    first, last, parts = draw(block)
    ends = node("startEvent", "start") + node("endEvent", "end")
    return model(ends, parts, flow("start", first), flow(last, "end"), root=ROOTS)


def draw(block: Block) -> Drawn:
    """Draw a block; its last node has one flow still to come."""
    if isinstance(block, Task):
        return block.id, block.id, user(block.id, (block.id, "o"))
    if isinstance(block, Catch):
        return block.id, block.id, node("intermediateCatchEvent", block.id, DEFINITIONS[block.kind])
    if isinstance(block, Throw):
        return block.id, block.id, node("intermediateThrowEvent", block.id, DEFINITIONS[block.kind])
    if isinstance(block, Many):
        words = {"outputCollection": f"{block.id}r", "outputElement": "=o"}
        until = f"some r in {block.id}r satisfies r > 2"
        loop = many(sequential=block.is_sequential, cardinality=str(block.number), completion=until, **words)
        return block.id, block.id, user(block.id, inner=loop)
    if isinstance(block, Seq):
        return _sequence([draw(inner) for inner in block.blocks])
    if isinstance(block, Choice):
        return _choice(block)
    if isinstance(block, Loop):
        return _loop(block)
    return _race(block) if isinstance(block, Race) else _sub(block)


def _sequence(parts: list[Drawn]) -> Drawn:
    text = "".join(part[2] for part in parts)
    text += "".join(flow(one[1], two[0]) for one, two in pairwise(parts))
    return parts[0][0], parts[-1][1], text


def _choice(block: Choice) -> Drawn:
    split, join = f"{block.id}s", f"{block.id}j"
    branches = [draw(branch) for branch in block.branches]
    default = {} if block.kind == "parallel" else {"default": f"{split}_{branches[-1][0]}"}
    text = node(f"{block.kind}Gateway", split, **default) + node(f"{block.kind}Gateway", join)
    for index, (first, last, parts) in enumerate(branches):
        is_default = block.kind == "parallel" or index == len(branches) - 1
        test = "" if is_default else f"{block.tests[index]} > 1"
        text += parts + flow(split, first, test) + flow(last, join)
    return split, join, text


def _loop(block: Loop) -> Drawn:
    first, last, body = draw(block.body)
    head, tail = f"{block.id}h", f"{block.id}t"
    count = f"{block.id}n"
    text = node("exclusiveGateway", head) + node("exclusiveGateway", tail, default=f"{tail}_{tail}x") + body
    text += script(block.id, count, f"{count} + 1") + flow(head, first) + flow(last, block.id) + flow(block.id, tail)
    after, zero = f"{tail}x", f"{block.id}i"
    text += flow(tail, head, f"{count} < {block.times}") + node("exclusiveGateway", after) + flow(tail, after)
    return zero, after, text + script(zero, count, "0") + flow(zero, head)


def _race(block: Race) -> Drawn:
    join = f"{block.id}j"
    text = node("eventBasedGateway", block.id) + node("exclusiveGateway", join)
    for caught, branch in zip(block.events, block.branches, strict=True):
        first, last, parts = draw(branch)
        text += draw(caught)[2] + parts + flow(block.id, caught.id) + flow(caught.id, first) + flow(last, join)
    return block.id, join, text


def _sub(block: Sub) -> Drawn:
    first, last, body = draw(block.body)
    start, end, hook, join = (f"{block.id}{letter}" for letter in "seb" + "j")
    inner = node("startEvent", start) + body + node("endEvent", end, DEFINITIONS[block.end])
    text = node("subProcess", block.id, inner + flow(start, first) + flow(last, end))
    if not block.kind:
        return block.id, block.id, text
    flag = "true" if block.interrupts else "false"
    text += node("boundaryEvent", hook, DEFINITIONS[block.kind], attachedToRef=block.id, cancelActivity=flag)
    first, last, handler = draw(block.handler)
    text += handler + flow(hook, first) + node("exclusiveGateway", join) + flow(block.id, join)
    if block.interrupts:
        return block.id, join, text + flow(last, join)
    beside = f"{block.id}z"
    return block.id, join, text + node("endEvent", beside) + flow(last, beside)
