"""The same hire told twenty times in the same instant: one training, and everybody is told so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from service import config, sample, wiring
from service.directory.tables import Person
from service.migrations import tables
from service.residency import hire_facts, hires
from service.residency.tables import Hire, Residency
from service.wiring import House
from tests.reliability.crowd import at_once
from tests.reliability.installation import ROOT
from workflows import idempotency, outbox
from workflows.model.actor import Actor
from workflows.store.tables import Message

CROWD = 20
HR = Actor.system("hr")
NUMBERS = (ROOT / "tests" / "data" / "personnummer.txt").read_text().split()


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """The house as the web program has it, with the doors' way of trying again; nobody hears its bell."""
    given = {"RANDA_DATA": str(tmp_path), "DATABASE_URL": database_url, "SECRET_KEY": "x" * 40}
    made = wiring.build(config.Settings.from_env(given))
    tables.metadata().create_all(made.database.engine)
    made.run(sample.load_people)
    yield made
    made.close()


def facts(number: int = 1, **changes: object) -> dict[str, object]:
    return {
        "employment_id": "E-1",
        "personnummer": NUMBERS[number],
        "first_name": "Ny",
        "last_name": "Läkare",
        "email": f"ny.{number}@region.example",
        "unit": "kir-jkpg",
        "specialty": "kirurgi",
        "employment_start_on": "2026-12-01",
        "employment_type": "permanent",
        "fte": 100,
        "licence_on": "2020-06-01",
        **changes,
    }


def of_known(handle: str, employment_id: str = "E-1") -> dict[str, object]:
    """A hire of somebody who is in the directory already."""
    given = facts(employment_id=employment_id, person=handle)
    return {name: value for name, value in given.items() if name not in hire_facts.PERSON_FIELDS}


def register(house: House, given: dict[str, object]):
    return lambda: house.run(lambda tx: hires.register(tx, given, by=HR))


def counts(house: House) -> list[int | None]:
    def count(tx):
        found = [tx.session.scalar(select(func.count()).select_from(t)) for t in (Residency, Hire, Message)]
        mine = select(func.count()).select_from(Person).where(Person.personnummer == NUMBERS[1])
        return [*found, tx.session.scalar(mine)]

    return house.run(count)


@pytest.mark.parametrize("known", [False, True])
def test_a_hire_told_twenty_times_starts_one_training(house, known):
    given = of_known("anna") if known else facts()
    outcomes = at_once([register(house, given)] * CROWD)
    assert outcomes.codes() <= {"unavailable"}  # the third time somebody else was quicker: tell it again
    assert len({answer.residency_id for answer in outcomes.answers}) == 1
    assert sum(answer.created for answer in outcomes.answers) == 1
    assert counts(house)[:3] == [1, 1, 1]


def test_a_hire_told_twenty_ways_is_registered_one_way(house):
    outcomes = at_once([register(house, facts(fte=50 + number)) for number in range(CROWD)])
    assert len(outcomes.answers) == 1
    assert outcomes.codes() <= {"hire-differs", "unavailable"}
    assert counts(house) == [1, 1, 1, 1]


def test_one_person_cannot_begin_two_trainings_in_one_instant(house):
    """Two employments of somebody the house does not know yet, and of people it does."""
    pairs = [[facts(employment_id="E-1"), facts(employment_id="E-2")]]
    pairs += [[of_known(handle, f"{handle}-{n}") for n in range(2)] for handle in ("anna", "nora", "hanna", "bea")]
    for pair in pairs:
        outcomes = at_once([register(house, given) for given in pair])
        assert len(outcomes.answers) == 1
        assert outcomes.codes() == {"already-in-training"}


def test_a_request_with_one_key_sent_twenty_times_is_done_once(house):
    def once(tx):
        known = idempotency.first(tx, "key-1", by=HR, content={"a": 1})
        if known is not None:
            return known.answer
        tx.publish("task_opened", task_id="0")
        answer = {"id": str(len(NUMBERS))}
        idempotency.keep(tx, "key-1", by=HR, content={"a": 1}, status=200, answer=answer)
        return answer

    outcomes = at_once([lambda: house.run(once)] * CROWD)
    assert outcomes.codes() <= {"unavailable"}
    assert len({answer["id"] for answer in outcomes.answers}) == 1
    assert house.run(outbox.count_open) == 1
