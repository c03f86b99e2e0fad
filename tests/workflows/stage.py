"""A stage for verbs: a database, a manual clock, and fakes for the ports that the domain fills in the house."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.engine import kit
from workflows import definitions, jobs, messages, outbox
from workflows.model import calendar, errors
from workflows.model.actor import Actor
from workflows.model.clock import ManualClock
from workflows.model.ports import Cleaned, Opened, OperationCall, Scoped
from workflows.model.states import JobKind
from workflows.store.base import Base, new_id
from workflows.transaction import Parts, Transaction, open_transaction

T = TypeVar("T")
ATTEMPTS = 3
T0 = dt.datetime(2026, 1, 12, 8, 0, tzinfo=dt.UTC)
RESIDENCY = UUID(int=77)


@dataclass
class FakeDirectory:
    """Roles by residency; a role without a holder goes to ``administrator``."""

    holders: dict[str, set[UUID]] = field(default_factory=dict)

    def scope_key(self, tx: Transaction, role: str, residency_id: UUID | None, region: str | None) -> Scoped:
        key = f"{role}@residency:{residency_id}"
        if self.holders.get(key):
            return Scoped(key, role)
        return Scoped("administrator@service", role, is_vacant=True)

    def keys_of(self, tx: Transaction, person_id: UUID) -> Mapping[str, UUID | None]:
        return {key: None for key, people in self.holders.items() if person_id in people}

    def may_act(self, tx: Transaction, person_id: UUID, residency_id: UUID | None, role: str, **_: Any) -> None:
        return None


@dataclass
class FakeDeadlines:
    """Every policy is thirty days from the start."""

    open: dict[UUID, str] = field(default_factory=dict)

    def opened(self, tx: Transaction, opened: Sequence[Opened]) -> Mapping[UUID, dt.date]:
        for row in opened:
            self.open[row.task_id or row.instance_id] = row.policy
        return {row.task_id or row.instance_id: calendar.local_date(row.at) + dt.timedelta(days=30) for row in opened}

    def closed(self, tx: Transaction, *, task_ids: Sequence[UUID], instance_ids: Sequence[UUID]) -> None:
        for key in (*task_ids, *instance_ids):
            self.open.pop(key, None)

    def reopened(self, tx: Transaction, *, task_ids: Sequence[UUID], instance_ids: Sequence[UUID]) -> None:
        for key in (*task_ids, *instance_ids):
            self.open[key] = "reopened"

    def run_step(self, tx: Transaction, deadline_id: UUID, step: int) -> None:
        raise AssertionError("no steps here")


@dataclass
class FakeOperations:
    """``record.*`` inline, everything else a job."""

    calls: list[OperationCall] = field(default_factory=list)
    undone: list[tuple[str, str]] = field(default_factory=list)
    answers: dict[str, Callable[[OperationCall], Mapping[str, Any]]] = field(default_factory=dict)

    def runs(self, name: str) -> Literal["inline", "job"]:
        return "inline" if name.startswith("record.") else "job"

    def perform(self, tx: Transaction | None, call: OperationCall) -> Mapping[str, Any]:
        self.calls.append(call)
        return self.answers.get(call.name, lambda _: {"ok": True})(call)

    def undo(self, tx: Transaction, name: str, key: str) -> None:
        self.undone.append((name, key))


class FakeCases:
    """One case for every residency."""

    def case(self, tx: Transaction, residency_id: UUID) -> Mapping[str, Any]:
        return {"residency_id": str(residency_id), "edition": "rjl_2025", "region": "rjl"}


class AnyForm:
    """Takes what it is given, but refuses the field ``wrong``."""

    def clean(
        self,
        tx: Transaction,
        form_text: str,
        form_key: str,
        data: Mapping[str, Any],
        scope: Mapping[str, Any],
        *,
        by: Any,
    ) -> Cleaned:
        if "wrong" in data:
            raise errors.InvalidSubmission(fields=[errors.FieldProblem("/wrong", "Fel.", "Wrong.")])
        return Cleaned(dict(data), dict(data))


@dataclass
class Stage:
    """A house without doors."""

    engine: Engine
    parts: Parts
    clock: ManualClock
    directory: FakeDirectory
    deadlines: FakeDeadlines
    operations: FakeOperations
    people: dict[str, UUID] = field(default_factory=dict)

    @contextmanager
    def tx(self) -> Iterator[Transaction]:
        with open_transaction(Session(self.engine, expire_on_commit=False), self.parts) as tx:
            yield tx

    def run(self, operation: Callable[[Transaction], T]) -> T:
        """Do a whole operation, up to three times when others change the same rows, as the doors do."""
        for _ in range(ATTEMPTS):
            try:
                with self.tx() as tx:
                    return operation(tx)
            except errors.ConcurrentUpdate as exc:
                busy = exc
        raise errors.Unavailable from busy

    def person(self, name: str, *roles: str) -> Actor:
        person_id = self.people.setdefault(name, new_id())
        for role in roles:
            self.directory.holders.setdefault(f"{role}@residency:{RESIDENCY}", set()).add(person_id)
        keys = frozenset(k for k, people in self.directory.holders.items() if person_id in people)
        return Actor(person_id=person_id, keys=keys)

    def deploy(self, key: str, *parts: str, root: str = "", **forms: str) -> None:
        xml = kit.document(kit.process(*parts, key=key, root=root))
        bundle = definitions.Bundle(xml, {}, forms or {"f": "{}"})
        self.run(lambda tx: definitions.deploy(tx, bundle, by=Actor.system("test")))

    def settle(self) -> int:
        """Carry messages, timers and jobs until all is quiet."""
        carried = 0
        while True:
            leased = self.run(lambda tx: jobs.lease_due(tx, seconds=30))
            taken = list(self.run(lambda tx: outbox.take(tx, seconds=30)))
            if not leased and not taken:
                return carried
            for job in leased:
                self._carry(job)
            for row in taken:
                if row.kind == "message":
                    self.run(lambda tx, row=row: messages.route(tx, UUID(row.payload["message_id"])))
                self.run(lambda tx, row=row: outbox.done(tx, row.id))
            carried += len(leased) + len(taken)

    def _carry(self, job: jobs.Leased) -> None:
        if job.kind != JobKind.SERVICE:
            self.run(lambda tx: jobs.run(tx, job.job_id, job.lease))
            return
        call = self.run(lambda tx: jobs.call_of(tx, job.job_id, job.lease))
        if call is not None:
            result = self.operations.perform(None, call)
            self.run(lambda tx: jobs.finish(tx, job.job_id, job.lease, result))


def make(engine: Engine) -> Stage:
    """Create the tables and the parts on *engine*."""
    Base.metadata.create_all(engine)
    clock = ManualClock(T0)
    directory, deadlines, operations = FakeDirectory(), FakeDeadlines(), FakeOperations()
    parts = Parts(
        clock=clock,
        operations=operations,
        directory=directory,
        deadlines=deadlines,
        cases=FakeCases(),
        forms=AnyForm(),
    )
    return Stage(engine, parts, clock, directory, deadlines, operations)
