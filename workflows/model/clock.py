"""The two clocks: business time decides what is due, wall time guards leases, sessions and logs."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

UTC = dt.UTC


class Clock(Protocol):
    """Tells the time; nobody else may (interfaces.md I9)."""

    def now(self) -> dt.datetime:
        """Return business time, aware UTC: deadlines, timers, series, facts, mails."""
        ...

    def wall(self) -> dt.datetime:
        """Return wall time, aware UTC: leases, retries, sessions, tokens, rate limits, logs."""
        ...


class SystemClock:
    """Business time is wall time plus an offset, which is zero outside a sample installation."""

    def __init__(self, offset: dt.timedelta = dt.timedelta(0)) -> None:
        self.offset = offset

    def now(self) -> dt.datetime:
        """Return business time."""
        return self.wall() + self.offset

    def wall(self) -> dt.datetime:
        """Return wall time."""
        return dt.datetime.now(UTC)


class ManualClock:
    """A clock that moves only when told to; both times move together unless said otherwise."""

    def __init__(self, at: dt.datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a clock needs an aware time")
        self._now = at.astimezone(UTC)
        self._wall = self._now

    def now(self) -> dt.datetime:
        """Return business time."""
        return self._now

    def wall(self) -> dt.datetime:
        """Return wall time."""
        return self._wall

    def advance(self, **by: float) -> None:
        """Move both times forward by a timedelta's keyword arguments."""
        step = dt.timedelta(**by)
        self._now += step
        self._wall += step

    def travel(self, to: dt.datetime) -> None:
        """Move business time to *to*, and wall time equally far; never backwards."""
        step = to.astimezone(UTC) - self._now
        if step < dt.timedelta(0):
            raise ValueError("time does not go backwards")
        self._now += step
        self._wall += step

    def advance_wall(self, **by: float) -> None:
        """Move wall time only, as when a lease runs out."""
        self._wall += dt.timedelta(**by)
