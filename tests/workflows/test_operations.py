"""Operations: each once per token, typed, undone with the outcome; and the page that lists them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from service.directory import bindings, people
from service.operations import HouseOperations, listed, reference
from service.residency import facts, hires, queries
from tests.workflows import house
from tests.workflows.house import HR
from workflows import history
from workflows.model import errors
from workflows.model.events import Happening
from workflows.model.ports import OperationCall
from workflows.store.base import new_id

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "operations.md"
ST = {"regulation": "HSLF_FS_2021_8", "bt_required": True, "min_months": Decimal(66), "reason": None}


@pytest.fixture
def home(tmp_path):
    return house.build(f"sqlite:///{tmp_path}/t.db")


@pytest.fixture
def residency_id(home):
    given = {
        "employment_id": "E-1",
        "person": "anna",
        "unit": "kir-jkpg",
        "specialty": "kirurgi",
        "st_start_on": "2026-01-12",
        "licence_on": "2025-06-01",
        "swedish_at": False,
        "trained_in": "eu_eea",
        "main_supervisor": "bo",
    }
    return home.run(lambda tx: hires.register(tx, given, by=HR)).residency_id


def call(residency_id, name, key="token-1", submission=None, **inputs):
    return OperationCall(
        name=name,
        inputs=inputs,
        submission_id=submission,
        instance_id=UUID(int=1),
        activity_id="a",
        residency_id=residency_id,
        key=key,
    )


def perform(home, *args, **kwargs):
    return home.run(lambda tx: tx.parts.operations.perform(tx, call(*args, **kwargs)))


def undo(home, name, key="token-1"):
    home.run(lambda tx: tx.parts.operations.undo(tx, name, key))


def test_the_same_token_does_it_once(home, residency_id):
    given = {"programme": "ST", "approved_by": ["head_of_department"]}
    first = perform(home, residency_id, "record.iup_version", **given)
    again = perform(home, residency_id, "record.iup_version", **given)
    other = perform(home, residency_id, "record.iup_version", key="token-2", **given)
    assert [r["iup_version"] for r in (first, again, other)] == [1, 1, 2]
    assert len(home.run(lambda tx: queries.iup_versions(tx.session, residency_id))) == 2


def test_an_undone_operation_leaves_the_record_as_it_was_and_may_be_done_again(home, residency_id):
    given = {"programme": "ST", "approved_by": ["head_of_department"]}
    perform(home, residency_id, "record.iup_version", **given)
    undo(home, "record.iup_version")
    assert home.run(lambda tx: queries.iup_versions(tx.session, residency_id)) == []
    undo(home, "record.iup_version")
    assert perform(home, residency_id, "record.iup_version", **given)["iup_version"] == 1


def test_the_regulation_gives_the_planned_end_and_undo_takes_both_back(home, residency_id):
    perform(home, residency_id, "record.regulation", **ST)
    residency = home.residency(residency_id)
    assert (residency.regulation, residency.planned_end_on) == ("HSLF_FS_2021_8", dt.date(2031, 7, 12))
    undo(home, "record.regulation")
    residency = home.residency(residency_id)
    assert (residency.regulation, residency.min_months, residency.planned_end_on) == (None, None, None)


def test_a_planned_end_set_by_hand_is_not_recomputed(home, residency_id):
    perform(home, residency_id, "record.regulation", **ST)
    perform(home, residency_id, "record.planned_end", planned_end_on=dt.date(2032, 1, 1), reason="två delmål kvar")
    home.run(lambda tx: facts.set_start(tx, residency_id, start_on=dt.date(2026, 3, 1), by=HR))
    assert home.residency(residency_id).planned_end_on == dt.date(2032, 1, 1)
    undo(home, "record.planned_end")
    assert home.residency(residency_id).planned_end_on == dt.date(2031, 7, 12)


def test_a_new_supervisor_replaces_the_present_one_and_undo_puts_it_back(home, residency_id):
    key, ola = f"main_supervisor@residency:{residency_id}", str(home.person("ola"))
    perform(home, residency_id, "record.supervisor", person=ola, reason="Bo slutar")
    assert (key in home.actor("bo").keys, key in home.actor("ola").keys) == (False, True)
    undo(home, "record.supervisor")
    assert (key in home.actor("bo").keys, key in home.actor("ola").keys) == (True, False)


def test_what_the_guideline_says_is_asked_once(home, residency_id):
    asked = perform(home, residency_id, "case.specialty_guideline")
    perform(home, residency_id, "record.specialty_guideline", contract_needed=False)
    known = perform(home, residency_id, "case.specialty_guideline")
    undo(home, "record.specialty_guideline")
    again = perform(home, residency_id, "case.specialty_guideline")
    assert [r["contract_needed"] for r in (asked, known, again)] == [None, False, None]


def test_the_facts_of_a_candidate(home, residency_id):
    bo, eva, anna = (home.person(name) for name in ("bo", "eva", "anna"))
    home.run(lambda tx: people.note(tx, bo, "family_tie", str(anna), by=HR))
    home.run(lambda tx: bindings.unbind_scope(tx, "residency", str(residency_id), by=HR))
    found = perform(home, residency_id, "case.supervisor_facts", person=str(bo))["facts"]
    assert found["specialist_in"] == ["kirurgi"]
    assert (found["training_on"], found["refresher_on"]) == (dt.date(2023, 10, 5), dt.date(2025, 10, 2))
    assert (found["same_unit"], found["is_head"], found["is_family"], found["load"]) == (True, False, True, 0)
    assert perform(home, residency_id, "case.supervisor_facts", person=str(eva))["facts"]["is_head"]


def test_the_facts_of_the_hire_are_those_that_the_table_asks_for(home, residency_id):
    found = perform(home, residency_id, "case.hire")["hire"]
    assert (found["licensed"], found["swedish_at"], found["trained_in"]) == (True, False, "eu_eea")
    assert (found["st_start_on"], found["has_main_supervisor"]) == (dt.date(2026, 1, 12), True)


@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        ("record.regulation", {**ST, "min_months": "66"}),
        ("record.regulation", {"regulation": "HSLF_FS_2021_8"}),
        ("record.supervisor", {"person": "bo", "reason": "x"}),
        ("record.baseline", {"extra": True}),
    ],
)
def test_a_wrong_input_is_refused(home, residency_id, name, inputs):
    with pytest.raises(errors.OperationRefused):
        perform(home, residency_id, name, **inputs)


def test_an_operation_that_does_not_exist_is_named():
    with pytest.raises(errors.OperationUnknown, match=r"record\.magic"):
        HouseOperations().runs("record.magic")


def test_every_operation_that_writes_can_be_undone():
    # the end of a training cancels its other processes: those do not come back
    assert [o.name for o in listed() if not o.only_reads and o.undo is None] == ["record.ended"]


def test_each_kind_of_document_is_kept_with_its_submission(home, residency_id):
    sent = new_id()
    perform(home, residency_id, "record.contract", submission=sent, contract_type="standard", signers=["resident"])
    perform(home, residency_id, "record.contract_not_needed", key="token-2", reason="declined")
    kept = home.run(lambda tx: queries.contracts(tx.session, residency_id))
    assert [(c.state, c.submission_id) for c in kept] == [("signed", sent), ("not_needed", None)]
    told = home.run(lambda tx: history.of_residency(tx, residency_id, kinds=(Happening.FACT_CHANGED,))[0])
    assert (told.data["fact"], told.data["what"]) == ("no_contract", "declined")


def test_the_reference_page_is_the_register():
    assert PAGE.read_text(encoding="utf-8") == reference.page()
