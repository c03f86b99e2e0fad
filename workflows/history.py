"""History: what happened in a residency or an instance, who did it, when; and which elements were reached."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from workflows.model.events import Happening
from workflows.store import history as stored
from workflows.store.tables import HistoryEvent, Submission
from workflows.transaction import Transaction

#: What people read; the rest (flows, technical steps) is kept for diagrams, coverage and export.
TOLD = (
    Happening.INSTANCE_STARTED,
    Happening.INSTANCE_COMPLETED,
    Happening.INSTANCE_CANCELLED,
    Happening.TASK_COMPLETED,
    Happening.TASK_HANDED_OVER,
    Happening.TASK_UNDONE,
    Happening.TASK_REMINDED,
    Happening.DECISION_MADE,
    Happening.DUE_MOVED,
    Happening.FACT_CHANGED,
    Happening.TOKEN_MOVED,
    Happening.INCIDENT_OPENED,
    Happening.INCIDENT_RESOLVED,
)


def of_residency(
    tx: Transaction,
    residency_id: UUID,
    *,
    kinds: tuple[Happening, ...] = TOLD,
    before: UUID | None = None,
    limit: int = 100,
) -> list[HistoryEvent]:
    """Return what happened in a residency, newest first, before the cursor *before*."""
    return stored.of_residency(tx.session, residency_id, [k.value for k in kinds], before, limit)


def of_instance(tx: Transaction, instance_id: UUID) -> list[HistoryEvent]:
    """Return everything that happened in an instance, in order."""
    return stored.of_instance(tx.session, instance_id)


@dataclass(frozen=True, slots=True)
class Visited:
    """Which elements of an instance have been done, and which sequence flows were taken."""

    completed: dict[str, int]
    flows: frozenset[str]


def visited(tx: Transaction, instance_id: UUID) -> Visited:
    """Return the elements and flows that an instance has passed."""
    completed: dict[str, int] = {}
    flows: set[str] = set()
    for row in stored.passed(tx.session, instance_id):
        if row.kind == Happening.FLOWS_TAKEN:
            flows.update(row.data["flows"])
        elif row.activity_id is not None:
            completed[row.activity_id] = completed.get(row.activity_id, 0) + 1
    return Visited(completed, frozenset(flows))


def submissions(tx: Transaction, instance_id: UUID) -> list[Submission]:
    """Return what was sent with forms in an instance and still stands, in order."""
    return stored.submissions(tx.session, instance_id)


def counted(tx: Transaction, *, after: dt.datetime, until: dt.datetime) -> dict[str, int]:
    """Count what happened by kind, after one moment of business time and up to another."""
    return stored.counted(tx.session, after, until)
