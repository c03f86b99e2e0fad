"""FEEL as the TCK's score.py calls it (`--expr tests.feel.tck_adapter:expr`)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from workflows import feel
from workflows.model.clock import ManualClock
from workflows.model.isotext import Months

CLOCK = ManualClock(dt.datetime(2026, 11, 22, 10, 0, tzinfo=dt.UTC))


def value(given: Any) -> Any:
    """Turn a value of score.py into ours: only its months-duration is a class of its own."""
    if type(given).__name__ == "Months":
        return Months(given)
    if isinstance(given, list):
        return [value(item) for item in given]
    if isinstance(given, dict):
        return {key: value(item) for key, item in given.items()}
    return given


def expr(text: str, context: dict[str, Any]) -> Any:
    """Evaluate one expression of the TCK."""
    scope = {name: value(item) for name, item in context.items()}
    return feel.parse(text, names=feel.known_names(scope)).evaluate(scope, clock=CLOCK)
