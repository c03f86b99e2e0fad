"""Limits on attempts, in the database: they hold for every web process and outlive a restart."""

from __future__ import annotations

import datetime as dt

from service.auth import queries
from service.auth.tables import Attempts
from workflows.model import errors
from workflows.transaction import Transaction

#: Attempts within the window before waiting is asked for.
MOST = 10
WINDOW = dt.timedelta(minutes=10)


def count(tx: Transaction, key: str, *, most: int = MOST) -> None:
    """Count one attempt under *key* (what, account, address). Raises TooManyAttempts with the seconds to wait.

    Call it in a transaction of its own before the attempt, so that a refused one counts too.
    """
    row = queries.attempts_for_update(tx.session, key)
    now = tx.wall()
    if row is None:
        tx.session.add(Attempts(key=key, count=1, since=now))
        return
    if now - row.since >= WINDOW:
        row.count, row.since = 1, now
        return
    if row.count >= most:
        raise errors.TooManyAttempts(seconds=int((row.since + WINDOW - now).total_seconds()) + 1)
    row.count += 1


def forget(tx: Transaction, key: str) -> None:
    """Begin counting anew, as after a right password."""
    queries.forget_attempts(tx.session, key)


def forget_old(tx: Transaction) -> None:
    """Delete counts whose window has long passed."""
    queries.drop_attempts_before(tx.session, tx.wall() - 2 * WINDOW)
