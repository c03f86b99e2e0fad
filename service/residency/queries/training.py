"""Queries for time and learning: credits, decisions, periods, goals, courses and work, certificates."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.residency.tables_record import (
    Certificate,
    GoalCorrection,
    GoalLink,
    GoalPin,
    Learning,
    ServiceCredit,
    ServicePeriod,
    ShareDecision,
)
from workflows.store.tables import Submission

R = TypeVar("R", ServiceCredit, ServicePeriod, GoalLink, Learning, Certificate)


def credits_of(session: Session, residency_id: UUID) -> list[ServiceCredit]:
    """Return the credits that stand, oldest decision first."""
    return _standing(session, ServiceCredit, residency_id, ServiceCredit.decided_on)


def periods_of(session: Session, residency_id: UUID) -> list[ServicePeriod]:
    """Return the service periods that stand, earliest first."""
    return _standing(session, ServicePeriod, residency_id, ServicePeriod.from_on)


def links_of(session: Session, residency_id: UUID) -> list[GoalLink]:
    """Return what is planned and done toward goals, oldest first."""
    return _standing(session, GoalLink, residency_id, GoalLink.id)


def links_from(session: Session, subject_id: UUID) -> list[GoalLink]:
    """Return the standing goal links that come from one period, course, assessment or certificate."""
    return list(
        session.scalars(select(GoalLink).where(GoalLink.subject_id == subject_id, GoalLink.withdrawn_at.is_(None)))
    )


def learnings_of(session: Session, residency_id: UUID) -> list[Learning]:
    """Return courses, works and self-study, oldest first."""
    return _standing(session, Learning, residency_id, Learning.from_on)


def certificates_of(session: Session, residency_id: UUID) -> list[Certificate]:
    """Return certificates, in the order they were begun."""
    return _standing(session, Certificate, residency_id, Certificate.id)


def decisions_of(session: Session, residency_id: UUID) -> list[ShareDecision]:
    """Return the decisions on what counts of leaves, oldest first."""
    return list(
        session.scalars(
            select(ShareDecision).where(ShareDecision.residency_id == residency_id).order_by(ShareDecision.decided_at)
        )
    )


def pin_of(session: Session, residency_id: UUID) -> GoalPin | None:
    """Return which goals a residency is pinned to."""
    return session.get(GoalPin, residency_id)


def pins_of(session: Session, residency_ids: Collection[UUID]) -> dict[UUID, GoalPin]:
    """Return the pins of many residencies; one query."""
    rows = session.scalars(select(GoalPin).where(GoalPin.residency_id.in_(residency_ids)))
    return {row.residency_id: row for row in rows}


def corrections_of(session: Session, regulation: str, specialty: str, until: int | None) -> list[GoalCorrection]:
    """Return a catalogue's corrections up to a version, oldest first."""
    query = (
        select(GoalCorrection)
        .where(GoalCorrection.regulation == regulation, GoalCorrection.specialty == specialty)
        .order_by(GoalCorrection.version)
    )
    return list(session.scalars(query if until is None else query.where(GoalCorrection.version <= until)))


def submission(session: Session, submission_id: UUID | None) -> Submission | None:
    """Return what was sent with a form."""
    return session.get(Submission, submission_id) if submission_id is not None else None


def _standing(session: Session, table: type[R], residency_id: UUID, order: Any) -> list[R]:
    query = select(table).where(table.residency_id == residency_id, table.withdrawn_at.is_(None))
    return list(session.scalars(query.order_by(order, table.id)))
