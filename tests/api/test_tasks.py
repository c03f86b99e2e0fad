"""The inbox over HTTP: find a task, read its form, take it, complete it once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from service.directory import bindings
from tests.api.conftest import Api, Client, number
from workflows.model.actor import Actor

SYSTEM = Actor.system("test")
DATA = {"parts": ["unit", "systems", "training"], "completed_on": "2026-01-12"}
INTRODUCED = {"outcome": "done", "data": DATA}


@pytest.fixture
def introduction(api: Api) -> tuple[Client, dict[str, Any]]:
    """Anna is hired; Mia, the study director, has the task to see her introduced."""
    api.hire()
    mia = api.client("mia")
    return mia, mia.task("follow_introduction")


def test_a_task_is_listed_with_what_one_needs_to_choose_it(introduction: tuple[Client, dict[str, Any]]) -> None:
    _, task = introduction
    assert task["name"] == {"sv": "Följ upp introduktionen", "en": task["name"]["en"]}
    assert task["name"]["en"] not in ("", task["name"]["sv"])
    assert (task["process"], task["role"], task["state"]) == ("onboarding", "study_director", "open")
    assert (task["due_on"], task["region"], task["assignee"]) == ("2026-02-12", "rjl", None)


def test_a_task_is_read_with_its_outcomes_and_its_form(introduction: tuple[Client, dict[str, Any]]) -> None:
    mia, task = introduction
    read = mia.get(task["links"]["self"]).json
    assert [o["value"] for o in read["outcomes"]] == ["done"]
    assert read["instruction"]["sv"] != read["instruction"]["en"] != ""
    form = read["form_to_fill"]
    keys = {c.get("key") for c in form["definition"]["components"]}
    assert {"parts", "completed_on"} <= keys
    assert set(form["values"]) == {key for key in keys if key}
    assert "draft" not in read


def test_lists_of_the_house_come_with_the_form(api: Api) -> None:
    api.hire(main_supervisor=None)
    mia = api.client("mia")
    task = mia.task("propose_supervisor")
    choices = mia.get(task["links"]["self"]).json["form_to_fill"]["choices"]
    found = next(iter(choices.values()))
    assert str(api.person("bo")) in {choice["value"] for choice in found}
    assert all(choice["name"]["sv"] and choice["name"]["en"] for choice in found)


def test_completing_a_task_moves_the_process_on(introduction: tuple[Client, dict[str, Any]]) -> None:
    mia, task = introduction
    done = mia.post(f"{task['links']['self']}/complete", INTRODUCED)
    assert done.status_code == 200
    assert (done.json["state"], done.json["outcome"]) == ("completed", "done")
    assert done.json["completed_by"] == done.json["assignee"]
    assert [t["id"] for t in mia.tasks(tab="done")] == [task["id"]]
    assert task["id"] not in [t["id"] for t in mia.tasks()]
    run = mia.get(task["links"]["process_instance"]).json
    assert next(s for s in run["steps"] if s["id"] == "follow_introduction")["state"] == "done"


@pytest.mark.parametrize("key", ["018f3a5e-0000-7000-8000-000000000001", "min-egen-nyckel-1"])
def test_a_repetition_gets_the_first_answer(introduction: tuple[Client, dict[str, Any]], key: str) -> None:
    mia, task = introduction
    where = f"{task['links']['self']}/complete"
    first = mia.post(where, INTRODUCED, Idempotency_Key=key)
    again = mia.post(where, INTRODUCED, Idempotency_Key=key)
    assert (again.status_code, again.json) == (200, first.json)
    assert again.headers["Idempotency-Replayed"] == "true"
    if len(key) == 36:
        assert first.json["submission_id"] == key


def test_a_repetition_with_other_content_is_refused_with_who_and_when(
    introduction: tuple[Client, dict[str, Any]],
) -> None:
    mia, task = introduction
    where = f"{task['links']['self']}/complete"
    mia.post(where, INTRODUCED, Idempotency_Key="k")
    other = mia.post(where, {**INTRODUCED, "comment": "Ändrat."}, Idempotency_Key="k")
    assert (other.status_code, other.json["type"]) == (409, "/problems/submission-differs")
    assert other.json["facts"]["by_name"] == "Mia Humleblomster"
    assert other.json["facts"]["at"].startswith("2026-01-12")


def test_the_second_to_complete_a_task_learns_who_was_first(introduction: tuple[Client, dict[str, Any]]) -> None:
    mia, task = introduction
    where = f"{task['links']['self']}/complete"
    assert mia.post(where, INTRODUCED).status_code == 200
    late = mia.post(where, INTRODUCED)
    assert (late.status_code, late.json["type"]) == (409, "/problems/task-already-completed")
    assert "Mia Humleblomster" in late.json["detail"]


def test_a_task_is_taken_and_given_back(introduction: tuple[Client, dict[str, Any]], api: Api) -> None:
    mia, task = introduction
    claimed = mia.post(f"{task['links']['self']}/claim")
    assert (claimed.status_code, claimed.json["assignee"]) == (200, str(api.person("mia")))
    assert mia.post(f"{task['links']['self']}/claim").json == claimed.json
    given = mia.post(f"{task['links']['self']}/unclaim")
    assert (given.status_code, given.json["assignee"]) == (200, None)


def test_two_of_one_role_cannot_both_have_a_task(api: Api) -> None:
    api.hire()
    api.stage.run(
        lambda tx: bindings.bind(
            tx, api.person("ola"), "study_director", "specialty", "rjl/kirurgi", region="rjl", by=SYSTEM, reason="two"
        )
    )
    mia, ola = api.client("mia"), api.client("ola")
    task = mia.task("follow_introduction")
    assert mia.post(f"{task['links']['self']}/claim").status_code == 200
    for act, body in (("claim", None), ("complete", INTRODUCED)):
        late = ola.post(f"{task['links']['self']}/{act}", body)
        assert (late.status_code, late.json["type"]) == (409, "/problems/task-already-claimed")
        assert "Mia Humleblomster" in late.json["detail"]


def test_what_is_not_yours_does_not_exist(introduction: tuple[Client, dict[str, Any]], api: Api) -> None:
    _, task = introduction
    henrik = api.client("henrik")
    assert henrik.tasks() == []
    where = task["links"]["self"]
    answers = [
        henrik.get(where),
        henrik.post(f"{where}/claim"),
        henrik.post(f"{where}/unclaim"),
        henrik.post(f"{where}/complete", INTRODUCED),
        henrik.get(f"/api/v1/tasks/{uuid4()}"),
    ]
    assert {(a.status_code, a.json["type"]) for a in answers} == {(404, "/problems/task-not-found")}


@pytest.mark.parametrize(
    ("body", "code", "pointers"),
    [
        ({**INTRODUCED, "outcome": "trolla"}, "unknown-outcome", set()),
        ({"outcome": "done"}, "invalid-submission", {"#/data/parts", "#/data/completed_on"}),
        ({"outcome": "done", "data": {**DATA, "extra": 1}}, "invalid-submission", {"#/data/extra"}),
        ({"outcome": "done", "data": {**DATA, "completed_on": "igår"}}, "invalid-submission", {"#/data/completed_on"}),
        ({"outcome": "done", "data": []}, "invalid", {"#/data"}),
        ({**INTRODUCED, "by": "eva"}, "invalid", {"#/by"}),
        ({**INTRODUCED, "comment": 7}, "invalid", {"#/comment"}),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_refused_field_by_field_and_changes_nothing(
    introduction: tuple[Client, dict[str, Any]], body: dict[str, Any], code: str, pointers: set[str]
) -> None:
    mia, task = introduction
    answer = mia.post(f"{task['links']['self']}/complete", body)
    assert (answer.status_code, answer.json["type"]) == (422, f"/problems/{code}")
    assert {e["pointer"] for e in answer.json.get("errors", [])} == pointers
    assert mia.get(task["links"]["self"]).json["state"] == "open"


def test_pages_follow_each_other_without_gap_or_double(api: Api) -> None:
    for index in range(3):
        api.hire(employment_id=f"E-{index}", person=somebody(index))
    mia = api.client("mia")
    whole = [t["id"] for t in mia.tasks()]
    assert len(whole) >= 6
    pages, where = [], "/api/v1/tasks?limit=2&tab=mine"
    while where:
        page = mia.get(where).json
        pages.append([t["id"] for t in page["tasks"]])
        where = page["next"]
    assert [task_id for page in pages for task_id in page] == whole
    assert {len(page) for page in pages[:-1]} == {2}


def test_the_list_is_narrowed_by_process_residency_and_due_date(api: Api) -> None:
    first = api.hire()
    api.hire(employment_id="E-2", person=somebody(1))
    mia = api.client("mia")
    assert {t["residency_id"] for t in mia.tasks(residency=first)} == {first}
    assert {t["process"] for t in mia.tasks(process="onboarding")} == {"onboarding"}
    assert mia.tasks(due="overdue") == []
    api.stage.travel(api.stage.clock.now().replace(month=3))
    assert {t["process"] for t in mia.tasks(due="overdue")} >= {"onboarding"}


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("tab=alla", "#/tab"), ("limit=0", "#/limit"), ("limit=201", "#/limit"), ("limit=x", "#/limit"),
        ("after=x", "#/after"), ("after=2026-01-01T00:00:00_" + "0" * 32, "#/after"), ("residency=x", "#/residency"),
        ("due=sen", "#/due"), ("order=name", "#/order"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_answered_is_refused(api: Api, query: str, pointer: str) -> None:
    answer = api.client("mia").get(f"tasks?{query}")
    assert answer.status_code == 422
    assert [e["pointer"] for e in answer.json["errors"]] == [pointer]


def somebody(index: int) -> dict[str, Any]:
    """Return a person whom nobody knows yet."""
    return {
        "personnummer": number(1 + index),
        "first_name": "Disa",
        "last_name": f"Dahl {index}",
        "email": f"disa{index}@example.org",
    }


@pytest.mark.parametrize("name", ["parts", "completed_on", "outcome", "comment"])
@pytest.mark.parametrize(
    "value",
    [None, True, -1, 1e308, "", "x" * 100_000, "\U0001f480", [], [[]], {}, {"@": "date"}, ["unit", "unit"], [None]],
)
def test_no_value_of_an_answer_breaks_the_door(
    introduction: tuple[Client, dict[str, Any]], name: str, value: object
) -> None:
    mia, task = introduction
    body = (
        {**INTRODUCED, name: value} if name in ("outcome", "comment") else {**INTRODUCED, "data": {**DATA, name: value}}
    )
    answer = mia.post(f"{task['links']['self']}/complete", body)
    assert answer.status_code in (200, 422), answer.json
