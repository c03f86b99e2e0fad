"""Everything on the shelf fits together: models, forms, tables and the guideline rows they name."""

from __future__ import annotations

import re

import pytest

from forms import check
from service import catalogue
from tests.models import shelf
from workflows import feel
from workflows.model import errors

#: Forms that no user task opens: a hire has no process yet when it is registered.
DOORS = {"hire/register"}
ROW = re.compile(r"\b(?:RJL22|RJL25|NRB|HAL|BLE)-\d+\w?")


class _Feel:
    """The forms room's port, filled with the house's FEEL."""

    def value(self, text: str, scope: object) -> object:
        return feel.parse(text).evaluate(scope)  # type: ignore[arg-type]

    def problem(self, text: str, known: object) -> str | None:
        try:
            feel.parse(text)
        except errors.RandaError as problem:
            return problem.text("sv")
        return None


@pytest.mark.parametrize("key", shelf.KEYS)
def test_the_publication_check_finds_nothing(key: str) -> None:
    assert shelf.reading(key).findings == []
    assert shelf.process(key).key == key


@pytest.mark.parametrize("key", shelf.KEYS)
def test_every_step_is_named_in_swedish_and_english(key: str) -> None:
    for meta in shelf.process(key).activities.values():
        is_silent_gateway = meta.kind.endswith("Gateway") and not meta.name
        assert is_silent_gateway or (meta.name and meta.name_en), meta.id
        if meta.kind == "exclusiveGateway" and meta.name:
            assert meta.name.endswith("?"), f"{meta.id} asks a question"
        for outcome in meta.outcomes:
            assert outcome.sv
            assert outcome.en


@pytest.mark.parametrize("key", shelf.KEYS)
def test_every_user_task_has_a_form_a_role_and_an_outcome(key: str) -> None:
    for meta in shelf.process(key).activities.values():
        if meta.kind == "userTask":
            assert meta.form_id in shelf.form_keys(), meta.id
            assert meta.candidate_groups or meta.assignee or meta.role in catalogue.roles(), meta.id
            assert meta.outcomes, meta.id


def test_every_form_is_used() -> None:
    used = {m.form_id for key in shelf.KEYS for m in shelf.process(key).activities.values() if m.form_id}
    assert set(shelf.form_keys()) == used | DOORS


@pytest.mark.parametrize("key", shelf.form_keys())
def test_no_form_breaks_the_rules_of_forms(key: str) -> None:
    text = (shelf.FORMS / f"{key}.form").read_text(encoding="utf-8")
    assert check(text, _Feel()) == []


def test_every_row_that_is_named_exists() -> None:
    files = [*shelf.BPMN.glob("*/*.bpmn"), *shelf.BPMN.glob("decisions/*.dmn"), *shelf.FORMS.glob("*/*.form")]
    for file in files:
        named = set(ROW.findall(file.read_text(encoding="utf-8")))
        assert named <= set(catalogue.requirements()), file.name


def test_every_rule_says_which_row_it_serves_or_that_it_is_a_default() -> None:
    for decision, model in shelf.tables().items():
        for edition in shelf.EDITIONS:
            if not decision.startswith("policy_"):
                continue
            (match,) = model.decide(decision, {"edition": edition}).matched
            assert match.annotations["serves"], (decision, edition)


@pytest.mark.parametrize("key", shelf.KEYS)
def test_a_process_owner_can_read_what_it_is_for(key: str) -> None:
    text = (shelf.BPMN / key / "README.md").read_text(encoding="utf-8")
    for word in ("Ägare / Owner", "Startas av / Trigger", "Affärsnyckel / Business key", "Meddelanden"):
        assert word in text, word


def test_the_states_and_roles_of_the_tables_exist() -> None:
    known = set(catalogue.roles()) | {"holder"}
    for edition in shelf.EDITIONS:
        iup, contract = shelf.policy("iup", edition), shelf.policy("contract", edition)
        appointing = shelf.policy("supervisor_appointment", edition)
        named = [*iup["approvers"], *iup["advisers"], *contract["signers"], contract["initiator"]]
        named += [*appointing["consulted"], *appointing["appointers"], appointing["proposer"]]
        assert set(named) <= known
