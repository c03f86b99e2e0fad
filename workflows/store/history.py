"""Queries for the history."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflows.model.events import Happening
from workflows.store.tables import HistoryEvent, Submission


def of_residency(
    session: Session, residency_id: UUID, kinds: list[str], before: UUID | None, limit: int
) -> list[HistoryEvent]:
    """Return rows of these kinds, newest first."""
    query = select(HistoryEvent).where(HistoryEvent.residency_id == residency_id, HistoryEvent.kind.in_(kinds))
    if before is not None:
        query = query.where(HistoryEvent.id < before)
    return list(session.scalars(query.order_by(HistoryEvent.at.desc(), HistoryEvent.id.desc()).limit(limit)))


def of_instance(session: Session, instance_id: UUID) -> list[HistoryEvent]:
    """Return all rows of an instance, in order."""
    return list(
        session.scalars(
            select(HistoryEvent)
            .where(HistoryEvent.instance_id == instance_id)
            .order_by(HistoryEvent.at, HistoryEvent.id)
        )
    )


def last_of_task(session: Session, task_id: UUID, kind: Happening, actor: UUID | None) -> dt.datetime | None:
    """Return when somebody last did this with a task."""
    return session.scalar(
        select(func.max(HistoryEvent.at)).where(
            HistoryEvent.task_id == task_id, HistoryEvent.kind == kind.value, HistoryEvent.actor == actor
        )
    )


def passed(session: Session, instance_id: UUID) -> list[HistoryEvent]:
    """Return the rows that say which elements were done and which flows taken."""
    kinds = [Happening.ACTIVITY_COMPLETED.value, Happening.FLOWS_TAKEN.value]
    return list(
        session.scalars(
            select(HistoryEvent).where(HistoryEvent.instance_id == instance_id, HistoryEvent.kind.in_(kinds))
        )
    )


def submissions(session: Session, instance_id: UUID) -> list[Submission]:
    """Return submissions that stand, in order."""
    return list(
        session.scalars(
            select(Submission)
            .where(Submission.instance_id == instance_id, Submission.undone_at.is_(None))
            .order_by(Submission.at, Submission.id)
        )
    )


def counted(session: Session, after: dt.datetime, until: dt.datetime) -> dict[str, int]:
    """Count rows by kind, after one moment of business time and up to another."""
    rows = session.execute(
        select(HistoryEvent.kind, func.count())
        .where(HistoryEvent.at > after, HistoryEvent.at <= until)
        .group_by(HistoryEvent.kind)
    )
    return dict(rows.tuples().all())
