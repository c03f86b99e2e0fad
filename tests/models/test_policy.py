"""The rules per guideline say what the guidelines say."""

from __future__ import annotations

import csv
import datetime as dt
from typing import Any

import pytest

from service import catalogue
from tests.models import shelf

POLICIES = ("iup", "contract", "supervisor_appointment", "introduction", "baseline", "offer_contract")


def hire(**changed: Any) -> dict[str, Any]:
    """A licensed doctor with Swedish AT who begins in 2026."""
    return {
        "position_type": "ST",
        "licensed": True,
        "swedish_at": True,
        "st_started_before_2021_07_01": False,
        "st_start_on": dt.date(2026, 1, 12),
        **changed,
    }


@pytest.mark.parametrize(
    ("changed", "regulation", "bt", "months"),
    [
        ({}, "SOSFS_2015_8", False, 60),
        ({"swedish_at": False}, "HSLF_FS_2021_8", True, 66),
        ({"swedish_at": False, "st_start_on": dt.date(2021, 7, 1)}, "HSLF_FS_2021_8", True, 66),
        ({"swedish_at": False, "st_start_on": dt.date(2021, 6, 30)}, None, None, None),
        ({"swedish_at": False, "st_started_before_2021_07_01": True}, "SOSFS_2015_8", False, 60),
        ({"swedish_at": None}, None, None, None),
        ({"swedish_at": None, "st_started_before_2021_07_01": None}, None, None, None),
        ({"licensed": False}, None, None, None),
        ({"licensed": False, "position_type": "AT"}, "SOSFS_1999_5", False, 18),
    ],
)
def test_the_regulation_follows_the_facts_and_is_open_when_they_are_missing(
    changed: dict[str, Any], regulation: str | None, bt: bool | None, months: int | None
) -> None:
    found = shelf.decide("regulation_choice", hire=hire(**changed))
    assert (found["regulation"], found["bt_required"], found["min_months"]) == (regulation, bt, months)


def test_only_blekinge_asks_three_to_approve_and_only_halland_is_content_with_one_of_two() -> None:
    rows = {edition: shelf.policy("iup", edition) for edition in shelf.EDITIONS}
    assert rows["blekinge"]["approvers"] == ["head_of_department", "main_supervisor", "study_director"]
    assert {edition for edition, row in rows.items() if row["rule"] == "any"} == {"halland"}
    assert rows["halland"]["approvers"] == ["head_of_department", "study_director"]
    assert rows["norrbotten"]["revisions_per_year"] is None
    assert rows["rjl_2025"]["revisions_per_year"] == 2


def test_the_study_director_proposes_in_jonkoping_and_the_head_elsewhere() -> None:
    proposers = {e: shelf.policy("supervisor_appointment", e)["proposer"] for e in shelf.EDITIONS}
    assert {e for e, role in proposers.items() if role == "study_director"} == {"rjl_2022", "rjl_2025"}
    both = shelf.policy("supervisor_appointment", "rjl_2025")["appointers"]
    assert sorted(both) == ["head_of_department", "study_director"]


def test_only_jonkoping_2025_counts_service_time() -> None:
    bases = {e: shelf.decide("deadlines", policy="iup", edition=e) for e in shelf.EDITIONS}
    assert {e for e, row in bases.items() if row["basis"] == "service"} == {"rjl_2025"}
    assert {row["length"] for row in bases.values()} == {"P6M"}


def test_what_is_optional_has_no_deadline_and_never_escalates() -> None:
    for policy in ("contract", "offer_contract"):
        assert shelf.decide("deadlines", policy=policy, edition="rjl_2022")["length"] is None
        assert not shelf.decide("escalations", policy=policy, edition="rjl_2022")


def test_what_is_recommended_warns_but_does_not_go_to_the_top() -> None:
    told = {role for step in shelf.decide("escalations", policy="contract", edition="halland") for role in step["to"]}
    assert "regional_study_director" not in told
    assert "study_director" in told


def test_the_contract_in_blekinge_is_due_a_month_after_employment() -> None:
    row = shelf.decide("deadlines", policy="contract", edition="blekinge")
    assert (row["starts_from"], row["length"]) == ("employment_start", "P1M")


@pytest.mark.parametrize("edition", shelf.EDITIONS)
@pytest.mark.parametrize("policy", POLICIES)
def test_reminders_exist_exactly_where_there_is_a_deadline(policy: str, edition: str) -> None:
    deadline = shelf.decide("deadlines", policy=policy, edition=edition)
    steps = shelf.decide("escalations", policy=policy, edition=edition) or []
    if deadline["length"] is None:
        assert policy not in ("iup", "supervisor_appointment")
    else:
        assert any(step["act"] == "remind" and step["to"] == ["holder"] for step in steps)


def _test_of(edition: str, **changed: Any) -> list[str]:
    facts = {
        "name": "Ola",
        "specialist_in": ["kirurgi"],
        "training_on": dt.date(2025, 3, 1),
        "refresher_on": None,
        "same_unit": True,
        "is_head": False,
        "is_medical_lead": False,
    }
    proposal = dict.fromkeys(("candidate", "training_on", "refresher_on", "justification"))
    proposal |= {"conflict": "none", "training_approved": True}
    facts |= {k: v for k, v in changed.items() if k in facts}
    proposal |= {k: v for k, v in changed.items() if k in proposal and k not in facts}
    found = shelf.decide("supervisor_eligibility", edition=edition, specialty="kirurgi", facts=facts, proposal=proposal)
    return [f["kind"] for f in found or []]


@pytest.mark.parametrize("edition", shelf.EDITIONS)
def test_a_trained_specialist_of_the_unit_may_supervise(edition: str) -> None:
    assert _test_of(edition) == []


@pytest.mark.parametrize("edition", shelf.EDITIONS)
def test_conflicts_and_missing_training_block_everywhere(edition: str) -> None:
    assert _test_of(edition, conflict="family_tie") == ["block"]
    assert "block" in _test_of(edition, training_on=None)


def test_the_specialty_must_match_except_where_the_text_only_says_specialist() -> None:
    other = {"specialist_in": ["internmedicin"]}
    assert [e for e in shelf.EDITIONS if "block" not in _test_of(e, **other)] == ["blekinge"]
    assert _test_of("blekinge", specialist_in=[]) == ["block"]


def test_only_halland_demands_training_approved_by_the_region() -> None:
    blocked = [e for e in shelf.EDITIONS if "block" in _test_of(e, training_approved=False)]
    assert blocked == ["halland"]


def test_old_training_is_a_warning_in_norrbotten_only() -> None:
    old = {"training_on": dt.date(2012, 1, 1)}
    assert [e for e in shelf.EDITIONS if _test_of(e, **old)] == ["norrbotten"]
    assert set(_test_of("norrbotten", **old)) == {"warn"}


def test_every_parameter_of_the_policy_is_typed_a_form_text_or_unused_with_a_reason() -> None:
    file = shelf.BPMN / "decisions" / "policy_parameters.csv"
    rows = {row["parameter"]: row for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())}
    assert set(rows) == {row["parameter"] for row in catalogue.rows("policy")}
    for parameter, row in rows.items():
        match row["how"]:
            case "typed":
                assert row["where"] in shelf.tables(), parameter
            case "form":
                assert row["where"] in shelf.form_keys(), parameter
            case "unused":
                assert row["because_sv"], parameter
                assert row["because_en"], parameter
            case other:
                pytest.fail(f"{parameter}: {other}")
