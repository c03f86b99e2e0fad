"""What a crash leaves behind at each moment between database, queue and post; and that it is made good, once."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import redis
from rq.job import Job as Entry
from rq.serializers import JSONSerializer
from sqlalchemy import select

from service import deliveries, dispatcher, wiring
from service.embedded import Supervisor
from service.notifications import Letter
from service.residency import hires
from service.residency.tables import Mail
from service.wiring import House
from service.worker import Worker
from tests.models import stage as stages
from tests.models.stage import DAWN
from tests.reliability.installation import ROOT
from workflows import inbox, incidents, outbox
from workflows.model import calendar
from workflows.model.actor import Actor

NUMBERS = (ROOT / "tests" / "data" / "personnummer.txt").read_text().split()
HR = Actor.system("hr")


@dataclass
class Bag:
    """A postman who keeps what he carries, and falls over when told to."""

    letters: list[Letter] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)

    def send(self, letter: Letter) -> None:
        self.letters.append(letter)
        if self.fails:
            raise self.fails.pop(0)


class Killed(BaseException):
    """The worker dies here: nothing of it is caught, as with SIGKILL."""


@pytest.fixture
def bag() -> Bag:
    return Bag()


@pytest.fixture
def house(tmp_path: Path, bag: Bag, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """The house with its own Valkey, on a manual clock; deliveries find it as this process's house."""
    made = stages.make(tmp_path).house
    made.notifier = replace(made.notifier, post=bag)
    supervisor = Supervisor(made.settings)
    supervisor.ensure()
    monkeypatch.setitem(wiring._houses, "own", made)
    yield made
    supervisor.shut_down()
    made.close()


@pytest.fixture
def queue(house: House) -> Iterator[redis.Redis]:
    connection = house.redis()
    yield connection
    connection.close()


def hire(house: House, number: int = 1) -> object:
    facts = {
        "employment_id": f"E-{number}",
        "personnummer": NUMBERS[number],
        "first_name": "Ny",
        "last_name": "Läkare",
        "email": f"ny.{number}@region.example",
        "unit": "kir-jkpg",
        "specialty": "kirurgi",
        "employment_start_on": calendar.local_date(DAWN).isoformat(),
        "employment_type": "permanent",
        "fte": 100,
        "licence_on": "2020-06-01",
        "swedish_at": False,
    }
    return house.run(lambda tx: hires.register(tx, facts, by=HR)).residency_id


def dispatch(house: House, queue: redis.Redis) -> int:
    return dispatcher.dispatch(house, dispatcher.queues(queue))


def work(queue: redis.Redis) -> None:
    """Let a worker empty the queues and go home."""
    names = list(dispatcher.queues(queue).values())
    Worker(names, connection=queue, serializer=JSONSerializer).work(burst=True, logging_level="ERROR")


def until_quiet(house: House, queue: redis.Redis) -> None:
    while dispatch(house, queue):
        work(queue)


def leases_end(house: House) -> None:
    house.parts.clock.advance_wall(seconds=house.settings.lease_seconds + 1)  # type: ignore[attr-defined]


def open_tasks(house: House, residency_id: object) -> list[str]:
    return sorted(t.activity_id for t in house.run(lambda tx: inbox.open_of_residency(tx, residency_id)))


def mails(house: House) -> list[Mail]:
    return house.run(lambda tx: list(tx.session.scalars(select(Mail))))


def is_clean(house: House) -> bool:
    return house.run(lambda tx: outbox.count_open(tx) == 0 and incidents.listed(tx) == [])


def test_a_hire_reaches_its_people_by_dispatcher_queue_and_worker(house, queue, bag):
    residency_id = hire(house)
    until_quiet(house, queue)
    assert open_tasks(house, residency_id)
    assert sorted(m.message_id for m in mails(house)) == sorted(letter.message_id for letter in bag.letters)
    assert is_clean(house)


