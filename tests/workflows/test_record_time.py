"""The planned end follows every credit, leave and decision, and says why, line by line."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from service.residency import facts as record
from service.residency import queries
from service.residency.service_time import credits, explaining, safe_dates
from tests.workflows import house
from tests.workflows.house import HR
from tests.workflows.record_kit import begin
from workflows.model import errors

D = dt.date


@pytest.fixture
def home(tmp_path):
    return house.build(f"sqlite:///{tmp_path}/t.db")


def grant(home, residency_id, kind="earlier_service", months="6", **changes):
    given = {
        "kind": kind,
        "months": Decimal(months),
        "decided_by": "Mia Studierektor",
        "decided_on": D(2026, 1, 10),
        "source": "IUP version 1",
        **changes,
    }
    return home.run(lambda tx: credits.grant(tx, residency_id, by=HR, **given))


def end_of(home, residency_id):
    return home.residency(residency_id).planned_end_on


def refused(home, *args, **kwargs):
    with pytest.raises(errors.Invalid) as caught:
        grant(home, *args, **kwargs)
    return {p.pointer: p.sv for p in caught.value.fields}


def test_a_credit_moves_the_end_and_withdrawn_it_moves_back(home):
    residency_id = begin(home)
    assert end_of(home, residency_id) == D(2031, 1, 12)
    made, moves = grant(home, residency_id, months="4.5")
    assert [m.what for m in moves] == ["planned_end"]
    assert end_of(home, residency_id) == D(2030, 8, 28)
    home.run(lambda tx: credits.withdraw(tx, made.id, by=HR))
    assert home.run(lambda tx: credits.withdraw(tx, made.id, by=HR)) == []
    assert end_of(home, residency_id) == D(2031, 1, 12)


def test_a_doctor_s_degree_makes_four_and_a_half_years_once_and_only_under_2015_8(home):
    residency_id = begin(home)
    assert "6 kap. 2 §" in refused(home, residency_id, "doctorate", "12")["/kind"]
    grant(home, residency_id, "doctorate")
    assert end_of(home, residency_id) == D(2030, 7, 12)
    assert "/kind" in refused(home, residency_id, "doctorate")


def test_a_doctor_s_degree_changes_nothing_under_2021_8(home):
    residency_id = begin(home, regulation="HSLF_FS_2021_8", months=66)
    assert "/kind" in refused(home, residency_id, "doctorate")
    assert "HAL-100" in refused(home, residency_id, "prelicence", "6.5")["/months"]
    grant(home, residency_id, "prelicence", "6")
    assert "/months" in refused(home, residency_id, "prelicence", "1")
    assert end_of(home, residency_id) == D(2031, 1, 12)


def test_a_credit_needs_a_decision_with_a_source_and_cannot_exceed_the_training(home):
    residency_id = begin(home)
    told = refused(home, residency_id, "magic", "61", decided_by=" ", source="", decided_on=D(2027, 1, 1))
    assert set(told) == {"/kind", "/months", "/decided_by", "/source", "/decided_on"}


def test_time_as_manager_counts_as_far_as_the_study_director_decides(home):
    residency_id = begin(home)
    given = {"kind": "managerial", "from_on": D(2027, 1, 1), "to_on": D(2027, 12, 31), "percent": 50}
    home.run(lambda tx: record.record_leave(tx, residency_id, by=HR, **given))
    assert end_of(home, residency_id) == D(2031, 7, 12)
    (leave,) = home.run(lambda tx: credits.undecided(tx, residency_id))
    assert any("studierektorn har beslutat" in line.text for line in explain(home, residency_id))
    decide = {"creditable": 100, "reason": "Kliniskt arbete två dagar i veckan."}
    with pytest.raises(errors.NotAllowed):
        home.run(lambda tx: credits.decide_share(tx, leave.id, by=home.actor("eva"), **decide))
    mia = home.actor("mia")
    home.run(lambda tx: credits.decide_share(tx, leave.id, by=mia, **decide))
    assert end_of(home, residency_id) == D(2031, 1, 12)
    assert home.run(lambda tx: credits.undecided(tx, residency_id)) == []


def explain(home, residency_id, locale="sv"):
    return home.run(lambda tx: explaining.explain(tx, residency_id, locale))


def test_the_explanation_adds_up(home):
    residency_id = begin(home)
    grant(home, residency_id, months="6")
    leave = {"kind": "parental", "from_on": D(2027, 3, 1), "to_on": D(2027, 9, 30), "percent": 100, "creditable": 0}
    home.run(lambda tx: record.record_leave(tx, residency_id, by=HR, **leave))
    home.run(lambda tx: record.set_working_time(tx, residency_id, from_on=D(2028, 1, 1), percent=80, by=HR))
    lines = explain(home, residency_id)
    left = next(line.months for line in lines if line.kind == "left")
    assert sum(line.months for line in lines if line.kind in ("minimum", "credit")) == left == 54
    served = sum(line.months for line in lines if line.kind in ("served", "away"))
    assert 0 <= served - left < 1 / 20
    away = next(line for line in lines if line.kind == "away")
    assert (away.months, away.from_on, away.to_on) == (0, D(2027, 3, 1), D(2027, 9, 30))
    assert "föräldraledighet" in away.text
    assert lines[-1].to_on == end_of(home, residency_id)
    assert "parental leave" in " ".join(line.text for line in explain(home, residency_id, "en"))


def safe(home, residency_id):
    rows = home.run(lambda tx: safe_dates.safe_dates(tx, residency_id))
    return {row.kind: row for row in rows}


def test_late_shows_in_year_two_not_at_the_application(home):
    residency_id = begin(home)
    found = safe(home, residency_id)
    assert found["certificates"].latest_on == D(2030, 10, 12)
    assert found["science"].latest_on == D(2030, 8, 3)
    assert found["course_programme"].latest_on == D(2028, 9, 1)
    assert found["course_programme"].source.row == "RJL25-050"
    assert not any(row.is_late for row in found.values())
    home.travel_to(D(2028, 9, 2))
    assert [kind for kind, row in safe(home, residency_id).items() if row.is_late] == ["course_programme"]


def test_a_leave_moves_the_last_safe_dates(home):
    residency_id = begin(home)
    before = safe(home, residency_id)["science"].latest_on
    leave = {"kind": "parental", "from_on": D(2027, 3, 1), "to_on": D(2027, 8, 31), "percent": 100}
    home.run(lambda tx: record.record_leave(tx, residency_id, by=HR, **leave))
    assert safe(home, residency_id)["science"].latest_on > before + dt.timedelta(days=170)


def test_a_leave_after_the_employment_is_refused(home):
    residency_id = begin(home)

    def end(tx):
        record.locked(tx, residency_id).ended_on = D(2027, 1, 31)

    home.run(end)
    leave = {"kind": "sick", "from_on": D(2027, 1, 1), "to_on": D(2027, 3, 1)}
    with pytest.raises(errors.Invalid) as caught:
        home.run(lambda tx: record.record_leave(tx, residency_id, by=HR, **leave))
    assert [p.pointer for p in caught.value.fields] == ["/to_on"]
    assert home.run(lambda tx: queries.leaves(tx.session, residency_id)) == []
