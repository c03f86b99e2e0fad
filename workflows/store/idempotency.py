"""Queries for the first answers to keyed requests."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete
from sqlalchemy.orm import Session

from workflows.store.records import Idempotency


def find(session: Session, key: str) -> Idempotency | None:
    """Return the answer kept under *key*, if any."""
    return session.get(Idempotency, key)


def forget_before(session: Session, at: dt.datetime) -> None:
    """Drop answers given at *at* or earlier."""
    session.execute(delete(Idempotency).where(Idempotency.at <= at))
