"""The directory's queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, cast, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from service.directory.tables import Person, PersonFact, Region, RoleBinding, Substitution, Unit
from workflows.model.states import TaskState
from workflows.store.tables import UserTask


def in_force(on: dt.date) -> ColumnElement[bool]:
    """Return the condition that a role binding holds on a day."""
    return and_(RoleBinding.valid_from <= on, or_(RoleBinding.valid_to.is_(None), RoleBinding.valid_to >= on))


def keys(session: Session, person_id: UUID, on: dt.date) -> Sequence[Any]:
    """Return rows (candidate_key, role, delegator or None, may_sign, roles of the substitution or None); one query."""
    own = select(
        RoleBinding.candidate_key,
        RoleBinding.role,
        cast(null(), Uuid()).label("delegator"),
        literal(True).label("may_sign"),
        cast(null(), Uuid()).label("substitution"),
    ).where(RoleBinding.person_id == person_id, in_force(on))
    active = select(literal(1)).where(Person.id == person_id, Person.is_active).exists()
    lent = (
        select(
            RoleBinding.candidate_key,
            RoleBinding.role,
            Substitution.delegator,
            Substitution.may_sign,
            Substitution.id.label("substitution"),
        )
        .join(Substitution, Substitution.delegator == RoleBinding.person_id)
        .where(
            Substitution.substitute == person_id,
            Substitution.from_on <= on,
            Substitution.to_on >= on,
            Substitution.ended_at.is_(None),
            in_force(on),
        )
    )
    both = union_all(own, lent).subquery()
    return session.execute(
        select(both, Substitution.roles).outerjoin(Substitution, Substitution.id == both.c.substitution).where(active)
    ).all()


def held(session: Session, candidate_keys: Collection[str], on: dt.date) -> set[str]:
    """Return those of the keys that an active person holds on a day."""
    found = session.scalars(
        select(RoleBinding.candidate_key)
        .distinct()
        .join(Person, Person.id == RoleBinding.person_id)
        .where(RoleBinding.candidate_key.in_(candidate_keys), in_force(on), Person.is_active)
    )
    return set(found)


def holders(session: Session, candidate_keys: Collection[str], on: dt.date) -> list[tuple[RoleBinding, Person]]:
    """Return who holds the keys on a day, oldest binding first."""
    rows = session.execute(
        select(RoleBinding, Person)
        .join(Person, Person.id == RoleBinding.person_id)
        .where(RoleBinding.candidate_key.in_(candidate_keys), in_force(on), Person.is_active)
        .order_by(RoleBinding.valid_from, RoleBinding.id)
    )
    return [(binding, person) for binding, person in rows]


def bindings_of_key(session: Session, candidate_key: str, on: dt.date) -> list[RoleBinding]:
    """Return the bindings of a key that hold on a day or later."""
    return list(
        session.scalars(
            select(RoleBinding).where(
                RoleBinding.candidate_key == candidate_key,
                or_(RoleBinding.valid_to.is_(None), RoleBinding.valid_to >= on),
            )
        )
    )


def history_of_scope(session: Session, kind: str, scope: str) -> list[tuple[RoleBinding, Person]]:
    """Return every binding that a scope ever had, oldest first."""
    rows = session.execute(
        select(RoleBinding, Person)
        .join(Person, Person.id == RoleBinding.person_id)
        .where(RoleBinding.scope_kind == kind, RoleBinding.scope == scope)
        .order_by(RoleBinding.valid_from, RoleBinding.id)
    )
    return [(binding, person) for binding, person in rows]


def has_signed_in_other_role(session: Session, instance_id: UUID, people: Collection[UUID], role: str) -> bool:
    """Say whether one of *people* signed in this instance in another role, also through a substitute."""
    found = session.scalar(
        select(literal(1))
        .where(
            UserTask.instance_id == instance_id,
            UserTask.state == TaskState.COMPLETED.value,
            UserTask.signed.is_(True),
            UserTask.role != role,
            or_(UserTask.completed_by.in_(people), UserTask.on_behalf_of.in_(people)),
        )
        .limit(1)
    )
    return found is not None


def open_role_tasks(session: Session, residency_id: UUID) -> list[UserTask]:
    """Return the open tasks of a residency that go to a role."""
    return list(
        session.scalars(
            select(UserTask).where(
                UserTask.residency_id == residency_id,
                UserTask.state == TaskState.OPEN.value,
                UserTask.role.is_not(None),
            )
        )
    )


def claimed_through(session: Session, candidate_key: str, person_id: UUID) -> list[UserTask]:
    """Return the open tasks that a person has taken by a key."""
    return list(
        session.scalars(
            select(UserTask).where(
                UserTask.state == TaskState.OPEN.value,
                UserTask.candidate_key == candidate_key,
                UserTask.assignee == person_id,
            )
        )
    )


def residencies_waiting_for(session: Session, region: str | None, candidate_key: str) -> list[UUID]:
    """Return residencies with open tasks on this key, or vacant ones in the region that it may fill."""
    found = session.scalars(
        select(UserTask.residency_id)
        .distinct()
        .where(
            UserTask.state == TaskState.OPEN.value,
            UserTask.residency_id.is_not(None),
            or_(
                UserTask.candidate_key == candidate_key,
                and_(UserTask.is_vacant, UserTask.region == region),
            ),
        )
    )
    return [found_id for found_id in found if found_id is not None]


def keys_of_person(session: Session, person_id: UUID, on: dt.date) -> list[RoleBinding]:
    """Return a person's own bindings that hold on a day, whether or not they are active."""
    return list(session.scalars(select(RoleBinding).where(RoleBinding.person_id == person_id, in_force(on))))


