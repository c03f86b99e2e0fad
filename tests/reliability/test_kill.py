"""Hires arrive over HTTP while every program is killed again and again: nothing is lost, nothing counts twice."""

from __future__ import annotations

import datetime as dt
import os
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import pytest
from sqlalchemy import func, select

from service.cli.programs import Program
from service.directory import people
from service.residency.tables import Hire, Mail, Residency
from tests import postgres
from tests.engine import kit
from tests.reliability.client import Client
from tests.reliability.installation import PATIENCE, VICTIMS, Installation, until
from tests.reliability.postbox import Postbox
from workflows import definitions, incidents, instances, jobs, outbox
from workflows.definitions import Bundle
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.model.states import JobState, TaskState
from workflows.store.tables import HistoryEvent, Job, ProcessInstance, Submission, UserTask
from workflows.transaction import Transaction

ME = Actor.system("test")
T = TypeVar("T")
#: Wall seconds that a request takes, about; and until what it set going is done. Kills fall in between.
REQUEST = 0.15
LIFE = 0.7
#: How far business time moves in the middle: past the first deadlines of the hires before.
AHEAD = dt.timedelta(days=12)
#: The task that follows the one that is completed.
ASKED = "supervisor_appointment/accept_supervision"


@dataclass
class Storm:
    """Kills by a seeded die: every program as often as the others, each at work when it is hit."""

    installation: Installation
    die: random.Random
    log: list[str] = field(default_factory=list)
    ended_alone: list[str] = field(default_factory=list)
    _deck: list[str] = field(default_factory=list)

    def blow(self, act: Callable[[], T]) -> T:
        """Let *act* begin in a thread, kill a program at some moment of it or of what follows, return its result."""
        self._deck = self._deck or self.die.sample(VICTIMS, len(VICTIMS))
        victim = self._deck.pop()
        self._mended()
        self.installation.await_ready(victim)
        moment = self.die.uniform(0, REQUEST if victim == Program.WEB else LIFE)
        with ThreadPoolExecutor(1) as pool:
            acting = pool.submit(act)
            threading.Event().wait(moment)
            self.installation.kill(victim)
            self.log.append(victim)
            until(lambda: self._mended() or acting.done(), f"never done after killing {self.log[-5:]}", 2 * PATIENCE)
            return acting.result()

    def _mended(self) -> None:
        self.ended_alone += self.installation.mend()


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    made = Postbox()
    yield made
    made.close()


@pytest.fixture
def installation(
    request: pytest.FixtureRequest, tmp_path: Path, postbox: Postbox, database: str
) -> Iterator[Installation]:
    made = Installation(tmp_path, database, postbox.port)
    egg = kit.process(
        kit.node("startEvent", "s"),
        kit.node("intermediateCatchEvent", "t", kit.timer("PT2S")),
        kit.node("endEvent", "e"),
        kit.line("s", "t", "e"),
        key="egg",
    )
    made.house.run(lambda tx: definitions.deploy(tx, Bundle(kit.document(egg), {}, {}), by=ME))
    made.start()
    yield made
    made.stop()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give a database without a table: the installation brings its schema itself."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/randa.db"
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    url = server.empty()
    yield url
    server.drop(url)


