"""Events: messages, timers, signals, errors, escalations, conditions, the kinds of end."""

from __future__ import annotations

import pytest

from tests.engine.kit import (
    Register,
    Story,
    condition,
    event,
    flow,
    line,
    mapping,
    message,
    model,
    node,
    script,
    service,
    timer,
    user,
)
from workflows.model import errors

START, END = node("startEvent", "s"), node("endEvent", "e")
SIGNAL = '<bpmn:signal id="sig" name="residency.ended"/>'
ERROR = '<bpmn:error id="err" errorCode="E1"/><bpmn:error id="err2" errorCode="E2"/>'
ESCALATION = '<bpmn:escalation id="esc" escalationCode="X1"/>'


def boundary(key: str, host: str, definition: str, *, interrupting: bool = True, ext: str = "") -> str:
    """A boundary event."""
    cancel = "true" if interrupting else "false"
    return node("boundaryEvent", key, definition, ext, attachedToRef=host, cancelActivity=cancel)


# -- messages ----------------------------------------------------------------------------------------


def test_a_message_catch_waits_for_its_key_and_only_outputs_take_the_payload() -> None:
    catch = node("intermediateCatchEvent", "m", event("message", "msg"), mapping(("version", "version")))
    story = Story(model(START, catch, END, line("s", "m", "e"), root=message("msg", "iup.approved", "residency_id")))
    story.start(residency_id="r1")
    wait = story.at("m")
    assert (wait.kind, wait.message_name, wait.correlation) == ("message", "iup.approved", "r1")
    story.deliver("m", version=3, secret="x")
    assert story.is_done
    assert story.variables == {"residency_id": "r1", "version": 3}


def test_a_receive_task_is_an_activity_that_waits_for_a_message() -> None:
    task = node("receiveTask", "m", ext=mapping(("v", "v")), messageRef="msg")
    late = boundary("late", "m", timer("P1D"))
    story = Story(model(START, task, late, END, line("s", "m", "e"), line("late", "e"), root=message("msg", "go")))
    assert story.start().waiting == ["late", "m"]
    assert story.deliver("m", v=1).is_done


def test_a_throw_event_hands_the_message_out_with_key_and_payload() -> None:
    throw = node("intermediateThrowEvent", "t", event("message", "msg"))
    root = message("msg", "iup.approved", sends="residency_id", payload="{version: v}")
    story = Story(model(START, throw, END, line("s", "t", "e"), root=root)).start(residency_id="r1", v=2)
    (sent,) = story.thrown
    assert (sent.kind, sent.name, sent.correlation, sent.payload) == ("message", "iup.approved", "r1", {"version": 2})


def test_a_message_start_gives_its_payload_to_its_outputs() -> None:
    start = node("startEvent", "m", event("message", "msg"), mapping(("who", "person")))
    parts = [START, start, user("a"), END, line("s", "a", "e"), line("m", "a")]
    story = Story(model(*parts, root=message("msg", "hire.registered"))).start("m", {"person": "anna"})
    assert story.variables == {"who": "anna"}
    assert [s.activity_id for s in story.main.starts] == ["s", "m"]


# -- event gateway -----------------------------------------------------------------------------------


def test_an_event_gateway_with_two_timers_and_a_message_takes_what_comes_first() -> None:
    parts = [START, node("eventBasedGateway", "g"), node("intermediateCatchEvent", "t30", timer("P30D"))]
    parts += [node("intermediateCatchEvent", "t10", timer("P10D")), END]
    parts += [node("intermediateCatchEvent", "m", event("message", "msg")), user("a"), user("b"), user("c")]
    parts += [line("s", "g", "t30", "a", "e"), line("g", "t10", "b", "e"), line("g", "m", "c", "e")]
    two = model(*parts, root=message("msg", "go"))
    story = Story(two).start()
    assert story.waiting == ["m", "t10", "t30"]
    assert story.at("t10").due_at < story.at("t30").due_at
    assert story.fire("t10").waiting == ["b"]
    assert story.complete("b").is_done
    assert Story(two).start().deliver("m").waiting == ["c"]


# -- signals -----------------------------------------------------------------------------------------


