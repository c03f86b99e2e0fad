"""The sample, lived through once: twelve residents in true states, nothing broken, something for every screen."""

from __future__ import annotations

import datetime as dt

import pytest

from service import sample
from service.directory import people
from service.residency import queries
from tests.models import stage as stages
from workflows import inbox, incidents, tasks
from workflows.model import calendar
from workflows.model.actor import Actor

NOW = dt.datetime(2026, 11, 22, 9, 30, tzinfo=calendar.STOCKHOLM)
TODAY = NOW.date()


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    made = stages.make(tmp_path_factory.mktemp("sample"))
    made.travel(sample.begins_at(TODAY))
    sample.load_residents(made, NOW)
    return made


@pytest.fixture(scope="module")
def residents(stage):
    return stage.run(lambda tx: {row[1].handle: row[0] for row in queries.listed(tx.session, None, None)})


def open_tasks(stage, residency):
    return stage.run(lambda tx: inbox.open_of_residency(tx, residency.id))


def test_twelve_residents_in_five_guidelines_and_no_incident(stage, residents):
    assert len(residents) == 12
    assert {r.edition for r in residents.values()} == {"rjl_2022", "rjl_2025", "norrbotten", "halland", "blekinge"}
    assert stage.run(incidents.listed) == []
    assert stage.clock.now() == NOW


def test_one_is_overdue_and_one_at_risk_of_being_late(stage, residents):
    due = {name: [t.due_on for t in open_tasks(stage, r) if t.due_on] for name, r in residents.items()}
    assert [name for name, days in due.items() if min(days, default=TODAY) < TODAY] == ["anna"]
    assert dt.timedelta(0) < min(due["alma"]) - TODAY < dt.timedelta(days=30)


def test_mails_went_to_the_people_of_the_overdue_one(stage, residents):
    kinds = stage.run(lambda tx: {m.kind for m in queries.mails_of(tx.session, residents["anna"].id)})
    assert {"assigned", "remind", "notify"} <= kinds


def test_nobody_signed_in_as_finds_an_empty_house(stage):
    signs = stage.run(sample.signed_in_list)
    assert {s.region for s in signs} == {"rjl", "norrbotten", "halland", "blekinge"}
    everything = {role for s in signs for role in s.roles}
    assert {"hr", "resident", "main_supervisor", "head_of_department", "study_director", "administrator"} <= everything


def test_a_candidate_asked_by_name_is_no_vacant_role(stage, residents):
    (asked,) = [t for t in open_tasks(stage, residents["nelly"]) if t.activity_id == "accept_supervision"]
    nils = stage.run(lambda tx: people.get(tx, "nils").id)
    assert (asked.assignee, asked.is_vacant) == (nils, False)


def test_part_time_and_leave_have_moved_the_planned_end(residents):
    full = calendar.add_months(residents["hedvig"].start_on, 60)
    assert residents["hedvig"].planned_end_on > full
    assert residents["nanna"].planned_end_on > calendar.add_months(residents["nanna"].start_on, 60)


def test_the_people_of_the_sample_can_do_their_tasks(stage, residents):
    """Boel's programme waits for the study director alone; with that approval it is the first version."""
    (task,) = open_tasks(stage, residents["boel"])
    bengt = stage.run(lambda tx: people.get(tx, "bengt").id)
    keys = stage.run(lambda tx: frozenset(tx.parts.directory.keys_of(tx, bengt)))
    by = Actor(person_id=bengt, keys=keys)
    stage.run(lambda tx: tasks.complete(tx, task.id, by=by, outcome="approve", data={}))
    stage.settle()
    assert len(stage.run(lambda tx: queries.iup_versions(tx.session, residents["boel"].id))) == 1
