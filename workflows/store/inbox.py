"""Queries for the inbox: every one reads the index on open tasks by key and due date."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, tuple_
from sqlalchemy.orm import Session, defer

from workflows.model.states import TaskState
from workflows.store.records import Watch
from workflows.store.tables import ProcessDefinition, UserTask


def page(
    session: Session,
    keys: Any,
    wanted: Any,
    after: tuple[dt.datetime, UUID] | None,
    limit: int,
    today: dt.date,
    now: dt.datetime,
) -> list[UserTask]:
    """Return up to *limit* tasks of a tab after the cursor."""
    column = UserTask.completed_at if wanted.tab == "done" else UserTask.sort_at
    query = _filtered(select(UserTask).options(defer(UserTask.draft)), keys, wanted, today, now)
    if wanted.tab == "done":
        if after is not None:
            query = query.where(tuple_(column, UserTask.id) < after)
        query = query.order_by(column.desc(), UserTask.id.desc())
    else:
        if after is not None:
            query = query.where(tuple_(column, UserTask.id) > after)
        query = query.order_by(column, UserTask.id)
    return list(session.scalars(query.limit(limit)))


def _filtered(query: Select[Any], keys: Any, wanted: Any, today: dt.date, now: dt.datetime) -> Select[Any]:
    query = query.where(_tab(keys, wanted.tab))
    if wanted.tab != "done" and not wanted.include_snoozed:
        query = query.where(_awake(today))
    if wanted.process:
        query = query.where(UserTask.definition_key == wanted.process)
    if wanted.due == "overdue":
        query = query.where(UserTask.due_at <= now)
    elif wanted.due == "week":
        query = query.where(UserTask.due_on <= today + dt.timedelta(days=7))
    elif wanted.due == "none":
        query = query.where(UserTask.due_at.is_(None))
    found: list[ColumnElement[bool]] = []
    if wanted.residencies is not None:
        found.append(UserTask.residency_id.in_(wanted.residencies) if wanted.residencies else false())
    if wanted.words:
        like = f"%{wanted.words.lower().replace('%', '').replace('_', ' ')}%"
        found += [func.lower(UserTask.name_sv).like(like), func.lower(UserTask.name_en).like(like)]
        named = select(ProcessDefinition.key).where(
            or_(func.lower(ProcessDefinition.name_sv).like(like), func.lower(ProcessDefinition.name_en).like(like))
        )
        found.append(UserTask.definition_key.in_(named))
    return query.where(or_(*found)) if found else query


def _tab(keys: Any, tab: str) -> ColumnElement[bool]:
    is_open = UserTask.state == TaskState.OPEN
    if tab == "mine":
        free = and_(UserTask.assignee.is_(None), UserTask.candidate_key.in_(keys.own))
        return and_(is_open, or_(UserTask.assignee == keys.person_id, free))
    if tab == "role":
        return and_(is_open, UserTask.assignee.is_(None), UserTask.candidate_key.in_(keys.shared))
    if tab == "watched":
        return and_(is_open, UserTask.id.in_(_watched_tasks(keys.own | keys.shared)))
    return and_(UserTask.state == TaskState.COMPLETED, UserTask.completed_by == keys.person_id)


def _watched_tasks(keys: frozenset[str]) -> Select[Any]:
    return select(Watch.task_id).where(Watch.candidate_key.in_(keys), Watch.closed_at.is_(None))


def _awake(today: dt.date) -> ColumnElement[bool]:
    return or_(UserTask.follow_up_on.is_(None), UserTask.follow_up_on <= today)


def counts(session: Session, keys: Any, today: dt.date, now: dt.datetime, limit: int = 1000) -> tuple[int, ...]:
    """Count Mina, Min roll, Bevakade and overdue in one statement; each stops at *limit*."""

    def bounded(query: Select[Any]) -> Any:
        return select(func.count()).select_from(query.limit(limit).subquery()).scalar_subquery()

    mine = select(UserTask.id).where(_tab(keys, "mine"), _awake(today))
    role = select(UserTask.id).where(_tab(keys, "role"), _awake(today))
    seen = select(Watch.id).where(Watch.candidate_key.in_(keys.own | keys.shared), Watch.closed_at.is_(None))
    late = mine.where(UserTask.due_at <= now)
    row = session.execute(select(bounded(mine), bounded(role), bounded(seen), bounded(late))).one()
    return tuple(int(n) for n in row)


def watched(session: Session, keys: frozenset[str], limit: int) -> list[Watch]:
    """Return open watch rows for these keys, newest first."""
    return list(
        session.scalars(
            select(Watch)
            .where(Watch.candidate_key.in_(keys), Watch.closed_at.is_(None))
            .order_by(Watch.created_at.desc())
            .limit(limit)
        )
    )


def open_of_residency(session: Session, residency_id: UUID) -> list[UserTask]:
    """Return open tasks of a residency, first due first."""
    return _open(session, UserTask.residency_id == residency_id)


def open_of_instance(session: Session, instance_id: UUID) -> list[UserTask]:
    """Return open tasks of an instance, first due first."""
    return _open(session, UserTask.instance_id == instance_id)


def _open(session: Session, where: ColumnElement[bool]) -> list[UserTask]:
    query = select(UserTask).where(UserTask.state == TaskState.OPEN, where)
    return list(session.scalars(query.order_by(UserTask.sort_at, UserTask.id)))
