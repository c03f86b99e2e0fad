"""The walk: HR registers a hire, and the right people carry the residency to an approved programme.

Read this first. Everything goes over HTTP as in real life, in all five guideline editions: the same models, and what
differs is each edition's own policy. Between two requests the whole instance is stored and loaded again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from service.directory import people
from service.residency import queries
from tests.api.conftest import Api, api  # noqa: F401  the program, with nobody hired yet
from workflows import inbox, incidents
from workflows.model.calendar import STOCKHOLM

FIXTURES = Path(__file__).parents[1] / "bpmn" / "iup" / "scenarios" / "fixtures"


@dataclass(frozen=True)
class Cast:
    """Who plays what in one edition, and what its guideline makes different."""

    edition: str
    hr: str
    resident: str
    supervisor: str
    head: str
    study_director: str
    unit: str
    specialty: str
    #: Who does which step, in order: the edition's own way.
    story: tuple[str, ...]
    iup_due: str = "2026-07-12"


_RJL = {
    "hr": "pia",
    "resident": "anna",
    "supervisor": "bo",
    "head": "eva",
    "study_director": "mia",
    "unit": "kir-jkpg",
    "specialty": "kirurgi",
}
CASTS = [
    Cast(
        edition="rjl_2025",
        **_RJL,
        story=(
            "study_director propose_supervisor",
            "supervisor accept_supervision",
            "study_director appoint_supervisor",
            "head appoint_supervisor",
            "study_director decide_contract_needed",
            "resident draft_iup",
            "supervisor review_iup",
            "study_director advise_iup",
            "head approve_iup",
        ),
    ),
    Cast(
        edition="rjl_2022",
        **_RJL,
        story=(
            "study_director propose_supervisor",
            "supervisor accept_supervision",
            "study_director appoint_supervisor",
            "head appoint_supervisor",
            "resident draft_iup",
            "supervisor review_iup",
            "study_director advise_iup",
            "head approve_iup",
        ),
    ),
    Cast(
        edition="norrbotten",
        hr="per",
        resident="nora",
        supervisor="nils",
        head="nea",
        study_director="niklas",
        unit="med-sunderby",
        specialty="internmedicin",
        story=(
            "head propose_supervisor",
            "supervisor accept_supervision",
            "head appoint_supervisor",
            "head draft_contract",
            "resident sign_contract",
            "supervisor sign_contract",
            "study_director sign_contract",
            "head sign_contract",
            "resident draft_iup",
            "supervisor review_iup",
            "study_director advise_iup",
            "head approve_iup",
        ),
    ),
    Cast(
        edition="halland",
        hr="petra",
        resident="hanna",
        supervisor="hugo",
        head="hedda",
        study_director="henrik",
        unit="vc-tallhojden",
        specialty="allmanmedicin",
        story=(
            "head propose_supervisor",
            "supervisor accept_supervision",
            "study_director consult_supervisor",
            "resident consult_supervisor",
            "head appoint_supervisor",
            "resident offer_contract",
            "resident draft_iup",
            "supervisor review_iup",
            "study_director approve_iup",
        ),
    ),
    Cast(
        edition="blekinge",
        hr="pontus",
        resident="bea",
        supervisor="birk",
        head="berit",
        study_director="bengt",
        unit="kir-karlskrona",
        specialty="kirurgi",
        story=(
            "head propose_supervisor",
            "supervisor accept_supervision",
            "study_director consult_supervisor",
            "resident consult_supervisor",
            "head appoint_supervisor",
            "head draft_contract",
            "resident sign_contract",
            "supervisor sign_contract",
            "study_director sign_contract",
            "head sign_contract",
            "resident draft_iup",
            "supervisor review_iup",
            "head approve_iup",
            "supervisor approve_iup",
            "study_director approve_iup",
        ),
    ),
]


def _answers(cast: Cast, supervisor_id: str) -> dict[str, tuple[str, dict[str, Any], str]]:
    """What people choose and write at each step: outcome, form, comment."""
    programme = FIXTURES / f"iup_{cast.edition.partition('_')[0]}.json"
    proposal: dict[str, Any] = {"candidate": supervisor_id, "conflict": "none"}
    contract: dict[str, Any] = {"supervision": "Två timmar i månaden", "study_hours": 2, "frames": "Enligt IUP."}
    if cast.edition == "halland":
        proposal["training_approved"] = True
    if cast.edition == "blekinge":
        contract["contract_type"] = "standard"
    return {
        "propose_supervisor": ("propose", proposal, ""),
        "consult_supervisor": ("support", {"opinion": "Bra förslag."}, ""),
        "accept_supervision": ("accept", {"declared": "no"}, ""),
        "appoint_supervisor": ("appoint", {"training_ok": "yes"} if cast.edition.startswith("rjl") else {}, ""),
        "decide_contract_needed": ("decide", {"separate_contract": "no"}, ""),
        "offer_contract": ("decline", {"reason": "replaced"}, "Villkoren står i programmet."),
        "draft_contract": ("submit", contract, ""),
        "sign_contract": ("sign", {"has_read": True}, ""),
        "draft_iup": ("submit", json.loads(programme.read_text(encoding="utf-8")), ""),
        "review_iup": ("endorse", {"reviewed_on": "2026-01-12", "checked": ["goals", "time"]}, ""),
        "advise_iup": ("advise", {"advice": "Planera vetenskapligt arbete tidigt."}, ""),
        "approve_iup": ("approve", {"credit_approved": "none"} if cast.edition == "halland" else {}, ""),
    }


@pytest.mark.parametrize("cast", CASTS, ids=[c.edition for c in CASTS])
def test_from_hire_to_approved_programme(api: Api, cast: Cast) -> None:  # noqa: F811
    residency_id = _hire(api, cast)
    answers = _answers(cast, str(api.person(cast.supervisor)))

    for line in cast.story:
        who, activity = line.split()
        _does(api, getattr(cast, who), activity, answers)

    with api.stage.house.reading() as tx:
        versions = queries.iup_versions(tx.session, residency_id)
        assert [v.version for v in versions] == [1]
        assert incidents.listed(tx) == []
        left = {t.activity_id for t in inbox.open_of_residency(tx, residency_id)}
    assert not left & {line.split()[1] for line in cast.story}, "somebody still has a task of this story"


def _hire(program: Api, cast: Cast) -> Any:
    """HR registers the hire over the API; sent again, it is the same residency."""
    person = program.stage.run(lambda tx: people.get(tx, cast.resident))
    facts = {
        "type": "employee.hired",
        "employment_id": f"E-{cast.edition}",
        "person": {
            "personnummer": person.personnummer,
            "first_name": person.first_name,
            "last_name": person.last_name,
            "email": person.email,
        },
        "unit": cast.unit,
        "specialty": cast.specialty,
        "employment_start_on": "2026-01-12",
        "st_start_on": "2026-01-12",
        "licence_on": "2025-06-01",
        "swedish_at": True,
        "trained_in": "sweden_55y",
        "fte": 100,
        "employment_type": "permanent",
        **({"edition": cast.edition} if cast.edition.startswith("rjl") else {}),
    }
    hr = program.client(cast.hr)
    first, again = hr.post("hr-events", facts), hr.post("hr-events", facts)
    assert (first.status_code, again.status_code) == (201, 200), first.json
    assert first.json["residency_id"] == again.json["residency_id"]
    program.stage.settle()
    with program.stage.house.reading() as tx:
        return next(iter(queries.listed(tx.session, None, None))).Residency.id


def _does(program: Api, handle: str, activity: str, answers: dict[str, tuple[str, dict[str, Any], str]]) -> None:
    """The person finds exactly this task in the inbox, takes it and completes it."""
    client = program.client(handle)
    task = client.task(f"{activity}")
    outcome, data, comment = answers[activity]
    assert client.post(f"tasks/{task['id']}/claim").status_code == 200
    body = {"outcome": outcome, "data": data, "comment": comment}
    done = client.post(f"tasks/{task['id']}/complete", body)
    assert done.status_code == 200, (handle, activity, done.json)
    program.stage.settle()


def test_nobody_forgets_time_brings_reminders_and_then_the_next_person(api: Api) -> None:  # noqa: F811
    """Six months without a programme: the holder is reminded, then those whom the policy names hear of it."""
    api.hire()
    clock = api.stage.clock
    first_day = clock.now().astimezone(STOCKHOLM)
    api.stage.travel(first_day.replace(year=2026, month=8, day=20))
    with api.stage.house.reading() as tx:
        mails = [m for m in queries.mails(tx.session, regions=None, state=None, limit=500) if m.about.startswith("iup")]
        told = [(m.kind, people.get(tx, m.to_person).handle) for m in sorted(mails, key=lambda m: m.created_at)]
    assert [t for t in told if t[0] == "remind"] == [("remind", "anna")] * 3
    assert {t for t in told if t[0] == "notify"} == {
        ("notify", "bo"),
        ("notify", "mia"),
        ("notify", "eva"),
        ("notify", "siv"),
    }
    draft = api.client("anna").task("draft_iup")
    assert draft["due_on"] == "2026-07-12"
