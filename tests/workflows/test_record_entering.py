"""Residents in training enter in the middle: their facts at once, their processes where they are, by page and file."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from sqlalchemy import func, select

from service.residency import hires, queries
from service.residency.entering import files, registering
from service.residency.goals import matrix
from service.residency.tables import Residency
from service.wiring import models
from tests.workflows import house
from tests.workflows.house import HR
from tests.workflows.record_kit import free_numbers, problems
from workflows.model import errors

D = dt.date
NUMBERS = free_numbers()


@pytest.fixture
def home(tmp_path):
    made = house.build(f"sqlite:///{tmp_path}/t.db")
    made.run(lambda tx: models.deploy(tx, by=HR))
    return made


def told(**changes):
    return {
        "employment_id": "OLD-1",
        "personnummer": NUMBERS[0],
        "first_name": "Malva",
        "last_name": "Stensöta",
        "email": "malva@randa.example",
        "unit": "kir-jkpg",
        "specialty": "kirurgi",
        "employment_start_on": "2023-02-01",
        "licence_on": "2023-01-10",
        "swedish_at": False,
        "main_supervisor": "bo",
        "regulation": "HSLF_FS_2021_8",
        "iup_approved_on": "2023-07-01",
        "contract": "signed",
        "contract_on": "2023-03-01",
        "credits": [
            {"kind": "prelicence", "months": "3", "decided_by": "Mia", "decided_on": "2023-02-01", "source": "IUP 1"}
        ],
        "leaves": [{"kind": "parental", "from_on": "2024-01-01", "to_on": "2024-06-30"}],
        "periods": [{"from_on": "2025-01-01", "to_on": "2025-12-31", "unit": "kir-jkpg", "goals": ["STc1"]}],
        "certificates": [{"annex": "9", "goals": ["STc1", "STc2"], "signed_on": "2025-05-02", "signer_name": "Bo"}],
        **changes,
    }


def enter(home, **changes):
    return home.run(lambda tx: registering.register(tx, told(**changes), by=HR))


def running(home, residency_id):
    rows = home.run(lambda tx: queries.instances_of(tx.session, residency_id))
    return sorted(row.definition_key for row in rows if row.state == "running")


def test_what_is_done_is_there_at_once_and_nobody_is_asked_for_it_again(home):
    made = enter(home)
    home.settle()
    # Everything is in place, so what begins is the follow-up: the study director chooses its series.
    assert running(home, made.residency_id) == ["follow_up", "residency"]
    (task,) = home.run(lambda tx: queries.tasks_of(tx.session, made.residency_id))
    assert (task.activity_id, task.role) == ("decide_follow_up", "study_director")
    residency = home.residency(made.residency_id)
    assert residency.planned_end_on == D(2028, 11, 1)
    found = home.run(lambda tx: matrix.matrix(tx, tx.session.get(Residency, made.residency_id)))
    assert (found.done, found.version) == (2, 0)
    versions = home.run(lambda tx: queries.iup_versions(tx.session, made.residency_id))
    assert [v.version for v in versions] == [1]


def test_a_programme_that_is_not_approved_is_asked_for_now(home):
    made = enter(home, iup_approved_on=None)
    home.settle()
    assert running(home, made.residency_id) == ["iup", "residency"]
    (task,) = home.run(lambda tx: queries.tasks_of(tx.session, made.residency_id))
    assert (task.definition_key, task.role) == ("iup", "resident")
    assert task.due_on < D(2026, 1, 1)


def test_the_training_goes_on_to_its_end(home):
    made = enter(home)
    home.travel_to(D(2028, 11, 3))
    tasks = home.run(lambda tx: queries.tasks_of(tx.session, made.residency_id))
    assert {t.activity_id for t in tasks} == {"confirm_completion", "decide_follow_up"}


def test_the_same_again_is_the_first_and_other_facts_are_not(home):
    first = enter(home)
    assert enter(home) == hires.Registered(first.residency_id, created=False)
    with pytest.raises(errors.HireDiffers):
        enter(home, contract="not_needed")


def test_every_wrong_fact_is_told_with_its_row_and_nothing_is_kept(home):
    with pytest.raises(errors.Invalid) as caught:
        enter(
            home,
            credits=[
                {"kind": "doctorate", "months": "6", "decided_by": "M", "decided_on": "2023-02-01", "source": "x"}
            ],
            leaves=[{"kind": "parental", "from_on": "2024-06-30", "to_on": "2024-01-01"}],
            periods=[
                {"from_on": "2025-01-01", "to_on": "2025-12-31", "percent": 130, "unit_name": "X", "goals": ["c1"]}
            ],
            certificates=[{"annex": "9", "goals": ["STc1"], "signed_on": "2027-01-01"}, {"goals": []}],
        )
    assert set(problems(caught)) == {
        "/credits/0/kind",
        "/leaves/0/to_on",
        "/periods/0/percent",
        "/periods/0/goals",
        "/certificates/0/signed_on",
        "/certificates/1/annex",
    }
    assert home.run(lambda tx: tx.session.scalar(select(func.count()).select_from(Residency))) == 0


def test_a_regulation_must_be_named(home):
    with pytest.raises(errors.Invalid) as caught:
        enter(home, regulation="SOSFS_1999_5", contract="kanske", iup_approved_on="i våras")
    assert set(problems(caught)) == {"/regulation", "/contract", "/iup_approved_on"}


HEAD = (
    "Anställningsid;Personnummer;Förnamn;Efternamn;E-post;Enhet;Specialitet;Anställd från;Legitimation;Svensk AT;"
    "Handledare;Föreskrift;IUP godkänd;Kontrakt;Klara delmål"
)


def line(n, **changes):
    cells = {
        "id": f"OLD-{n}",
        "number": NUMBERS[n],
        "first": f"Åsa{n}",
        "last": "Ek",
        "mail": f"asa{n}@randa.example",
        "unit": "kir-jkpg",
        "specialty": "kirurgi",
        "start": "2023-02-01",
        "licence": "2023-01-10",
        "at": "nej",
        "supervisor": "bo",
        "regulation": "HSLF-FS 2021:8",
        "iup": "2023-07-01",
        "contract": "underskrivet",
        "done": "STc1 2025-05-02 Bo Kaveldun, STc2 2025-06-01".replace(",", " |"),
        **changes,
    }
    return list(cells.values())


ROWS = [line(1, done="STc1 2025-05-02 Bo Kaveldun"), line(2, unit="finns-inte"), line(3, done="c1 2025-05-02")]


def as_csv(encoding="utf-8"):
    return "\r\n".join([HEAD, *(";".join(row) for row in ROWS)]).encode(encoding)


def as_xlsx():
    book = openpyxl.Workbook()
    book.active.append(HEAD.split(";"))
    for row in ROWS:
        book.active.append([D.fromisoformat(cell) if cell[:4] == "2023" and len(cell) == 10 else cell for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("body", [as_csv(), as_csv("cp1252"), as_xlsx()], ids=["utf-8", "windows", "xlsx"])
def test_a_file_is_shown_before_it_is_kept_and_wrong_rows_do_not_hinder_the_others(home, body):
    rows = files.read("residents", body)

    def looked(tx):
        return files.preview(tx, rows, by=HR)

    shown = home.run(looked)
    assert [row.number for row in shown] == [2, 3, 4]
    assert [[p.pointer for p in row.problems] for row in shown] == [[], ["/unit"], ["/certificates/0/goals"]]
    assert home.run(lambda tx: tx.session.scalar(select(func.count()).select_from(Residency))) == 0
    kept = home.run(lambda tx: files.enter(tx, rows, by=HR))
    assert [(row.name, bool(row.residency_id), row.is_new) for row in kept][0] == ("Åsa1 Ek", True, True)
    assert home.run(lambda tx: tx.session.scalar(select(func.count()).select_from(Residency))) == 1
    again = home.run(lambda tx: files.enter(tx, rows, by=HR))
    assert (again[0].residency_id, again[0].is_new) == (kept[0].residency_id, False)


def bomb(inside):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", inside)
    return out.getvalue()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"a;b\n1;2",
        b"PK not a zip",
        bomb("<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"),
        bomb("x" * (files.UNPACKED + 1)),
        bomb("<x/>"),
        b"x" * (files.LARGEST + 1),
        ("anställningsid\n" + "E\n" * (files.ROWS + 1)).encode(),
    ],
    ids=["empty", "no column", "no zip", "doctype", "bomb", "no book", "large", "long"],
)
def test_a_file_that_is_none_is_refused_in_words(body):
    with pytest.raises(errors.Invalid) as caught:
        files.read("x", body)
    assert set(problems(caught)) == {"/file"}
