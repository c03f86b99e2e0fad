"""Scenarios: stories about processes that process owners read and the house plays (interfaces.md I12)."""

from __future__ import annotations

from service.scenarios.playing import Played, Stage, play
from service.scenarios.reading import Scenario, ScenarioUnreadable, find, read

__all__ = ["Played", "Scenario", "ScenarioUnreadable", "Stage", "find", "play", "read"]
