"""Queries for the outbox."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from workflows.store.tables import Outbox


def due(session: Session, wall: dt.datetime, limit: int) -> list[Outbox]:
    """Lock and return rows to carry, oldest first."""
    return list(
        session.scalars(
            select(Outbox)
            .where(Outbox.again_at.is_not(None), Outbox.again_at <= wall)
            .order_by(Outbox.again_at, Outbox.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )


def done(session: Session, outbox_id: UUID) -> None:
    """Stop carrying a row."""
    session.execute(update(Outbox).where(Outbox.id == outbox_id).values(again_at=None))


def again(session: Session, outbox_id: UUID, at: dt.datetime) -> None:
    """Carry a row again at a wall time."""
    session.execute(update(Outbox).where(Outbox.id == outbox_id).values(again_at=at))


def lock_open(session: Session, outbox_id: UUID) -> bool:
    """Lock a row; False when it is done, gone or in somebody else's hands."""
    row = session.execute(
        select(Outbox.again_at).where(Outbox.id == outbox_id).with_for_update(skip_locked=True)
    ).one_or_none()
    return row is not None and row[0] is not None


def count_open(session: Session) -> int:
    """Count rows that are still to be carried."""
    return session.execute(select(func.count()).select_from(Outbox).where(Outbox.again_at.is_not(None))).scalar_one()
