"""Every row of every table, out as JSON and in again, whichever of the two databases it comes from or goes to."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Engine, MetaData, Table, func, insert, select

#: Secrets that live shortly, and what Alembic keeps itself: a copy must not open doors.
LEFT_OUT = frozenset({"session", "one_time_link", "attempts", "alembic_version"})
_AT_ONCE = 500


def tables(engine: Engine) -> list[Table]:
    """Return the tables as they stand in the database, those referred to first."""
    found = MetaData()
    found.reflect(engine)
    return [table for table in found.sorted_tables if table.name not in LEFT_OUT]


def lines(connection: Connection, table: Table) -> Iterator[str]:
    """Yield each row as one line of JSON."""
    for row in connection.execute(select(table)).mappings():
        yield json.dumps({name: _told(value) for name, value in row.items()}, ensure_ascii=False) + "\n"


def load(connection: Connection, table: Table, told: Iterable[str]) -> int:
    """Insert rows that ``lines`` told; return how many."""
    readers = {column.name: _reader(column, connection.dialect.name) for column in table.columns}
    rows = ({name: readers[name](value) for name, value in json.loads(line).items()} for line in told)
    count = 0
    for batch in _batches(_parents_first(table, rows)):
        connection.execute(insert(table), batch)
        count += len(batch)
    return count


def _parents_first(table: Table, rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield rows so that one which refers to another row of the same table comes after it."""
    own = [(c.name, fk.column.name) for c in table.columns for fk in c.foreign_keys if fk.column.table is table]
    if not own:
        yield from rows
        return
    waiting, there = list(rows), set[tuple[str, Any]]()
    while waiting:
        ready = [row for row in waiting if all(row[c] is None or (to, row[c]) in there for c, to in own)]
        if not ready:
            yield from waiting  # a circle: the database will say so
            return
        yield from ready
        there |= {(to, row[to]) for row in ready for _, to in own}
        waiting = [row for row in waiting if row not in ready]


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, _AT_ONCE)):
        yield batch


def is_empty(engine: Engine) -> bool:
    """Say whether no table has a row."""
    with engine.connect() as connection:
        return not any(connection.scalar(select(func.count()).select_from(table)) for table in tables(engine))


def _told(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"bytes": bytes(value).hex()}
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dt.datetime):
        return (value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)).isoformat()
    return value.isoformat() if isinstance(value, dt.date) else value


def _reader(column: Column[Any], dialect: str) -> Callable[[Any], Any]:
    """Return what turns a told value into what this database's column takes."""
    kind = column.type.python_type

    def read(value: Any) -> Any:
        if value is None:
            return None
        if kind is bytes:
            return bytes.fromhex(value["bytes"])
        if kind is UUID:
            return UUID(value)
        if kind is dt.datetime:
            moment = dt.datetime.fromisoformat(value)
            return moment.replace(tzinfo=None) if dialect == "sqlite" else moment
        return dt.date.fromisoformat(value) if kind is dt.date else value

    return read
