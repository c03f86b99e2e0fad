"""Which residencies a person may see: those that one of their keys reaches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from service.directory.tables import Person, Unit
from service.residency import queries
from service.residency.tables import Residency
from workflows.model import errors
from workflows.model.actor import Actor
from workflows.transaction import Transaction

#: Roles that own processes or machinery, and see no one's training by that.
BLIND = frozenset({"process_owner", "scheduler"})


@dataclass(frozen=True, slots=True)
class Seen:
    """A residency in a list: who, where, how many open tasks, and the earliest due date among them."""

    residency: Residency
    person: Person
    unit: Unit
    open_tasks: int
    first_due_on: dt.date | None


def visible(tx: Transaction, by: Actor) -> list[Seen]:
    """Return the residencies that *by* may see, by name; one query."""
    rows = [Seen(*row) for row in queries.listed(tx.session, None, None if by.is_system else _regions(by))]
    return [row for row in rows if reaches(by, row.residency, row.unit.administration)]


def must_see(tx: Transaction, residency_id: UUID, by: Actor) -> Seen:
    """Return a residency that *by* may see. Raises ResidencyNotFound for every other one."""
    rows = [Seen(*row) for row in queries.listed(tx.session, [residency_id], None)]
    if not rows or not reaches(by, rows[0].residency, rows[0].unit.administration):
        raise errors.ResidencyNotFound(residency_id=residency_id)
    return rows[0]


def reaches(by: Actor, residency: Residency, administration: str | None) -> bool:
    """Say whether one of *by*'s keys reaches this residency."""
    if by.is_system:
        return True
    scopes = {
        f"residency:{residency.id}",
        f"unit:{residency.region}/{residency.unit}",
        f"specialty:{residency.region}/{residency.specialty}",
        f"administration:{residency.region}/{administration}",
        f"region:{residency.region}",
    }
    return any(scope in scopes for scope in _scopes(by.keys))


def named(tx: Transaction, ids: Iterable[UUID | None]) -> dict[UUID, Seen]:
    """Return residencies by id, whoever asks; for rows that somebody may see already. One query."""
    wanted = {i for i in ids if i is not None}
    rows = [Seen(*row) for row in queries.listed(tx.session, wanted, None)] if wanted else []
    return {row.residency.id: row for row in rows}


def _scopes(keys: Iterable[str]) -> Iterable[str]:
    for key in keys:
        role, _, scope = key.partition("@")
        if role not in BLIND:
            yield scope


def _regions(by: Actor) -> list[str] | None:
    """Return the regions to look in; all of them when a key names a single residency."""
    return None if any("@residency:" in key for key in by.keys) else sorted(by.regions)