def taken_by(session: Session, person_id: UUID) -> list[UserTask]:
    """Return the open tasks that a person has."""
    return list(
        session.scalars(select(UserTask).where(UserTask.state == TaskState.OPEN.value, UserTask.assignee == person_id))
    )


def residencies_to_readdress(session: Session, on: dt.date) -> list[UUID]:
    """Return residencies with open tasks on a key that nobody holds any more, or vacant ones where a role begins."""
    held = select(literal(1)).where(RoleBinding.candidate_key == UserTask.candidate_key, in_force(on))
    begins = select(literal(1)).where(RoleBinding.role == UserTask.role, RoleBinding.valid_from == on)
    found = session.scalars(
        select(UserTask.residency_id)
        .distinct()
        .where(
            UserTask.state == TaskState.OPEN.value,
            UserTask.residency_id.is_not(None),
            UserTask.candidate_key.is_not(None),
            or_(and_(UserTask.is_vacant.is_(False), ~held.exists()), and_(UserTask.is_vacant, begins.exists())),
        )
    )
    return [found_id for found_id in found if found_id is not None]


def orphaned_keys(session: Session, on: dt.date) -> list[tuple[str, str | None, int]]:
    """Return (role, region, number) of open tasks whose own role nobody holds."""
    rows = session.execute(
        select(UserTask.role, UserTask.region, func.count())
        .where(UserTask.state == TaskState.OPEN.value, UserTask.is_vacant)
        .group_by(UserTask.role, UserTask.region)
        .order_by(UserTask.region, UserTask.role)
    )
    return [(role, region, number) for role, region, number in rows if role]


def person(session: Session, reference: UUID | str) -> Person | None:
    """Find a person by id or by handle."""
    if isinstance(reference, UUID):
        return session.get(Person, reference)
    try:
        return session.get(Person, UUID(reference))
    except ValueError:
        return session.scalars(select(Person).where(Person.handle == reference)).one_or_none()


def person_by(session: Session, **columns: str) -> Person | None:
    """Find a person by one unique column: personnummer, email or hsa_id."""
    ((column, value),) = columns.items()
    return session.scalars(select(Person).where(getattr(Person, column) == value)).one_or_none()


def people(session: Session, ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Return people by id; one query."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {p.id: p for p in session.scalars(select(Person).where(Person.id.in_(wanted)))}


def facts(session: Session, person_ids: Collection[UUID]) -> list[PersonFact]:
    """Return what is known of people."""
    return list(session.scalars(select(PersonFact).where(PersonFact.person_id.in_(person_ids))))


def unit(session: Session, unit_id: str) -> Unit | None:
    """Return a unit, if there is one."""
    return session.get(Unit, unit_id)


def units(session: Session, region: str | None) -> list[Unit]:
    """Return active units that train doctors, of a region or of all."""
    query = select(Unit).where(Unit.is_active, Unit.kind == "unit").order_by(Unit.name_sv)
    return list(session.scalars(query.where(Unit.region == region) if region else query))


def region(session: Session, region_id: str) -> Region | None:
    """Return a region, if there is one."""
    return session.get(Region, region_id)


def regions(session: Session) -> list[Region]:
    """Return all regions by name."""
    return list(session.scalars(select(Region).order_by(Region.name_sv)))


def specialists(session: Session, region_id: str) -> list[tuple[Person, Unit, str]]:
    """Return (person, their unit, specialty) for every active specialist of a region."""
    rows = session.execute(
        select(Person, Unit, PersonFact.value)
        .join(Unit, Unit.id == Person.unit)
        .join(PersonFact, and_(PersonFact.person_id == Person.id, PersonFact.kind == "specialist_in"))
        .where(Unit.region == region_id, Person.is_active)
        .order_by(Person.last_name, Person.first_name)
    )
    return [(p, u, s) for p, u, s in rows]


def supervised_now(session: Session, person_ids: Collection[UUID], on: dt.date) -> dict[UUID, int]:
    """Return how many residents each person is main supervisor of."""
    rows = session.execute(
        select(RoleBinding.person_id, func.count())
        .where(RoleBinding.role == "main_supervisor", RoleBinding.person_id.in_(person_ids), in_force(on))
        .group_by(RoleBinding.person_id)
    )
    return {row[0]: row[1] for row in rows}


def active_people(session: Session, *, limit: int) -> list[Person]:
    """Return active people who have a unit: those with a short name first, then the newest."""
    by = (Person.handle.is_(None), Person.created_at.desc(), Person.last_name)
    return list(
        session.scalars(select(Person).where(Person.unit.is_not(None), Person.is_active).order_by(*by).limit(limit))
    )


def all_units(session: Session) -> list[Unit]:
    """Return every unit and administration."""
    return list(session.scalars(select(Unit)))


def roles_by_person(session: Session, on: dt.date) -> dict[UUID, list[str]]:
    """Return the roles that people hold on a day, by person."""
    found: dict[UUID, list[str]] = {}
    for person_id, role in session.execute(
        select(RoleBinding.person_id, RoleBinding.role)
        .where(in_force(on))
        .order_by(RoleBinding.valid_from, RoleBinding.id)
    ):
        found.setdefault(person_id, []).append(role)
    return found
