"""Multi-instance and standard loops."""

from __future__ import annotations

from tests.engine.kit import (
    Story,
    line,
    many,
    model,
    node,
    script,
    timer,
    user,
)
from tests.engine.test_events import boundary

START, END = node("startEvent", "s"), node("endEvent", "e")

# -- multi-instance and loops ------------------------------------------------------------------------

LOOP = {
    "inputCollection": "=roles",
    "inputElement": "role",
    "outputCollection": "done",
    "outputElement": "={r: role, o: outcome}",
}


def test_a_parallel_multi_instance_loses_no_outcome() -> None:
    parts = [START, user("a", inner=many(**LOOP)), user("b"), END, line("s", "a", "b", "e")]
    story = Story(model(*parts)).start(roles=["x", "y", "z"])
    assert [w.locals["role"] for w in story.run.waits] == ["x", "y", "z"]
    for role, outcome in (("z", "approve"), ("x", "return"), ("y", "approve")):
        story.complete("a", {"role": role}, outcome=outcome)
    assert [(d["r"], d["o"]) for d in story.variables["done"]] == [("x", "return"), ("y", "approve"), ("z", "approve")]
    assert story.waiting == ["b"]


def test_a_completion_condition_cancels_the_other_instances() -> None:
    until = 'some d in done satisfies d.o = "return"'
    parts = [START, user("a", inner=many(completion=until, **LOOP)), user("b"), END, line("s", "a", "b", "e")]
    story = Story(model(*parts)).start(roles=["x", "y", "z"]).complete("a", {"role": "y"}, outcome="return")
    assert story.waiting == ["b"]
    assert story.trace("cancelled") == ["a", "a"]


def test_a_sequential_multi_instance_goes_one_by_one() -> None:
    parts = [START, user("a", inner=many(sequential=True, **LOOP)), END, line("s", "a", "e")]
    story = Story(model(*parts)).start(roles=["x", "y"])
    assert [w.locals["role"] for w in story.run.waits] == ["x"]
    story.complete("a", outcome="1")
    assert [(w.locals["role"], w.locals["loopCounter"]) for w in story.run.waits] == [("y", 2)]
    assert story.complete("a", outcome="2").is_done


def test_no_item_means_no_instance() -> None:
    for sequential in (True, False):
        parts = [START, user("a", inner=many(sequential=sequential, **LOOP)), END, line("s", "a", "e")]
        story = Story(model(*parts)).start(roles=[])
        assert story.is_done
        assert story.variables["done"] == []


def test_a_multi_instance_sub_process_has_its_own_locals() -> None:
    body = node("startEvent", "is") + user("i") + script("t", "seen", "append(seen, item)") + node("endEvent", "ie")
    body += line("is", "i", "t", "ie") + many(inputCollection="=items", inputElement="item")
    parts = [START, node("subProcess", "sp", body), END, line("s", "sp", "e")]
    story = Story(model(*parts)).start(items=["p", "q"], seen=[])
    assert story.tasks == ["i", "i"]
    story.complete("i", {"item": "q"}).complete("i", {"item": "p"})
    assert story.variables["seen"] == ["q", "p"]
    assert story.is_done


def test_a_boundary_event_interrupts_all_instances() -> None:
    parts = [START, user("a", inner=many(cardinality="3")), boundary("late", "a", timer("P1D")), user("b"), END]
    story = Story(model(*parts, line("s", "a", "e"), line("late", "b", "e"))).start()
    assert story.tasks == ["a", "a", "a"]
    assert story.fire("late").tasks == ["b"]


def test_a_standard_loop_repeats_while_its_condition_holds() -> None:
    tag = "bpmn:standardLoopCharacteristics"
    loop = f"<{tag}{{}}><bpmn:loopCondition>=again</bpmn:loopCondition></{tag}>"
    parts = [START, user("a", ("again", "again"), inner=loop.format("")), END, line("s", "a", "e")]
    story = Story(model(*parts)).start(again=False).complete("a", again=True).complete("a", again=True)
    assert story.complete("a", again=False).is_done
    before = [START, user("a", inner=loop.format(' testBefore="true"')), END, line("s", "a", "e")]
    assert Story(model(*before)).start(again=False).is_done
    most = [START, user("a", inner=loop.format(' loopMaximum="2"')), END, line("s", "a", "e")]
    assert Story(model(*most)).start(again=True).complete("a").complete("a").is_done
