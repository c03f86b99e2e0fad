"""Processes, their runs and messages: how everything stands, never what people wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Api
from tests.engine import kit
from workflows import definitions
from workflows.definitions import Bundle
from workflows.model.actor import Actor

MODELS = Path(__file__).parents[2] / "bpmn"
SECRET = "Behöver träna på svåra samtal."


def test_every_process_is_listed_with_what_starts_it(api: Api) -> None:
    listed = api.client("lena").get("process-definitions").json["process_definitions"]
    found = {row["key"]: row for row in listed}
    assert set(found) == {folder.parent.name for folder in MODELS.glob("*/*.bpmn")}
    assert found["residency"]["starts_by"] == ["hire.registered"]
    assert all(row["name"]["sv"] and row["name"]["en"] and row["version"] == 1 for row in listed)


def test_a_process_tells_its_steps_and_its_drawing(api: Api) -> None:
    lena = api.client("lena")
    read = lena.get("process-definitions/iup").json
    steps = {step["id"]: step for step in read["steps"]}
    assert steps["draft_iup"]["kind"] == "userTask"
    assert steps["draft_iup"]["role"] == "resident"
    assert "iup/draft" in read["forms"]
    assert "iup.approved" in read["messages"]
    drawing = lena.get(read["links"]["bpmn"])
    assert drawing.data.decode() == (MODELS / "iup" / "iup.bpmn").read_text(encoding="utf-8")
    assert drawing.content_type.startswith("application/xml")


def test_a_process_that_is_not_there_is_not_found(api: Api) -> None:
    answer = api.client("lena").get("process-definitions/finns-ej")
    assert (answer.status_code, answer.json["type"]) == (404, "/problems/process-definition-not-found")


def test_a_run_tells_where_it_stands_and_not_what_was_written(api: Api) -> None:
    api.hire()
    bo = api.client("bo")
    task = bo.task("analyse_baseline")
    data = {"training_needs": SECRET, "shared_goals": SECRET}
    assert bo.post(f"{task['links']['self']}/complete", {"outcome": "save", "data": data}).status_code == 200

    answer = api.client("mia").get(task["links"]["process_instance"])
    states = {step["id"]: (step["state"], step["times"]) for step in answer.json["steps"]}
    assert states["analyse_baseline"] == ("done", 1)
    assert states["follow_introduction"] == ("now", 0)
    assert [t["activity"] for t in answer.json["open_tasks"]] == ["follow_introduction"]
    for path in (task["links"]["process_instance"], "/api/v1/process-instances", task["links"]["self"]):
        assert SECRET not in api.client("bo").get(path).get_data(as_text=True)


def test_runs_are_seen_by_those_who_see_the_training(api: Api) -> None:
    api.hire()
    runs = api.client("mia").get("process-instances").json["process_instances"]
    assert len(runs) == 4
    hilda = api.client("hilda")
    assert hilda.get("process-instances").json["process_instances"] == []
    assert hilda.get(f"process-instances?residency={runs[0]['residency_id']}").status_code == 404
    assert {hilda.get(run["links"]["self"]).json["type"] for run in runs} == {"/problems/process-instance-not-found"}


def test_runs_come_in_pages_newest_first(api: Api) -> None:
    api.hire()
    siv = api.client("siv")
    whole = [run["id"] for run in siv.get("process-instances").json["process_instances"]]
    assert whole == sorted(whole, reverse=True)
    found, where = [], "/api/v1/process-instances?limit=3&state=running"
    while where:
        page = siv.get(where).json
        found += [run["id"] for run in page["process_instances"]]
        where = page["next"]
    assert found == whole
    only = siv.get("process-instances?process=iup&state=running").json["process_instances"]
    assert [run["process"] for run in only] == ["iup"]


def test_what_a_message_starts_is_not_started_by_hand(api: Api) -> None:
    residency_id = api.hire()
    body = {"process": "iup", "residency_id": residency_id}
    answer = api.client("ada").post("process-instances", body)
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/not-started-by-hand")


def test_a_process_with_a_plain_start_is_started_once_per_business_key(api: Api) -> None:
    residency_id = api.hire()
    deploy_checkup(api, "checkup")
    ada = api.client("ada")
    body = {"process": "checkup", "residency_id": residency_id, "business_key": "checkup:1"}
    first, again = ada.post("process-instances", body), ada.post("process-instances", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json == first.json
    assert first.headers["Location"] == first.json["links"]["self"]
    assert api.client("anna").task("check")["process_instance_id"] == first.json["id"]
    unkeyed = {"process": "checkup", "residency_id": residency_id}
    assert ada.post("process-instances", unkeyed).json["id"] != first.json["id"]


def test_a_message_reaches_the_process_that_waits_for_it(api: Api) -> None:
    residency_id = api.hire()
    deploy_checkup(api, "checkup")
    body = {"name": "checkup.wanted", "residency_id": residency_id, "payload": {"reason": "Halvtid", "months": 30}}
    answer = api.client("pia").post("messages", body, Idempotency_Key="m-1")
    again = api.client("pia").post("messages", body, Idempotency_Key="m-1")
    assert (answer.status_code, again.status_code) == (202, 202)
    assert again.json == answer.json

    api.stage.settle()
    runs = api.client("ada").get("process-instances?process=checkup").json["process_instances"]
    assert len(runs) == 1
    assert api.client("anna").task("check")


@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"name": "finns.ej"}, 422, "#/name"),
        ({"name": "hire.registered"}, 422, "#/name"),
        ({"payload": {"@": "date"}}, 422, "#/payload"),
        ({"payload": []}, 422, "#/payload"),
        ({"residency_id": "x"}, 422, "#/residency_id"),
        ({"region": "halland"}, 422, "#/region"),
        ({"residency_id": "0190f3c2-7b1e-7c3a-9d2e-5a1b2c3d4e5f"}, 404, None),
    ],
)
def test_a_message_that_nobody_can_take_is_refused(
    api: Api, change: dict[str, Any], status: int, pointer: str | None
) -> None:
    residency_id = api.hire()
    answer = api.client("pia").post("messages", {"name": "iup.approved", "residency_id": residency_id, **change})
    assert answer.status_code == status, answer.json
    assert [e["pointer"] for e in answer.json.get("errors", [])] == ([pointer] if pointer else [])


def test_a_message_about_another_regions_training_is_refused(api: Api) -> None:
    body = {"name": "iup.approved", "residency_id": api.hire()}
    answer = api.client("petra").post("messages", body)
    assert (answer.status_code, answer.json["type"]) == (404, "/problems/residency-not-found")


def deploy_checkup(api: Api, key: str) -> None:
    """Deploy a process that begins by hand or by a message, and then asks the resident twice."""
    xml = kit.document(
        kit.process(
            kit.node("startEvent", "by_hand"),
            kit.node("startEvent", "by_message", kit.event("message", "m")),
            kit.user("check", role="resident"),
            kit.user("sum_up", role="resident"),
            kit.node("endEvent", "end"),
            kit.line("by_hand", "check", "sum_up", "end"),
            kit.flow("by_message", "check"),
            key=key,
            root=kit.message("m", f"{key}.wanted", "residency_id"),
        )
    )
    bundle = Bundle(xml, {}, {"f": '{"components": []}'})
    api.stage.run(lambda tx: definitions.deploy(tx, bundle, by=Actor.system("test")))