def test_what_a_flushed_valkey_forgot_comes_again(house, queue, bag):
    calm = hire(house, 1)
    until_quiet(house, queue)
    residency_id = hire(house, 2)
    while dispatch(house, queue):
        queue.flushall()  # between every dispatch and its worker
        work(queue)
        assert dispatch(house, queue) == 0  # still leased: nobody may carry it meanwhile
        leases_end(house)
        dispatch(house, queue)
        work(queue)
    assert open_tasks(house, residency_id) == open_tasks(house, calm)
    assert len(bag.letters) == len({letter.message_id for letter in bag.letters}) == len(mails(house))
    assert is_clean(house)


def test_a_dispatcher_that_dies_before_the_queue_got_it_loses_nothing(house, queue):
    residency_id = hire(house)

    class Deaf:
        def enqueue(self, *_: object, **__: object) -> None:
            raise redis.ConnectionError

    with pytest.raises(redis.ConnectionError):
        dispatcher.dispatch(house, dict.fromkeys(dispatcher.QUEUES, Deaf()))  # type: ignore[arg-type]
    assert open_tasks(house, residency_id) == []
    leases_end(house)
    until_quiet(house, queue)
    assert open_tasks(house, residency_id)


def test_a_delivery_that_comes_five_times_counts_once(house, bag):
    residency_id = hire(house)
    while rows := house.run(lambda tx: outbox.take(tx, seconds=30)):
        for _ in range(5):
            deliveries.run_outbox([[str(row.id), row.kind, row.payload] for row in rows])
    once = open_tasks(house, residency_id)
    assert len(once) == len(set(once)) > 0
    occasions = [(m.about, m.to_person, m.kind) for m in mails(house)]
    assert len(occasions) == len(set(occasions)) == len(bag.letters)


def test_a_worker_that_dies_between_post_and_note_repeats_the_same_letter(house, bag):
    hire(house)
    bag.fails = [Killed()]
    with pytest.raises(Killed):
        deliveries.settle(house)
    assert [m.state for m in mails(house) if m.message_id is None] != []
    leases_end(house)
    deliveries.settle(house)
    ids = [letter.message_id for letter in bag.letters]
    assert len(ids) == len(set(ids)) + 1
    assert set(ids) == {m.message_id for m in mails(house)}
    assert is_clean(house)


def test_a_worker_that_dies_in_the_middle_of_a_step_leaves_no_half_step(house, monkeypatch):
    """The process is killed after its writes and before its commit; the next one does the step whole."""
    residency_id = hire(house)
    rows = [[str(row.id), row.kind, row.payload] for row in house.run(lambda tx: outbox.take(tx, seconds=30))]
    with monkeypatch.context() as broken:
        broken.setattr("sqlalchemy.orm.Session.commit", _die)
        with pytest.raises(Killed):
            deliveries.run_outbox(rows)
    assert open_tasks(house, residency_id) == []
    leases_end(house)
    deliveries.settle(house)
    assert open_tasks(house, residency_id)
    assert is_clean(house)


def _die(_session: object) -> None:
    raise Killed


def test_a_post_that_fails_is_tried_again_and_then_stands_in_drift(house, bag):
    hire(house)
    bag.fails = [smtplib.SMTPServerDisconnected("gone") for _ in range(50)]
    deliveries.settle(house)
    failed = [m for m in mails(house) if m.error]
    assert failed
    assert all(m.state == "pending" for m in failed)
    for _ in range(6):
        house.parts.clock.advance_wall(hours=2)
        deliveries.settle(house)
    assert {m.state for m in failed_now(house)} == {"failed"}
    kinds = [i.kind for i in house.run(incidents.listed)]
    assert kinds == ["mail_undelivered"] * len(failed_now(house))
    ids = [letter.message_id for letter in bag.letters]
    assert max(ids.count(i) for i in ids) == 5


def failed_now(house: House) -> list[Mail]:
    return [m for m in mails(house) if m.state != "sent"]


def test_a_queue_entry_that_is_not_ours_is_refused(house, queue):
    name = dispatcher.queues(queue)["interactive"]
    target = house.settings.data / "touched"
    entry = name.enqueue("os.mkdir", str(target))
    work(queue)
    assert not target.exists()
    assert Entry.fetch(entry.id, connection=queue, serializer=JSONSerializer).is_failed
