"""Deadlines by policy: due dates, reminders, notices, a task at the end; and what happens when facts move."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from service.residency import deadlines, facts, hires, queries
from service.residency.tables import Deadline
from tests.engine import kit
from tests.workflows import house
from tests.workflows.house import HR
from workflows import inbox, instances, jobs, tasks
from workflows.model import calendar, errors
from workflows.model.states import JobKind

DAY = dt.date
LANES = (
    '<bpmn:laneSet id="ls"><bpmn:lane id="l_res" name="ST-läkare"><bpmn:extensionElements><randa:role ref="resident"/>'
    "</bpmn:extensionElements><bpmn:flowNodeRef>draft</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
)
OUTCOMES = '<randa:outcome value="done" sv="Klart" en="Done"/>'
#: The whole process stands under the policy, as ``iup`` does.
PROCESS = '<bpmn:extensionElements><randa:deadline policy="{policy}"/></bpmn:extensionElements>'


def group(role):
    return f"<zeebe:assignmentDefinition candidateGroups='=[{role}]'/>"


def model(key, policy, *, own=""):
    ext = f'<randa:deadline policy="{own}"/>' if own else ""
    nodes = (
        PROCESS.format(policy=policy) if policy else "",
        LANES,
        kit.node("startEvent", "s"),
        kit.user("draft", ext=ext + OUTCOMES + group('"resident"')),
        kit.node("endEvent", "e"),
        kit.line("s", "draft", "e"),
    )
    return kit.document(kit.process(*nodes, key=key))


OVERDUE = kit.document(
    kit.process(
        kit.node("startEvent", "s"),
        kit.user("act_on_overdue", ext=group("role")),
        kit.node("endEvent", "e"),
        kit.line("s", "act_on_overdue", "e"),
        key="overdue",
    )
)


@pytest.fixture
def home(database_url):
    made = house.build(database_url)
    house.deploy(made, OVERDUE)
    return made


def hired(home, **more):
    given = {
        "employment_id": "E-1",
        "person": "anna",
        "unit": "kir-jkpg",
        "specialty": "kirurgi",
        "st_start_on": "2026-01-12",
        "licence_on": "2025-06-01",
        "swedish_at": False,
        "main_supervisor": "bo",
        **more,
    }
    return home.run(lambda tx: hires.register(tx, given, by=HR)).residency_id


def under(home, policy, residency_id, *, own=""):
    """Start a process with one task for the resident, under a policy; return the task."""
    key = f"p_{policy or own}"
    house.deploy(home, model(key, policy, own=own))

    def start(tx):
        made = instances.start(
            tx, key, business_key=f"{key}:{residency_id}", by=HR, residency_id=residency_id, region="rjl"
        )
        return inbox.open_of_instance(tx, made.id)[0]

    return home.run(start)


def mails(home, residency_id):
    def read(tx):
        return [(m.to_person, m.kind, m.as_role) for m in queries.mails_of(tx.session, residency_id)]

    names = {home.person(h): h for h in ("anna", "bo", "eva", "mia", "siv")}
    return [(names[person], kind, role) for person, kind, role in home.run(read)]


def deadline(home, residency_id):
    return home.run(lambda tx: queries.open_deadlines(tx.session, residency_id)[0])


def watched(home, residency_id):
    return home.run(
        lambda tx: [w.candidate_key.partition("@")[0] for w in queries.watches_of(tx.session, residency_id)]
    )


def complete(home, task):
    by = home.actor("anna")
    return home.run(lambda tx: tasks.complete(tx, task.id, by=by, outcome="done", data={}))


def test_a_task_shares_the_due_date_of_its_process(home):
    task = under(home, "iup", hired(home))
    assert task.due_on == DAY(2026, 7, 12)


def test_each_step_comes_on_its_day_and_to_its_people(home):
    residency_id = hired(home)
    under(home, "iup", residency_id)
    told = []
    for day in (DAY(2026, 4, 11), DAY(2026, 4, 12), DAY(2026, 6, 12), DAY(2026, 6, 28), DAY(2026, 7, 12),
                DAY(2026, 7, 13), DAY(2026, 7, 27), DAY(2026, 8, 13)):  # fmt: skip
        before = Counter(mails(home, residency_id))
        home.travel_to(day)
        told.append(sorted((Counter(mails(home, residency_id)) - before).elements()))
    remind = [("anna", "remind", "resident")]
    assert told == [
        [],
        remind,
        remind,
        remind,
        [],
        [("bo", "notify", "main_supervisor"), ("mia", "notify", "study_director")],
        [("eva", "notify", "head_of_department")],
        [("siv", "notify", "regional_study_director")],
    ]
    assert watched(home, residency_id) == [
        "main_supervisor", "study_director", "head_of_department", "regional_study_director",
    ]  # fmt: skip


def test_what_is_done_in_time_is_not_talked_about_again(home):
    residency_id = hired(home)
    task = under(home, "iup", residency_id)
    complete(home, task)
    home.travel_to(DAY(2027, 1, 1))
    assert mails(home, residency_id) == []
    assert home.run(lambda tx: queries.open_deadlines(tx.session, residency_id)) == []


def test_an_undone_outcome_opens_its_deadline_again(home):
    residency_id = hired(home)
    task = under(home, "iup", residency_id)
    complete(home, task)
    by = home.actor("anna")
    home.run(lambda tx: tasks.undo(tx, task.id, by=by))
    assert deadline(home, residency_id).due_on == DAY(2026, 7, 12)
    home.travel_to(DAY(2026, 4, 12))
    assert mails(home, residency_id) == [("anna", "remind", "resident")]


def test_what_was_watched_is_watched_again_after_an_undo(home):
    residency_id = hired(home)
    task = under(home, "iup", residency_id)
    home.travel_to(DAY(2026, 7, 13))
    complete(home, task)
    assert watched(home, residency_id) == []
    by = home.actor("anna")
    home.run(lambda tx: tasks.undo(tx, task.id, by=by))
    assert watched(home, residency_id) == ["main_supervisor", "study_director"]


def test_a_step_that_runs_twice_has_the_effect_of_once(home):
    residency_id = hired(home)
    under(home, "iup", residency_id)
    home.clock.travel(dt.datetime(2026, 7, 14, tzinfo=dt.UTC))
    found = deadline(home, residency_id)
    notify = next(n for n, step in enumerate(found.steps) if step["act"] == "notify")
    for _ in range(3):
        home.run(lambda tx: tx.parts.deadlines.run_step(tx, found.id, notify))
    assert len(mails(home, residency_id)) == len(watched(home, residency_id)) == 2


def test_what_is_offered_is_never_escalated(home):
    residency_id = hired(home, edition="rjl_2022")
    task = under(home, "contract", residency_id)
    assert task.due_on is None or home.run(lambda tx: queries.open_deadlines(tx.session, residency_id)[0].steps) == []
    home.travel_to(DAY(2028, 1, 1))
    assert (mails(home, residency_id), watched(home, residency_id)) == ([], [])


def test_the_last_step_gives_somebody_a_task_once(home):
    residency_id = hired(home, main_supervisor=None)
    under(home, "supervisor_appointment", residency_id)
    home.travel_to(DAY(2026, 6, 1))
    found = deadline(home, residency_id)
    assign = next(n for n, step in enumerate(found.steps) if step["act"] == "assign")
    home.run(lambda tx: tx.parts.deadlines.run_step(tx, found.id, assign))
    open_now = home.run(lambda tx: inbox.open_of_residency(tx, residency_id))
    assert [t.candidate_key for t in open_now if t.definition_key == "overdue"] == [
        "regional_study_director@region:rjl"
    ]


def test_leave_moves_what_counts_served_time_and_keeps_what_was_sent(home):
    residency_id = hired(home)
    task = under(home, "iup", residency_id)
    home.travel_to(DAY(2026, 4, 13))
    assert mails(home, residency_id) == [("anna", "remind", "resident")]
    away = {"kind": "parental", "from_on": DAY(2026, 5, 12), "to_on": DAY(2026, 11, 11)}
    moves = home.run(lambda tx: facts.record_leave(tx, residency_id, **away, by=HR))
    assert [(m.what, m.before, m.after) for m in moves] == [("iup", DAY(2026, 7, 12), DAY(2027, 1, 12))]
    assert home.run(lambda tx: tasks.view(tx, task.id, by=home.actor("anna")).task.due_on) == DAY(2027, 1, 12)
    home.travel_to(DAY(2026, 10, 11))
    assert len(mails(home, residency_id)) == 1
    home.travel_to(DAY(2026, 10, 12))  # three months before the new date
    assert len(mails(home, residency_id)) == 2


@pytest.mark.parametrize("edition", ["rjl_2022", "rjl_2025"])
def test_only_the_edition_that_counts_served_time_moves_with_leave(home, edition):
    residency_id = hired(home, edition=edition)
    under(home, "iup", residency_id)
    away = {"kind": "parental", "from_on": DAY(2026, 2, 12), "to_on": DAY(2026, 3, 11)}
    home.run(lambda tx: facts.record_leave(tx, residency_id, **away, by=HR))
    expected = {"rjl_2022": DAY(2026, 7, 12), "rjl_2025": DAY(2026, 8, 12)}
    assert deadline(home, residency_id).due_on == expected[edition]


def test_part_time_and_a_withdrawn_leave_move_it_too(home):
    residency_id = hired(home)
    under(home, "iup", residency_id)
    home.run(lambda tx: facts.set_working_time(tx, residency_id, from_on=DAY(2026, 1, 12), percent=50, by=HR))
    assert deadline(home, residency_id).due_on == DAY(2027, 1, 12)
    home.run(lambda tx: facts.set_working_time(tx, residency_id, from_on=DAY(2026, 1, 12), percent=100, by=HR))
    away = {"kind": "sick", "from_on": DAY(2026, 2, 12), "to_on": DAY(2026, 3, 11)}
    home.run(lambda tx: facts.record_leave(tx, residency_id, **away, by=HR))
    leave = home.run(lambda tx: queries.leaves(tx.session, residency_id)[0])
    moves = home.run(lambda tx: facts.withdraw_leave(tx, leave.id, by=HR))
    assert [(m.before, m.after) for m in moves] == [(DAY(2026, 8, 12), DAY(2026, 7, 12))]


def test_a_later_start_moves_what_counts_from_it(home):
    residency_id = hired(home)
    under(home, "iup", residency_id)
    moves = home.run(lambda tx: facts.set_start(tx, residency_id, start_on=DAY(2026, 2, 2), by=HR))
    assert [(m.what, m.after) for m in moves] == [("iup", DAY(2026, 8, 2))]


def test_a_person_moves_a_date_with_a_reason_and_it_stays(home):
    residency_id = hired(home)
    task = under(home, "iup", residency_id)
    found, mia = deadline(home, residency_id), home.actor("mia")
    with pytest.raises(errors.Invalid):
        home.run(lambda tx: deadlines.move(tx, found.id, to=DAY(2026, 9, 1), reason=" ", by=mia))
    home.run(lambda tx: deadlines.move(tx, found.id, to=DAY(2026, 9, 1), reason="Byter klinik", by=mia))
    home.run(lambda tx: facts.set_start(tx, residency_id, start_on=DAY(2026, 2, 2), by=HR))
    moved = deadline(home, residency_id)
    assert (moved.due_on, moved.moved_by, moved.moved_reason) == (DAY(2026, 9, 1), mia.person_id, "Byter klinik")
    assert home.run(lambda tx: tasks.view(tx, task.id, by=home.actor("anna")).task.due_on) == DAY(2026, 9, 1)


def test_a_hire_registered_late_does_not_shout_at_everybody(home):
    residency_id = hired(home, employment_start_on="2025-06-01", st_start_on="2025-06-01")
    task = under(home, "iup", residency_id)
    assert task.due_on == DAY(2025, 12, 1)
    home.settle()
    assert mails(home, residency_id) == []
    home.travel_to(DAY(2026, 3, 1))
    assert mails(home, residency_id) == []


def test_a_vacant_role_is_told_through_its_fallback(home):
    residency_id = hired(home, main_supervisor=None)
    under(home, "iup", residency_id)
    home.travel_to(DAY(2026, 7, 13))
    notices = [m for m in mails(home, residency_id) if m[1] == "notify"]
    assert notices == [("mia", "notify", "main_supervisor")]


def test_cancelling_the_hire_calls_everything_off(home):
    residency_id = hired(home)
    under(home, "iup", residency_id)
    home.run(lambda tx: hires.cancel(tx, residency_id, reason="tackade nej", by=HR))
    home.travel_to(DAY(2027, 1, 1))
    assert mails(home, residency_id) == []
    assert home.run(lambda tx: jobs.waiting(tx, kinds=(JobKind.DEADLINE.value,))) == []


def test_a_task_with_its_own_policy_has_its_own_deadline(home):
    residency_id = hired(home)
    task = under(home, "", residency_id, own="baseline")
    found = home.run(lambda tx: tx.session.get_one(Deadline, deadline(home, residency_id).id))
    assert (found.task_id, found.due_on) == (task.id, task.due_on)


def test_the_timer_that_waits_for_the_planned_end_moves_with_it(home):
    """Both ways, at once, so that those who watch over the running see the day that holds."""
    residency_id = hired(home)

    def chosen(tx):
        row = facts.locked(tx, residency_id)
        facts.set_regulation(tx, row, regulation="SOSFS_2015_8", bt_required=False, min_months=60, reason=None, by=HR)

    home.run(chosen)
    waits = kit.process(
        kit.node("startEvent", "s"),
        kit.node("intermediateCatchEvent", "planned_end", kit.timer("=case.planned_end_on", "timeDate")),
        kit.node("endEvent", "e"),
        kit.line("s", "planned_end", "e"),
        key="residency",
    )
    house.deploy(home, kit.document(waits))
    home.run(
        lambda tx: instances.start(
            tx, "residency", business_key=str(residency_id), by=HR, residency_id=residency_id, region="rjl"
        )
    )

    def waits_for():
        ((job, _),) = home.run(lambda tx: jobs.waiting(tx, kinds=(JobKind.TIMER.value,)))
        return calendar.local_date(job.due_at)

    assert waits_for() == DAY(2031, 1, 12)
    away = {"kind": "parental", "from_on": DAY(2027, 1, 1), "to_on": DAY(2027, 12, 31)}
    home.run(lambda tx: facts.record_leave(tx, residency_id, **away, by=HR))
    assert waits_for() == home.residency(residency_id).planned_end_on == DAY(2032, 1, 12)
    leave = home.run(lambda tx: queries.leaves(tx.session, residency_id)[0])
    home.run(lambda tx: facts.withdraw_leave(tx, leave.id, by=HR))
    assert waits_for() == DAY(2031, 1, 12)
