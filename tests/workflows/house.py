"""The house's own people, record and rules on a database and a manual clock; forms take what they are given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from service import db, sample
from service.directory import people
from service.directory.roles import RoleDirectory
from service.operations import HouseOperations
from service.residency.cases import ResidencyCases
from service.residency.deadlines import PolicyDeadlines
from service.residency.series import ResidencySeries
from service.residency.tables import Residency
from tests.workflows.stage import AnyForm
from workflows import definitions, jobs, messages, outbox, signals
from workflows.definitions import Bundle
from workflows.model import calendar
from workflows.model.actor import Actor
from workflows.model.clock import ManualClock
from workflows.model.states import JobKind
from workflows.store.base import Base
from workflows.transaction import Parts, Transaction, open_transaction

T = TypeVar("T")
T0 = dt.datetime(2026, 1, 12, 8, 0, tzinfo=calendar.STOCKHOLM)
HR = Actor.system("hr")
MODELS = Path(__file__).parents[2] / "bpmn"


@dataclass
class Home:
    """A house without web and queue; its sample people are there."""

    database: db.Database
    parts: Parts
    clock: ManualClock

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        with open_transaction(self.database.writing(), self.parts) as tx:
            yield tx

    def run(self, operation: Callable[[Transaction], T]) -> T:
        with self.transaction() as tx:
            return operation(tx)

    def person(self, handle: str) -> UUID:
        return self.run(lambda tx: people.get(tx, handle).id)

    def actor(self, handle: str) -> Actor:
        def read(tx: Transaction) -> Actor:
            person = people.get(tx, handle)
            keys = tx.parts.directory.keys_of(tx, person.id)
            behalf = {key: whom for key, whom in keys.items() if whom is not None}
            return Actor(person_id=person.id, keys=frozenset(keys), on_behalf_of=behalf)

        return self.run(read)

    def residency(self, residency_id: UUID) -> Residency:
        return self.run(lambda tx: tx.session.get_one(Residency, residency_id))

    def settle(self) -> None:
        """Carry what is due now, as dispatcher and worker do."""
        for _ in range(200):
            leased = self.run(lambda tx: jobs.lease_due(tx, seconds=30))
            taken = self.run(lambda tx: outbox.take(tx, seconds=30))
            if not leased and not taken:
                return
            for job in leased:
                assert job.kind != JobKind.SERVICE
                self.run(lambda tx, job=job: jobs.run(tx, job.job_id, job.lease))
            for row in taken:
                self.run(lambda tx, row=row: carry(tx, row))
        raise AssertionError("it never settles")

    def travel(self, to: dt.datetime) -> None:
        """Let time pass, stopping at everything that becomes due on the way."""
        while True:
            self.settle()
            nearest = self.run(jobs.next_due)
            if nearest is None or nearest >= to:
                break
            self.clock.travel(max(nearest + dt.timedelta(seconds=1), self.clock.now()))
        self.clock.travel(to)
        self.settle()

    def travel_to(self, day: dt.date) -> None:
        self.travel(dt.datetime.combine(day, dt.time(8), calendar.STOCKHOLM))


def carry(tx: Transaction, row: Any) -> None:
    """Do what the worker does with an outbox row, without mail."""
    if row.kind == "message":
        messages.route(tx, UUID(row.payload["message_id"]))
    elif row.kind == "signal":
        signals.deliver(tx, UUID(row.payload["instance_id"]), row.payload["name"])
    outbox.done(tx, row.id)


def build(url: str, *, forms: Any = None) -> Home:
    """Open a house on the database at *url* and load the sample's people."""
    database = db.open_url(url)
    Base.metadata.create_all(database.engine)
    clock = ManualClock(T0)
    parts = Parts(
        clock=clock,
        operations=HouseOperations(),
        directory=RoleDirectory(),
        deadlines=PolicyDeadlines(),
        cases=ResidencyCases(),
        forms=forms or AnyForm(),
        series=ResidencySeries(),
    )
    home = Home(database, parts, clock)
    home.run(sample.load_people)
    return home


def deploy(
    home: Home, xml: bytes, decisions: dict[str, bytes] | None = None, forms: dict[str, str] | None = None
) -> None:
    """Deploy one process."""
    by = Actor.system("test")
    home.run(lambda tx: definitions.deploy(tx, Bundle(xml, decisions or {}, forms or {"f": "{}"}), by=by))
