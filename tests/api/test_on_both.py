"""The walk over HTTP on SQLite and on PostgreSQL: the same answers, the same cost."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from service import config, db, sample, wiring
from service.app import create_app
from service.wiring import models
from tests.api.conftest import MONDAY, Api, hire
from tests.models.stage import ModelStage
from workflows.model.actor import Actor
from workflows.model.clock import ManualClock
from workflows.store.base import Base

INTRODUCED = {"outcome": "done", "data": {"parts": ["unit", "systems", "training"], "completed_on": "2026-01-12"}}


@pytest.fixture
def both(database_url: str, tmp_path: Path) -> Iterator[Api]:
    """The program on an empty database with people and models."""
    clock = ManualClock(MONDAY)
    given = {"RANDA_DATA": str(tmp_path), "DATABASE_URL": database_url, "SECRET_KEY": "x" * 40}
    made = wiring.build(config.Settings.from_env(given), clock)
    Base.metadata.create_all(made.database.engine)
    stage = ModelStage(made, clock)
    stage.run(sample.load_people)
    stage.run(lambda tx: models.deploy(tx, by=Actor.system("test")))
    yield Api(create_app(made), stage)
    made.close()


def test_from_a_hire_to_a_completed_task(both: Api) -> None:
    pia = both.client("pia")
    first = pia.post("hr-events", hire(), Idempotency_Key="k")
    assert first.status_code == 201, first.json
    assert pia.post("hr-events", hire(), Idempotency_Key="k").json == first.json
    assert pia.post("hr-events", hire()).status_code == 200
    assert pia.post("hr-events", hire(fte=50)).status_code == 409
    both.stage.settle()

    mia = both.client("mia")
    pages = [mia.get("tasks?limit=1").json]
    while pages[-1]["next"]:
        pages.append(mia.get(pages[-1]["next"]).json)
    tasks = [task for page in pages for task in page["tasks"]]
    assert [t["id"] for t in tasks] == [t["id"] for t in mia.tasks()]

    where = mia.task("follow_introduction")["links"]["self"]
    assert mia.post(f"{where}/claim").status_code == 200
    assert mia.get(where).json["form_to_fill"]["key"] == "onboarding/introduction"
    with db.counted() as statements:
        done = mia.post(f"{where}/complete", INTRODUCED, Idempotency_Key="done")
    assert (done.status_code, statements.commits) == (200, 1)
    assert len(statements) <= 15, statements.texts
    assert mia.post(f"{where}/complete", INTRODUCED, Idempotency_Key="done").json == done.json
    runs = mia.get("process-instances?limit=2").json
    assert len(runs["process_instances"]) == 2
    assert mia.get(runs["next"]).json["process_instances"]
    assert mia.get(runs["process_instances"][0]["links"]["self"]).status_code == 200


def test_the_same_request_twice_at_once_is_done_once(both: Api) -> None:
    pia = both.client("pia")
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: pia.post("hr-events", hire(), Idempotency_Key="k"), range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json["residency_id"] for answer in answers}) == 1
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 3


def test_the_same_hire_twice_at_once_starts_one_training(both: Api) -> None:
    pia = both.client("pia")
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: pia.post("hr-events", hire()), range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len({answer.json["residency_id"] for answer in answers}) == 1


def test_a_task_completed_twice_at_once_is_completed_once(both: Api) -> None:
    both.hire()
    mia = both.client("mia")
    where = mia.task("follow_introduction")["links"]["self"] + "/complete"
    with ThreadPoolExecutor(4) as pool:
        same = list(pool.map(lambda _: mia.post(where, INTRODUCED, Idempotency_Key="k"), range(4)))
    assert {answer.status_code for answer in same} == {200}
    assert len({answer.get_data() for answer in same}) == 1
