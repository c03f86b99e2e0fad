"""The worker: carries deliveries from RQ; refuses any function that is not on its list."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

import redis
import structlog
from rq import SimpleWorker
from rq.job import Job
from rq.serializers import JSONSerializer

from service import config, dispatcher, logs, wiring
from service.wiring import House

log = structlog.get_logger()
#: Writing to Redis must not mean running code: these two names and no others.
ALLOWED = frozenset({"service.deliveries.run_jobs", "service.deliveries.run_outbox"})


class NotOnTheList(Exception):
    """A queue entry asked for a function that this worker does not carry."""


class AllowedJob(Job):
    """A queue entry whose function name must be on the list."""

    @property
    def func(self) -> Any:
        """Return the function, if it may be called."""
        if self.func_name not in ALLOWED:
            log.error("entry_refused", function=self.func_name)
            raise NotOnTheList(self.func_name)
        return super().func


class Worker(SimpleWorker):
    """Runs deliveries in this process: they are ours, short, and guard themselves by leases."""

    job_class = AllowedJob
    #: Whether somebody asked it to stop; without this it only lost its queue.
    is_told_to_stop = False

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Stop after the delivery at hand."""
        self.is_told_to_stop = True
        super().request_stop(signum, frame)


def main() -> None:
    """Run one worker as a program until it is stopped; queues in order of urgency.

    RQ's worker ends when the queue's server does; then a new one waits for the server to come back.
    """
    settings = config.from_environment()
    logs.configure(settings)
    house = wiring.house(settings)
    log.info("worker_started")
    while not _worked(house):
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)  # nothing is in hand: we may end at once
        log.warning("worker_lost_its_queue")
        threading.Event().wait(dispatcher.PAUSE)


def _worked(house: House) -> bool:
    """Carry deliveries until told to stop; False when the queue went away before that."""
    connection = house.redis()
    try:
        names = list(dispatcher.queues(connection).values())
        worker = Worker(names, connection=connection, serializer=JSONSerializer, job_class=AllowedJob)
    except redis.RedisError:
        return False
    try:
        worker.work(logging_level="CRITICAL", with_scheduler=False)
    except redis.RedisError as exc:
        log.info("queue_silent", error_class=type(exc).__name__)
    finally:
        connection.close()
    return worker.is_told_to_stop


if __name__ == "__main__":
    main()
