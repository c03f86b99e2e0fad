"""The decision tables that the record itself asks: deadlines, escalations, choice of regulation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from workflows import decisions
from workflows.decisions import DecisionModel
from workflows.model import errors


@dataclass(frozen=True, slots=True)
class Answer:
    """A decision's value and the annotations of the rules that gave it, in the rules' order."""

    value: Any
    annotations: list[dict[str, str]]


class Rules:
    """Decisions by id, read once."""

    def __init__(self, models: Mapping[str, DecisionModel]) -> None:
        self._models = models

    def decide(self, decision: str, context: Mapping[str, Any]) -> Answer:
        """Answer a decision. Raises DecisionFailed when the table is missing or its rules fail."""
        model = self._models.get(decision)
        if model is None:
            raise errors.DecisionFailed(decision=decision, why="there is no such table")
        decided = model.decide(decision, context)
        if decided.errors:
            raise errors.DecisionFailed(decision=decision, why="; ".join(f.en for f in decided.errors))
        return Answer(decided.value, [dict(match.annotations) for match in decided.matched])


@cache
def packaged() -> Rules:
    """Return the tables that come with the product, ``bpmn/decisions/*.dmn``; read once."""
    folder = resources.files("bpmn").joinpath("decisions")
    files = [f for f in folder.iterdir() if f.name.endswith(".dmn")]
    models = [decisions.read(f.read_bytes()) for f in sorted(files, key=lambda f: f.name)]
    return Rules({decision: model for model in models for decision in model.decisions})
