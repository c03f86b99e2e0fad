"""Tasks, operations, jobs, decisions, sub-processes, multi-instance, loops and called processes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

import pytest

from tests.engine.kit import (
    T0,
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


# -- people ------------------------------------------------------------------------------------------

LANES = (
    '<bpmn:laneSet id="ls"><bpmn:lane id="outer" name="Klinik"><bpmn:extensionElements><randa:role ref="hr"/>'
    "</bpmn:extensionElements><bpmn:flowNodeRef>a</bpmn:flowNodeRef><bpmn:flowNodeRef>b</bpmn:flowNodeRef>"
    '<bpmn:childLaneSet id="cl"><bpmn:lane id="inner" name="Handledare"><bpmn:extensionElements>'
    '<randa:role ref="main_supervisor"/></bpmn:extensionElements><bpmn:flowNodeRef>b</bpmn:flowNodeRef></bpmn:lane>'
    "</bpmn:childLaneSet></bpmn:lane></bpmn:laneSet>"
)


def test_the_role_comes_from_the_innermost_lane_and_candidate_groups_win_over_it() -> None:
    own = '<zeebe:assignmentDefinition candidateGroups="=[approver]" assignee="=who"/>'
    form = '<zeebe:formDefinition formId="f"/>'
    tasks = [node("userTask", "a", ext=form), node("userTask", "b", ext=form), user("c", ext=own)]
    parts = [LANES, START, *tasks, END, line("s", "a", "b", "c", "e")]
    story = Story(model(*parts)).start(approver="head_of_department", who="p-1")
    assert story.at("a").role == "hr"
    assert story.complete("a").at("b").role == "main_supervisor"
    wait = story.complete("b").at("c")
    assert (wait.role, wait.assignee) == ("head_of_department", "p-1")


def test_candidate_groups_must_give_exactly_one_role() -> None:
    own = '<zeebe:assignmentDefinition candidateGroups="=approvers"/>'
    with pytest.raises(errors.ExpressionFailed):
        Story(model(START, user("a", ext=own), END, line("s", "a", "e"))).start(approvers=["x", "y"])


def test_what_the_model_says_about_a_task_is_in_its_meta() -> None:
    ext = (
        '<randa:outcome value="approve" sv="Godkänn" en="Approve" signs="true"/>'
        '<randa:outcome value="return" sv="Återsänd" en="Return" comment="required"/>'
        '<randa:deadline policy="iup"/><randa:serves rows="RJL25-026 NRB-046"/>'
        '<randa:name lang="en">Approve</randa:name>'
        '<zeebe:taskSchedule dueDate="=date(&quot;2026-02-01&quot;)" followUpDate="P3D"/>'
        '<zeebe:priorityDefinition priority="70"/><zeebe:formDefinition formId="iup/approve"/>'
    )
    story = Story(model(START, user("a", ext=ext), END, line("s", "a", "e"))).start()
    wait = story.at("a")
    assert [o.value for o in wait.meta.outcomes if o.signs] == ["approve"]
    assert wait.meta.outcomes[1].comment == "required"
    assert (wait.meta.deadline_policy, wait.meta.serves) == ("iup", ("RJL25-026", "NRB-046"))
    assert (wait.meta.form_id, wait.meta.name_en, wait.priority) == ("iup/approve", "Approve", 70)
    assert wait.due_at == dt.datetime(2026, 1, 31, 23, tzinfo=dt.UTC)
    assert wait.follow_up_at == T0 + dt.timedelta(days=3)
    assert story.main.uses.forms == {"iup/approve"}


# -- operations, jobs, decisions ---------------------------------------------------------------------


def test_an_inline_operation_is_done_within_the_step() -> None:
    register = Register(**{"record.add": lambda call: {"total": call.inputs["a"] + 1}})
    parts = [START, service("op", "record.add", ("sum", "total"), inputs=(("a", "x"),)), user("u"), END]
    story = Story(model(*parts, line("s", "op", "u", "e")), operations=register).start(x=Decimal(4))
    assert story.waiting == ["u"]
    assert story.variables == {"x": 4, "sum": 5}
    assert register.calls[0].activity_id == "op"


def test_a_job_waits_and_its_result_comes_back_later() -> None:
    parts = [START, service("op", "notify.mail", ("sent", "id"), inputs=(("to", "who"),)), END, line("s", "op", "e")]
    story = Story(model(*parts)).start(who="anna")
    wait = story.at("op")
    assert (wait.kind, wait.operation, wait.inputs) == ("job", "notify.mail", {"to": "anna"})
    assert story.finish("op", id="m-1").is_done
    assert story.variables["sent"] == "m-1"


def test_a_late_result_for_a_cancelled_token_is_refused() -> None:
    parts = [START, service("op", "notify.mail"), boundary("late", "op", timer("P1D")), user("u"), END]
    story = Story(model(*parts, line("s", "op", "e"), line("late", "u", "e"))).start()
    token = story.at("op").token_id
    story.fire("late")
    with pytest.raises(errors.NotWaiting):
        story.run.finish_job(token, {})


def test_an_operation_gets_the_submission_of_the_activity_it_names() -> None:
    seen = UUID(int=7)
    task = node("serviceTask", "op", ext='<zeebe:taskDefinition type="record.x"/><randa:submission activity="a"/>')
    register = Register(**{"record.x": lambda call: {}})
    drawn = model(START, user("a"), task, END, line("s", "a", "op", "e"))
    story = Story(drawn, operations=register, submission_of=lambda a: seen)
    assert story.start().complete("a").is_done
    assert register.calls[0].submission_id == seen


def test_a_decision_writes_its_result_and_history_keeps_which_rules_matched() -> None:
    task = node("businessRuleTask", "d", ext='<zeebe:calledDecision decisionId="rule" resultVariable="chosen"/>')
    story = Story(
        model(START, task, END, line("s", "d", "e")),
        decide=lambda key, scope: engine.Decided({"path": scope["x"]}, ["r4"]),
    ).start(x="short")
    assert story.variables["chosen"] == {"path": "short"}
    (decision,) = [h for h in story.happened if h.what == "decision"]
    assert (decision.element_id, decision.details["matched"]) == ("d", ["r4"])


def test_case_and_policy_are_fetched_only_when_an_expression_names_them() -> None:
    asked: list[int] = []

    def extras() -> dict[str, object]:
        asked.append(1)
        return {"case": {"region": "rjl"}, "policy": {}}

    parts = [START, script("a", "x", "1 + 1"), script("b", "r", "case.region"), END, line("s", "a", "b", "e")]
    story = Story(model(*parts), scope_extras=extras).start()
    assert story.variables == {"x": 2, "r": "rjl"}
    assert len(asked) == 1


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
