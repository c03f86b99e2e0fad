"""Two dispatchers, two workers, two senders at the same work: each piece of it counts once."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from uuid import UUID

import pytest
from sqlalchemy import event, select

from service import db
from tests.engine import kit
from tests.reliability.crowd import at_once
from tests.reliability.test_task_races import ME, happened, open_tasks, start
from tests.workflows import stage as stages
from tests.workflows.stage import RESIDENCY, Stage
from workflows import history, instances, jobs, messages, outbox, tasks
from workflows.model.events import Happening
from workflows.store.base import new_id
from workflows.store.tables import Message, ProcessInstance

TIMERS = 50


def timers(stage: Stage, count: int = TIMERS) -> list[UUID]:
    """Start instances whose timers are due now."""
    stage.deploy(
        "later",
        kit.node("startEvent", "s"),
        kit.node("intermediateCatchEvent", "t", kit.timer("PT1H")),
        kit.node("endEvent", "e"),
        kit.line("s", "t", "e"),
    )
    started = [start(stage, "later") for _ in range(count)]
    stage.clock.advance(hours=2)
    return started


def fired(stage: Stage, instance_id: UUID) -> int:
    return happened(stage, instance_id, Happening.TIMER_FIRED)


def lease_until_empty(stage: Stage) -> list[jobs.Leased]:
    """What one dispatcher gets, with hands that hold ten."""
    mine: list[jobs.Leased] = []
    while found := stage.run(lambda tx: jobs.lease_due(tx, seconds=30, limit=10)):
        mine += found
    return mine


def test_two_dispatchers_lease_fifty_jobs_each_once(stage):
    timers(stage)
    outcomes = at_once([lambda: lease_until_empty(stage)] * 2)
    leased = [job.job_id for mine in outcomes.answers for job in mine]
    assert outcomes.refusals == []
    # A dispatcher that saw only rows in the other's hands has stopped; what is left comes with the next round.
    leased += [job.job_id for job in lease_until_empty(stage)]
    assert len(leased) == len(set(leased)) == TIMERS


def test_two_dispatchers_take_each_outbox_row_once(stage):
    stage.run(lambda tx: [tx.publish("task_opened", task_id=new_id()) for _ in range(TIMERS)])

    def take() -> list[UUID]:
        mine: list[UUID] = []
        while found := stage.run(lambda tx: outbox.take(tx, seconds=30, limit=10)):
            mine += [row.id for row in found]
        return mine

    taken = [row for mine in at_once([take] * 2).answers for row in mine] + take()
    assert len(taken) == len(set(taken)) == TIMERS


def test_a_timer_carried_by_five_workers_fires_once(stage):
    started = timers(stage, 5)
    leased = stage.run(lambda tx: jobs.lease_due(tx, seconds=30))
    for job in leased:
        outcomes = at_once([lambda j=job: stage.run(lambda tx: jobs.run(tx, j.job_id, j.lease))] * 5)
        assert (sum(outcomes.answers), outcomes.refusals) == (1, [])
    assert [fired(stage, i) for i in started] == [1] * 5


def test_a_lease_that_ran_out_while_its_worker_worked_fires_once(stage):
    """The worker that lost its lease and the one that got it next arrive together."""
    (instance_id,) = timers(stage, 1)
    (lost,) = stage.run(lambda tx: jobs.lease_due(tx, seconds=2))
    stage.clock.advance_wall(seconds=3)
    (again,) = stage.run(lambda tx: jobs.lease_due(tx, seconds=2))
    carriers = [lambda job=job: stage.run(lambda tx: jobs.run(tx, job.job_id, job.lease)) for job in (lost, again)]
    outcomes = at_once(carriers * 5)
    assert (sum(outcomes.answers), outcomes.refusals) == (1, [])
    assert fired(stage, instance_id) == 1


def test_dispatchers_and_workers_together_leave_no_job_behind(stage):
    """Leases run out while the workers work: whatever the order, each timer fires once and nobody waits in a ring."""
    started = timers(stage, 20)

    def carry() -> None:
        for seconds in (0.0, 0.0, 30.0):  # a lease of no time at all is lost at once
            for job in stage.run(lambda tx, s=seconds: jobs.lease_due(tx, seconds=s, limit=7)):
                stage.run(lambda tx, j=job: jobs.run(tx, j.job_id, j.lease))

    outcomes = at_once([carry] * 4)
    assert outcomes.refusals == []
    stage.clock.advance_wall(minutes=1)
    stage.settle()
    assert [fired(stage, i) for i in started] == [1] * 20


def test_a_timer_and_a_person_reach_the_same_task_and_one_is_first(stage):
    stage.deploy(
        "hurry",
        kit.node("startEvent", "s"),
        kit.user("work"),
        kit.node("boundaryEvent", "late", kit.timer("PT1H"), attachedToRef="work", cancelActivity="true"),
        kit.node("endEvent", "done"),
        kit.node("endEvent", "over"),
        kit.line("s", "work", "done"),
        kit.line("late", "over"),
    )
    for _ in range(5):
        instance_id = start(stage, "hurry")
        (task,) = open_tasks(stage, instance_id)
        stage.clock.advance(hours=2)
        (leased,) = stage.run(lambda tx: jobs.lease_due(tx, seconds=30))

        def fire(job=leased):
            return stage.run(lambda tx: jobs.run(tx, job.job_id, job.lease))

        def work(row=task):
            return stage.run(lambda tx: tasks.complete(tx, row.id, by=ME, outcome=None, data={})) and True

        outcomes = at_once([fire, work])
        assert outcomes.codes() <= {"not-waiting"}
        ends = ended(stage, instance_id)
        assert len(ends & {"done", "over"}) == 1
        assert ("over" in ends) == (fired(stage, instance_id) == 1)


def ended(stage: Stage, instance_id: UUID) -> set[str | None]:
    rows = stage.run(lambda tx: history.of_instance(tx, instance_id))
    return {row.activity_id for row in rows if row.kind == Happening.ACTIVITY_COMPLETED}


def waiter(stage: Stage) -> None:
    stage.deploy(
        "waiter",
        kit.node("startEvent", "s"),
        kit.node("intermediateCatchEvent", "c", kit.event("message", "m_done")),
        kit.node("endEvent", "e"),
        kit.line("s", "c", "e"),
        root=kit.message("m_done", "work.done", "residency_id"),
    )


def send(stage: Stage, name: str) -> UUID:
    def operation(tx):
        return messages.send(tx, name, correlation=str(RESIDENCY), residency_id=RESIDENCY, region="rjl", by=ME).id

    return stage.run(operation)


def test_one_message_routed_by_two_workers_is_received_once(stage):
    waiter(stage)
    for _ in range(5):
        waiting = [start(stage, "waiter"), start(stage, "waiter")]
        message_id = send(stage, "work.done")
        outcomes = at_once([lambda m=message_id: stage.run(lambda tx: messages.route(tx, m))] * 2)
        assert outcomes.refusals == []
        stage.settle()
        assert sum(happened(stage, i, Happening.MESSAGE_RECEIVED) for i in waiting) == 1
        for instance_id in waiting:  # the one that got nothing gets the next
            if stage.run(lambda tx, i=instance_id: instances.get(tx, i).state) == "running":
                send(stage, "work.done")
        stage.settle()


def test_two_messages_for_two_receivers_routed_at_once_reach_both(stage):
    waiter(stage)
    for _ in range(5):
        waiting = [start(stage, "waiter"), start(stage, "waiter")]
        sent = [send(stage, "work.done"), send(stage, "work.done")]
        outcomes = at_once([lambda m=message_id: stage.run(lambda tx: messages.route(tx, m)) for message_id in sent])
        assert outcomes.refusals == []
        stage.settle()
        assert [happened(stage, i, Happening.MESSAGE_RECEIVED) for i in waiting] == [1, 1]


def child(stage: Stage) -> None:
    stage.deploy(
        "child",
        kit.node("startEvent", "s", kit.event("message", "m_start")),
        kit.user("do_it"),
        kit.node("endEvent", "e"),
        kit.line("s", "do_it", "e"),
        root=kit.message("m_start", "child.start"),
    )


def test_messages_that_start_processes_at_once_start_one_each(stage):
    child(stage)
    sent = [send(stage, "child.start") for _ in range(6)]
    outcomes = at_once([lambda m=message_id: stage.run(lambda tx: messages.route(tx, m)) for message_id in sent])
    assert outcomes.codes() <= {"unavailable"}  # who met others three times is carried again by the outbox
    stage.clock.advance_wall(minutes=1)
    stage.settle()
    with stage.tx() as tx:
        begun = instances.of_residency(tx, RESIDENCY)
        takers = Counter(tx.session.scalars(select(Message.taken_by).where(Message.name == "child.start")))
    assert len(begun) == len({i.business_key for i in begun}) == 6
    assert takers == Counter(i.id for i in begun)


@pytest.mark.postgres
def test_a_key_reckoned_as_free_and_taken_meanwhile_starts_the_next_number(postgres_url):
    """The router counted, another committed, the router starts: its message must not end in the other's instance."""
    stage = stages.make(db.open_url(postgres_url).engine)
    child(stage)
    slow, quick = send(stage, "child.start"), send(stage, "child.start")
    counted, committed = threading.Event(), threading.Event()

    def pause(_connection, _cursor, statement, *_more):
        if threading.current_thread().name == "slow" and "count(" in statement and not counted.is_set():
            counted.set()
            committed.wait(10)

    event.listen(stage.engine, "after_cursor_execute", pause)
    router = threading.Thread(target=lambda: stage.run(lambda tx: messages.route(tx, slow)), name="slow")
    router.start()
    assert counted.wait(10)
    stage.run(lambda tx: messages.route(tx, quick))
    committed.set()
    router.join(10)
    with stage.tx() as tx:
        begun = [i.business_key for i in instances.of_residency(tx, RESIDENCY)]
    assert begun == [f"child:{RESIDENCY}", f"child:{RESIDENCY}:2"]


