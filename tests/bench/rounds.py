"""What one step costs in the engine, whether it grows with what has been, and how big a state is."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import event

from service import scenarios
from tests.bench.measuring import Figure, seconds
from tests.engine import kit
from tests.models import stage
from workflows import engine
from workflows.store.tables import ProcessInstance

ROUNDS = 5_000
#: Bytes that a state may have: every model of ours, and by what it waits for.
STATE, BASE, PER_TOKEN = 2_048, 1_024, 60


class Loop:
    """A user task that comes back for ever, loaded and saved at every round."""

    def __init__(self) -> None:
        parts = [kit.node("startEvent", "s"), kit.node("exclusiveGateway", "x", default="x_a")]
        parts += [kit.user("a", ("n", "n")), kit.node("exclusiveGateway", "again", default="again_x")]
        parts += [kit.node("endEvent", "e"), kit.line("s", "x", "a", "again", "x"), kit.flow("again", "e", "n < 0")]
        self._story = kit.Story(kit.model(*parts)).start(n=1)
        self.state = self._story.run.dump()

    def step(self) -> None:
        """Load, complete, save."""
        run = engine.resume(self._story.main, self.state, self._story.services)
        run.complete(run.waits[0].token_id, {"n": 1})
        self.state = run.dump()


def figures(*, everything: bool = False) -> Iterator[Figure]:
    """Measure rounds early and late, and states while scenarios are played."""
    loop = Loop()
    for _ in range(10):
        loop.step()
    early, size = seconds(loop.step, times=50), len(loop.state)
    for _ in range(ROUNDS):
        loop.step()
    late = seconds(loop.step, times=50)
    yield Figure("engine: load, complete, save (its share of a completion)", late * 1e3, "ms", 1)
    yield Figure(f"engine: cost after {ROUNDS} rounds / after 10", late / early, "x", 1.1)
    yield Figure(f"engine: state after {ROUNDS} rounds / after 10", len(loop.state) / size, "x", 1.1)
    yield from _states(everything)


def _states(everything: bool) -> Iterator[Figure]:
    """Play scenarios and look at every state that is saved: one of each process, or all with *everything*."""
    biggest: dict[str, int] = {}
    excess: dict[str, float] = {}

    def look(_mapper: Any, _connection: Any, row: ProcessInstance) -> None:
        size, waiting = len(row.snapshot), len(row.waits or {})
        biggest[row.definition_key] = max(size, biggest.get(row.definition_key, 0))
        over = size / (BASE + PER_TOKEN * waiting)
        excess[row.definition_key] = max(over, excess.get(row.definition_key, 0))

    played = 0
    for name in ("before_insert", "before_update"):
        event.listen(ProcessInstance, name, look)
    try:
        for scenario in _chosen(everything):
            with tempfile.TemporaryDirectory() as folder:
                made = stage.make(Path(folder))
                scenarios.play(scenario, made)
                made.house.close()
            played += 1
    finally:
        for name in ("before_insert", "before_update"):
            event.remove(ProcessInstance, name, look)
    for key in sorted(biggest):
        yield Figure(f"state of {key}: biggest at any wait", biggest[key], "bytes", STATE, note=f"{played} scenarios")
        yield Figure(f"state of {key}: part of {BASE} B + {PER_TOKEN} B per token", excess[key], "x", 1)


def _chosen(everything: bool) -> list[scenarios.Scenario]:
    told = list(scenarios.find(kit_models()))
    if everything:
        return told
    first = {scenario.process: scenario for scenario in reversed(told) if scenario.edition == "rjl_2025"}
    return list(first.values())


def kit_models() -> Path:
    """Return the folder of our models."""
    return Path(__file__).resolve().parents[2] / "bpmn"
