"""Twenty people at one task in the same instant: one effect, nineteen clean refusals, the instance unharmed."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from tests.engine import kit
from tests.reliability.crowd import at_once
from tests.workflows.stage import RESIDENCY, Stage
from workflows import history, inbox, instances, tasks
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.store.base import new_id
from workflows.store.tables import UserTask

CROWD = 20
ME = Actor.system("test")
ROLE = '<zeebe:assignmentDefinition candidateGroups="colleague"/>'


@pytest.fixture
def crowd(stage: Stage) -> list[Actor]:
    """Twenty people who hold the role of the task *one*, which *two* follows."""
    stage.deploy(
        "plan",
        kit.node("startEvent", "s"),
        kit.user("one", ("word", "word"), ext=ROLE),
        kit.user("two", ext=ROLE),
        kit.node("endEvent", "e"),
        kit.line("s", "one", "two", "e"),
    )
    return [stage.person(f"p{number}", "colleague") for number in range(CROWD)]


def start(stage: Stage, key: str = "plan") -> UUID:
    return stage.run(
        lambda tx: (
            instances.start(tx, key, business_key=f"{key}:{new_id()}", by=ME, residency_id=RESIDENCY, region="rjl").id
        )
    )


def open_tasks(stage: Stage, instance_id: UUID) -> list[UserTask]:
    return stage.run(lambda tx: inbox.open_of_instance(tx, instance_id))


def happened(stage: Stage, instance_id: UUID, kind: Happening) -> int:
    return stage.run(lambda tx: sum(row.kind == kind for row in history.of_instance(tx, instance_id)))


def is_unharmed(stage: Stage, instance_id: UUID) -> bool:
    """Walk the rest of the way: what a torn snapshot could not do."""
    while found := open_tasks(stage, instance_id):
        stage.run(lambda tx, task=found[0]: tasks.complete(tx, task.id, by=ME, outcome=None, data={}))
    return bool(stage.run(lambda tx: instances.get(tx, instance_id).state == "completed"))


def complete(stage: Stage, task: UserTask, by: Actor, submission_id: UUID | None = None, word: str = "hi"):
    def operation(tx):
        given = {"word": word}
        return tasks.complete(tx, task.id, by=by, outcome=None, data=given, submission_id=submission_id)

    return lambda: stage.run(operation)


def test_twenty_complete_one_task_and_one_does(stage, crowd):
    instance_id = start(stage)
    (task,) = open_tasks(stage, instance_id)
    outcomes = at_once([complete(stage, task, actor) for actor in crowd])
    assert len(outcomes.answers) == 1
    assert outcomes.codes() == {"task-already-completed"}
    assert happened(stage, instance_id, Happening.TASK_COMPLETED) == 1
    assert [t.activity_id for t in open_tasks(stage, instance_id)] == ["two"]
    assert is_unharmed(stage, instance_id)


def test_substitutes_and_the_one_they_stand_for_complete_one_task_once(stage, crowd):
    """The log says on whose behalf, whoever of them was first."""
    instance_id = start(stage)
    (task,) = open_tasks(stage, instance_id)
    own, *others = crowd
    lent = [replace(actor, on_behalf_of=dict.fromkeys(actor.keys, own.person_id)) for actor in others]
    outcomes = at_once([complete(stage, task, actor) for actor in (own, *lent)])
    (done,) = outcomes.answers
    assert outcomes.codes() == {"task-already-completed"}
    assert done.task.on_behalf_of == (None if done.task.completed_by == own.person_id else own.person_id)
    assert happened(stage, instance_id, Happening.TASK_COMPLETED) == 1
    assert is_unharmed(stage, instance_id)


def test_a_form_sent_twenty_times_is_answered_twenty_times_and_counts_once(stage, crowd):
    instance_id = start(stage)
    (task,) = open_tasks(stage, instance_id)
    sent = new_id()
    outcomes = at_once([complete(stage, task, crowd[0], sent) for _ in range(CROWD)])
    assert outcomes.refusals == []
    assert sorted(answer.is_repeat for answer in outcomes.answers) == [False] + [True] * (CROWD - 1)
    assert happened(stage, instance_id, Happening.TASK_COMPLETED) == 1
    assert is_unharmed(stage, instance_id)


def test_one_submission_id_with_other_words_is_a_conflict_also_in_the_same_instant(stage, crowd):
    instance_id = start(stage)
    (task,) = open_tasks(stage, instance_id)
    sent = new_id()
    outcomes = at_once([complete(stage, task, crowd[0], sent, word=f"word {n}") for n in range(CROWD)])
    assert len(outcomes.answers) == 1
    assert outcomes.codes() == {"submission-differs"}


def test_twenty_claim_one_task_and_one_has_it(stage, crowd):
    instance_id = start(stage)
    (task,) = open_tasks(stage, instance_id)

    def claim(actor):
        return lambda: stage.run(lambda tx: tasks.claim(tx, task.id, by=actor))

    outcomes = at_once([claim(actor) for actor in crowd])
    (taken,) = outcomes.answers
    assert outcomes.codes() == {"task-already-claimed"}
    assert {refusal.facts["assignee"] for refusal in outcomes.refusals} == {taken.assignee}
    assert happened(stage, instance_id, Happening.TASK_CLAIMED) == 1
    assert open_tasks(stage, instance_id)[0].assignee == taken.assignee
    assert is_unharmed(stage, instance_id)


def test_a_task_is_handed_over_once(stage, crowd):
    instance_id = start(stage)
    (task,) = open_tasks(stage, instance_id)
    holder = crowd[0]
    stage.run(lambda tx: tasks.claim(tx, task.id, by=holder))

    def hand_over(to):
        return lambda: stage.run(lambda tx: tasks.hand_over(tx, task.id, to=to.person_id, by=holder))

    outcomes = at_once([hand_over(actor) for actor in [*crowd[1:], stage.person("late", "colleague")]])
    assert len(outcomes.answers) == 1
    assert outcomes.codes() == {"task-already-claimed"}
    assert happened(stage, instance_id, Happening.TASK_HANDED_OVER) == 1
    assert is_unharmed(stage, instance_id)


def test_claiming_completing_and_handing_over_at_once_leave_one_story(stage, crowd):
    instance_id = start(stage)
    (task,) = open_tasks(stage, instance_id)
    acts = [complete(stage, task, actor) for actor in crowd[:7]]
    acts += [lambda a=actor: stage.run(lambda tx: tasks.claim(tx, task.id, by=a)) for actor in crowd[7:14]]
    other = crowd[0].person_id
    acts += [lambda a=actor: stage.run(lambda tx: tasks.hand_over(tx, task.id, to=other, by=a)) for actor in crowd[14:]]
    outcomes = at_once(acts)
    assert outcomes.codes() <= {"task-already-completed", "task-already-claimed"}
    assert 1 <= len(outcomes.answers) <= 3  # at most handed over, claimed by its new holder, completed by them
    assert happened(stage, instance_id, Happening.TASK_COMPLETED) <= 1
    assert is_unharmed(stage, instance_id)


def test_four_branches_completed_at_once_all_succeed(stage):
    names = ("a", "b", "c", "d")
    stage.deploy(
        "four",
        kit.node("startEvent", "s"),
        kit.node("parallelGateway", "split"),
        *(kit.user(name, (f"from_{name}", "word"), ext=ROLE) for name in names),
        kit.node("parallelGateway", "join"),
        kit.user("after", ext=ROLE),
        kit.node("endEvent", "e"),
        kit.flow("s", "split"),
        *(kit.line("split", name, "join") for name in names),
        kit.line("join", "after", "e"),
    )
    people = [stage.person(name, "colleague") for name in names]
    for _ in range(5):
        instance_id = start(stage, "four")
        found = open_tasks(stage, instance_id)
        outcomes = at_once([complete(stage, task, who) for task, who in zip(found, people, strict=True)])
        assert (len(outcomes.answers), outcomes.refusals) == (4, [])
        assert [t.activity_id for t in open_tasks(stage, instance_id)] == ["after"]
        assert is_unharmed(stage, instance_id)


def test_a_task_completed_while_its_instance_is_cancelled_ends_one_way(stage, crowd):
    for _ in range(5):
        instance_id = start(stage)
        (task,) = open_tasks(stage, instance_id)
        stop = [lambda i=instance_id: stage.run(lambda tx: instances.cancel(tx, i, by=ME, reason="x")) or "stopped"]
        outcomes = at_once([complete(stage, task, crowd[0]), *stop * 3])
        assert outcomes.codes() <= {"not-waiting"}
        assert stage.run(lambda tx, i=instance_id: instances.get(tx, i).state) == "cancelled"
        assert open_tasks(stage, instance_id) == []


def test_undo_and_the_next_act_at_once_never_both_count(stage, crowd):
    for _ in range(5):
        instance_id = start(stage)
        (task,) = open_tasks(stage, instance_id)
        complete(stage, task, crowd[0])()
        (second,) = open_tasks(stage, instance_id)
        undo = [lambda t=task: stage.run(lambda tx: tasks.undo(tx, t.id, by=crowd[0]))]
        outcomes = at_once([*undo, complete(stage, second, crowd[1])])
        assert len(outcomes.answers) == 1
        assert outcomes.codes() <= {"cannot-undo", "not-waiting"}
        assert is_unharmed(stage, instance_id)
