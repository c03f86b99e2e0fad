"""A process that cannot go on in somebody's own step: nothing is saved, an incident says where, and it is repaired."""

from __future__ import annotations

from html import unescape
from typing import Any
from uuid import UUID

import pytest

from service.auth import accounts, passwords
from service.directory import people
from tests.api.browser_like import Browser
from tests.api.conftest import Api
from tests.engine import kit
from workflows import definitions, history, inbox, incidents, instances
from workflows.definitions import Bundle
from workflows.model.actor import Actor

PASSWORD = "en lång mening om tallar"
ME = Actor.system("test")


@pytest.fixture
def stuck(api: Api) -> tuple[Api, UUID]:
    """A run whose next gateway asks for a boolean that nobody gives."""
    xml = kit.document(
        kit.process(
            kit.node("startEvent", "s"),
            kit.user("check", role="resident"),
            kit.node("exclusiveGateway", "ok", default="ok_again"),
            kit.user("again", role="resident"),
            kit.node("endEvent", "e"),
            kit.line("s", "check", "ok"),
            kit.flow("ok", "e", "residency_id"),
            kit.flow("ok", "again"),
            kit.flow("again", "e"),
            key="checkup",
        )
    )
    bundle = Bundle(xml, {}, {"f": '{"components": []}'})
    residency = UUID(api.hire())
    api.stage.run(lambda tx: definitions.deploy(tx, bundle, by=ME))
    made = api.stage.run(
        lambda tx: (
            instances.start(tx, "checkup", business_key="checkup:1", by=ME, residency_id=residency, region="rjl").id
        )
    )
    return api, made


def opened(api: Api) -> list[Any]:
    return api.stage.run(lambda tx: [i for i in incidents.listed(tx) if i.kind == "step_failed"])


def token(api: Api, instance_id: UUID) -> dict[str, str]:
    """Return the token by the activity at which it waits."""
    return api.stage.run(lambda tx: {t.activity_id: t.token_id for t in inbox.open_of_instance(tx, instance_id)})


def browser(api: Api, handle: str) -> Browser:
    kept = passwords.hashed(api.stage.house.settings, PASSWORD)
    api.stage.run(lambda tx: accounts.set_password(tx, people.get(tx, handle).id, kept))
    email = api.stage.run(lambda tx: people.get(tx, handle).email)
    made = Browser(api.app)
    assert made.sign_in(email, PASSWORD).status_code in (302, 303)
    return made


def anna(api: Api, instance_id: UUID) -> tuple[Any, str]:
    """Return the resident's client and the address of the task."""
    task = api.stage.run(lambda tx: inbox.open_of_instance(tx, instance_id)[0].id)
    return api.client("anna"), f"tasks/{task}"


def test_the_step_is_undone_and_one_incident_says_which_expression_it_was(stuck: tuple[Api, UUID]) -> None:
    api, run = stuck
    client, task = anna(api, run)
    for _ in range(2):
        answer = client.post(f"{task}/complete", {})
        assert (answer.status_code, answer.json["type"]) == (500, "/problems/condition-not-boolean")
    (incident,) = opened(api)
    assert (incident.instance_id, incident.activity_id) == (run, "ok_e")
    assert (incident.detail["expression"], incident.detail["got"]) == ("=residency_id", "string")
    assert set(token(api, run)) == {"check"}
    assert client.get(task).json["state"] == "open"


def test_drift_shows_the_place_and_a_moved_token_goes_on_with_the_reason_kept(stuck: tuple[Api, UUID]) -> None:
    api, run = stuck
    client, task = anna(api, run)
    client.post(f"{task}/complete", {})
    (incident,), ada = opened(api), browser(api, "ada")
    page = unescape(ada.look(f"/operations?incident={incident.id}").text)
    assert "residency_id: (string)" in page
    assert f"/operations/instances/{run}" in page
    here = f"/operations/instances/{run}"
    assert "Flytta" in ada.look(here).text
    asked = ada.look(f"{here}/move?token={token(api, run)['check']}").text
    assert '<option value="again"' in asked
    form = {"token": token(api, run)["check"], "chosen": "again"}
    assert ada.send(f"{here}/move", **form).status_code == 422
    assert ada.send(f"{here}/move", **form, why="Villkoret är fel.").status_code == 303
    assert set(token(api, run)) == {"again"}
    rows = api.stage.run(lambda tx: history.of_instance(tx, run))
    (moved,) = [r for r in rows if r.kind == "token_moved" and "reason" in r.data]
    assert (moved.data["reason"], moved.actor) == ("Villkoret är fel.", api.person("ada"))
    assert ada.send(f"/operations/incidents/{incident.id}/resolve", why="Flyttad.").status_code == 303
    assert opened(api) == []


def test_a_run_is_held_restarted_and_skipped_and_a_stale_token_is_told(stuck: tuple[Api, UUID]) -> None:
    api, run = stuck
    ada, here, why = browser(api, "ada"), f"/operations/instances/{run}", "prov"
    ada.look(here)
    assert ada.send(f"{here}/suspend", why=why).status_code == 303
    assert "Låt processen gå vidare" in ada.look(here).text
    assert ada.send(f"{here}/resume", why=why).status_code == 303
    first = token(api, run)["check"]
    assert ada.send(f"{here}/restart", why=why, token=first).status_code == 303
    second = token(api, run)["check"]
    assert first != second
    assert ada.send(f"{here}/restart", why=why, token=first).status_code == 409
    assert ada.send(f"{here}/move", why=why, token=second, chosen="again").status_code == 303
    assert ada.send(f"{here}/skip", why=why, token=token(api, run)["again"]).status_code == 303
    assert api.stage.run(lambda tx: instances.get(tx, run).state) == "completed"


def test_only_an_administrator_of_the_region_finds_the_page(stuck: tuple[Api, UUID]) -> None:
    api, run = stuck
    assert browser(api, "mia").look(f"/operations/instances/{run}").status_code == 404


def test_the_person_reads_that_nothing_was_saved_and_that_somebody_has_been_told(stuck: tuple[Api, UUID]) -> None:
    api, run = stuck
    _, task = anna(api, run)
    person = browser(api, "anna")
    person.look(f"/{task}")
    answer = person.send(f"/{task}/complete")
    assert answer.status_code == 500
    page = unescape(answer.text)
    assert "Processen kunde inte gå vidare." in page
    assert "Den som sköter driften har fått veta det" in page
    assert "residency_id" not in page
    assert len(opened(api)) == 1