def test_a_business_key_used_twenty_times_at_once_starts_one_instance(stage):
    waiter(stage)

    def begin():
        return stage.run(
            lambda tx: (
                instances.start(tx, "waiter", business_key="waiter:one", by=ME, residency_id=RESIDENCY, region="rjl").id
            )
        )

    outcomes = at_once([begin] * 20)
    assert outcomes.refusals == []
    assert len(set(outcomes.answers)) == 1
    with stage.tx() as tx:
        assert len(list(tx.session.scalars(select(ProcessInstance.id)))) == 1


def test_a_sender_and_a_receiver_that_miss_each_other_meet_at_the_next_sweep(stage):
    waiter(stage)
    for _ in range(5):
        begun: list[UUID] = []
        at_once([lambda: begun.append(start(stage, "waiter")), lambda: send(stage, "work.done")])  # noqa: B023
        stage.settle()
        for message_id in stage.run(messages.offer_again):
            stage.run(lambda tx, m=message_id: tx.publish("message", message_id=m))
        stage.settle()
        assert stage.run(lambda tx: instances.get(tx, begun[0]).state) == "completed"  # noqa: B023


def test_the_hours_between_two_rounds_are_not_counted_twice(stage):
    """A timer that is moved while a worker carries it fires at one of the two times, never at both."""
    (instance_id,) = timers(stage, 1)
    (leased,) = stage.run(lambda tx: jobs.lease_due(tx, seconds=2))
    to = stage.clock.now() + dt.timedelta(days=3)

    def move():
        return stage.run(lambda tx: jobs.move_due(tx, leased.job_id, to=to, reason="x", by=ME)) or True

    at_once([move, lambda: stage.run(lambda tx: jobs.run(tx, leased.job_id, leased.lease))])
    stage.clock.advance(days=4)
    stage.settle()
    assert fired(stage, instance_id) == 1