def test_a_signal_reaches_every_waiting_token_and_the_outside() -> None:
    parts = [START, node("parallelGateway", "f"), node("intermediateCatchEvent", "c", event("signal", "sig"))]
    parts += [user("a"), boundary("sb", "a", event("signal", "sig")), END]
    parts += [node("intermediateThrowEvent", "t", event("signal", "sig")), user("go")]
    parts += [line("s", "f", "c", "e"), line("f", "a", "e"), line("sb", "e"), line("f", "go", "t", "e")]
    story = Story(model(*parts, root=SIGNAL)).start()
    assert story.complete("go").is_done
    assert [t.name for t in story.thrown] == ["residency.ended"]
    outside = Story(model(*parts, root=SIGNAL)).start()
    assert outside.signal("residency.ended")
    assert not outside.signal("other")
    assert outside.waiting == ["go"]


def test_a_signal_end_is_thrown() -> None:
    parts = [START, node("endEvent", "e", event("signal", "sig")), line("s", "e")]
    story = Story(model(*parts, root=SIGNAL)).start()
    assert [(t.kind, t.name) for t in story.thrown] == [("signal", "residency.ended")]


# -- errors ------------------------------------------------------------------------------------------


def _refuses(_call: object) -> dict[str, object]:
    raise errors.BpmnError("E1")


def test_an_operations_modelled_error_is_caught_by_the_boundary_event() -> None:
    parts = [START, service("op", "record.add"), boundary("b", "op", event("error", "err")), user("mend"), END]
    drawn = model(*parts, line("s", "op", "e"), line("b", "mend", "e"), root=ERROR)
    story = Story(drawn, operations=Register(**{"record.add": _refuses})).start()
    assert story.waiting == ["mend"]
    assert story.trace("cancelled") == ["op"]


def test_an_exact_error_code_wins_over_catch_all_and_an_uncaught_one_is_an_incident() -> None:
    parts = [START, service("op", "job.x"), boundary("b1", "op", event("error")), END]
    parts += [boundary("b2", "op", event("error", "err2")), user("any"), user("two")]
    drawn = model(*parts, line("s", "op", "e"), line("b1", "any", "e"), line("b2", "two", "e"), root=ERROR)
    assert Story(drawn).start().act("throw_error", "op", "E2").waiting == ["two"]
    assert Story(drawn).start().act("throw_error", "op", "E9").waiting == ["any"]
    bare = model(START, service("op", "job.x"), END, line("s", "op", "e"))
    with pytest.raises(errors.UncaughtBpmnError):
        Story(bare).start().act("throw_error", "op", "E1")


def test_an_error_end_leaves_the_sub_process_by_its_boundary_and_cancels_the_rest() -> None:
    inner = node("startEvent", "is") + node("parallelGateway", "f") + user("i1") + user("i2")
    inner += node("endEvent", "ie", event("error", "err")) + node("endEvent", "ok")
    inner += line("is", "f", "i1", "ie") + line("f", "i2", "ok")
    parts = [START, node("subProcess", "sp", inner), boundary("b", "sp", event("error", "err")), user("mend"), END]
    story = Story(model(*parts, line("s", "sp", "e"), line("b", "mend", "e"), root=ERROR)).start()
    assert story.complete("i1").waiting == ["mend"]
    assert story.trace("cancelled") == ["i2", "sp"]


def test_an_escalation_does_not_stop_the_sub_process_unless_the_boundary_interrupts() -> None:
    inner = node("startEvent", "is") + node("intermediateThrowEvent", "t", event("escalation", "esc")) + user("i")
    inner += node("endEvent", "ie") + line("is", "t", "i", "ie")
    for interrupting, expected in ((False, ["i", "told"]), (True, ["told"])):
        hook = boundary("b", "sp", event("escalation", "esc"), interrupting=interrupting)
        parts = [START, node("subProcess", "sp", inner), hook, user("told"), END]
        story = Story(model(*parts, line("s", "sp", "e"), line("b", "told", "e"), root=ESCALATION)).start()
        assert story.tasks == expected
        while story.tasks:
            story.complete(story.tasks[0])
        assert story.is_done


