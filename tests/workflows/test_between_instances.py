"""Messages between instances, timers and jobs: each once, in whatever order they come."""

from __future__ import annotations

import datetime as dt

import pytest

from service import db
from tests.engine import kit
from tests.workflows import stage as stages
from tests.workflows.stage import RESIDENCY, Stage
from workflows import inbox, incidents, instances, jobs, messages, signals
from workflows.model import errors
from workflows.model.actor import Actor

ME = Actor.system("test")


@pytest.fixture
def stage(database_url) -> Stage:
    return stages.make(db.open_url(database_url).engine)


def start(stage: Stage, key: str, **more) -> object:
    return stage.run(
        lambda tx: (
            instances.start(
                tx, key, business_key=f"{key}:{RESIDENCY}", by=ME, residency_id=RESIDENCY, region="rjl", **more
            ).id
        )
    )


def state(stage: Stage, instance_id) -> str:
    with stage.tx() as tx:
        return instances.get(tx, instance_id).state


def waiter(stage: Stage, key: str = "waiter") -> None:
    stage.deploy(
        key,
        kit.node("startEvent", "s"),
        kit.node("intermediateCatchEvent", "c", kit.event("message", "m_done")),
        kit.node("endEvent", "e"),
        kit.line("s", "c", "e"),
        root=kit.message("m_done", "work.done", "residency_id"),
    )


def send(stage: Stage, name: str, correlation: str = str(RESIDENCY)) -> None:
    stage.run(lambda tx: messages.send(tx, name, correlation=correlation, residency_id=RESIDENCY, region="rjl", by=ME))


def test_a_message_goes_to_exactly_one_receiver(stage):
    waiter(stage)
    first = start(stage, "waiter")
    send(stage, "work.done", "somebody-else")
    stage.settle()
    assert state(stage, first) == "running"
    send(stage, "work.done")
    stage.settle()
    assert state(stage, first) == "completed"


def test_a_message_that_comes_first_waits_for_its_receiver(stage):
    waiter(stage)
    send(stage, "work.done")
    stage.settle()
    instance_id = start(stage, "waiter")
    stage.settle()
    assert state(stage, instance_id) == "completed"


def test_a_message_starts_an_instance_with_the_residency_in_its_business_key(stage):
    stage.deploy(
        "child",
        kit.node("startEvent", "s", kit.event("message", "m_start")),
        kit.user("do_it"),
        kit.node("endEvent", "e"),
        kit.line("s", "do_it", "e"),
        root=kit.message("m_start", "child.start"),
    )
    send(stage, "child.start")
    send(stage, "child.start")
    stage.settle()
    with stage.tx() as tx:
        keys = [i.business_key for i in instances.of_residency(tx, RESIDENCY)]
    assert keys == [f"child:{RESIDENCY}", f"child:{RESIDENCY}:2"]


def test_a_message_nobody_takes_becomes_an_incident_after_thirty_days(stage):
    send(stage, "no.such.receiver")
    stage.settle()
    stage.clock.advance(days=31)
    assert stage.run(messages.expire) == 1
    with stage.tx() as tx:
        assert [i.kind for i in incidents.listed(tx)] == ["message_expired"]


def test_a_timer_fires_once_when_due_and_not_before(stage):
    stage.deploy(
        "later",
        kit.node("startEvent", "s"),
        kit.node("intermediateCatchEvent", "t", kit.timer("P1M")),
        kit.node("endEvent", "e"),
        kit.line("s", "t", "e"),
    )
    instance_id = start(stage, "later")
    stage.clock.travel(dt.datetime(2026, 2, 12, 7, 59, tzinfo=dt.UTC))
    assert stage.settle() == 0
    stage.clock.advance(minutes=2)
    stage.settle()
    assert state(stage, instance_id) == "completed"


def test_a_lost_lease_comes_again_and_an_old_one_changes_nothing(stage):
    stage.deploy(
        "later",
        kit.node("startEvent", "s"),
        kit.node("intermediateCatchEvent", "t", kit.timer("PT1H")),
        kit.node("endEvent", "e"),
        kit.line("s", "t", "e"),
    )
    instance_id = start(stage, "later")
    stage.clock.advance(hours=2)
    lost = stage.run(lambda tx: jobs.lease_due(tx, seconds=30))[0]
    assert stage.run(lambda tx: jobs.lease_due(tx, seconds=30)) == []
    stage.clock.advance_wall(seconds=31)
    again = stage.run(lambda tx: jobs.lease_due(tx, seconds=30))[0]
    assert again.job_id == lost.job_id
    assert stage.run(lambda tx: jobs.run(tx, lost.job_id, lost.lease)) is False
    assert stage.run(lambda tx: jobs.run(tx, again.job_id, again.lease)) is True
    assert stage.run(lambda tx: jobs.run(tx, again.job_id, again.lease)) is False
    assert state(stage, instance_id) == "completed"


