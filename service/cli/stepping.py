"""Carries everything that is due in this process, and moves time from one due thing to the next."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

from service import deliveries
from service.wiring import House
from service.wiring import clock as clocks
from workflows import jobs, outbox
from workflows.model import errors
from workflows.model.clock import Clock, ManualClock
from workflows.transaction import Transaction

T = TypeVar("T")
#: Rounds without an end mean that something makes itself due again and again.
MOST_ROUNDS = 10_000
#: Seconds to wait for another process that has work in hand.
PATIENCE = 60.0


class HouseStage:
    """A house whose time can be moved: a sample installation, or one on a manual clock (a scenario's stage)."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.clock: Clock = house.parts.clock

    def run(self, operation: Callable[[Transaction], T]) -> T:
        """Do an operation in a transaction of its own."""
        return self._house.run(operation)

    def settle(self) -> int:
        """Carry what is due until nothing is, also what another process has in hand; return how much was carried."""
        carried, pause, waited = 0, threading.Event(), 0.0
        for _ in range(MOST_ROUNDS):
            done = self._round()
            carried += done
            if done:
                continue
            if not self.run(jobs.busy) or waited > PATIENCE:
                return carried
            pause.wait(0.1)
            waited += 0.1
        raise errors.TooManySteps(limit=MOST_ROUNDS, element="time")

    def travel(self, to: dt.datetime) -> None:
        """Move time to *to*, stopping at everything that becomes due on the way."""
        for _ in self.stops(to):
            pass

    def stops(self, to: dt.datetime) -> Iterator[tuple[dt.datetime, int]]:
        """Yield each moment at which something became due with how much was carried; at the end *to* is reached."""
        carried = self.settle()
        while True:
            nearest = self.run(jobs.next_due)
            if nearest is None or nearest >= to:
                break
            self._move(max(nearest + dt.timedelta(seconds=1), self.clock.now()))
            carried = self.settle()
            yield self.clock.now(), carried
        self._move(max(to, self.clock.now()))
        carried = self.settle()
        yield self.clock.now(), carried

    def _round(self) -> int:
        seconds = self._house.settings.lease_seconds
        leased = self.run(lambda tx: jobs.lease_due(tx, seconds=seconds))
        taken = self.run(lambda tx: outbox.take(tx, seconds=seconds))
        for job in leased:
            deliveries.carry_job(self._house, job.job_id, job.lease, job.kind)
        for row in taken:
            deliveries.carry_outbox(self._house, row.id, row.kind, row.payload)
        return len(leased) + len(taken)

    def _move(self, to: dt.datetime) -> None:
        if isinstance(self.clock, ManualClock):
            self.clock.travel(to)
        else:
            self.run(lambda tx: clocks.move(tx, to))