@pytest.mark.xdist_group("kill")
@pytest.mark.parametrize("hires", [20, pytest.param(200, marks=pytest.mark.long)])
def test_nothing_is_lost_and_nothing_counts_twice(installation, postbox, hires, record_property):
    seed = int(os.environ.get("RANDA_TEST_SEED", "2022"))
    house, hr, mia = installation.house, Client.of(installation, "pia"), Client.of(installation, "mia")
    bo = house.run(lambda tx: people.get(tx, "bo").id)
    calm = hr.hire(0)
    mia.propose(calm, bo)
    installation_is_quiet(installation)
    expected = open_activities(installation, calm)
    assert ("supervisor_appointment", "accept_supervision") in expected
    storm = Storm(installation, random.Random(seed))
    residencies, eggs = [calm], []

    def act(number: int) -> UUID:
        """Hire one, and complete a task of the one before, at the same time."""
        with ThreadPoolExecutor(1) as other:
            before = residencies[1:] and other.submit(mia.propose, residencies[-1], bo)
            hired = hr.hire(number)
            if before:
                before.result(PATIENCE)
            return hired

    for number in range(1, hires + 1):
        eggs.append(house.run(lambda tx, n=number: _egg(tx, n)))
        residencies.append(storm.blow(lambda n=number: act(n)))
        if number == hires // 2:
            house.move_time(house.parts.clock.wall() + AHEAD)
        if number in (hires // 3, 2 * hires // 3):
            installation.flush()
    for victim in VICTIMS:
        installation.await_ready(victim)
    mia.propose(residencies[-1], bo)
    until(lambda: len(house.run(fired)) >= len(eggs), "a timer never fired")
    installation_is_quiet(installation)
    told = f"seed {seed}, kills {dict(Counter(storm.log))}, ended alone {len(storm.ended_alone)}, flushed twice"
    record_property("storm", f"{told}, requests without answer {hr.unanswered + mia.unanswered}")
    assert len(set(residencies)) == hires + 1
    assert house.run(lambda tx: counted(tx, Residency, Hire, Submission)) == [hires + 1] * 3, told
    assert [open_activities(installation, r) for r in residencies] == [expected] * (hires + 1), told
    assert house.run(fired) == dict.fromkeys(eggs, 1), told
    assert house.run(lambda tx: [i.message_en for i in incidents.listed(tx)]) == [], told
    assert house.run(done_twice) == [], told
    mails_are_as_they_should_be(installation, postbox, residencies, told)
    distinct = len(set(postbox.ids()))
    record_property("result", f"{hires + 1} trainings and completed tasks, {len(eggs)} timers once, {distinct} mails")
    record_property("mails repeated", len(postbox.ids()) - distinct)


def mails_are_as_they_should_be(
    installation: Installation, postbox: Postbox, residencies: list[UUID], told: str
) -> None:
    """One Message-ID per task and occasion; a repetition only where a kill came between the post and the note."""
    rows = installation.house.run(lambda tx: list(tx.session.scalars(select(Mail))))
    assert {row.state for row in rows} == {"sent"}, told
    assert set(postbox.ids()) == {row.message_id for row in rows}, told
    assert len({row.message_id for row in rows}) == len(rows), told
    assert len(postbox.ids()) - len(rows) <= installation.kills, told
    assigned = Counter((row.task_id, row.to_person) for row in rows if row.kind == "assigned")
    assert set(assigned.values()) == {1}, told
    asked = [row.residency_id for row in rows if row.kind == "assigned" and row.about == ASKED]
    assert sorted(asked) == sorted(residencies), told


def _egg(tx: Transaction, number: int) -> UUID:
    return instances.start(tx, "egg", business_key=f"egg:{number}", by=ME, region="rjl").id


def counted(tx: Transaction, *tables: type) -> list[int | None]:
    return [tx.session.scalar(select(func.count()).select_from(table)) for table in tables]


def open_activities(installation: Installation, residency_id: UUID) -> Counter[tuple[str, str]]:
    """Count the open tasks of a residency by process and activity, and its processes by their state."""

    def look(tx: Transaction) -> Counter[tuple[str, str]]:
        open_tasks = select(UserTask).where(UserTask.residency_id == residency_id, UserTask.state == TaskState.OPEN)
        processes = select(ProcessInstance).where(ProcessInstance.residency_id == residency_id)
        found = Counter((task.definition_key, task.activity_id) for task in tx.session.scalars(open_tasks))
        return found + Counter((one.definition_key, one.state) for one in tx.session.scalars(processes))

    return installation.house.run(look)


def fired(tx: Transaction) -> dict[UUID, int]:
    """Count how often the timer of each egg fired."""
    query = select(HistoryEvent.instance_id, func.count()).where(HistoryEvent.kind == Happening.TIMER_FIRED.value)
    return {row[0]: row[1] for row in tx.session.execute(query.group_by(HistoryEvent.instance_id))}


def done_twice(tx: Transaction) -> list[str]:
    """Return the deadline steps that stand twice among the jobs that were done."""
    rows = tx.session.scalars(select(Job).where(Job.kind == "deadline", Job.state == JobState.DONE))
    steps = Counter((row.deadline_id, row.inputs["step"]) for row in rows)
    return [f"{deadline} step {step}: {count}" for (deadline, step), count in steps.items() if count > 1]


def installation_is_quiet(installation: Installation) -> None:
    """Wait until nothing is due, carried or on its way."""

    def is_quiet() -> bool:
        installation.mend()
        return installation.house.run(lambda tx: jobs.busy(tx) + outbox.count_open(tx)) == 0

    until(is_quiet, "it never comes to rest", seconds=120)
