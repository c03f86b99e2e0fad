"""The real program on a fresh SQLite database with the sample's people and our own models, at a manual clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from service.app import create_app
from service.auth import tokens
from service.directory import people
from tests.models import stage
from tests.models.stage import ModelStage

MONDAY = dt.datetime(2026, 1, 12, 7, 0, tzinfo=dt.UTC)
EVERYTHING = tokens.SCOPES


@dataclass
class Client:
    """A program that calls the API with one token."""

    app: Flask
    token: str

    def get(self, path: str, **headers: str) -> TestResponse:
        return self._call("GET", path, None, headers)

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self._call("POST", path, body, headers)

    def _call(self, method: str, path: str, body: Any, headers: dict[str, str]) -> TestResponse:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            given.setdefault("Authorization", f"Bearer {self.token}")
        path = path if path.startswith("/") else f"/api/v1/{path}"
        return self.app.test_client().open(path, method=method, json=body, headers=given)

    def tasks(self, **query: str) -> list[dict[str, Any]]:
        answer = self.get("tasks?" + "&".join(f"{k}={v}" for k, v in query.items()))
        assert answer.status_code == 200, answer.json
        found: list[dict[str, Any]] = answer.json["tasks"]
        return found

    def task(self, activity: str) -> dict[str, Any]:
        """Return the one task of this activity among one's own and those of one's group."""
        found = [t for tab in ("mine", "role") for t in self.tasks(tab=tab) if t["activity"] == activity]
        assert len(found) == 1, [t["activity"] for t in found]
        return found[0]


@dataclass
class Api:
    """The program, its stage, and clients by the handle of a sample person."""

    app: Flask
    stage: ModelStage

    def client(self, handle: str, *scopes: str) -> Client:
        made = self.stage.run(
            lambda tx: tokens.create(tx, people.get(tx, handle).id, scopes or EVERYTHING, name="test")
        )
        return Client(self.app, made)

    def person(self, handle: str) -> UUID:
        return self.stage.run(lambda tx: people.get(tx, handle).id)

    def hire(self, **other: Any) -> str:
        """Register Anna in Jönköping by HR there and carry what follows; return the residency's id."""
        answer = self.client(other.pop("by", "pia")).post("hr-events", hire(**other))
        assert answer.status_code == 201, answer.json
        self.stage.settle()
        return str(answer.json["residency_id"])


def hire(**other: Any) -> dict[str, Any]:
    """Return the facts of Anna, who begins in Jönköping; None leaves one out."""
    facts = {
        "type": "employee.hired",
        "employment_id": "E-4711",
        "person": {
            "personnummer": number(0),
            "first_name": "Anna",
            "last_name": "Blåklocka",
            "email": "anna.blaklocka@example.org",
        },
        "unit": "kir-jkpg",
        "specialty": "kirurgi",
        "position_type": "ST",
        "employment_start_on": "2026-01-12",
        "st_start_on": "2026-01-12",
        "licence_on": "2025-06-01",
        "fte": 100,
        "swedish_at": True,
        "trained_in": "sweden_55y",
        "main_supervisor": "bo",
        **other,
    }
    return {name: value for name, value in facts.items() if value is not None}


def number(index: int) -> str:
    """Return one of the authority's test numbers: 0 is Anna's, 1 and on belong to nobody yet."""
    file = "service/sample/personnummer.txt" if index == 0 else "tests/data/personnummer.txt"
    return (Path(__file__).parents[2] / file).read_text().split()[index]


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    """The program with nobody hired yet."""
    made = stage.make(tmp_path)
    made.clock.travel(MONDAY)
    yield Api(create_app(made.house), made)
    made.house.close()
