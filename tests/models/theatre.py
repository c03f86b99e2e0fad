"""A stage for scenarios: the house's real parts and models on a database of its own and a manual clock."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from service import db, sample
from service.directory.roles import RoleDirectory
from service.files.folder import Folder
from service.operations import HouseOperations
from service.residency.cases import ResidencyCases
from service.residency.deadlines import PolicyDeadlines
from service.wiring.forms import HouseForms
from tests.models import shelf
from workflows import definitions, jobs, messages, outbox, signals
from workflows.model import calendar
from workflows.model.actor import Actor
from workflows.model.clock import ManualClock
from workflows.store.base import Base
from workflows.transaction import Parts, Transaction, open_transaction

T = TypeVar("T")
T0 = dt.datetime(2025, 12, 1, 8, 0, tzinfo=calendar.STOCKHOLM)
MODELLER = Actor.system("modeller")
#: Parsed once for all stages: the copies of the template hold the same definitions.
_PARSED: dict[UUID, Any] = {}


class Theatre:
    """Implements ``service.scenarios.playing.Stage``."""

    def __init__(self, file: Path, files: Path) -> None:
        self.clock = ManualClock(T0)
        self.database = db.open_url(f"sqlite:///{file}")
        self.parts = Parts(
            clock=self.clock,
            operations=HouseOperations(),
            directory=RoleDirectory(),
            deadlines=PolicyDeadlines(),
            cases=ResidencyCases(),
            forms=HouseForms(self.clock, Folder(files)),
            definitions=_PARSED,
        )

    def run(self, operation: Callable[[Transaction], T]) -> T:
        """Do an operation in a transaction of its own."""
        with open_transaction(self.database.writing(), self.parts) as tx:
            return operation(tx)

    def settle(self) -> None:
        """Carry what is due now, as dispatcher and worker do; mails stay rows."""
        for _ in range(500):
            leased = self.run(lambda tx: jobs.lease_due(tx, seconds=30))
            taken = self.run(lambda tx: outbox.take(tx, seconds=30))
            if not leased and not taken:
                return
            for job in leased:
                self.run(lambda tx, job=job: jobs.run(tx, job.job_id, job.lease))
            for row in taken:
                self.run(lambda tx, row=row: _carry(tx, row))
        raise AssertionError("it never settles")

    def travel(self, to: dt.datetime) -> None:
        """Let time pass, stopping at everything that becomes due on the way."""
        while True:
            self.settle()
            nearest = self.run(jobs.next_due)
            if nearest is None or nearest >= to:
                break
            self.clock.travel(max(nearest + dt.timedelta(seconds=1), self.clock.now()))
        self.clock.travel(max(to, self.clock.now()))
        self.settle()

    def close(self) -> None:
        """Let go of the database."""
        self.database.engine.dispose()


def template(folder: Path) -> Path:
    """Make a database with the sample's people and every model deployed, to be copied for each scenario."""
    file = folder / "template.sqlite"
    stage = Theatre(file, folder / "files")
    Base.metadata.create_all(stage.database.engine)
    stage.run(sample.load_people)
    for key in shelf.KEYS:
        stage.run(lambda tx, key=key: definitions.deploy(tx, shelf.bundle(key), by=MODELLER))
    stage.close()
    return file


def opened(made: Path, folder: Path) -> Theatre:
    """Open a stage on a fresh copy of the template."""
    file = folder / "stage.sqlite"
    shutil.copy(made, file)
    return Theatre(file, folder / "files")


def _carry(tx: Transaction, row: Any) -> None:
    if row.kind == "message":
        messages.route(tx, UUID(row.payload["message_id"]))
    elif row.kind == "signal":
        signals.deliver(tx, UUID(row.payload["instance_id"]), row.payload["name"])
    outbox.done(tx, row.id)