def test_an_escalation_nobody_catches_is_no_trouble() -> None:
    parts = [START, node("endEvent", "e", event("escalation", "esc")), line("s", "e")]
    assert Story(model(*parts, root=ESCALATION)).start().is_done


def test_a_terminate_end_ends_its_own_scope_only() -> None:
    inner = node("startEvent", "is") + node("parallelGateway", "f") + user("i1") + user("i2")
    inner += node("endEvent", "ie", "<bpmn:terminateEventDefinition/>") + node("endEvent", "ok")
    inner += line("is", "f", "i1", "ie") + line("f", "i2", "ok")
    story = Story(
        model(START, node("subProcess", "sp", inner), user("next"), END, line("s", "sp", "next", "e"))
    ).start()
    assert story.complete("i1").waiting == ["next"]
    assert story.complete("next").is_done


def test_a_cancel_end_leaves_the_transaction_by_its_cancel_boundary() -> None:
    inner = node("startEvent", "is") + user("i") + node("endEvent", "ie", "<bpmn:cancelEventDefinition/>")
    inner += line("is", "i", "ie")
    hook = boundary("b", "tx", "<bpmn:cancelEventDefinition/>")
    parts = [
        START,
        node("transaction", "tx", inner),
        hook,
        user("told"),
        END,
        line("s", "tx", "e"),
        line("b", "told", "e"),
    ]
    assert Story(model(*parts)).start().complete("i").waiting == ["told"]


# -- conditions --------------------------------------------------------------------------------------


def test_a_conditional_event_sees_what_another_branch_writes() -> None:
    parts = [START, node("parallelGateway", "f"), node("intermediateCatchEvent", "c", condition("x = 1")), user("b")]
    parts += [user("a", ("x", "x")), END, line("s", "f", "c", "b", "e"), line("f", "a", "e")]
    story = Story(model(*parts)).start(x=0)
    assert story.waiting == ["a", "c"]
    assert story.complete("a", x=1).waiting == ["b"]


def test_a_conditional_event_that_is_already_true_goes_on_at_once() -> None:
    parts = [START, node("intermediateCatchEvent", "c", condition("x = 1")), user("b"), END, line("s", "c", "b", "e")]
    assert Story(model(*parts)).start(x=1).waiting == ["b"]


def test_a_non_interrupting_condition_fires_once_each_time_it_becomes_true() -> None:
    hook = boundary("c", "a", condition("x > 1"), interrupting=False)
    parts = [START, user("a"), hook, user("b"), END, line("s", "a", "e"), line("c", "b", "e")]
    story = Story(model(*parts)).start(x=0)
    for x, expected in ((2, 1), (3, 1), (0, 1), (5, 2)):
        story.run.assign({"x": x})
        story._after()
        assert len(story.tasks) == 1 + expected, x


def test_nothing_of_an_interrupted_scope_runs_afterwards() -> None:
    inner = node("startEvent", "is") + script("w", "x", "1") + script("never", "bad", "true") + node("endEvent", "ie")
    inner += line("is", "w", "never", "ie")
    parts = [START, node("subProcess", "sp", inner), boundary("c", "sp", condition("x = 1")), user("b"), END]
    story = Story(model(*parts, line("s", "sp", "e"), line("c", "b", "e"))).start(x=0)
    assert story.waiting == ["b"]
    assert "bad" not in story.variables


def test_a_flow_from_an_interrupting_event_may_lead_back() -> None:
    parts = [START, node("exclusiveGateway", "m"), user("a"), boundary("late", "a", timer("P1D")), END]
    story = Story(model(*parts, line("s", "m", "a", "e"), line("late", "m"))).start()
    first = story.at("a").token_id
    story.fire("late")
    assert story.waiting == ["a", "late"]
    assert story.at("a").token_id != first
    assert story.complete("a").is_done


def test_waiting_for_nothing_is_refused() -> None:
    story = Story(model(START, user("a"), END, flow("s", "a"), flow("a", "e"))).start()
    token = story.at("a").token_id
    for verb in (story.run.fire, lambda t: story.run.deliver(t, {}), lambda t: story.run.finish_job(t, {})):
        with pytest.raises(errors.NotWaiting):
            verb(token)
    story.complete("a")
    with pytest.raises(errors.NotWaiting):
        story.run.complete(token, {})
