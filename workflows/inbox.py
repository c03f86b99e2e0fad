"""The inbox: who has what to do. Membership is joined through keys at query time, never fanned out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from workflows.model import calendar
from workflows.model.actor import Actor
from workflows.store import inbox as stored
from workflows.store.records import Watch
from workflows.store.tables import UserTask
from workflows.transaction import Transaction

Tab = Literal["mine", "role", "watched", "done"]
TABS: tuple[Tab, ...] = ("mine", "role", "watched", "done")
#: Roles that a group holds together: their tasks wait under *Min roll* until somebody takes them.
SHARED_ROLES = frozenset(
    {
        "hr",
        "education_department",
        "administrator",
        "process_owner",
        "study_director_organisation",
        "study_governance_group",
        "regional_management",
        "specialist_colleague",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What to show; every field is optional and they are joined by *and*."""

    tab: Tab = "mine"
    #: Words found in the task's or the process's name; residents are found through ``residencies``.
    words: str = ""
    residencies: frozenset[UUID] | None = None
    process: str | None = None
    due: Literal["", "overdue", "week", "none"] = ""
    include_snoozed: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of tasks and the cursor of the next."""

    tasks: list[UserTask]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Keys:
    """An actor's keys, split into those that are theirs alone and those of a group."""

    own: frozenset[str]
    shared: frozenset[str]
    person_id: UUID | None

    @classmethod
    def of(cls, actor: Actor) -> Keys:
        """Split by the key's role."""
        shared = frozenset(k for k in actor.keys if k.partition("@")[0] in SHARED_ROLES)
        return cls(actor.keys - shared, shared, actor.person_id)


def tasks_for(
    tx: Transaction, actor: Actor, wanted: Filter | None = None, *, cursor: str | None = None, limit: int = 50
) -> Page:
    """Return tasks of one tab, first due first (done: last done first), after *cursor*; one statement."""
    wanted = wanted or Filter()
    after = _read_cursor(cursor)
    today = calendar.local_date(tx.now())
    rows = stored.page(tx.session, Keys.of(actor), wanted, after, limit + 1, today, tx.now())
    more = rows[limit - 1] if len(rows) > limit else None
    return Page(rows[:limit], _cursor(more, wanted.tab) if more is not None else None)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tasks each tab holds; counting stops at 1,000."""

    mine: int = 0
    role: int = 0
    watched: int = 0
    overdue: int = 0
    LIMIT: int = field(default=1000, init=False)


def counts(tx: Transaction, actor: Actor) -> Counts:
    """Count the open tabs; one statement."""
    today = calendar.local_date(tx.now())
    return Counts(*stored.counts(tx.session, Keys.of(actor), today, tx.now()))


def watched(tx: Transaction, actor: Actor, *, limit: int = 100) -> list[Watch]:
    """Return what the actor's roles should know without having to do it, newest first."""
    return stored.watched(tx.session, actor.keys, limit)


def open_of_residency(tx: Transaction, residency_id: UUID) -> list[UserTask]:
    """Return a residency's open tasks, first due first."""
    return stored.open_of_residency(tx.session, residency_id)


def open_of_instance(tx: Transaction, instance_id: UUID) -> list[UserTask]:
    """Return an instance's open tasks, first due first."""
    return stored.open_of_instance(tx.session, instance_id)


def next_after(tx: Transaction, actor: Actor) -> UserTask | None:
    """Return the task to open after completing one: the first of *Mina*, else of *Min roll*."""
    for tab in TABS[:2]:
        page = tasks_for(tx, actor, Filter(tab=tab), limit=1)
        if page.tasks:
            return page.tasks[0]
    return None


def _cursor(row: UserTask, tab: Tab) -> str:
    at = row.completed_at if tab == "done" and row.completed_at is not None else row.sort_at
    return f"{at.isoformat()}_{row.id.hex}"


def _read_cursor(cursor: str | None) -> tuple[dt.datetime, UUID] | None:
    if not cursor:
        return None
    at, _, hex_id = cursor.rpartition("_")
    try:
        return dt.datetime.fromisoformat(at), UUID(hex_id)
    except ValueError:
        return None
