"""The worker: carries deliveries from RQ; refuses any function that is not on its list."""

from __future__ import annotations

from typing import Any

import structlog
from rq import SimpleWorker
from rq.job import Job
from rq.serializers import JSONSerializer

from service import config, dispatcher, logs, wiring

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
            raise NotOnTheList(self.func_name)
        return super().func


class Worker(SimpleWorker):
    """Runs deliveries in this process: they are ours, short, and guard themselves by leases."""

    job_class = AllowedJob


def main() -> None:
    """Run one worker as a program until it is stopped; queues in order of urgency."""
    settings = config.from_environment()
    logs.configure(settings)
    house = wiring.house(settings)
    connection = house.redis()
    names = list(dispatcher.queues(connection).values())
    worker = Worker(names, connection=connection, serializer=JSONSerializer, job_class=AllowedJob)
    log.info("worker_started")
    worker.work(logging_level="WARNING", with_scheduler=False)


if __name__ == "__main__":
    main()
