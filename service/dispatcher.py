"""The dispatcher: moves due jobs and outbox rows to RQ, and wakes what missed its moment."""

from __future__ import annotations

import datetime as dt
import signal
import threading
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import redis
import structlog
from rq import Queue
from rq.serializers import JSONSerializer

from service import config, logs, wiring
from service.auth import limits, sessions
from service.directory import bindings
from service.wiring import House
from workflows import jobs, messages, outbox
from workflows.model import calendar

log = structlog.get_logger()
QUEUES = ("interactive", "timers", "bulk")
BATCH = 50
#: Wall seconds between looks when nobody rings the doorbell.
PAUSE = 1.0
#: Wall seconds between sweeps for missed messages.
SWEEP = 10.0


def queues(connection: redis.Redis) -> dict[str, Queue]:
    """Return the queues by name; payloads are JSON, never pickles."""
    return {name: Queue(name, connection=connection, serializer=JSONSerializer) for name in QUEUES}


def dispatch(house: House, to: dict[str, Queue]) -> int:
    """Lease what is due and hand it to RQ; return how many rows went.

    Committing before handing over is safe: what RQ never got becomes due again when its lease runs out.
    """
    seconds = house.settings.lease_seconds
    leased = house.run(lambda tx: jobs.lease_due(tx, seconds=seconds))
    taken = house.run(lambda tx: outbox.take(tx, seconds=seconds))
    groups: dict[tuple[str, str], list[list[str]]] = defaultdict(list)
    for job in leased:
        groups[job.queue, job.kind].append([str(job.job_id), str(job.lease), job.kind])
    for (queue, _), rows in groups.items():
        for part in _batches(rows):
            to[queue].enqueue("service.deliveries.run_jobs", part, result_ttl=0, failure_ttl=3600)
    rows_by_queue: dict[str, list[list[Any]]] = defaultdict(list)
    for row in taken:
        rows_by_queue[row.queue].append([str(row.id), row.kind, row.payload])
    for queue, rows in rows_by_queue.items():
        for part in _batches(rows):
            to[queue].enqueue("service.deliveries.run_outbox", part, result_ttl=0, failure_ttl=3600)
    return len(leased) + len(taken)


def _batches(rows: list[Any]) -> Iterable[list[Any]]:
    return (rows[i : i + BATCH] for i in range(0, len(rows), BATCH))


def new_day(house: House) -> None:
    """Let roles that ended or began overnight move their open tasks."""
    house.run(bindings.new_day)


def tidy(house: House) -> None:
    """Forget what has no use any more: ended sessions, old counts of attempts."""

    def forget(tx: Any) -> None:
        sessions.forget_ended(tx)
        limits.forget_old(tx)

    house.run(forget)


def sweep(house: House) -> None:
    """Offer messages again that missed their receiver, and give up those that nobody took in time."""

    def again(tx: Any) -> None:
        for message_id in messages.offer_again(tx):
            tx.publish("message", message_id=message_id)
        messages.expire(tx)

    house.run(again)


class Dispatcher:
    """The loop: dispatch, beat, wait for the doorbell or a second."""

    def __init__(self, house: House, connection: redis.Redis) -> None:
        self._house, self._redis = house, connection
        self._stopping = threading.Event()
        self._swept_at: dt.datetime | None = None
        self._day: dt.date | None = None

    def stop(self, *_: object) -> None:
        """Leave the loop after the round at hand."""
        self._stopping.set()

    def run(self) -> None:
        """Go round until stopped; trouble with Redis or the database is logged and tried again."""
        to = queues(self._redis)
        while not self._stopping.is_set():
            try:
                moved = self._round(to)
                if moved == 0:
                    self._redis.blpop(["randa:doorbell"], timeout=PAUSE)
            except Exception as exc:
                log.warning("dispatcher_round_failed", error_class=type(exc).__name__)
                self._stopping.wait(PAUSE)

    def _round(self, to: dict[str, Queue]) -> int:
        moved = dispatch(self._house, to)
        wall = self._house.parts.clock.wall()
        if self._swept_at is None or wall - self._swept_at > dt.timedelta(seconds=SWEEP):
            sweep(self._house)
            self._house.beat("dispatcher")
            self._swept_at = wall
            self._look_at_the_date()
        return moved

    def _look_at_the_date(self) -> None:
        today = calendar.local_date(self._house.parts.clock.now())
        if today != self._day:
            new_day(self._house)
            tidy(self._house)
            self._day = today


def main() -> None:
    """Run the dispatcher as a program."""
    settings = config.from_environment()
    logs.configure(settings)
    house = wiring.house(settings)
    dispatcher = Dispatcher(house, house.redis())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, dispatcher.stop)
    log.info("dispatcher_started")
    dispatcher.run()


if __name__ == "__main__":
    main()
