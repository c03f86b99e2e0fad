"""Periods, goals, courses and certificates in one matrix; what is wrong is refused at its field."""

from __future__ import annotations

import datetime as dt

import pytest

from service.residency import facts as record
from service.residency import queries
from service.residency.goals import catalogue, links, matrix
from service.residency.periods import keeping, timeline
from service.residency.plans import certificates, differences, learning
from service.residency.plans.certificates import Paper
from service.residency.plans.learning import Learned
from tests.workflows import house
from tests.workflows.house import HR
from tests.workflows.record_kit import begin, problems
from workflows.model import errors

D = dt.date


@pytest.fixture
def home(tmp_path):
    return house.build(f"sqlite:///{tmp_path}/t.db")


@pytest.fixture
def saga(home):
    return begin(home, regulation="HSLF_FS_2021_8", months=66)


def plan(home, residency_id, **changes):
    given = {"kind": "own_unit", "from_on": D(2026, 2, 1), "to_on": D(2026, 6, 30), "unit": "kir-jkpg", **changes}
    return home.run(lambda tx: keeping.plan(tx, residency_id, keeping.Plan(**given), by=HR))


def refused(home, residency_id, **changes):
    with pytest.raises(errors.Invalid) as caught:
        plan(home, residency_id, **changes)
    return problems(caught)


def the_matrix(home, residency_id):
    def read(tx):
        found = matrix.matrix(tx, queries.residency(tx.session, residency_id))
        return found, {row.goal.code: row for group in found.groups for row in group.rows}

    return home.run(read)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"to_on": D(2026, 1, 31)}, "/to_on", "före startdatum"),
        ({"percent": 0}, "/percent", "Du skrev 0"),
        ({"percent": 130}, "/percent", "Du skrev 130"),
        ({"from_on": D(2025, 12, 1)}, "/from_on", "före anställningen"),
        ({"goals": ["c3"]}, "/goals", "SOSFS 2015:8"),
        ({"goals": ["STc99"]}, "/goals", "inget delmål STc99"),
        ({"unit": "finns-inte"}, "/unit", "ingen enhet"),
        ({"unit": None}, "/unit_name", "Skriv var"),
        ({"kind": "semester"}, "/kind", "Välj"),
    ],
)
def test_a_wrong_period_is_refused_at_its_field(home, saga, changes, field, words):
    assert words in refused(home, saga, **changes)[field]
    assert home.run(lambda tx: timeline.timeline(tx, queries.residency(tx.session, saga))).spans == ()


def test_nobody_supervises_their_own_period(home, saga):
    told = refused(home, saga, supervisor_id=home.residency(saga).person_id)
    assert told == {"/supervisor_id": "Ingen är sin egen handledare."}


def test_two_full_time_periods_do_not_overlap_but_two_half_ones_do(home, saga):
    plan(home, saga)
    assert "heltid" in refused(home, saga, from_on=D(2026, 6, 30), to_on=D(2026, 7, 31))["/from_on"]
    plan(home, saga, from_on=D(2026, 7, 1), to_on=D(2026, 8, 31), percent=50)
    plan(home, saga, from_on=D(2026, 7, 1), to_on=D(2026, 8, 31), percent=50, kind="side_placement")
    assert refused(home, saga, from_on=D(2026, 8, 31), to_on=D(2026, 9, 30), percent=10)


