"""How big the saved state of our own processes is, at every wait of their stories."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import event

from service import scenarios
from tests.bench.measuring import Figure
from tests.models import stage
from workflows.store.tables import ProcessInstance

_MODELS = Path(__file__).resolve().parents[2] / "bpmn"
#: Bytes that a state may have: every model of ours, and by what it waits for.
STATE, BASE, PER_TOKEN = 2_048, 1_024, 60


def figures(*, everything: bool = False) -> Iterator[Figure]:
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
    told = list(scenarios.find(_MODELS))
    if everything:
        return told
    first = {scenario.process: scenario for scenario in reversed(told) if scenario.edition == "rjl_2025"}
    return list(first.values())
