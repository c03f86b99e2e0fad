"""Tokens, gateways and joins: what the diagram says is what happens."""

from __future__ import annotations

import pytest

from tests.engine.kit import Story, flow, line, model, node, script, user
from workflows.model import errors

START, END = node("startEvent", "s"), node("endEvent", "e")


def test_a_user_task_waits_and_then_the_process_ends() -> None:
    story = Story(model(START, user("a"), END, line("s", "a", "e"))).start()
    assert story.waiting == ["a"]
    story.complete("a")
    assert story.is_done
    assert story.trace() == ["s", "a", "e"]
    assert story.trace("flow") == ["s_a", "a_e"]


def test_only_explicit_outputs_write_variables() -> None:
    story = Story(model(START, user("a", ("decision", "outcome")), END, line("s", "a", "e"))).start(x=1)
    story.complete("a", outcome="approve", comment="never copied")
    assert story.variables == {"x": 1, "decision": "approve"}


def test_an_exclusive_gateway_takes_the_first_true_flow_or_the_default() -> None:
    parts = [START, node("exclusiveGateway", "x", default="x_c"), user("a"), user("b"), user("c"), line("s", "x")]
    parts += [flow("x", "a", "n > 10"), flow("x", "b", "n > 5"), flow("x", "c"), END]
    parts += [line("a", "e"), line("b", "e"), line("c", "e")]
    taken = {n: Story(model(*parts)).start(n=n).waiting for n in (11, 6, 1)}
    assert taken == {11: ["a"], 6: ["b"], 1: ["c"]}


def test_a_condition_that_is_not_a_boolean_is_an_incident_never_a_silent_false() -> None:
    parts = [START, node("exclusiveGateway", "x", default="x_b"), user("a"), user("b"), line("s", "x"), END]
    parts += [flow("x", "a", "missing.field"), flow("x", "b"), line("a", "e"), line("b", "e")]
    with pytest.raises(errors.ConditionNotBoolean) as caught:
        Story(model(*parts)).start()
    assert caught.value.facts["element"] == "x_a"


def test_an_exclusive_gateway_without_a_way_out_is_an_incident() -> None:
    parts = [START, node("exclusiveGateway", "x"), user("a"), line("s", "x"), flow("x", "a", "n > 1"), END]
    parts += [flow("x", "e", "n > 2"), line("a", "e")]
    with pytest.raises(errors.NoWayOut):
        Story(model(*parts)).start(n=0)


def test_a_parallel_join_waits_for_every_branch_and_fires_once() -> None:
    parts = [START, node("parallelGateway", "f"), user("a"), user("b"), node("parallelGateway", "j"), user("c"), END]
    parts += [line("s", "f", "a", "j", "c", "e"), line("f", "b", "j")]
    story = Story(model(*parts)).start()
    assert story.complete("b").waiting == ["a"]
    assert story.complete("a").waiting == ["c"]
    assert story.complete("c").is_done


def test_a_parallel_join_in_a_loop_is_right_in_every_round() -> None:
    parts = [START, node("exclusiveGateway", "m"), node("parallelGateway", "f"), user("a"), user("b")]
    parts += [
        node("parallelGateway", "j"),
        script("n1", "n", "n + 1"),
        node("exclusiveGateway", "x", default="x_e"),
        END,
    ]
    parts += [line("s", "m", "f", "a", "j", "n1", "x", "e"), line("f", "b", "j"), flow("x", "m", "n < 4")]
    story = Story(model(*parts)).start(n=0)
    for round_ in range(4):
        assert story.waiting == ["a", "b"]
        story.complete("b" if round_ % 2 else "a")
        assert len(story.waiting) == 1, "the join never fires early"
        story.complete(story.waiting[0])
    assert story.is_done
    assert story.variables["n"] == 4


def test_a_parallel_join_consumes_one_token_per_flow_and_keeps_the_rest() -> None:
    # Two tokens reach the join by flow a_j before one comes by b_j: the second waits for the next.
    parts = [START, node("parallelGateway", "f"), user("a1"), user("a2"), user("b"), node("exclusiveGateway", "m")]
    parts += [node("parallelGateway", "j"), user("c"), END]
    parts += [line("s", "f", "a1", "m", "j", "c", "e"), line("f", "a2", "m"), line("f", "b", "j")]
    story = Story(model(*parts)).start()
    story.complete("a1").complete("a2").complete("b")
    assert story.waiting == ["c"]
    story.complete("c")
    assert not story.is_done, "one token is left at the join: a lack of balance in the drawing, shown and not hidden"
    assert [t.activity_id for t in story.run.tokens] == ["j"]


