"""The house: settings, database, queue and parts together, and the doors' way into a transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import redis
import structlog
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from service.config import Settings
from service.db import Database
from service.files.folder import Folder
from service.wiring import clock as clocks
from service.wiring.notifier import Notifier
from workflows import transaction
from workflows.model import errors
from workflows.model.clock import ManualClock
from workflows.store import installation
from workflows.store.tables import Job, Outbox
from workflows.transaction import Parts, Transaction

T = TypeVar("T")
log = structlog.get_logger()
#: How often a whole operation is tried when others change the same rows.
ATTEMPTS = 3
#: The list that a waiting dispatcher listens to.
DOORBELL = "randa:doorbell"
#: The installation's fact: ``sample`` or ``real``, written once.
KIND = "kind"
_NOTHING: Mapping[Any, Any] = {}


@dataclass(slots=True)
class House:
    """Everything that a door needs; one per process."""

    settings: Settings
    database: Database
    parts: Parts
    notifier: Notifier
    folder: Folder
    _bell: redis.Redis = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._bell = self.redis(socket_timeout=0.5, socket_connect_timeout=0.5)
        event.listen(self.database.writing, "after_flush", _note_work)

    @contextmanager
    def transaction(self, known: Mapping[Any, Any] = _NOTHING) -> Iterator[Transaction]:
        """Open the one transaction of an operation; *known* are facts that this request has read already.

        Raises ConcurrentUpdate; `run` does the whole operation again for you.
        """
        session = self.database.writing()
        with transaction.open_transaction(session, self.parts) as tx:
            tx.known.update(known)
            self._follow_time(session)
            yield tx
        if session.info.get("has_work"):
            self._ring()

    @contextmanager
    def reading(self, known: Mapping[Any, Any] = _NOTHING) -> Iterator[Transaction]:
        """Open a transaction that only reads. Raises Unavailable."""
        session = self.database.reading()
        try:
            with transaction.open_reading(session, self.parts) as tx:
                tx.known.update(known)
                self._follow_time(session)
                yield tx
        except OperationalError as exc:
            raise errors.Unavailable from exc

    def run(self, operation: Callable[[Transaction], T], known: Mapping[Any, Any] = _NOTHING) -> T:
        """Do a whole operation in its transaction, up to three times; then raise Unavailable."""
        for _ in range(ATTEMPTS):
            try:
                with self.transaction(known) as tx:
                    return operation(tx)
            except errors.ConcurrentUpdate as exc:
                busy = exc
        raise errors.Unavailable from busy

    def redis(self, **options: Any) -> redis.Redis:
        """Return a connection to the queue's server."""
        return redis.Redis.from_url(self.settings.redis_url, **options)

    def move_time(self, to: dt.datetime) -> None:
        """Set business time: on a manual clock at once, else as a fact of the (sample) installation."""
        clock = self.parts.clock
        if isinstance(clock, ManualClock):
            clock.travel(to)
        else:
            self.run(lambda tx: clocks.move(tx, to))

    def kind(self) -> str | None:
        """Return what this installation was founded as: sample, real, or None when that is not decided."""
        with self.reading() as tx:
            return installation.read(tx.session, KIND)

    def beat(self, program: str) -> None:
        """Note that a program is alive, with wall time."""
        self.run(lambda tx: installation.write(tx.session, f"heartbeat:{program}", "alive", tx.wall()))

    def close(self) -> None:
        """Let go of every connection."""
        self.database.engine.dispose()
        self._bell.close()

    def _follow_time(self, session: Session) -> None:
        if self.settings.sample:
            clocks.follow(self.parts.clock, session)

    def _ring(self) -> None:
        """Wake the dispatcher; it looks every second anyway, so a silent bell is no failure."""
        try:
            self._bell.lpush(DOORBELL, 1)
            self._bell.ltrim(DOORBELL, 0, 0)
        except redis.RedisError as exc:
            log.info("doorbell_silent", error_class=type(exc).__name__)


def _note_work(session: Session, _flush: Any) -> None:
    if any(isinstance(row, Outbox | Job) for row in session.new):
        session.info["has_work"] = True
