"""The house on a manual clock, with the sample's people and the product's own models: where scenarios are played."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, TypeVar
from uuid import UUID

from service import config, deliveries, sample, wiring
from service.wiring import House, models
from workflows import definitions
from workflows.model.actor import Actor
from workflows.model.clock import ManualClock
from workflows.store.base import Base
from workflows.transaction import Transaction

T = TypeVar("T")
#: Parsed once for all stages: the copies of the prepared database hold the same definitions.
_PARSED: dict[UUID, Any] = {}
#: Before every scenario begins; a story moves the clock to its own first day.
DAWN = dt.datetime(2021, 1, 4, 7, 0, tzinfo=dt.UTC)


@dataclass(frozen=True)
class ModelStage:
    """Implements ``service.scenarios.Stage`` on a copy of the prepared database."""

    house: House
    clock: ManualClock

    def run(self, operation: Callable[[Transaction], T]) -> T:
        return self.house.run(operation)

    def settle(self) -> int:
        return deliveries.settle(self.house)

    def travel(self, to: dt.datetime) -> None:
        deliveries.travel(self.house, to)


def make(folder: Path) -> ModelStage:
    """Return a fresh stage whose database lies in *folder*."""
    shutil.copy(_prepared(), folder / "randa.db")
    return _stage(folder)


def _stage(folder: Path) -> ModelStage:
    clock = ManualClock(DAWN)
    settings = config.Settings.from_env(
        {
            "RANDA_DATA": str(folder),
            "DATABASE_URL": f"sqlite:///{folder}/randa.db",
            "SECRET_KEY": "x" * 40,
        }
    )
    house = wiring.build(settings, clock)
    house.parts.definitions.update(_PARSED)
    return ModelStage(house, clock)


@cache
def _prepared() -> Path:
    """Make the database once per test process: tables, people, models."""
    folder = Path(mkdtemp(prefix="randa-stage-"))
    stage = _stage(folder)
    Base.metadata.create_all(stage.house.database.engine)
    stage.run(sample.load_people)
    stage.run(lambda tx: models.deploy(tx, by=Actor.system("test")))
    _PARSED.update(stage.run(lambda tx: {d.id: d for d in definitions.listed(tx)}))
    stage.house.database.engine.dispose()
    return folder / "randa.db"
