"""What completing a task costs the database: at most ten statements and one commit (``design/engine.md``).

The ten are: token with person, keys, task with instance, submission, task, new tasks, jobs, history, outbox, instance.
One more for the facts of the case, and one for each table of facts that the step reads for a rule or writes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from service import db
from tests.api.conftest import Api
from tests.api.test_processes import deploy_checkup

PLAN = Path(__file__).parents[2] / "bpmn" / "iup" / "scenarios" / "fixtures" / "iup_rjl.json"
BUDGET = 10


def cost(api: Api, handle: str, activity: str, body: dict[str, Any]) -> list[str]:
    """Complete the task over HTTP; return the statements, the token's first use apart."""
    client = api.client(handle)
    task = client.task(activity)
    with db.counted() as statements:
        answer = client.post(f"{task['links']['self']}/complete", body)
    assert answer.status_code == 200, answer.json
    assert statements.commits == 1
    api.stage.settle()
    return statements.texts


@pytest.fixture
def hired(api: Api) -> Api:
    """Anna is hired."""
    api.hire()
    return api


def test_a_task_that_leads_to_the_next(hired: Api) -> None:
    deploy_checkup(hired, "checkup")
    _start(hired)
    spent = cost(hired, "anna", "check", {})
    assert len(spent) <= BUDGET + len(_about(spent, "residency")), spent


def test_a_task_that_ends_the_process(hired: Api) -> None:
    deploy_checkup(hired, "checkup")
    _start(hired)
    cost(hired, "anna", "check", {})
    spent = cost(hired, "anna", "sum_up", {})
    assert len(spent) <= BUDGET, spent


def test_a_task_under_a_deadline_whose_outcome_signs(hired: Api) -> None:
    spent = cost(hired, "anna", "draft_iup", {"outcome": "submit", "data": json.loads(PLAN.read_text())})
    facts = [*_about(spent, "residency"), *_about(spent, "deadline"), *_about(spent, "user_task", "signed IS")]
    assert len(facts) == 3
    assert len(spent) <= BUDGET + len(facts), spent


def test_a_repetition_costs_three_statements(hired: Api) -> None:
    mia = hired.client("mia")
    where = mia.task("follow_introduction")["links"]["self"] + "/complete"
    body = {"outcome": "done", "data": {"parts": ["unit", "systems", "training"], "completed_on": "2026-01-12"}}
    mia.post(where, body, Idempotency_Key="k")
    with db.counted() as statements:
        assert mia.post(where, body, Idempotency_Key="k").status_code == 200
    assert len(statements) == 3, statements.texts


def _start(api: Api) -> None:
    residency_id = api.client("siv").get("process-instances").json["process_instances"][0]["residency_id"]
    body = {"process": "checkup", "residency_id": residency_id}
    assert api.client("ada").post("process-instances", body).status_code == 201


def _about(statements: list[str], table: str, also: str = "") -> list[str]:
    return [
        text for text in statements if "SELECT" in text and f"FROM {table} " in text.replace("\n", " ") and also in text
    ]
