"""Sub-processes, event sub-processes, called processes; repair and cancelling."""

from __future__ import annotations

from decimal import Decimal

import pytest

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
from tests.engine.test_events import boundary
from workflows import engine
from workflows.model import errors

START, END = node("startEvent", "s"), node("endEvent", "e")

# -- sub-processes -----------------------------------------------------------------------------------


def inner(*keys: str, **extra: str) -> str:
    """The inside of a sub-process: a start, user tasks in a row, an end."""
    prefix = extra.get("prefix", "i")
    tasks = "".join(user(key) for key in keys)
    first, last = f"{prefix}s", f"{prefix}e"
    return node("startEvent", first) + tasks + node("endEvent", last) + line(first, *keys, last)


def test_a_sub_process_shares_the_variables_and_ends_when_its_last_token_ends() -> None:
    body = node("startEvent", "is") + user("a", ("x", "v")) + user("b") + node("endEvent", "ie")
    body += line("is", "a", "ie") + line("is", "b", "ie")
    story = Story(model(START, node("subProcess", "sp", body), user("c"), END, line("s", "sp", "c", "e"))).start()
    assert story.complete("a", v=1).waiting == ["b"]
    assert story.variables["x"] == 1
    assert story.complete("b").waiting == ["c"]


def test_three_levels_of_sub_processes_are_cancelled_from_the_inside() -> None:
    body = node("subProcess", "sp3", inner("a", prefix="k"))
    body = node("startEvent", "js") + body + node("endEvent", "je") + line("js", "sp3", "je")
    body = node("startEvent", "is") + node("subProcess", "sp2", body) + node("endEvent", "ie") + line("is", "sp2", "ie")
    parts = [START, node("subProcess", "sp1", body), boundary("late", "sp1", timer("P1D")), user("b"), END]
    story = Story(model(*parts, line("s", "sp1", "e"), line("late", "b", "e"))).start().fire("late")
    assert story.trace("cancelled") == ["a", "sp3", "sp2", "sp1"]
    assert story.waiting == ["b"]


def event_subprocess(start: str, *, interrupting: bool = True, ext: str = "") -> str:
    """An event sub-process with one task x."""
    flag = "true" if interrupting else "false"
    body = node("startEvent", "es", start, ext, isInterrupting=flag) + user("x") + node("endEvent", "ee")
    return node("subProcess", "esp", body + line("es", "x", "ee"), triggeredByEvent="true")


def test_an_interrupting_event_sub_process_ends_everything_else() -> None:
    parts = [START, user("a"), END, event_subprocess(event("message", "msg")), line("s", "a", "e")]
    story = Story(model(*parts, root=message("msg", "stop"))).start()
    assert story.waiting == ["a", "es"]
    assert story.deliver("es").waiting == ["x"]
    assert story.trace("cancelled") == ["a"]
    assert story.complete("x").is_done


def test_a_non_interrupting_event_sub_process_runs_beside_and_again() -> None:
    catcher = event_subprocess(event("message", "msg"), interrupting=False, ext=mapping(("last", "n")))
    parts = [START, user("a"), END, catcher, line("s", "a", "e")]
    story = Story(model(*parts, root=message("msg", "more"))).start().deliver("es", n=1).deliver("es", n=2)
    assert story.waiting == ["a", "es", "x", "x"]
    assert story.variables["last"] == 2
    story.complete("a").complete("x")
    assert not story.is_done
    assert story.complete("x").is_done


def test_an_event_sub_process_catches_an_error_of_its_scope() -> None:
    parts = [START, service("op", "job.x"), END, event_subprocess(event("error", "err")), line("s", "op", "e")]
    drawn = model(*parts, root='<bpmn:error id="err" errorCode="E1"/>')
    story = Story(drawn).start().act("throw_error", "op", "E1")
    assert story.waiting == ["x"]
    assert story.complete("x").is_done


def test_two_instances_of_one_model_do_not_touch_each_other() -> None:
    drawn = model(START, user("a"), END, event_subprocess(event("signal", "sg")), line("s", "a", "e"), root=SIGNAL)
    one, two = Story(drawn).start(), Story(drawn).start()
    one.signal("x")
    assert one.waiting == ["x"]
    assert two.waiting == ["a", "es"]


SIGNAL = '<bpmn:signal id="sg" name="x"/>'


# -- called processes --------------------------------------------------------------------------------


def test_a_called_process_has_its_own_variables_and_only_mappings_cross() -> None:
    call = node(
        "callActivity",
        "c",
        ext='<zeebe:calledElement processId="sub"/>' + mapping(("got", "out"), inputs=(("inn", "x"),)),
    )
    caller = model(START, call, END, line("s", "c", "e"))
    called = model(START, script("t", "out", "inn + 1"), user("a"), END, line("s", "t", "a", "e"), key="sub")
    story = Story(caller, called).start(x=Decimal(1))
    assert story.at("a").process_key == "sub"
    assert story.variables == {"x": 1}
    assert story.complete("a").is_done
    assert story.variables == {"x": 1, "got": 2}


