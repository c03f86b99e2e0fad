"""Open tasks follow their role: when holders change, and when a period begins or ends."""

from __future__ import annotations

import datetime as dt

import pytest

from service.directory import bindings
from service.directory import queries as directory
from tests.workflows import house
from tests.workflows.house import HR
from tests.workflows.test_deadlines import hired, under
from workflows import inbox, tasks

DAY = dt.date


@pytest.fixture
def home(database_url):
    return house.build(database_url)


def test_a_replacement_leaves_one_holder(home):
    residency_id, bo, ola = hired(home), home.person("bo"), home.person("ola")
    scope = ("main_supervisor", "residency", str(residency_id))
    home.run(lambda tx: bindings.bind(tx, ola, *scope, by=HR))
    home.run(lambda tx: bindings.bind(tx, bo, *scope, by=HR, replaces=True))
    key = f"main_supervisor@residency:{residency_id}"
    assert (key in home.actor("bo").keys, key in home.actor("ola").keys) == (True, False)


def test_an_open_task_follows_its_role_when_holders_change(home):
    residency_id = hired(home, main_supervisor=None)
    task = under(home, "iup", residency_id)
    anna, key = home.person("anna"), task.candidate_key
    home.run(lambda tx: tasks.claim(tx, task.id, by=home.actor("anna")))
    (binding,) = home.run(lambda tx: directory.bindings_of_key(tx.session, key, DAY(2026, 1, 12)))
    home.run(lambda tx: bindings.unbind(tx, binding.id, by=HR))
    moved = home.run(lambda tx: inbox.open_of_residency(tx, residency_id)[0])
    assert (moved.candidate_key, moved.is_vacant, moved.assignee) == (
        "study_director@specialty:rjl/kirurgi",
        True,
        None,
    )
    home.run(lambda tx: bindings.bind(tx, anna, "resident", "residency", str(residency_id), by=HR))
    back = home.run(lambda tx: inbox.open_of_residency(tx, residency_id)[0])
    assert (back.candidate_key, back.is_vacant) == (key, False)


def test_a_role_that_ends_by_its_date_moves_its_tasks_next_morning(home):
    residency_id = hired(home)
    task = under(home, "iup", residency_id)
    (binding,) = home.run(lambda tx: directory.bindings_of_key(tx.session, task.candidate_key, DAY(2026, 1, 12)))
    home.run(lambda tx: setattr(tx.session.merge(binding), "valid_to", DAY(2026, 1, 31)))
    home.travel_to(DAY(2026, 1, 31))
    assert home.run(bindings.new_day) == 0
    home.travel_to(DAY(2026, 2, 1))
    assert home.run(bindings.new_day) == 1
    assert home.run(lambda tx: inbox.open_of_residency(tx, residency_id)[0]).is_vacant
