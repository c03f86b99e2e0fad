"""Queries for the facts of this installation: its id, its kind, the offset of business time, heartbeats."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from workflows.store.records import Installation


def read(session: Session, key: str) -> str | None:
    """Return a fact, if it is known."""
    row = session.get(Installation, key)
    return row.value if row is not None else None


def read_at(session: Session, key: str) -> dt.datetime | None:
    """Return when a fact was last written (wall time), if ever."""
    row = session.get(Installation, key)
    return row.at if row is not None else None


def write(session: Session, key: str, value: str, at: dt.datetime) -> None:
    """Write a fact, new or again."""
    row = session.get(Installation, key)
    if row is None:
        session.add(Installation(key=key, value=value, at=at))
    else:
        row.value, row.at = value, at
