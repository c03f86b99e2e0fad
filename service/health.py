"""Health: named checks, each with a sentence when something is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import redis
from sqlalchemy.exc import SQLAlchemyError

from workflows.model import errors
from workflows.store import installation
from workflows.transaction import Transaction

#: A dispatcher that has not shown itself for this long is taken for dead.
SILENCE = dt.timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; *why* is empty when it is well."""

    name: str
    why: str

    @property
    def is_well(self) -> bool:
        """Say whether nothing is wrong."""
        return not self.why


def looked_at(checks: Mapping[str, Callable[[], str]]) -> list[Check]:
    """Run every check: each returns what is wrong, or an empty text."""
    return [Check(name, _answer(check)) for name, check in checks.items()]


def _answer(check: Callable[[], str]) -> str:
    try:
        return check()
    except (SQLAlchemyError, redis.RedisError, errors.RandaError, OSError) as exc:
        return f"cannot be reached ({type(exc).__name__})"


def dispatcher(tx: Transaction) -> str:
    """Say what is wrong with the dispatcher."""
    seen = installation.read_at(tx.session, "heartbeat:dispatcher")
    if seen is None:
        return "has never run"
    silent = tx.wall() - seen
    return f"silent for {int(silent.total_seconds())} s" if silent >= SILENCE else ""
