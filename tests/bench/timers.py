"""How many timers two processes fire a second on PostgreSQL, beside the same transactions without the engine."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from service import db
from tests.bench.measuring import Figure
from tests.engine import kit
from tests.workflows import stage as stages
from tests.workflows.stage import RESIDENCY, Stage
from workflows import instances, jobs
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.store.tables import Job, ProcessInstance

#: Timers of a round; the best round counts.
COUNT, ROUNDS = 300, 3
BATCH = 50
PROCESSES = 2
ME = Actor.system("bench")


def figures(url: str, *, note: str, budget: float | None = None) -> Iterator[Figure]:
    """Fire timers, then do as many bare transactions of the same rows."""
    stage = _stage(url)
    stage.deploy(
        "later",
        kit.node("startEvent", "s"),
        kit.node("intermediateCatchEvent", "t", kit.timer("PT1H")),
        kit.user("then"),
        kit.node("endEvent", "e"),
        kit.line("s", "t", "then", "e"),
    )
    fired = max(_round(stage, url, number) for number in range(ROUNDS))
    stage.run(lambda tx: tx.session.execute(update(Job).values(state="pending", lease=None, leased_until=None)))
    stage.engine.dispose()
    bare = _rate(url, _touch, ROUNDS * COUNT)
    yield Figure("timers fired by two processes", fired, "timers/s", budget, at_least=True, note=note)
    yield Figure("the same transactions without the engine", bare, "tx/s", note=note)
    yield Figure("timers / bare transactions", fired / bare, "x", note=note)


def _round(stage: Stage, url: str, number: int) -> float:
    """Set *COUNT* timers and let them fire."""
    for n in range(COUNT):
        stage.run(lambda tx, n=n: _start(tx, number * COUNT + n))
    stage.engine.dispose()
    return _rate(url, _fire, COUNT)


def _start(tx: Any, number: int) -> UUID:
    return instances.start(tx, "later", business_key=f"later:{number}", by=ME, residency_id=RESIDENCY, region="rjl").id


def _stage(url: str) -> Stage:
    """Open a stage two hours after every timer was set."""
    stage = stages.make(db.open_url(url).engine)
    stage.person("p", "r")
    return stage


def _rate(url: str, act: Callable[[Stage, jobs.Leased], object], expected: int) -> float:
    """Let two processes carry everything that is due; return how many a second."""
    forks = multiprocessing.get_context("fork")
    ready, done = forks.Barrier(PROCESSES + 1), forks.Queue()
    workers = [forks.Process(target=_work, args=(url, act, ready, done)) for _ in range(PROCESSES)]
    for worker in workers:
        worker.start()
    ready.wait(60)
    began = time.perf_counter()
    carried = sum(done.get(timeout=120) for _ in workers)
    took = time.perf_counter() - began
    for worker in workers:
        worker.join()
    assert carried == expected, carried
    return carried / took


def _work(url: str, act: Callable[[Stage, jobs.Leased], object], ready: Any, done: Any) -> None:
    stage = _stage(url)
    stage.clock.advance(hours=2)
    stage.run(lambda tx: tx.session.scalar(select(Job.id).limit(1)))
    ready.wait(60)
    carried = 0
    while leased := stage.run(lambda tx: jobs.lease_due(tx, seconds=60, limit=BATCH)):
        for job in leased:
            act(stage, job)
        carried += len(leased)
    done.put(carried)


def _fire(stage: Stage, job: jobs.Leased) -> None:
    assert stage.run(lambda tx: jobs.run(tx, job.job_id, job.lease))


def _touch(stage: Stage, job: jobs.Leased) -> None:
    """Lock and write the rows that firing writes, and think nothing: what the database alone can do."""

    def write(tx: Any) -> None:
        found = select(ProcessInstance).join(Job, Job.instance_id == ProcessInstance.id).where(Job.id == job.job_id)
        instance = tx.session.execute(found.with_for_update(of=ProcessInstance)).scalar_one()
        row = tx.session.execute(select(Job).where(Job.id == job.job_id).with_for_update()).scalar_one()
        row.state = "done"
        instance.snapshot = bytes(instance.snapshot) + b"x"
        for kind in (Happening.TIMER_FIRED, Happening.ACTIVITY_COMPLETED, Happening.ACTIVITY_ENTERED):
            tx.record(kind, by=ME, instance=instance)
        tx.record(Happening.FLOWS_TAKEN, by=ME, instance=instance)
        tx.publish("task_opened", task_id=instance.id)

    stage.run(write)
