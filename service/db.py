"""The databases: one engine for SQLite or PostgreSQL, sessions, and a count of statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import StaticPool

from service.config import Settings

_COUNTS = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", re.IGNORECASE)
#: security_facts 5: without BEGIN IMMEDIATE half of concurrent updates are lost, and busy_timeout does not help.
_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000", "foreign_keys=ON")
_POSTGRES = (
    "-c timezone=UTC -c lock_timeout=4000 -c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000"
)


@dataclass(slots=True)
class Statements:
    """What the driver was asked to do: SELECT, INSERT, UPDATE, DELETE (an executemany is one), and commits."""

    texts: list[str] = field(default_factory=list)
    commits: int = 0

    def __len__(self) -> int:
        return len(self.texts)


_counting: ContextVar[tuple[Statements, ...]] = ContextVar("counting", default=())


@contextmanager
def counted() -> Iterator[Statements]:
    """Count the statements of this thread inside the block; blocks may lie in each other."""
    counter = Statements()
    token = _counting.set((*_counting.get(), counter))
    try:
        yield counter
    finally:
        _counting.reset(token)


@dataclass(frozen=True, slots=True)
class Database:
    """An engine with its two kinds of sessions."""

    engine: Engine
    #: Sessions that write: BEGIN IMMEDIATE on SQLite.
    writing: sessionmaker[Session]
    #: Sessions that only read: several at a time on SQLite, beside one that writes.
    reading: sessionmaker[Session]

    @property
    def is_sqlite(self) -> bool:
        """Say whether the database is a file of ours."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Give a connection on which every read sees the same moment, whatever others write meanwhile."""
        options = {"readonly": True} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with self.engine.connect().execution_options(**options) as connection:
            yield connection

    def answers(self) -> bool:
        """Say whether the simplest question gets its answer. Raises SQLAlchemyError when it gets none."""
        with self.reading() as session:
            return session.scalar(select(1)) == 1


def connect(settings: Settings) -> Database:
    """Return the database of *settings*; opens no connection yet, so that a program may fork first."""
    return open_url(settings.database_url)


def open_url(url: str) -> Database:
    """Return the database at *url*: ``sqlite:///FILE``, ``sqlite://`` (in memory) or ``postgresql+psycopg://…``."""
    engine = create_engine(url, **_options(url))
    if url.startswith("sqlite"):
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "before_cursor_execute", _count_statement)
    event.listen(engine, "commit", _count_commit)
    return Database(
        engine,
        sessionmaker(engine, expire_on_commit=False),
        sessionmaker(engine.execution_options(readonly=True), expire_on_commit=False),
    )


def _options(url: str) -> dict[str, Any]:
    if url == "sqlite://":
        return {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 5.0, "check_same_thread": False}, "pool_size": 10, "max_overflow": 20}
    return {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 10, "connect_args": {"options": _POSTGRES}}


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not open transactions itself
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    is_reading = connection.get_execution_options().get("readonly", False)
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")


def _count_statement(
    _connection: Connection, _cursor: Any, statement: str, _parameters: Any, _context: Any, _many: bool
) -> None:
    if (counters := _counting.get()) and _COUNTS.match(statement):
        for counter in counters:
            counter.texts.append(statement)


def _count_commit(_connection: Connection) -> None:
    for counter in _counting.get():
        counter.commits += 1
