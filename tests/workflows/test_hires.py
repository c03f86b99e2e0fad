"""A hire is registered once, checked field by field, corrected and cancelled; all or nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from service.directory.tables import Person, RoleBinding
from service.residency import facts as record
from service.residency import hires, queries
from service.residency.tables import Hire, Residency
from tests.workflows import house
from tests.workflows.house import HR
from workflows.model import errors
from workflows.store.tables import Message

FACTS = {
    "employment_id": "E-1",
    "personnummer": "19800113-2399",
    "first_name": "Ymer",
    "last_name": "Lärkfält",
    "email": "ymer@region.example",
    "unit": "kir-jkpg",
    "specialty": "kirurgi",
    "employment_start_on": "2026-01-12",
    "employment_type": "permanent",
    "fte": 100,
    "licence_on": "2025-06-01",
    "swedish_at": False,
}


@pytest.fixture
def home(database_url):
    return house.build(database_url)


@pytest.fixture
def quick(tmp_path):
    """One database is enough where no row is written."""
    return house.build(f"sqlite:///{tmp_path}/t.db")


def valid_number():
    from service.sample import people as sample

    return sample._numbers()[-1]


def facts(**changes):
    return {**FACTS, "personnummer": valid_number(), **changes}


def register(home, given):
    return home.run(lambda tx: hires.register(tx, given, by=HR))


def count(home, *tables):
    return home.run(lambda tx: [tx.session.scalar(select(func.count()).select_from(t)) for t in tables])


def problems(home, given):
    with pytest.raises(errors.InvalidHire) as caught:
        register(home, given)
    return {p.pointer: p.sv for p in caught.value.fields}


def test_a_hire_makes_person_residency_roles_and_the_message(home):
    registered = register(home, facts(main_supervisor="bo"))
    assert registered.created
    residency = home.residency(registered.residency_id)
    assert (residency.region, residency.edition, residency.state) == ("rjl", "rjl_2025", "active")
    assert residency.start_on == residency.employment_start_on == dt.date(2026, 1, 12)
    held = home.run(
        lambda tx: {
            binding.role: person.name
            for binding, person in tx_holders(tx, f"residency:{registered.residency_id}", "resident", "main_supervisor")
        }
    )
    assert held == {"resident": "Ymer Lärkfält", "main_supervisor": "Bo Kaveldun"}
    sent = home.run(lambda tx: [(m.name, m.correlation, m.region) for m in tx.session.scalars(select(Message))])
    assert sent == [("hire.registered", str(registered.residency_id), "rjl")]


def tx_holders(tx, scope, *roles):
    from service.directory import queries as directory

    return directory.holders(tx.session, [f"{role}@{scope}" for role in roles], dt.date(2026, 1, 12))


def test_the_same_hire_again_is_the_first_one(home):
    first = register(home, facts())
    before = count(home, Person, Residency, Hire, RoleBinding, Message)
    again = register(home, facts(fte="100", employment_start_on=dt.date(2026, 1, 12)))
    assert again == hires.Registered(first.residency_id, created=False)
    assert count(home, Person, Residency, Hire, RoleBinding, Message) == before


def test_a_training_that_began_long_ago_is_told_so(quick):
    given = facts(st_start_on="2012-09-01", licence_on="2011-06-01", st_started_before=True)
    assert register(quick, given).created


def test_a_box_left_out_says_what_one_not_ticked_says(quick):
    """The form sends an unticked box as no, the API leaves it out: the same hire."""
    first = register(quick, facts(st_started_before=False, nuc_introduction=False, documents=[], hsa_id=""))
    again = register(quick, facts(pre_st_locum_on=None))
    assert again == hires.Registered(first.residency_id, created=False)
    with pytest.raises(errors.HireDiffers) as caught:
        register(quick, facts(st_started_before=True))
    assert caught.value.facts["names"] == ["st_started_before"]


def test_the_same_employment_with_other_facts_is_refused_and_names_them(home):
    register(home, facts())
    with pytest.raises(errors.HireDiffers) as caught:
        register(home, facts(fte=80, specialty="urologi"))
    assert caught.value.facts["names"] == ["fte", "specialty"]
    assert "fte, specialty" in caught.value.text("sv")


def test_a_person_under_training_is_not_started_twice(home):
    first = register(home, facts())
    with pytest.raises(errors.AlreadyInTraining) as caught:
        register(home, facts(employment_id="E-2"))
    assert caught.value.facts["residency_id"] == str(first.residency_id)


WRONG = [
    ({"unit": "finns-inte"}, "/unit"),
    ({"unit": "rjl-medicinsk-vard"}, "/unit"),
    ({"unit": None}, "/unit"),
    ({"specialty": "trolleri"}, "/specialty"),
    ({"licence_on": "2026-02-01"}, "/licence_on"),
    ({"licence_on": "2026-01-12", "employment_start_on": "2026-01-05"}, "/licence_on"),
    ({"licence_on": None}, "/licence_on"),
    ({"licence_on": "i våras"}, "/licence_on"),
    ({"personnummer": "19800113-2390"}, "/personnummer"),
    ({"personnummer": None}, "/personnummer"),
    ({"first_name": " "}, "/first_name"),
    ({"email": "ymer"}, "/email"),
    ({"email": "bo@randa.example"}, "/email"),
    ({"employment_start_on": None}, "/employment_start_on"),
    ({"employment_start_on": "2028-01-13"}, "/employment_start_on"),
    ({"employment_start_on": "1026-01-12", "licence_on": "1025-01-12"}, "/employment_start_on"),
    ({"st_start_on": "1985-09-01"}, "/st_start_on"),
    ({"st_start_on": "2027-01-13"}, "/st_start_on"),
    ({"st_start_on": "2012-09-01", "licence_on": "2011-06-01"}, "/st_start_on"),
    ({"employment_id": ""}, "/employment_id"),
    ({"fte": 120}, "/fte"),
    ({"fte": 0}, "/fte"),
    ({"fte": "halv"}, "/fte"),
    ({"position_type": "PTP"}, "/position_type"),
    ({"trained_in": "mars"}, "/trained_in"),
    ({"swedish_at": "kanske"}, "/swedish_at"),
    ({"edition": "halland"}, "/edition"),
    ({"main_supervisor": "ingen"}, "/main_supervisor"),
    ({"earlier_service": [{"unit_name": "Ö", "from_on": "2025-05-01", "to_on": "2025-04-01", "fte": 100}]},
     "/earlier_service/0/to_on"),
    ({"lön": 1}, "/lön"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "pointer"), WRONG, ids=[str(w[0])[:40] for w in WRONG])
def test_a_wrong_fact_is_refused_at_its_field_and_nothing_starts(quick, change, pointer):
    before = count(quick, Person, Residency, Hire, Message)
    assert list(problems(quick, facts(**change))) == [pointer]
    assert count(quick, Person, Residency, Hire, Message) == before


def test_all_wrong_facts_are_told_at_once(quick):
    found = problems(quick, facts(fte=120, specialty=None, licence_on="2027-02-01"))
    assert found["/fte"] == "Skriv ett tal mellan 1 och 100. Du skrev 120."
    assert found["/specialty"] == "Välj specialitet."
    assert list(found) == ["/specialty", "/fte", "/licence_on"]


def test_a_nested_person_is_pointed_to_where_it_stands(home):
    flat = facts()
    person = {k: flat.pop(k) for k in ("personnummer", "first_name", "last_name", "email")}
    assert list(problems(home, {**flat, "person": {**person, "email": "x"}})) == ["/person/email"]
    assert register(home, {**flat, "person": person}).created


def test_at_is_done_before_the_licence(home):
    assert register(home, facts(position_type="AT", licence_on=None)).created


def correct(home, residency_id, given, reason="fel grad"):
    return home.run(lambda tx: hires.correct(tx, residency_id, given, reason=reason, by=HR))


def test_a_correction_changes_facts_and_what_follows_from_them(home):
    residency_id = register(home, facts()).residency_id

    def decide(tx):
        row = record.locked(tx, residency_id)
        record.set_regulation(tx, row, regulation="HSLF_FS_2021_8", bt_required=True, min_months=66, reason=None, by=HR)

    home.run(decide)
    assert home.residency(residency_id).planned_end_on == dt.date(2031, 7, 12)
    done = correct(home, residency_id, facts(fte=50, swedish_at=True))
    assert done.changes == {"fte": (100, 50), "swedish_at": (False, True)}
    residency = home.residency(residency_id)
    assert (residency.regulation, residency.min_months) == ("SOSFS_2015_8", 60)
    assert residency.planned_end_on == dt.date(2036, 1, 12)
    assert [m.what for m in done.moves] == ["planned_end"]
    hire = home.run(lambda tx: hires.get(tx, residency_id))
    assert hire.corrections[0]["fields"] == {"fte": [100, 50], "swedish_at": [False, True]}
    assert not register(home, facts(fte=50, swedish_at=True)).created


def test_a_correction_that_changes_nothing_leaves_no_trace(home):
    residency_id = register(home, facts()).residency_id
    assert correct(home, residency_id, facts()) == hires.Corrected({}, [])
    assert home.run(lambda tx: hires.get(tx, residency_id)).corrections == []


def test_a_correction_cannot_make_it_another_person_or_region(home):
    residency_id = register(home, facts()).residency_id
    with pytest.raises(errors.InvalidHire) as caught:
        correct(home, residency_id, facts(unit="med-sunderby", employment_id="E-9"))
    assert [p.pointer for p in caught.value.fields] == ["/employment_id", "/unit"]


def test_a_cancelled_hire_ends_roles_and_may_be_cancelled_again(home):
    residency_id = register(home, facts(main_supervisor="bo")).residency_id
    home.run(lambda tx: hires.cancel(tx, residency_id, reason="tackade nej", by=HR))
    assert home.residency(residency_id).state == "cancelled"
    assert f"main_supervisor@residency:{residency_id}" not in home.actor("bo").keys
    assert home.run(lambda tx: hires.cancel(tx, residency_id, reason="tackade nej", by=HR)) == []
    assert register(home, facts(employment_id="E-2")).created


def test_the_case_is_one_statement_and_names_the_supervisor(home):
    from service import db

    residency_id = register(home, facts(main_supervisor="bo", trained_in="third_country")).residency_id
    with home.transaction() as tx, db.counted() as statements:
        case = tx.parts.cases.case(tx, residency_id)
    assert len(statements) == 1
    assert (case["resident_name"], case["main_supervisor_name"]) == ("Ymer Lärkfält", "Bo Kaveldun")
    assert (case["fte"], case["foreign_background"], case["administration"]) == (100, True, "rjl-medicinsk-vard")


@pytest.mark.parametrize(
    ("leave", "pointer"),
    [
        ({"from_on": dt.date(2026, 3, 2), "to_on": dt.date(2026, 3, 1)}, "/to_on"),
        ({"from_on": dt.date(2025, 3, 1), "to_on": dt.date(2025, 3, 2)}, "/from_on"),
        ({"percent": 0}, "/percent"),
        ({"creditable": 101}, "/creditable"),
        ({"kind": "semester på månen"}, "/kind"),
    ],
)
def test_a_wrong_leave_is_refused_at_its_field(quick, leave, pointer):
    residency_id = register(quick, facts()).residency_id
    given = {"kind": "parental", "from_on": dt.date(2026, 3, 1), "to_on": dt.date(2026, 3, 31), **leave}
    with pytest.raises(errors.Invalid) as caught:
        quick.run(lambda tx: record.record_leave(tx, residency_id, **given, by=HR))
    assert [p.pointer for p in caught.value.fields] == [pointer]


def test_more_than_full_time_away_is_refused(home):
    residency_id = register(home, facts()).residency_id
    given = {"kind": "parental", "from_on": dt.date(2026, 3, 1), "to_on": dt.date(2026, 3, 31)}
    home.run(lambda tx: record.record_leave(tx, residency_id, **given, percent=60, by=HR))
    home.run(lambda tx: record.record_leave(tx, residency_id, **given, percent=40, by=HR))
    with pytest.raises(errors.Invalid):
        home.run(lambda tx: record.record_leave(tx, residency_id, **given, percent=10, by=HR))
    assert home.run(lambda tx: len(queries.leaves(tx.session, residency_id))) == 2


def test_a_known_number_with_another_name_is_asked_about(home):
    register(home, facts())
    slip = facts(employment_id="E-2", first_name="Lilja", last_name="Konvalj", email="lilja@region.example")
    with pytest.raises(errors.InvalidHire) as refused:
        register(home, slip)
    assert [p.pointer for p in refused.value.fields] == ["/personnummer"]
    assert "Ymer Lärkfält" in refused.value.fields[0].sv
