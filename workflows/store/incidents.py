"""Queries for incidents."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflows.model.states import IncidentState
from workflows.store.records import Incident


def open_about(
    session: Session, kind: str, instance_id: UUID | None, residency_id: UUID | None, detail: dict[str, Any]
) -> Incident | None:
    """Return the open incident about the same thing, if any."""
    rows = session.scalars(
        select(Incident).where(
            Incident.state == IncidentState.OPEN,
            Incident.kind == kind,
            Incident.instance_id == instance_id,
            Incident.residency_id == residency_id,
        )
    )
    return next((row for row in rows if row.detail == detail), None)


def listed(session: Session, *, state: str | None, regions: frozenset[str] | None, limit: int) -> list[Incident]:
    """Return incidents, newest first."""
    query = select(Incident)
    if state is not None:
        query = query.where(Incident.state == state)
    if regions is not None:
        query = query.where(or_(Incident.region.in_(regions), Incident.region.is_(None)))
    return list(session.scalars(query.order_by(Incident.opened_at.desc(), Incident.id.desc()).limit(limit)))
