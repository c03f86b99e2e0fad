"""Who gets a task, who may act, and how both follow a change of role, a substitute and a date."""

from __future__ import annotations

import datetime as dt

import pytest

from service.directory import bindings, people, roles, scopes
from service.residency import hires
from tests.workflows import house
from tests.workflows.house import HR
from workflows.model import errors


@pytest.fixture
def home(database_url):
    return house.build(database_url)


def hired(home, person="anna", unit="kir-jkpg", specialty="kirurgi", **more):
    facts = {
        "employment_id": f"E-{person}",
        "person": person,
        "unit": unit,
        "specialty": specialty,
        "st_start_on": "2026-01-12",
        "licence_on": "2025-06-01",
        "swedish_at": False,
        **more,
    }
    return home.run(lambda tx: hires.register(tx, facts, by=HR)).residency_id


def scoped(home, role, residency_id, region=None):
    return home.run(lambda tx: tx.parts.directory.scope_key(tx, role, residency_id, region))


WHERE = [
    ("rjl", "anna", "kir-jkpg", "kirurgi", "study_director", "study_director@specialty:rjl/kirurgi"),
    ("rjl", "anna", "kir-jkpg", "kirurgi", "head_of_department", "head_of_department@unit:rjl/kir-jkpg"),
    ("rjl", "anna", "kir-jkpg", "kirurgi", "administration_study_director", "regional_study_director@region:rjl"),
    ("nrb", "nora", "med-sunderby", "internmedicin", "study_director", "study_director@unit:norrbotten/med-sunderby"),
    ("hal", "hanna", "vc-tallhojden", "allmanmedicin", "administration_study_director",
     "administration_study_director@administration:halland/hal-sjukhus"),
    ("ble", "bea", "kir-karlskrona", "kirurgi", "regional_study_director",
     "administration_study_director@administration:blekinge/ble-sjukhus"),
    ("ble", "bea", "kir-karlskrona", "kirurgi", "hr", "hr@region:blekinge"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("_", "person", "unit", "specialty", "role", "key"), WHERE, ids=[f"{w[0]} {w[4]}" for w in WHERE]
)
def test_a_role_is_addressed_where_its_guideline_holds_it(home, _, person, unit, specialty, role, key):
    found = scoped(home, role, hired(home, person, unit, specialty))
    assert (found.candidate_key, found.is_vacant) == (key, False)


def test_every_role_has_an_address_in_every_region(home):
    from service import catalogue

    places = [("anna", "kir-jkpg", "kirurgi"), ("nora", "med-sunderby", "internmedicin"),
              ("hanna", "vc-tallhojden", "allmanmedicin"), ("bea", "kir-karlskrona", "kirurgi")]  # fmt: skip
    for person, unit, specialty in places:
        residency_id = hired(home, person, unit, specialty)
        for role in catalogue.role_scopes():
            found = scoped(home, role, residency_id)
            assert home.run(lambda tx, key=found.candidate_key: roles.holders_of_key(tx, key)), (role, unit)


def test_a_role_nobody_holds_goes_to_its_fallback_and_is_marked(home):
    residency_id = hired(home)
    vacant = scoped(home, "main_supervisor", residency_id)
    assert (vacant.candidate_key, vacant.role) == ("study_director@specialty:rjl/kirurgi", "main_supervisor")
    assert vacant.is_vacant
    bo = home.person("bo")
    home.run(lambda tx: bindings.bind(tx, bo, "main_supervisor", "residency", str(residency_id), by=HR))
    assert scoped(home, "main_supervisor", residency_id).candidate_key == f"main_supervisor@residency:{residency_id}"


def test_an_inactive_holder_leaves_the_role_vacant(home):
    residency_id = hired(home)
    home.run(lambda tx: setattr(people.get(tx, "eva"), "is_active", False))
    found = scoped(home, "head_of_department", residency_id)
    assert (found.candidate_key, found.is_vacant) == (
        "administration_director@administration:rjl/rjl-medicinsk-vard",
        True,
    )


def test_a_period_holds_on_its_first_and_last_day_only(home):
    residency_id, ola = hired(home), home.person("ola")
    key = f"main_supervisor@residency:{residency_id}"
    first, last = dt.date(2026, 2, 1), dt.date(2026, 2, 28)
    home.run(
        lambda tx: bindings.bind(
            tx, ola, "main_supervisor", "residency", str(residency_id), by=HR, from_on=first, to_on=last
        )
    )
    seen = []
    for day in (dt.date(2026, 1, 31), first, last, dt.date(2026, 3, 1)):
        home.travel_to(day)
        seen.append(key in home.actor("ola").keys)
    assert seen == [False, True, True, False]


def test_a_substitute_acts_for_somebody_within_dates_and_roles(home):
    eva, ola = home.person("eva"), home.person("ola")
    first, last = dt.date(2026, 1, 20), dt.date(2026, 1, 25)
    home.run(
        lambda tx: bindings.substitute(
            tx, eva, ola, from_on=first, to_on=last, by=HR, only_roles=["head_of_department"]
        )
    )
    key = "head_of_department@unit:rjl/kir-jkpg"
    assert key not in home.actor("ola").keys
    home.travel_to(first)
    assert home.actor("ola").on_behalf_of == {key: eva}
    assert "line_manager@unit:rjl/kir-jkpg" not in home.actor("ola").keys
    home.travel_to(dt.date(2026, 1, 26))
    assert key not in home.actor("ola").keys


def test_what_is_lent_is_not_lent_on(home):
    eva, ola, mia = home.person("eva"), home.person("ola"), home.person("mia")
    day = dt.date(2026, 1, 12)
    home.run(lambda tx: bindings.substitute(tx, eva, ola, from_on=day, to_on=day, by=HR))
    home.run(lambda tx: bindings.substitute(tx, ola, mia, from_on=day, to_on=day, by=HR))
    assert "head_of_department@unit:rjl/kir-jkpg" not in home.actor("mia").keys


def may_act(home, handle, residency_id, role, *, signs=False):
    person = home.person(handle)
    home.run(lambda tx: tx.parts.directory.may_act(tx, person, residency_id, role, signs=signs))


def test_nobody_acts_in_a_matter_of_their_own(home):
    residency_id = hired(home)
    anna = home.person("anna")
    may_act(home, "anna", residency_id, "resident", signs=True)
    home.run(lambda tx: bindings.bind(tx, anna, "head_of_department", "unit", "rjl/kir-jkpg", by=HR))
    with pytest.raises(errors.NotOwnMatter):
        may_act(home, "anna", residency_id, "head_of_department")


def test_nor_does_a_substitute_act_in_it_for_them(home):
    residency_id, anna, ola = hired(home), home.person("anna"), home.person("ola")
    day = dt.date(2026, 1, 12)
    home.run(lambda tx: bindings.bind(tx, anna, "medical_lead", "unit", "rjl/kir-jkpg", by=HR))
    may_act(home, "ola", residency_id, "medical_lead")  # his own right
    home.run(lambda tx: bindings.bind(tx, anna, "scheduler", "unit", "rjl/kir-jkpg", by=HR))
    home.run(lambda tx: bindings.substitute(tx, anna, ola, from_on=day, to_on=day, by=HR))
    with pytest.raises(errors.NotOwnMatter):
        may_act(home, "ola", residency_id, "scheduler")


def test_a_substitute_without_the_right_to_sign_may_act_but_not_sign(home):
    residency_id, eva, ola = hired(home), home.person("eva"), home.person("ola")
    day = dt.date(2026, 1, 12)
    home.run(lambda tx: bindings.substitute(tx, eva, ola, from_on=day, to_on=day, by=HR, may_sign=False))
    may_act(home, "ola", residency_id, "head_of_department")
    with pytest.raises(errors.MayNotSignForOthers):
        may_act(home, "ola", residency_id, "head_of_department", signs=True)


def test_closing_an_account_takes_its_keys_at_once(home):
    residency_id, eva = hired(home), home.person("eva")
    assert home.actor("eva").keys
    home.run(lambda tx: bindings.deactivate(tx, eva, by=HR))
    assert home.actor("eva").keys == frozenset()
    assert scoped(home, "head_of_department", residency_id).is_vacant


def test_the_keys_of_a_person_cost_one_statement(home):
    from service import db

    eva = home.person("eva")
    with home.transaction() as tx, db.counted() as statements:
        tx.parts.directory.keys_of(tx, eva)
        tx.parts.directory.keys_of(tx, eva)
    assert len(statements) == 1


@pytest.mark.parametrize(
    ("text", "digits"),
    [("19600106-2626", "196001062626"), ("600106-2626", "196001062626"), ("196001062627", None),
     ("19601306-2626", None),
     ("19600166-2620", None), ("hej", None), ("", None), ("1960010626260", None)],
)  # fmt: skip
def test_a_personnummer_has_a_date_and_a_check_digit(text, digits):
    assert people.twelve_digits(text, dt.date(2026, 1, 12)) == digits


def test_every_number_of_the_sample_is_valid_and_its_own():
    from service.sample import people as sample_people

    numbers = sample_people._numbers()
    assert len(set(numbers)) == len(numbers)
    assert all(people.twelve_digits(n, dt.date(2026, 1, 1)) == n for n in numbers)


def test_a_key_is_read_back():
    assert scopes.parse("study_director@specialty:rjl/kirurgi") == ("study_director", "specialty", "rjl/kirurgi")