def test_the_timeline_shows_gaps_and_what_each_period_lacks(home, saga):
    plan(home, saga, goals=["STc1"], supervisor_name="Bo Kaveldun")
    plan(home, saga, from_on=D(2026, 9, 1), to_on=D(2026, 12, 31), kind="side_placement")
    leave = {"kind": "parental", "from_on": D(2026, 7, 1), "to_on": D(2026, 7, 31)}
    home.run(lambda tx: record.record_leave(tx, saga, by=HR, **leave))
    home.travel_to(D(2026, 7, 15))
    found = home.run(lambda tx: timeline.timeline(tx, queries.residency(tx.session, saga)))
    assert [(s.kind, s.state) for s in found.spans] == [
        ("own_unit", "done"),
        ("leave", "now"),
        ("side_placement", "planned"),
    ]
    assert found.spans[0].lacks == ("Återkoppling saknas",)
    assert found.spans[2].lacks == ("Delmål är inte överenskomna", "Handledare saknas")
    gaps = [(s.from_on, s.to_on) for s in found.stretches if s.kind == "gap"]
    assert gaps[:2] == [(D(2026, 1, 12), D(2026, 1, 31)), (D(2026, 8, 1), D(2026, 8, 31))]
    assert gaps[2][0] == D(2027, 1, 1)


def test_a_goal_goes_from_nothing_to_planned_to_under_way_to_done(home, saga):
    assert the_matrix(home, saga)[1]["STc1"].state == "uncovered"
    period = plan(home, saga, goals=["STc1", "STc2"])
    assert the_matrix(home, saga)[1]["STc1"].state == "planned"
    home.travel_to(D(2026, 7, 1))
    home.run(lambda tx: keeping.give_feedback(tx, period.id, text="Tryggt.", on=D(2026, 7, 1), by=HR))
    row = the_matrix(home, saga)[1]["STc1"]
    assert (row.state, row.cells[0].state) == ("under_way", "done")
    paper = Paper(annex="9", goals=["STc1"], subject_id=period.id)
    made = home.run(lambda tx: certificates.draft(tx, saga, paper, by=HR))
    assert the_matrix(home, saga)[1]["STc1"].state == "under_way"
    home.run(lambda tx: certificates.sign(tx, made.id, on=D(2026, 7, 1), by=home.actor("bo")))
    found, rows = the_matrix(home, saga)
    assert (rows["STc1"].state, rows["STc1"].word) == ("done", "Intyg finns")
    assert (rows["STc2"].state, found.done) == ("under_way", 1)
    home.run(lambda tx: keeping.agree(tx, period.id, ["STc1"], by=HR))
    assert the_matrix(home, saga)[1]["STc2"].state == "uncovered"
    home.run(lambda tx: certificates.withdraw(tx, made.id, by=HR))
    assert the_matrix(home, saga)[1]["STc1"].state == "under_way"


def test_what_the_regulation_demands_and_nobody_planned_is_uncovered(home, saga):
    plan(home, saga, goals=["STb1"])
    found, rows = the_matrix(home, saga)
    assert rows["STb1"].missing == ("course",)
    assert "STb1" in found.uncovered
    given = Learned(kind="course", title="Svåra samtal", from_on=D(2026, 5, 4), goals=["STb1"])
    home.run(lambda tx: learning.record(tx, saga, given, by=HR))
    assert the_matrix(home, saga)[1]["STb1"].missing == ()
    assert {g.group for g in found.groups} == {"STa", "STb", "STc"}


def test_a_residency_keeps_its_catalogue_until_it_is_moved(home, saga):
    home.run(lambda tx: catalogue.pin(tx, saga, by=HR))
    given = {"field": "title", "value": "Hälsoproblem, rättad", "source": "HSLF-FS 2021:8, målbeskrivning s. 12"}
    where = ("HSLF_FS_2021_8", "kirurgi", "STc1")
    with pytest.raises(errors.Invalid):
        home.run(lambda tx: catalogue.correct(tx, *where, by=HR, **{**given, "source": " "}))
    with pytest.raises(errors.NotAllowed):
        home.run(lambda tx: catalogue.correct(tx, *where, by=home.actor("mia"), **given))
    assert home.run(lambda tx: catalogue.correct(tx, *where, by=HR, **given)).version == 1
    assert the_matrix(home, saga)[1]["STc1"].goal.title != given["value"]
    (change,) = home.run(lambda tx: catalogue.pin(tx, saga, by=HR))
    assert (change.code, change.field, change.after) == ("STc1", "title", given["value"])
    row = the_matrix(home, saga)[1]["STc1"]
    assert (row.goal.title, row.sources) == (given["value"], (given["source"],))
    assert home.run(lambda tx: catalogue.pin(tx, saga, by=HR)) == []


