"""HR's system registers hires: once, whole or not at all, and only in its own region."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from tests.api.conftest import Api, hire, number
from workflows import inbox


def test_a_hire_starts_the_training_and_its_tasks_reach_the_right_people(api: Api) -> None:
    answer = api.client("pia").post("hr-events", hire())
    assert answer.status_code == 201
    assert answer.json["created"] is True
    assert answer.headers["Location"] == f"/residencies/{answer.json['residency_id']}"

    api.stage.settle()

    assert {t["activity"] for t in api.client("anna").tasks()} == {"draft_iup"}
    assert "follow_introduction" in {t["activity"] for t in api.client("mia").tasks()}
    runs = api.client("mia").get(answer.json["links"]["process_instances"]).json["process_instances"]
    assert {run["process"] for run in runs} == {"residency", "onboarding", "iup", "contract"}


def test_the_same_hire_again_is_the_first_one(api: Api) -> None:
    first = api.client("pia").post("hr-events", hire())
    again = api.client("pia").post("hr-events", hire())
    assert (again.status_code, again.json["created"]) == (200, False)
    assert again.json["residency_id"] == first.json["residency_id"]


def test_the_same_employment_with_other_facts_is_refused_and_lists_them(api: Api) -> None:
    api.hire()
    other = api.client("pia").post("hr-events", hire(fte=50, licence_on="2025-05-01"))
    assert other.status_code == 409
    assert other.json["type"] == "/problems/hire-differs"
    assert other.json["facts"]["names"] == ["fte", "licence_on"]


def test_every_wrong_fact_is_named_and_nothing_is_started(api: Api) -> None:
    wrong = hire(unit="finns-ej", specialty="trolleri", licence_on="2030-01-01", fte=0)
    wrong["person"] = {**wrong["person"], "personnummer": number(0)[:-1] + "x", "email": "ingen"}
    answer = api.client("pia").post("hr-events", wrong)
    assert answer.status_code == 422
    assert {e["pointer"] for e in answer.json["errors"]} == {
        "#/unit", "#/specialty", "#/licence_on", "#/fte", "#/person/personnummer", "#/person/email",
    }  # fmt: skip
    assert all(e["detail"] for e in answer.json["errors"])

    api.stage.settle()
    assert api.client("siv").get("process-instances").json["process_instances"] == []


@pytest.mark.parametrize("missing", ["employment_id", "person", "unit", "specialty", "licence_on", "type"])
def test_a_missing_fact_is_named(api: Api, missing: str) -> None:
    answer = api.client("pia").post("hr-events", hire(**{missing: None}))
    assert answer.status_code == 422
    assert f"#/{missing}" in {e["pointer"] for e in answer.json["errors"]}


@pytest.mark.parametrize(
    ("pointer", "other"),
    [
        ("#/residency_id", {"residency_id": str(UUID(int=1))}),
        ("#/regulation", {"regulation": "SOSFS_2015_8"}),
        ("#/person/is_active", {"person": {**hire()["person"], "is_active": False}}),
        ("#/earlier_service/0/by", {"earlier_service": [{"by": "me"}]}),
    ],
)
def test_a_fact_that_is_not_asked_for_is_refused(api: Api, pointer: str, other: dict[str, Any]) -> None:
    answer = api.client("pia").post("hr-events", hire(**other))
    assert answer.status_code == 422
    assert pointer in {e["pointer"] for e in answer.json["errors"]}


@pytest.mark.parametrize("name", ["unit", "swedish_at", "fte", "licence_on", "trained_in", "main_supervisor"])
@pytest.mark.parametrize("value", [[], {}, [1], "\U0001f480", -1, 1e300, True])
def test_no_value_of_a_fact_breaks_the_door(api: Api, name: str, value: object) -> None:
    answer = api.client("pia").post("hr-events", hire(**{name: value}))
    assert answer.status_code in (201, 422), answer.json


def test_hr_of_another_region_registers_nobody_here(api: Api) -> None:
    answer = api.client("petra").post("hr-events", hire())
    assert answer.status_code == 422
    assert [e["pointer"] for e in answer.json["errors"]] == ["#/unit"]
    assert api.client("siv").get("process-instances").json["process_instances"] == []


def test_hr_of_another_region_learns_nothing_of_an_employment(api: Api) -> None:
    api.hire()
    answer = api.client("petra").post("hr-events", hire(unit="vc-tallhojden", specialty="allmanmedicin"))
    assert answer.status_code == 422
    assert "facts" not in answer.json


def test_a_key_makes_a_repetition_harmless_for_seven_days(api: Api) -> None:
    pia = api.client("pia")
    first = pia.post("hr-events", hire(), Idempotency_Key="hire-1")
    again = pia.post("hr-events", hire(), Idempotency_Key="hire-1")
    assert (again.status_code, again.json) == (201, first.json)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers

    api.stage.clock.advance_wall(days=7)
    later = pia.post("hr-events", hire(), Idempotency_Key="hire-1")
    assert (later.status_code, later.json["created"]) == (200, False)


def test_a_key_is_good_for_one_request_of_one_person(api: Api) -> None:
    first = api.client("pia").post("hr-events", hire(), Idempotency_Key="k")
    assert first.status_code == 201
    other = api.client("pia").post("hr-events", hire(employment_id="E-2"), Idempotency_Key="k")
    somebody = api.client("ada").post("hr-events", hire(), Idempotency_Key="k")
    for refused in (other, somebody):
        assert refused.status_code == 409
        assert refused.json["type"] == "/problems/key-reused"
        assert refused.json["facts"]["by_name"] == "Pia Backtimjan"


def test_a_refused_request_leaves_its_key_free(api: Api) -> None:
    pia = api.client("pia")
    assert pia.post("hr-events", hire(unit="finns-ej"), Idempotency_Key="k").status_code == 422
    assert pia.post("hr-events", hire(), Idempotency_Key="k").status_code == 201


@pytest.mark.parametrize("key", ["", "å" * 3, "x" * 201, "a b"])
def test_a_key_that_cannot_be_kept_is_refused(api: Api, key: str) -> None:
    assert api.client("pia").post("hr-events", hire(), Idempotency_Key=key).status_code == 422


def test_somebody_whom_nobody_knows_is_added(api: Api) -> None:
    person = {"personnummer": number(1), "first_name": "Disa", "last_name": "Dahl", "email": "disa@example.org"}
    residency = UUID(api.hire(person=person))
    found = api.stage.run(lambda tx: inbox.open_of_residency(tx, residency))
    assert "draft_iup" in {task.activity_id for task in found}
