"""Five and a half years played through the inline operations: every event once, in order; played again, the same."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from service.operations import HouseOperations, listed
from service.residency import tables_follow, tables_record
from service.residency.queries import follow_up
from service.residency.tables import Leave, Residency
from tests.workflows import house
from tests.workflows.record_kit import begin
from workflows import history
from workflows.model import errors
from workflows.model.ports import OperationCall
from workflows.store.base import Base

D, N = dt.date, Decimal
OBSERVED = {"Anamnes": "3 Kan utföra med indirekt handledning", "Helhetsbedömning": "4 Kan utföra självständigt"}


def career():
    """(day, operation, inputs) as processes would call them."""
    yield D(2026, 1, 12), "record.goals", {}
    credit = {"kind": "prelicence", "months": N("3.5"), "decided_by": "Mia Ljungkvist", "source": "IUP version 1"}
    yield D(2026, 1, 20), "record.credit", credit
    yield D(2026, 1, 20), "series.start", {"definition": "talk", "every": "P6M", "first_on": D(2099, 1, 1)}
    yield D(2026, 2, 1), "record.service_period", service("own_unit", D(2026, 2, 1), D(2027, 1, 31), ["STc1", "STc2"])
    yield D(2026, 3, 1), "record.learning", {"kind": "course_programme", "title": "ST-ab", "state": "under_way"}
    for year in range(2026, 2031):
        for month in (3, 5, 9, 11):
            yield D(year, month, 10), "record.held_meeting", {"kind": "supervision", "minutes": N(60)}
            rated = {"instrument": "MINI_CEX", "ratings": OBSERVED, "goals": ["STc1"], "assessor_name": "Bo Kaveldun"}
            yield D(year, month, 11), "record.made_assessment", rated
        yield (
            D(year, 10, 1),
            "record.held_meeting",
            {"kind": "collegium", "verdict": "as_expected", "agreed": "Fortsätt."},
        )
        yield D(year, 12, 1), "record.held_meeting", {"kind": "iup_review"}
    leave = {"kind": "parental", "from_on": D(2027, 3, 1), "to_on": D(2027, 9, 30), "percent": N(100)}
    yield D(2027, 2, 1), "record.leave", leave
    yield D(2027, 2, 2), "series.change", {"definition": "talk", "paused": True, "reason": "föräldraledig"}
    yield D(2027, 10, 1), "series.change", {"definition": "talk", "paused": False, "reason": "åter"}
    yield D(2027, 10, 1), "record.service_period", service("side_placement", D(2027, 10, 1), D(2028, 1, 31), ["STc3"])
    science = {"kind": "science", "title": "Sepsis på akuten", "state": "under_way", "goals": ["STa3"]}
    yield D(2028, 9, 1), "record.learning", science
    told = {"kind": "action_plan", "text": "Extra handledning i akutkirurgi.", "role": "main_supervisor"}
    yield D(2028, 10, 1), "record.protected_note", told
    done = {"goals": ["STb4"], "activity": "service", "state": "done", "title": "Palliativa teamet"}
    yield D(2029, 5, 1), "record.evidence", {**done, "on": D(2029, 4, 30)}
    for n in range(1, 4):
        signed = {"annex": "9", "goals": [f"STc{n}"], "signer_name": "Bo Kaveldun", "signed_on": D(2030, 6, n)}
        yield D(2030, 6, 10), "record.signed_certificate", signed
    yield D(2031, 5, 1), "series.stop", {"definition": "talk", "reason": "klar"}


def service(kind, from_on, to_on, goals):
    return {
        "kind": kind,
        "from_on": from_on,
        "to_on": to_on,
        "unit_name": "Kirurgkliniken",
        "goals": goals,
        "supervisor_name": "Bo",
    }


STEPS = sorted(career(), key=lambda step: step[0])


@pytest.fixture
def home(tmp_path):
    return house.build(f"sqlite:///{tmp_path}/t.db")


@pytest.fixture
def saga(home):
    return begin(home, regulation="HSLF_FS_2021_8", months=66, main_supervisor="bo")


def call(home, saga, name, inputs, key):
    if name == "record.protected_note":
        inputs = {**inputs, "participants": [str(home.person("bo"))]}
    return OperationCall(
        name=name,
        inputs=inputs,
        submission_id=None,
        instance_id=UUID(int=1),
        activity_id="a",
        residency_id=saga,
        key=key,
    )


def play(home, saga, run):
    for number, (day, name, inputs) in enumerate(STEPS):
        if day > home.clock.now().date():
            home.travel_to(day)
        one = call(home, saga, name, inputs, f"{run}-{number}")
        home.run(lambda tx, one=one: HouseOperations().perform(tx, one))


def dump(home, saga):
    """Everything that the record says, without ids and the moments of writing."""

    def read(tx):
        found = {}
        for module in (tables_record, tables_follow):
            for table in vars(module).values():
                if isinstance(table, type) and issubclass(table, Base) and hasattr(table, "residency_id"):
                    rows = tx.session.scalars(select(table).where(table.residency_id == saga))
                    found[table.__tablename__] = sorted(str(content(row)) for row in rows)
        found["leave"] = sorted(str(content(row)) for row in tx.session.scalars(select(Leave)))
        found["end"] = tx.session.get(Residency, saga).planned_end_on
        return found

    return home.run(read)


def content(row):
    left_out = ("id", "subject_id", "occurrence", "leave_id")
    return {
        c.name: getattr(row, c.name)
        for c in row.__table__.columns
        if c.name not in left_out and not c.name.endswith("_at")
    }


def told(home, saga):
    rows = home.run(lambda tx: history.of_residency(tx, saga, limit=1000))
    return [(row.at.date(), row.data.get("fact"), row.data.get("what")) for row in reversed(rows)]


def test_a_career_is_told_once_in_order_and_played_again_it_is_the_same(home, saga):
    before = len(told(home, saga))
    play(home, saga, "first")
    first, events = dump(home, saga), told(home, saga)[before:]
    assert [day for day, _, _ in events] == sorted(day for day, _, _ in events)
    counted = {
        fact: sum(f == fact for _, f, _ in events) for fact in ("meeting", "assessment", "period", "certificate")
    }
    assert counted == {"meeting": 30, "assessment": 20, "period": 2, "certificate": 3}
    assert first["end"] == D(2031, 10, 29)
    play(home, saga, "first")  # the same tokens: nothing is done twice
    assert dump(home, saga) == first
    assert told(home, saga)[before:] == events


def test_another_house_that_plays_it_has_the_same_record(home, saga, tmp_path):
    other = house.build(f"sqlite:///{tmp_path}/other.db")
    same = begin(other, regulation="HSLF_FS_2021_8", months=66, main_supervisor="bo")
    play(home, saga, "here")
    play(other, same, "there")
    mine, theirs = dump(home, saga), dump(other, same)
    for names in (mine, theirs):
        for rows in ("goal_pin", "service_period", "goal_link", "learning", "certificate", "service_credit"):
            names[rows] = [text.replace(str(saga), "r").replace(str(same), "r") for text in names[rows]]
    assert {k: len(v) for k, v in mine.items() if k != "end"} == {k: len(v) for k, v in theirs.items() if k != "end"}
    assert mine["end"] == theirs["end"]
    assert sorted(mine["goal_link"]) == sorted(theirs["goal_link"])


@pytest.mark.parametrize("name", sorted({name for _, name, _ in STEPS}))
def test_what_an_operation_did_can_be_undone(home, saga, name):
    day, _, inputs = next(step for step in STEPS if step[1] == name)
    if name in ("series.change", "series.stop"):
        start = next(step for step in STEPS if step[1] == "series.start")
        home.run(lambda tx: HouseOperations().perform(tx, call(home, saga, start[1], start[2], "start")))
    home.travel_to(max(day, D(2026, 1, 13)))
    before = dump(home, saga)
    home.run(lambda tx: HouseOperations().perform(tx, call(home, saga, name, inputs, "k")))
    assert dump(home, saga) != before
    home.run(lambda tx: HouseOperations().undo(tx, name, "k"))
    after = dump(home, saga)
    if name.startswith("series."):
        assert planned(home, saga) == (0 if name == "series.start" else 1)
    elif name == "record.protected_note":
        assert home.run(lambda tx: tx.session.scalars(select(tables_follow.ProtectedNote)).all()) == []
    else:
        assert after == before


def planned(home, saga):
    return len(home.run(lambda tx: follow_up.series_jobs(tx.session, saga)))


def test_every_operation_of_the_record_says_what_it_does_in_two_languages():
    names = {operation.name for operation in listed()}
    assert {name for _, name, _ in STEPS} <= names
    assert {"case.time", "case.goals", "case.follow_up", "case.certificates", "record.service_period_changed"} <= names
    for operation in listed():
        assert operation.sv
        assert operation.en


def test_the_reads_give_a_gateway_what_it_needs(home, saga):
    play(home, saga, "first")

    def read(name):
        return home.run(lambda tx: HouseOperations().perform(tx, call(home, saga, name, {}, "r")))

    assert read("case.goals")["done"] == 3
    assert 0 < read("case.time")["remaining_months"] < 7
    assert read("case.certificates") == {"annexes": ["6", "7"], "unsigned": 0, "originals": 3}
    assert read("case.follow_up")["targets"]["assessments"] == 4


def test_a_model_cannot_reach_into_another_residency(home, saga):
    home.travel_to(D(2026, 2, 1))
    made = home.run(
        lambda tx: HouseOperations().perform(
            tx, call(home, saga, "record.service_period", service("own_unit", D(2026, 2, 1), D(2026, 2, 28), []), "p")
        )
    )
    given = {"period_id": made["period_id"], "feedback": "Bra."}

    def elsewhere(tx):
        one = call(home, saga, "record.service_period_changed", given, "f")
        other = UUID(int=5)
        return HouseOperations().perform(
            tx,
            OperationCall(
                name=one.name,
                inputs=given,
                submission_id=None,
                instance_id=other,
                activity_id="a",
                residency_id=other,
                key="f",
            ),
        )

    with pytest.raises(errors.OperationRefused):
        home.run(elsewhere)
