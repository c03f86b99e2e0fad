"""The engine and the reference token game agree on random structured models, with and without reload."""

from __future__ import annotations

import dataclasses
import itertools
import random
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.blocks import Block, Catch, Choice, Loop, Many, Race, Seq, Sub, Task, Throw, drawn
from tests.engine.kit import Story
from tests.engine.reference import Game

NAMES = [f"t{i}" for i in range(6)]
#: Elements that the reference logs; gateways, start and end events are drawing only.
LOGGED = ("userTask", "scriptTask", "subProcess", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent")
BOUNDARIES = st.sampled_from(["", "timer", "message", "signal", "error", "escalation"])
CATCHES = st.sampled_from(["timer", "message", "signal"])


def blocks() -> st.SearchStrategy[Block]:
    """Random blocks; ids are given afterwards."""
    leaf = st.one_of(
        st.just(Task("")),
        st.just(Task("")),
        st.builds(lambda kind: Seq((Catch("", kind), Task(""))), CATCHES),
        st.builds(
            lambda kind: Seq((Task(""), Throw("", kind), Task(""))), st.sampled_from(["", "signal", "escalation"])
        ),
        st.builds(Many, st.just(""), st.integers(1, 3), st.booleans()),
    )
    return st.recursive(leaf, _larger, max_leaves=7)


def _larger(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    kinds = st.sampled_from(["exclusive", "inclusive", "parallel"])
    tests = st.lists(st.sampled_from(NAMES), min_size=2, max_size=2).map(tuple)
    return st.one_of(
        several.map(Seq),
        st.builds(Choice, st.just(""), kinds, tests, several),
        st.builds(Loop, st.just(""), st.integers(1, 3), inner),
        st.builds(lambda a, b: Race("", (Catch("", "timer"), Catch("", "message")), (a, b)), inner, inner),
        st.builds(_sub, inner, BOUNDARIES, st.booleans(), inner, st.booleans()),
    )  # fmt: skip


def _sub(body: Block, kind: str, interrupts: bool, handler: Block, ends_all: bool) -> Sub:
    end = "error" if kind == "error" else "terminate" if ends_all else ""
    interrupts = interrupts or kind == "error"
    return Sub("", Seq((body, Task(""))), kind, interrupts, handler if interrupts else _loopless(handler), end)


def _loopless(block: Block) -> Block:
    """Several tokens of a non-interrupting event would share a loop's counter, or differ in their progress."""
    if isinstance(block, Many):
        return Task("")
    if isinstance(block, Loop):
        return _loopless(block.body)
    if isinstance(block, Seq):
        return Seq(tuple(map(_loopless, block.blocks)))
    if isinstance(block, (Choice, Race)):
        return dataclasses.replace(block, branches=tuple(map(_loopless, block.branches)))
    if isinstance(block, Sub):
        return dataclasses.replace(block, body=_loopless(block.body), handler=_loopless(block.handler))
    return block


def named(block: Block, numbers: itertools.count[int], tasks: itertools.count[int]) -> Block:
    """The block with an id for each element; tasks get the names that conditions test."""

    def inner(part: Block) -> Block:
        return named(part, numbers, tasks)

    if isinstance(block, Task):
        return Task(f"t{next(tasks)}")
    key = f"b{next(numbers)}"
    if isinstance(block, (Catch, Throw)):
        return type(block)(key, block.kind)
    if isinstance(block, Seq):
        return Seq(tuple(map(inner, block.blocks)))
    if isinstance(block, Choice):
        # A branch begins with a task, so that all branches are really begun in one act.
        return Choice(key, block.kind, block.tests, tuple(inner(Seq((Task(""), b))) for b in block.branches))
    if isinstance(block, Loop):
        return Loop(key, block.times, inner(block.body))
    if isinstance(block, Many):
        return Many(key, block.number, block.is_sequential)
    if isinstance(block, Race):
        return Race(key, tuple(map(inner, block.events)), tuple(map(inner, block.branches)))  # type: ignore[arg-type]
    return Sub(key, inner(block.body), block.kind, block.interrupts, inner(block.handler), block.end)


def compare(block: Block, seed: int, *, reload: bool) -> None:
    """Play both with the same choices; after each act they must agree."""
    block = named(block, itertools.count(), itertools.count())
    variables = dict.fromkeys(NAMES, 0)
    game = Game(block, variables)
    story = Story(drawn(block), reload=reload)
    story.start(**{f"t{i}": Decimal(0) for i in range(60)})
    rnd = random.Random(seed)
    for _ in range(40):
        _agree(game, story)
        if not game.waits:
            break
        _act(game, story, rnd)
    assert game.has_ended == story.is_done


def _agree(game: Game, story: Story) -> None:
    kinds = {key: meta.kind for key, meta in story.main.activities.items()}
    completed = Counter(key for key in story.trace() if kinds.get(key) in LOGGED and not key.endswith("i"))
    assert completed == Counter(game.done)
    assert story.waiting == sorted(wait.id for wait in game.waits)
    assert {name: story.variables[name] for name in game.variables} == game.variables
    story.happened.clear()


def _act(game: Game, story: Story, rnd: random.Random) -> None:
    key = rnd.choice(sorted({wait.id for wait in game.waits}))
    result = rnd.randint(0, 3)
    wait = next(wait for wait in game.waits if wait.id == key)
    if wait.kind == "user_task":
        story.complete(key, o=Decimal(result))
    elif wait.kind == "timer":
        story.fire(key)
    elif wait.kind == "message":
        story.deliver(key)
    else:
        story.signal("g")
    game.act(wait, result)


QUICK = settings(
    max_examples=500, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@QUICK
@given(blocks(), st.integers(0, 1_000_000), st.booleans())
def test_the_engine_and_the_reference_agree(block: Block, seed: int, reload: bool) -> None:
    compare(block, seed, reload=reload)


@pytest.mark.long
@settings(QUICK, max_examples=10_000)
@given(blocks(), st.integers(0, 1_000_000), st.booleans())
def test_the_engine_and_the_reference_agree_on_ten_thousand_models(block: Block, seed: int, reload: bool) -> None:
    compare(block, seed, reload=reload)
