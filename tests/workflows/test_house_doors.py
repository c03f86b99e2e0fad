"""The doors' way into a transaction: again when busy, never blocked by readers, and no queue needed to commit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from service import config, db, wiring
from service.migrations import tables
from service.wiring import House
from workflows.model import errors
from workflows.store import installation
from workflows.transaction import Transaction


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = wiring.build(config.Settings.from_env({"RANDA_DATA": str(tmp_path)}))
    tables.metadata().create_all(made.database.engine)
    yield made
    made.close()


def test_a_busy_operation_is_done_again_as_a_whole(house: House) -> None:
    tries: list[int] = []

    def act(tx: Transaction) -> str:
        tries.append(1)
        installation.write(tx.session, "tries", str(len(tries)), tx.wall())
        if len(tries) < 3:
            raise errors.ConcurrentUpdate
        return "done"

    assert house.run(act) == "done"
    with house.reading() as tx:
        assert installation.read(tx.session, "tries") == "3"


def test_what_stays_busy_is_told_as_unavailable_and_changes_nothing(house: House) -> None:
    def act(tx: Transaction) -> None:
        installation.write(tx.session, "half", "done", tx.wall())
        raise errors.ConcurrentUpdate

    with pytest.raises(errors.Unavailable):
        house.run(act)

    with house.reading() as tx:
        assert installation.read(tx.session, "half") is None


def test_an_error_of_ours_is_not_tried_again(house: House) -> None:
    tries: list[int] = []

    def act(_tx: Transaction) -> None:
        tries.append(1)
        raise errors.TaskNotFound

    with pytest.raises(errors.TaskNotFound):
        house.run(act)
    assert len(tries) == 1


def test_readers_see_the_last_commit_while_somebody_writes(house: House) -> None:
    house.run(lambda tx: installation.write(tx.session, "word", "first", tx.wall()))

    with house.transaction() as tx:
        installation.write(tx.session, "word", "second", tx.wall())
        tx.session.flush()
        with house.reading() as other:
            assert installation.read(other.session, "word") == "first"

    with house.reading() as tx:
        assert installation.read(tx.session, "word") == "second"


def test_what_a_reader_changes_is_thrown_away(house: House) -> None:
    with house.reading() as tx:
        installation.write(tx.session, "word", "lost", tx.wall())

    with house.reading() as tx:
        assert installation.read(tx.session, "word") is None


def test_work_is_kept_although_the_queue_is_down(house: House) -> None:
    house.run(lambda tx: tx.publish("mail", mail_id="x"))

    with house.reading() as tx:
        assert tx.session.scalar(text("SELECT count(*) FROM outbox")) == 1


def test_foreign_keys_are_kept_on_every_connection(house: House) -> None:
    with house.reading() as tx, house.transaction() as other:
        for session in (tx.session, other.session):
            assert session.scalar(text("PRAGMA foreign_keys")) == 1
            assert session.scalar(text("PRAGMA journal_mode")) == "wal"


def test_facts_that_the_request_has_read_are_not_read_again(house: House) -> None:
    with house.reading(known={("rights", "x"): "read already"}) as tx:
        assert tx.known["rights", "x"] == "read already"


def test_statements_are_counted_as_the_driver_sees_them(house: House) -> None:
    with db.counted() as statements:
        house.run(lambda tx: installation.write(tx.session, "word", "one", tx.wall()))

    assert [t.split()[0] for t in statements.texts] == ["SELECT", "INSERT"]
    assert statements.commits == 1


def test_a_sample_follows_the_time_that_another_program_has_moved(tmp_path: Path) -> None:
    settings = config.Settings.from_env({"RANDA_DATA": str(tmp_path), "RANDA_SAMPLE": "1"})
    first, second = wiring.build(settings), wiring.build(settings)
    tables.metadata().create_all(first.database.engine)
    with first.reading() as tx:
        later = tx.now().replace(year=tx.now().year + 1)

    first.move_time(later)

    with second.reading() as tx:
        assert tx.now() >= later
        assert tx.wall() < later
    first.close()
    second.close()
