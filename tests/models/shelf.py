"""The models, tables, forms and rows as they lie on the shelf, read once for the tests of this folder."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from workflows import decisions, engine
from workflows.decisions import DecisionModel
from workflows.engine import ProcessModel
from workflows.model.clock import ManualClock

ROOT = Path(__file__).resolve().parents[2]
BPMN, FORMS = ROOT / "bpmn", ROOT / "forms" / "definitions"
CLOCK = ManualClock(dt.datetime(2026, 1, 12, 8, tzinfo=dt.UTC))
EDITIONS = ("rjl_2022", "rjl_2025", "norrbotten", "halland", "blekinge")
KEYS = sorted(file.parent.name for file in BPMN.glob("*/*.bpmn"))


@cache
def reading(key: str) -> engine.Reading:
    """Return what the engine says about one model."""
    found = engine.read((BPMN / key / f"{key}.bpmn").read_bytes())
    assert len(found) == 1, f"{key}: one process per file"
    return found[0]


def process(key: str) -> ProcessModel:
    """Return a model that reads well."""
    found = reading(key)
    assert found.model is not None, found.findings
    return found.model


@cache
def tables() -> dict[str, DecisionModel]:
    """Return every decision by its id, with the file's model."""
    models = [decisions.read(file.read_bytes()) for file in sorted((BPMN / "decisions").glob("*.dmn"))]
    return {decision: model for model in models for decision in model.decisions}


def decide(decision: str, **given: Any) -> Any:
    """Answer a decision; its errors are failures."""
    decided = tables()[decision].decide(decision, given, clock=CLOCK)
    assert not decided.errors, decided.errors
    return decided.value


def policy(process_key: str, edition: str) -> Any:
    """Return one row of the policy."""
    return decide(f"policy_{process_key}", edition=edition)


@cache
def form(key: str) -> dict[str, Any]:
    """Return a form's JSON."""
    found: dict[str, Any] = json.loads((FORMS / f"{key}.form").read_text(encoding="utf-8"))
    return found


def form_keys() -> list[str]:
    """Return the key of every form on the shelf."""
    return sorted(f"{file.parent.name}/{file.stem}" for file in FORMS.glob("*/*.form"))


def components(of: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Walk the components of a form or group, outermost first."""
    for component in of.get("components", []):
        yield component
        yield from components(component)