def test_an_error_leaves_a_called_process_by_the_call_activitys_boundary() -> None:
    root = '<bpmn:error id="err" errorCode="E1"/>'
    call = node("callActivity", "c", ext='<zeebe:calledElement processId="sub"/>')
    parts = [START, call, boundary("b", "c", event("error", "err")), user("mend"), END]
    caller = model(*parts, line("s", "c", "e"), line("b", "mend", "e"), root=root)
    called = model(
        START, user("a"), node("endEvent", "e", event("error", "err")), line("s", "a", "e"), key="sub", root=root
    )
    assert Story(caller, called).start().complete("a").waiting == ["mend"]


# -- repair, cancelling ------------------------------------------------------------------------------


def test_a_token_can_be_moved_skipped_and_restarted() -> None:
    parts = [START, user("a", ("x", "x")), boundary("late", "a", timer("P1D")), user("b"), user("c"), END]
    drawn = model(*parts, line("s", "a", "b", "c", "e"), line("late", "e"))
    story = Story(drawn).start().act("move", "a", "c")
    assert story.waiting == ["c"]
    story = Story(drawn).start().act("skip", "a", {"x": 5})
    assert (story.waiting, story.variables) == (["b"], {"x": 5})
    story = Story(drawn).start()
    before = story.at("a").token_id
    story.act("restart", "a")
    assert story.waiting == ["a", "late"]
    assert story.at("a").token_id != before


def test_a_token_cannot_be_moved_into_another_sub_process() -> None:
    parts = [START, user("a"), node("subProcess", "sp", inner("i")), END, line("s", "a", "sp", "e")]
    story = Story(model(*parts)).start()
    with pytest.raises(errors.CannotMove):
        story.act("move", "a", "i")


def test_cancelling_ends_every_token() -> None:
    parts = [
        START,
        user("a"),
        boundary("c", "a", condition("x = 1")),
        END,
        flow("s", "a"),
        flow("a", "e"),
        flow("c", "e"),
    ]
    story = Story(model(*parts)).start(x=0)
    story.run.cancel()
    assert (story.run.state, story.run.waits) == ("cancelled", [])
    again = engine.resume(story.main, story.run.dump(), story.services)
    assert (again.state, again.waits, again.variables) == ("cancelled", [], {"x": 0})


def test_a_state_that_is_not_ours_is_refused() -> None:
    story = Story(model(START, user("a"), END, line("s", "a", "e"))).start()
    for state in (b"", b"junk", story.run.dump()[:-9]):
        with pytest.raises(errors.SnapshotUnreadable):
            engine.resume(story.main, state, story.services)


def test_a_called_process_keeps_the_version_it_was_called_in() -> None:
    call = node("callActivity", "c", ext='<zeebe:calledElement processId="sub"/>')
    caller = model(START, call, END, line("s", "c", "e"))
    old = model(START, user("a"), user("b"), END, line("s", "a", "b", "e"), key="sub")
    new = model(START, user("other"), END, line("s", "other", "e"), key="sub")
    story = Story(caller, old).start()
    story.models["sub"] = new
    with pytest.raises(errors.SnapshotUnreadable):
        engine.resume(caller, story.run.dump(), story.services)
    story.services.version_of = lambda key, sha256: {old.sha256: old}[sha256]
    assert story.complete("a").complete("b").is_done


def test_a_whole_multi_instance_can_be_skipped_and_one_instance_restarted() -> None:
    loop = many(inputCollection="=roles", inputElement="role", outputCollection="done", outputElement="=o")
    parts = [START, user("a", inner=loop), user("b"), END, line("s", "a", "b", "e")]
    story = Story(model(*parts)).start(roles=["x", "y"])
    story.run.restart(story.at("a", role="y").token_id)
    story._after()
    assert sorted(w.locals["role"] for w in story.run.waits) == ["x", "y"]
    story.complete("a", {"role": "y"}, o="1")
    body = next(t for t in story.run.tokens if t.activity_id == "a")
    story.run.skip(body.token_id, {})
    story._after()
    assert (story.waiting, story.variables["done"]) == (["b"], ["1"])


def test_an_error_names_the_element_at_which_it_happened() -> None:
    def fails(_call: object) -> dict[str, object]:
        raise errors.Conflict

    parts = [START, service("op", "record.x"), END, line("s", "op", "e")]
    with pytest.raises(errors.Conflict) as caught:
        Story(model(*parts), operations=Register(**{"record.x": fails})).start()
    assert caught.value.facts["element"] == "op"


def test_a_token_moved_onto_a_join_passes_alone_and_one_stuck_there_can_be_skipped() -> None:
    parts = [START, node("parallelGateway", "f"), user("a"), user("b"), node("parallelGateway", "j"), user("c"), END]
    drawn = model(*parts, line("s", "f", "a", "j", "c", "e"), line("f", "b", "j"))
    story = Story(drawn).start().act("move", "a", "j")
    assert story.waiting == ["b", "c"]
    story.complete("b")
    stuck = next(t for t in story.run.tokens if t.activity_id == "j")
    story.run.skip(stuck.token_id, {})
    story._after()
    assert story.waiting == ["c", "c"]
