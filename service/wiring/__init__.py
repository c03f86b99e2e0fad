"""Puts the parts together: the only place that knows which class stands behind which port.

house = wiring.house()                      # this process's house, from the environment
house = wiring.build(settings, clock=...)   # one of its own, for tests
with house.reading() as tx: ...             # GET
house.run(lambda tx: tasks.claim(tx, task_id, by=actor))   # everything else: again when busy
"""

from __future__ import annotations

from service import config, db
from service.connectors import notify
from service.directory.roles import RoleDirectory
from service.files.folder import Folder
from service.operations import HouseOperations
from service.residency.cases import ResidencyCases
from service.residency.deadlines import PolicyDeadlines
from service.residency.series import ResidencySeries
from service.wiring.forms import HouseForms
from service.wiring.house import House
from service.wiring.notifier import Notifier
from workflows.model.clock import Clock, SystemClock
from workflows.transaction import Parts

__all__ = ["House", "build", "house"]

_houses: dict[str, House] = {}


def build(settings: config.Settings, clock: Clock | None = None) -> House:
    """Build a house; opens no connection, so that a program may fork afterwards."""
    clock = clock or SystemClock()
    folder = Folder(settings.files)
    parts = Parts(
        clock=clock,
        operations=HouseOperations(),
        directory=RoleDirectory(),
        deadlines=PolicyDeadlines(),
        cases=ResidencyCases(),
        forms=HouseForms(clock, folder),
        series=ResidencySeries(),
    )
    return House(
        settings=settings,
        database=db.connect(settings),
        parts=parts,
        notifier=Notifier(notify.post(settings), settings),
        folder=folder,
    )


def house(settings: config.Settings | None = None) -> House:
    """Return this process's house, built at the first call from *settings* or the environment."""
    if "own" not in _houses:
        _houses["own"] = build(settings or config.from_environment())
    return _houses["own"]