def test_a_doubtful_row_is_shown_so_until_it_is_confirmed(home):
    residency_id = begin(home, regulation="HSLF_FS_2021_8", months=66, specialty="psykiatri", unit="kir-jkpg")
    doubtful = the_matrix(home, residency_id)[0].doubtful
    assert doubtful
    given = {"field": "confirmed", "value": "", "source": "Tryckt målbeskrivning, kontrollerad"}
    where = ("HSLF_FS_2021_8", "psykiatri", doubtful[0])
    home.run(lambda tx: catalogue.correct(tx, *where, by=HR, **given))
    assert doubtful[0] not in the_matrix(home, residency_id)[0].doubtful


def test_evidence_by_hand_and_back(home, saga):
    given = {"activity": "assessment", "state": "done", "title": "Mini-CEX", "on": D(2026, 1, 12)}
    (row,) = home.run(lambda tx: links.record(tx, saga, ["STa1"], by=HR, **given))
    assert the_matrix(home, saga)[1]["STa1"].cells[3].state == "done"
    home.run(lambda tx: links.withdraw(tx, row.id, by=HR))
    assert the_matrix(home, saga)[1]["STa1"].state == "uncovered"
    with pytest.raises(errors.Invalid) as caught:
        home.run(lambda tx: links.record(tx, saga, ["a4"], by=HR, **{**given, "on": D(2026, 3, 1)}))
    assert set(problems(caught)) == {"/codes", "/on"}


def test_nobody_signs_their_own_certificate_or_approves_their_own_work(home, saga):
    own = home.residency(saga).person_id
    anna = home.actor("anna")
    with pytest.raises(errors.Invalid) as caught:
        home.run(lambda tx: certificates.draft(tx, saga, Paper(annex="77", signer_id=own), by=HR))
    assert set(problems(caught)) == {"/annex", "/signer_id"}
    work = home.run(lambda tx: learning.record(tx, saga, Learned(kind="science", title="Sepsis"), by=anna))
    with pytest.raises(errors.NotOwnMatter):
        home.run(lambda tx: learning.approve(tx, work.id, role="main_supervisor", by=anna))
    done = home.run(lambda tx: learning.approve(tx, work.id, role="main_supervisor", by=home.actor("bo")))
    assert (done.state, done.approvals[0]["role"]) == ("approved", "main_supervisor")


def test_two_versions_of_the_programme_differ_in_words():
    old = {
        "total_months": 66,
        "services": [{"unit_name": "Kirurgen", "months": 48}, {"unit_name": "Röntgen", "months": 2}],
        "exam": "yes",
    }
    new = {
        "total_months": 66,
        "services": [{"unit_name": "Kirurgen", "months": 46}, {"unit_name": "IVA", "months": 4}],
        "exam": "no",
    }
    told = list(differences.differences(old, new, differences.labels("iup/draft", "sv")))
    assert [(c.kind, c.where, c.before, c.after) for c in told] == [
        ("changed", "Kliniska tjänstgöringar, i turordning, Kirurgen: Längd", "48", "46"),
        ("removed", "Kliniska tjänstgöringar, i turordning", "Enhet: Röntgen; Längd: 2", ""),
        ("added", "Kliniska tjänstgöringar, i turordning", "", "Enhet: IVA; Längd: 4"),
        ("changed", "Planerar du specialistexamen?", "Ja", "Nej"),
    ]
    english = [c.where for c in differences.differences(old, new, differences.labels("iup/draft", "en"))]
    assert "Do you plan the specialist exam?" in english
    assert list(differences.differences(old, old, differences.labels("iup/draft", "sv"))) == []
