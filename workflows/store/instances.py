"""Queries for process instances."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from workflows.model.states import InstanceState
from workflows.store.tables import ProcessInstance


def by_business_key(session: Session, key: str, business_key: str) -> ProcessInstance | None:
    """Return the instance with this business key, if any."""
    return session.scalars(
        select(ProcessInstance).where(
            ProcessInstance.definition_key == key, ProcessInstance.business_key == business_key
        )
    ).one_or_none()


def count_with_prefix(session: Session, key: str, prefix: str) -> int:
    """Count instances whose business key begins with *prefix*."""
    return session.execute(
        select(func.count())
        .select_from(ProcessInstance)
        .where(ProcessInstance.definition_key == key, ProcessInstance.business_key.startswith(prefix))
    ).scalar_one()


def running_of(session: Session, residency_id: UUID) -> list[UUID]:
    """Return the running and suspended instances of a residency, in the order in which they are locked."""
    return list(
        session.scalars(
            select(ProcessInstance.id)
            .where(
                ProcessInstance.residency_id == residency_id,
                ProcessInstance.state.in_([InstanceState.RUNNING, InstanceState.SUSPENDED]),
            )
            .order_by(ProcessInstance.id)
        )
    )


def of_residency(session: Session, residency_id: UUID) -> list[ProcessInstance]:
    """Return all instances of a residency without their snapshots."""
    return list(
        session.scalars(
            select(ProcessInstance)
            .where(ProcessInstance.residency_id == residency_id)
            .order_by(ProcessInstance.started_at, ProcessInstance.id)
            .options(defer(ProcessInstance.snapshot))
        )
    )


def listed(
    session: Session,
    *,
    key: str | None,
    state: str | None,
    regions: frozenset[str] | None,
    residencies: Collection[UUID] | None,
    after: UUID | None,
    limit: int,
) -> list[ProcessInstance]:
    """Return instances without their snapshots, newest first."""
    query = select(ProcessInstance).options(defer(ProcessInstance.snapshot))
    if key is not None:
        query = query.where(ProcessInstance.definition_key == key)
    if state is not None:
        query = query.where(ProcessInstance.state == state)
    if regions is not None:
        query = query.where(ProcessInstance.region.in_(regions))
    if residencies is not None:
        query = query.where(ProcessInstance.residency_id.in_(residencies))
    if after is not None:
        query = query.where(ProcessInstance.id < after)
    return list(session.scalars(query.order_by(ProcessInstance.id.desc()).limit(limit)))
