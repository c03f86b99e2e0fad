"""Queries over many residencies at once: what has been done, service time, supervisors, what is late and what comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from service.directory.tables import Person, RoleBinding, Unit
from service.residency.tables import Deadline, IupVersion, Leave, Residency, WorkingTime
from service.residency.tables_follow import Assessment, Meeting, ProtectedCase
from service.residency.tables_record import Certificate, GoalLink, Learning, ServiceCredit
from workflows.model.states import TaskState
from workflows.store.tables import UserTask

_NO_DATE = cast(null(), Date)
_BEGUN = ("under_way", "done", "approved")


def reach(scopes: Collection[str] | None) -> Select[UUID]:
    """Return the ids of active residencies in scopes like ``unit:rjl/kir-jkpg``; all of them without.

    A condition for the other queries, never run by itself.
    """
    query = select(Residency.id).where(Residency.state == "active")
    if scopes is None:
        return query
    wanted: list[ColumnElement[bool]] = []
    for kind, rows in _by_kind(scopes).items():
        if kind == "residency":
            wanted.append(Residency.id.in_([UUID(row) for row in rows]))
        elif kind == "region":
            wanted.append(Residency.region.in_(rows))
        elif kind in ("unit", "specialty", "administration"):
            wanted += [_within(kind, *row.split("/", 1)) for row in rows if "/" in row]
    return query.where(or_(*wanted) if wanted else literal(False))


def _by_kind(scopes: Collection[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for scope in scopes:
        kind, _, name = scope.partition(":")
        found.setdefault(kind, []).append(name)
    return found


def _within(kind: str, region: str, name: str) -> ColumnElement[bool]:
    if kind == "unit":
        return and_(Residency.region == region, Residency.unit == name)
    if kind == "specialty":
        return and_(Residency.region == region, Residency.specialty == name)
    units = select(Unit.id).where(Unit.administration == name)
    return and_(Residency.region == region, Residency.unit.in_(units))


def residents(session: Session, ids: Select[UUID]) -> list[Any]:
    """Return (Residency, first name, last name, unit's name in Swedish and English) by name."""
    query = (
        select(Residency, Person.first_name, Person.last_name, Unit.name_sv, Unit.name_en)
        .join(Person, Person.id == Residency.person_id)
        .join(Unit, Unit.id == Residency.unit)
        .where(Residency.id.in_(ids))
        .order_by(Person.last_name, Person.first_name, Residency.id)
    )
    return list(session.execute(query))


def counts(session: Session, ids: Select[UUID], today: dt.date) -> list[Any]:
    """Return (residency id, what, how many, sum, last day): meetings, assessments, study, goals … in one statement.

    *what* is ``year:<kind>``, ``recent:<kind>`` (90 days) and ``ever:<kind>`` for meetings; ``assessments`` of the
    year; ``self_study`` minutes of twelve weeks; ``begun:<kind>``; ``goals`` with a signed certificate;
    ``unsigned`` and ``signed`` certificates; ``iup`` versions; ``protected`` cases.
    """
    year, weeks = dt.date(today.year, 1, 1), today - dt.timedelta(days=84)
    number = func.count()
    parts: list[Any] = [
        *_meetings(ids, year, recent=today - dt.timedelta(days=90)),
        _count("assessments", Assessment, ids, Assessment.held_on >= year, last=func.max(Assessment.held_on)),
        _count(
            "self_study",
            Learning,
            ids,
            Learning.kind == "self_study",
            Learning.from_on >= weeks,
            total=Learning.minutes,
        ),
        select(Learning.residency_id, literal("begun:") + Learning.kind, number, literal(0), _NO_DATE)
        .where(Learning.residency_id.in_(ids), Learning.withdrawn_at.is_(None), Learning.state.in_(_BEGUN))
        .group_by(Learning.residency_id, Learning.kind),
        select(GoalLink.residency_id, literal("goals"), func.count(GoalLink.code.distinct()), literal(0), _NO_DATE)
        .where(
            GoalLink.residency_id.in_(ids),
            GoalLink.withdrawn_at.is_(None),
            GoalLink.activity == "certificate",
            GoalLink.state == "done",
        )
        .group_by(GoalLink.residency_id),
        _count("unsigned", Certificate, ids, Certificate.state.in_(("draft", "asked"))),
        _count("signed", Certificate, ids, Certificate.state.in_(("signed", "received"))),
        select(IupVersion.residency_id, literal("iup"), number, literal(0), _NO_DATE)
        .where(IupVersion.residency_id.in_(ids))
        .group_by(IupVersion.residency_id),
        select(ProtectedCase.residency_id, literal("protected"), number, literal(0), _NO_DATE)
        .where(ProtectedCase.residency_id.in_(ids), ProtectedCase.closed_at.is_(None))
        .group_by(ProtectedCase.residency_id),
    ]
    return list(session.execute(union_all(*parts)))


def _meetings(ids: Select[UUID], year: dt.date, *, recent: dt.date) -> list[Any]:
    """Count meetings by kind: ever, this year, recently."""
    held, minutes = func.max(Meeting.held_on), func.coalesce(func.sum(Meeting.minutes), 0)
    return [
        select(Meeting.residency_id, literal(prefix) + Meeting.kind, func.count(), minutes, held)
        .where(Meeting.residency_id.in_(ids), Meeting.withdrawn_at.is_(None), condition)
        .group_by(Meeting.residency_id, Meeting.kind)
        for prefix, condition in (
            ("ever:", literal(True)),
            ("year:", Meeting.held_on >= year),
            ("recent:", Meeting.held_on >= recent),
        )
    ]


def _count(what: str, table: Any, ids: Select[UUID], *conditions: Any, total: Any = None, last: Any = None) -> Any:
    added = literal(0) if total is None else func.coalesce(func.sum(total), 0)
    return (
        select(table.residency_id, literal(what), func.count(), added, _NO_DATE if last is None else last)
        .where(table.residency_id.in_(ids), table.withdrawn_at.is_(None), *conditions)
        .group_by(table.residency_id)
    )


def times(session: Session, ids: Select[UUID]) -> list[Any]:
    """Return (residency id, kind, from, to, percent, creditable) of shares, leaves and credits, earliest first.

    A share of full time has the kind ``share``; a credit ``credit`` with hundredths of months as percent.
    """
    share = select(
        WorkingTime.residency_id,
        literal("share"),
        WorkingTime.from_on.label("day"),
        _NO_DATE,
        WorkingTime.percent,
        literal(0),
    ).where(WorkingTime.residency_id.in_(ids))
    leave = select(
        Leave.residency_id, literal("leave:") + Leave.kind, Leave.from_on, Leave.to_on, Leave.percent, Leave.creditable
    ).where(Leave.residency_id.in_(ids), Leave.withdrawn_at.is_(None))
    credit = select(
        ServiceCredit.residency_id,
        literal("credit"),
        ServiceCredit.decided_on,
        _NO_DATE,
        ServiceCredit.hundredths,
        literal(0),
    ).where(ServiceCredit.residency_id.in_(ids), ServiceCredit.withdrawn_at.is_(None))
    both = union_all(share, leave, credit)
    return list(session.execute(both.order_by("day")))


def supervisors(session: Session, on: dt.date, region: Collection[str] | None) -> list[Any]:
    """Return (residency id as text, person id, first name, last name, the person's unit) of main supervisors."""
    query = (
        select(RoleBinding.scope, Person.id, Person.first_name, Person.last_name, Person.unit)
        .join(Person, Person.id == RoleBinding.person_id)
        .where(
            RoleBinding.role == "main_supervisor",
            RoleBinding.scope_kind == "residency",
            RoleBinding.valid_from <= on,
            or_(RoleBinding.valid_to.is_(None), RoleBinding.valid_to >= on),
        )
    )
    return list(session.execute(query if region is None else query.where(RoleBinding.region.in_(region))))


def late_deadlines(session: Session, ids: Select[UUID], today: dt.date) -> list[Any]:
    """Return (residency id, policy, due on, serves) of what is overdue, longest overdue first."""
    query = (
        select(Deadline.residency_id, Deadline.policy, Deadline.due_on, Deadline.serves)
        .where(Deadline.residency_id.in_(ids), Deadline.state == "open", Deadline.due_on < today)
        .order_by(Deadline.due_on, Deadline.id)
    )
    return list(session.execute(query))


def open_tasks(session: Session, ids: Select[UUID]) -> list[Any]:
    """Return (residency id, Swedish name, English name, due on, assignee, candidate key) of open tasks, due first."""
    query = (
        select(
            UserTask.residency_id,
            UserTask.name_sv,
            UserTask.name_en,
            UserTask.due_on,
            UserTask.assignee,
            UserTask.candidate_key,
        )
        .where(UserTask.residency_id.in_(ids), UserTask.state == TaskState.OPEN.value)
        .order_by(UserTask.due_on.is_(None), UserTask.due_on, UserTask.created_at)
    )
    return list(session.execute(query))
