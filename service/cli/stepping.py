"""Carries everything that is due in this process, and moves time from one due thing to the next."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

from service import deliveries
from service.wiring import House
from workflows import jobs
from workflows.model.clock import Clock
from workflows.transaction import Transaction

T = TypeVar("T")
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
        carried, pause = deliveries.settle(self._house), threading.Event()
        for _ in range(int(PATIENCE / 0.1)):
            if not self.run(jobs.busy):
                break
            pause.wait(0.1)
            carried += deliveries.settle(self._house)
        return carried

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
            self._house.move_time(max(nearest + dt.timedelta(seconds=1), self.clock.now()))
            carried = self.settle()
            yield self.clock.now(), carried
        self._house.move_time(max(to, self.clock.now()))
        carried = self.settle()
        yield self.clock.now(), carried
