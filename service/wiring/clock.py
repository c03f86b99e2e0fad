"""The clock of this installation: business time can be moved in a sample, and every program follows."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from workflows.model.clock import Clock, SystemClock
from workflows.store import installation
from workflows.transaction import Transaction

#: The installation's fact: seconds that business time is ahead of wall time.
OFFSET = "clock_offset"


def follow(clock: Clock, session: Session) -> None:
    """Take over the offset that somebody else may have moved; one read by primary key, only in a sample."""
    if isinstance(clock, SystemClock):
        clock.offset = dt.timedelta(seconds=float(installation.read(session, OFFSET) or 0))


def move(tx: Transaction, to: dt.datetime) -> None:
    """Set business time; never backwards. Raises ValueError."""
    clock = tx.parts.clock
    ahead = to - tx.wall()
    if to < tx.now() or not isinstance(clock, SystemClock):
        raise ValueError("time does not go backwards")
    installation.write(tx.session, OFFSET, str(ahead.total_seconds()), tx.wall())
