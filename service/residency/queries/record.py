"""Queries for a residency's facts."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from service.directory.tables import Person, RoleBinding, Unit
from service.residency.tables import (
    Contract,
    Hire,
    IupVersion,
    Leave,
    OperationDone,
    Residency,
    SpecialtyGuideline,
    WorkingTime,
)


def case(session: Session, residency_id: UUID, on: dt.date) -> Any:
    """Return (Residency, resident's first and last name, administration, percent, supervisor's names) in one query."""
    percent = (
        select(WorkingTime.percent)
        .where(WorkingTime.residency_id == residency_id, WorkingTime.from_on <= on)
        .order_by(WorkingTime.from_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    supervisor = aliased(Person)
    return session.execute(
        select(
            Residency,
            Person.first_name,
            Person.last_name,
            Unit.administration,
            percent,
            supervisor.id,
            supervisor.first_name,
            supervisor.last_name,
        )
        .join(Person, Person.id == Residency.person_id)
        .join(Unit, Unit.id == Residency.unit)
        .outerjoin(
            RoleBinding,
            and_(
                RoleBinding.candidate_key == f"main_supervisor@residency:{residency_id}",
                RoleBinding.valid_from <= on,
                or_(RoleBinding.valid_to.is_(None), RoleBinding.valid_to >= on),
            ),
        )
        .outerjoin(supervisor, supervisor.id == RoleBinding.person_id)
        .where(Residency.id == residency_id)
        .order_by(RoleBinding.valid_from.desc())
        .limit(1)
    ).one_or_none()


def residency(session: Session, residency_id: UUID) -> Residency | None:
    """Return a residency, if there is one."""
    return session.get(Residency, residency_id)


def lock_residency(session: Session, residency_id: UUID) -> Residency | None:
    """Lock a residency and return it fresh."""
    return session.execute(
        select(Residency)
        .where(Residency.id == residency_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()


def lock_person(session: Session, person_id: UUID) -> None:
    """Let nobody else begin a training for this person until the transaction ends."""
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())


def active_residency_of(session: Session, person_id: UUID) -> Residency | None:
    """Return the training that a person is in now."""
    return session.scalars(
        select(Residency).where(Residency.person_id == person_id, Residency.state == "active").limit(1)
    ).one_or_none()


def hire(session: Session, employment_id: str) -> Hire | None:
    """Return what was registered under an employment id."""
    return session.get(Hire, employment_id)


def hire_of(session: Session, residency_id: UUID) -> Hire | None:
    """Return the registration that started a residency."""
    return session.scalars(select(Hire).where(Hire.residency_id == residency_id).limit(1)).one_or_none()


def working_times(session: Session, residency_id: UUID) -> list[WorkingTime]:
    """Return the shares of full time, earliest first."""
    query = select(WorkingTime).where(WorkingTime.residency_id == residency_id).order_by(WorkingTime.from_on)
    return list(session.scalars(query))


def leaves(session: Session, residency_id: UUID) -> list[Leave]:
    """Return leaves that stand, earliest first."""
    return list(
        session.scalars(
            select(Leave)
            .where(Leave.residency_id == residency_id, Leave.withdrawn_at.is_(None))
            .order_by(Leave.from_on)
        )
    )


def iup_versions(session: Session, residency_id: UUID) -> list[IupVersion]:
    """Return approved programmes, oldest first."""
    return list(
        session.scalars(
            select(IupVersion).where(IupVersion.residency_id == residency_id).order_by(IupVersion.approved_at)
        )
    )


def contracts(session: Session, residency_id: UUID) -> list[Contract]:
    """Return contracts, oldest first."""
    return list(session.scalars(select(Contract).where(Contract.residency_id == residency_id).order_by(Contract.at)))


def guideline(session: Session, region: str, specialty: str) -> SpecialtyGuideline | None:
    """Return what a specialty's guideline says, if anybody has told."""
    return session.get(SpecialtyGuideline, (region, specialty))


def operation_done(session: Session, key: str, name: str) -> OperationDone | None:
    """Return an operation that was performed under a key and stands."""
    return session.scalars(
        select(OperationDone).where(
            OperationDone.key == key, OperationDone.name == name, OperationDone.undone_at.is_(None)
        )
    ).one_or_none()
