"""Tasks of people, operations, jobs, decisions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

import pytest

from tests.engine.kit import (
    T0,
    Register,
    Story,
    line,
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