def test_a_variable_written_in_one_branch_survives_the_join() -> None:
    parts = [START, node("parallelGateway", "f"), user("a", ("v", "v")), user("b"), node("parallelGateway", "j"), END]
    parts += [user("c"), line("s", "f", "a", "j", "c", "e"), line("f", "b", "j")]
    story = Story(model(*parts)).start(v="old")
    story.complete("a", v="new").complete("b")
    assert story.variables["v"] == "new"


def _inclusive() -> list[str]:
    parts = [START, node("inclusiveGateway", "o", default="o_c"), user("a"), user("b"), user("c"), END]
    parts += [node("inclusiveGateway", "j"), user("d"), line("s", "o"), line("a", "j", "d", "e"), line("b", "j")]
    return [*parts, line("c", "j"), flow("o", "a", "x > 0"), flow("o", "b", "x > 1"), flow("o", "c")]


def test_an_inclusive_split_takes_every_true_flow_and_its_join_waits_for_exactly_those() -> None:
    assert Story(model(*_inclusive())).start(x=0).waiting == ["c"]
    assert Story(model(*_inclusive())).start(x=1).complete("a").waiting == ["d"]
    story = Story(model(*_inclusive())).start(x=2)
    assert story.waiting == ["a", "b"]
    assert story.complete("b").waiting == ["a"]
    assert story.complete("a").waiting == ["d"]


def test_an_inclusive_join_ignores_tokens_that_can_no_longer_come() -> None:
    parts = [START, node("parallelGateway", "f"), user("a"), user("b"), node("exclusiveGateway", "x", default="x_u")]
    parts += [node("inclusiveGateway", "j"), user("u"), user("d"), END, line("s", "f", "a", "j", "d", "e")]
    parts += [line("f", "b", "x"), flow("x", "j", "back"), flow("x", "u"), line("u", "e")]
    story = Story(model(*parts)).start(back=False)
    assert story.complete("a").waiting == ["b"], "b could still go to the join"
    assert story.complete("b").waiting == ["d", "u"], "now it no longer can"


def test_several_flows_out_of_a_task_run_in_parallel_and_several_into_a_task_each_start_it() -> None:
    parts = [START, user("a"), user("b"), user("c"), user("d"), END]
    parts += [line("s", "a", "b", "d", "e"), line("a", "c", "d")]
    story = Story(model(*parts)).start().complete("a")
    assert story.waiting == ["b", "c"]
    assert story.complete("b").waiting == ["c", "d"]
    assert story.complete("c").waiting == ["d", "d"]
    assert story.complete("d").complete("d").is_done


def test_conditional_flows_out_of_a_task_with_a_default() -> None:
    parts = [START, user("a", default="a_d"), user("b"), user("c"), user("d"), END, line("s", "a")]
    parts += [flow("a", "b", "x = 1"), flow("a", "c", "x > 0"), flow("a", "d"), line("b", "e"), line("c", "e")]
    parts.append(line("d", "e"))
    assert Story(model(*parts)).start(x=1).complete("a").waiting == ["b", "c"]
    assert Story(model(*parts)).start(x=2).complete("a").waiting == ["c"]
    assert Story(model(*parts)).start(x=0).complete("a").waiting == ["d"]


def test_a_circle_without_a_wait_is_stopped() -> None:
    parts = [
        START,
        node("exclusiveGateway", "m"),
        script("n1", "n", "n + 1"),
        node("exclusiveGateway", "x", default="x_m"),
    ]
    parts += [END, line("s", "m", "n1", "x", "m"), flow("x", "e", "n < 0")]
    with pytest.raises(errors.TooManySteps):
        Story(model(*parts)).start(n=1)


def test_a_link_jumps_to_the_catch_of_its_name() -> None:
    link = '<bpmn:linkEventDefinition name="L"/>'
    parts = [START, user("a"), node("intermediateThrowEvent", "out", link), node("intermediateCatchEvent", "in", link)]
    story = Story(model(*parts, user("b"), END, line("s", "a", "out"), line("in", "b", "e"))).start().complete("a")
    assert story.waiting == ["b"]
    assert story.trace("flow") == ["s_a", "a_out", "in_b"]


def test_elements_called_like_the_engines_own_are_no_trouble() -> None:
    parts = [node("startEvent", "Start"), user("Root"), user("p.EndJoin"), node("endEvent", "End")]
    story = Story(model(*parts, line("Start", "Root", "p.EndJoin", "End"))).start().complete("Root")
    assert story.complete("p.EndJoin").is_done
    assert story.trace() == ["Start", "Root", "p.EndJoin", "End"]
