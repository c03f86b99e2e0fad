"""A program that calls the API and, where no answer comes, sends the same again until one does."""

from __future__ import annotations

import datetime as dt
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from uuid import UUID

from service.auth import tokens
from service.directory import people
from tests.reliability.installation import ROOT, Installation, until
from workflows.transaction import Transaction

NUMBERS = (ROOT / "tests" / "data" / "personnummer.txt").read_text().split()
#: Answers that say "try again".
_AGAIN = (502, 503, 504)
_SCOPES = ("hr-events:write", "tasks:read", "tasks:write")


@dataclass
class Client:
    """One person's program; *unanswered* counts requests whose answer never came."""

    installation: Installation
    token: str
    unanswered: int = 0

    @classmethod
    def of(cls, installation: Installation, handle: str) -> Client:
        """Return a client that acts as a person of the sample."""

        def token(tx: Transaction) -> str:
            return tokens.create(tx, people.get(tx, handle).id, _SCOPES, name="test")

        return cls(installation, installation.house.run(token))

    def hire(self, number: int) -> UUID:
        """Tell of one hire; return the residency."""
        answer = self._until_answered(lambda: self._call("hr-events", self._facts(number)), f"hire {number}")
        return UUID(answer["residency_id"])

    def propose(self, residency_id: UUID, supervisor: UUID) -> None:
        """Complete the task that proposes a supervisor, when it has come; the sending has a name of its own."""
        found: list[str] = []

        def is_there() -> bool:
            listed = self._call(f"tasks?tab=mine&process=supervisor_appointment&residency={residency_id}")
            found.extend(task["id"] for task in listed["tasks"])
            return bool(found)

        until(lambda: self._patiently(is_there) or False, f"the task of {residency_id} never came")
        given = {"outcome": "propose", "data": {"candidate": str(supervisor), "conflict": "none"}}
        path, key = f"tasks/{found[0]}/complete", f"propose-{residency_id}"
        self._until_answered(lambda: self._call(path, given, key), f"completing {found[0]}")

    def _until_answered(self, call: Callable[[], dict[str, Any]], what: str) -> dict[str, Any]:
        answers: list[dict[str, Any]] = []

        def is_answered() -> bool:
            answer = self._patiently(call)
            answers.extend([answer] if answer is not None else [])
            return bool(answers)

        until(is_answered, f"{what} was never answered")
        return answers[0]

    def _patiently(self, call: Callable[[], Any]) -> Any:
        """Return the answer, or None when there was none; a refusal is not patience's business."""
        try:
            return call()
        except (HTTPException, OSError) as exc:
            if isinstance(exc, urllib.error.HTTPError) and exc.code not in _AGAIN:
                raise AssertionError(exc.code, exc.read().decode()) from exc
            self.unanswered += 1
            return None

    def _call(self, path: str, body: dict[str, Any] | None = None, key: str = "") -> dict[str, Any]:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        if key:
            headers["Idempotency-Key"] = key
        address = f"http://127.0.0.1:{self.installation.settings.port}/api/v1/{path}"
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(address, data, headers), timeout=10) as answer:
            told: dict[str, Any] = json.load(answer)
            return told

    def _facts(self, number: int) -> dict[str, Any]:
        starts = self.installation.house.parts.clock.wall() + dt.timedelta(days=10)
        return {
            "type": "employee.hired",
            "employment_id": f"E-{number}",
            "person": {
                "personnummer": NUMBERS[number],
                "first_name": "Ny",
                "last_name": f"Läkare {number}",
                "email": f"ny.{number}@region.example",
            },
            "unit": "kir-jkpg",
            "specialty": "kirurgi",
            "employment_start_on": starts.date().isoformat(),
            "employment_type": "permanent",
            "fte": 100,
            "licence_on": "2020-06-01",
            "swedish_at": False,
        }