def test_a_service_job_works_outside_and_comes_back(stage):
    stage.deploy(
        "outside",
        kit.node("startEvent", "s"),
        kit.service("call", "hr.register", ("answer", "number")),
        kit.user("see"),
        kit.node("endEvent", "e"),
        kit.line("s", "call", "see", "e"),
    )
    stage.operations.answers["hr.register"] = lambda call: {"number": 7}
    instance_id = start(stage, "outside")
    with stage.tx() as tx:
        assert inbox.open_of_instance(tx, instance_id) == []
    stage.settle()
    with stage.tx() as tx:
        assert [t.activity_id for t in inbox.open_of_instance(tx, instance_id)] == ["see"]


def test_a_job_that_gives_up_becomes_an_incident_and_a_retry_finishes_it(stage):
    stage.deploy(
        "outside",
        kit.node("startEvent", "s"),
        kit.service("call", "hr.register"),
        kit.node("endEvent", "e"),
        kit.line("s", "call", "e"),
    )
    instance_id = start(stage, "outside")
    for _ in range(3):
        stage.clock.advance_wall(hours=1)
        (leased,) = stage.run(lambda tx: jobs.lease_due(tx, seconds=30))
        stage.run(lambda tx, leased=leased: jobs.fail(tx, leased.job_id, leased.lease, sv="Nej", en="No"))
    with stage.tx() as tx:
        (incident,) = incidents.listed(tx)
    assert (incident.activity_id, incident.message_en) == ("call", "No")
    stage.run(lambda tx: incidents.retry(tx, incident.id, by=ME))
    stage.settle()
    assert state(stage, instance_id) == "completed"
    with stage.tx() as tx:
        assert incidents.listed(tx) == []


def test_a_late_result_of_a_cancelled_token_is_discarded(stage):
    stage.deploy(
        "outside",
        kit.node("startEvent", "s"),
        kit.service("call", "hr.register"),
        kit.node("endEvent", "e"),
        kit.line("s", "call", "e"),
    )
    instance_id = start(stage, "outside")
    (leased,) = stage.run(lambda tx: jobs.lease_due(tx, seconds=30))
    stage.run(lambda tx: instances.cancel(tx, instance_id, by=ME, reason="withdrawn"))
    assert stage.run(lambda tx: jobs.finish(tx, leased.job_id, leased.lease, {"late": True})) is False
    assert state(stage, instance_id) == "cancelled"


def test_the_end_of_a_residency_cancels_everything_and_says_what_was_open(stage):
    stage.deploy("a", kit.node("startEvent", "s"), kit.user("x"), kit.node("endEvent", "e"), kit.line("s", "x", "e"))
    instance_id = start(stage, "a")
    was_open = stage.run(lambda tx: signals.end_residency(tx, RESIDENCY, how="withdrawn", by=ME))
    assert len(was_open) == 1
    assert state(stage, instance_id) == "cancelled"
    with stage.tx() as tx:
        assert inbox.open_of_residency(tx, RESIDENCY) == []


def test_a_business_key_starts_once(stage):
    waiter(stage)
    assert start(stage, "waiter") == start(stage, "waiter")


def test_a_moved_timer_fires_at_its_new_time(stage):
    stage.deploy(
        "later",
        kit.node("startEvent", "s"),
        kit.node("intermediateCatchEvent", "t", kit.timer("PT1H")),
        kit.node("endEvent", "e"),
        kit.line("s", "t", "e"),
    )
    instance_id = start(stage, "later")
    with stage.tx() as tx:
        ((job, _),) = jobs.waiting(tx, kinds=("timer",))
    to = stage.clock.now() + dt.timedelta(days=3)
    stage.run(lambda tx: jobs.move_due(tx, job.id, to=to, reason="ledighet", by=ME))
    stage.clock.advance(hours=2)
    stage.settle()
    assert state(stage, instance_id) == "running"
    stage.clock.advance(days=3)
    stage.settle()
    assert state(stage, instance_id) == "completed"
    with pytest.raises(errors.JobNotFound):
        stage.run(lambda tx: jobs.move_due(tx, job.id, to=to, reason="igen", by=ME))
