"""One operation, one transaction: what a verb may use, and the only place that commits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from workflows.model import errors
from workflows.model.actor import Actor
from workflows.model.clock import Clock
from workflows.model.events import Happening
from workflows.model.ports import Cases, Deadlines, Directory, Forms, Operations, Series
from workflows.store.tables import HistoryEvent, Outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the house is built of; ``service.wiring`` fills it once per process."""

    clock: Clock
    operations: Operations
    directory: Directory
    deadlines: Deadlines
    cases: Cases
    forms: Forms
    #: None on a stage without recurring follow-up.
    series: Series | None = None
    #: Parsed definitions by id, live as long as the process: they never change.
    definitions: dict[UUID, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Transaction:
    """One session with the parts; verbs take it first and never commit."""

    session: Session
    parts: Parts
    #: Facts fetched once per transaction: ("case", residency id) and the like.
    known: dict[tuple[str, Any], Any] = field(default_factory=dict)
    #: What was recorded; written in one statement when the transaction ends.
    recorded: list[HistoryEvent] = field(default_factory=list)

    def now(self) -> dt.datetime:
        """Return business time."""
        return self.parts.clock.now()

    def wall(self) -> dt.datetime:
        """Return wall time."""
        return self.parts.clock.wall()

    def publish(self, kind: str, *, queue: str = "interactive", **payload: Any) -> Outbox:
        """Tell the world, if and only if this transaction commits; *payload* holds ids only."""
        row = Outbox(
            kind=kind,
            queue=queue,
            payload={k: str(v) for k, v in payload.items()},
            created_at=self.wall(),
            dispatched_at=None,
            again_at=self.wall(),
        )
        self.session.add(row)
        return row

    def record(
        self,
        kind: Happening,
        *,
        by: Actor,
        instance: Any = None,
        task: Any = None,
        residency_id: UUID | None = None,
        region: str | None = None,
        activity_id: str | None = None,
        token_id: str | None = None,
        on_behalf_of: UUID | None = None,
        data: Mapping[str, Any] | None = None,
        at: dt.datetime | None = None,
    ) -> None:
        """Write a history row; *data* is small and never holds form data or names."""
        about = instance or task
        self.recorded.append(
            HistoryEvent(
                at=at or self.now(),
                wall_at=self.wall(),
                kind=kind.value,
                definition_key=about.definition_key if about is not None else None,
                instance_id=(instance.id if instance is not None else task.instance_id if task is not None else None),
                residency_id=residency_id or (about.residency_id if about is not None else None),
                region=region or (about.region if about is not None else None),
                activity_id=activity_id or (task.activity_id if task is not None else None),
                token_id=token_id or (task.token_id if task is not None else None),
                task_id=task.id if task is not None else None,
                actor=by.person_id,
                actor_name=by.name,
                on_behalf_of=on_behalf_of,
                data=dict(data or {}),
                chain=None,
            )
        )


#: PostgreSQL: unique violation, serialization failure, deadlock, lock not available, and the server going away.
_CONTENTION = ("23505", "40001", "40P01", "55P03", "57014", "57P01", "57P02", "57P03", "08")


def _is_contention(exc: DBAPIError) -> bool:
    """Say whether doing the whole operation again may help; a missing table or column never gets better by waiting."""
    state = getattr(exc.orig, "sqlstate", None)
    if state is not None:
        return str(state).startswith(_CONTENTION)
    if exc.connection_invalidated:
        return True
    told = str(exc.orig).lower()
    return any(word in told for word in ("locked", "busy", "unique constraint", "connection", "server closed"))


@contextmanager
def open_transaction(session: Session, parts: Parts) -> Iterator[Transaction]:
    """Commit if the block succeeds, roll back if it raises.

    Raises ConcurrentUpdate when another transaction changed the same rows; the door may run the whole
    operation again.
    """
    try:
        tx = Transaction(session, parts)
        yield tx
        session.add_all(tx.recorded)
        session.commit()
    except StaleDataError as exc:
        session.rollback()
        raise errors.ConcurrentUpdate from exc
    except DBAPIError as exc:
        session.rollback()
        if _is_contention(exc):
            raise errors.ConcurrentUpdate from exc
        raise
    except BaseException:
        session.rollback()
        raise
    finally:
        session.close()


@contextmanager
def open_reading(session: Session, parts: Parts) -> Iterator[Transaction]:
    """Give a transaction that only reads; whatever it changed is thrown away."""
    try:
        yield Transaction(session, parts)
    finally:
        session.rollback()
        session.close()
