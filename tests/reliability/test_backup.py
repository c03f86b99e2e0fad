"""A backup holds everything that must not be lost and no key to a door; it can change databases on the way."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zstandard

from service import config, db, migrations
from service.auth import accounts, sessions
from service.cli import archive
from service.directory import people
from service.migrations import queries, tables
from service.wiring import House
from tests import postgres
from tests.models import stage
from tests.models.stage import ModelStage
from workflows.model import errors


@pytest.fixture
def lived_in(tmp_path: Path) -> Iterator[House]:
    """A house with people, models, a session, an open link and a file."""
    made: ModelStage = stage.make(tmp_path)
    pia = made.run(lambda tx: people.get(tx, "pia").id)
    made.run(lambda tx: sessions.open_for(tx, made.house.settings, pia))
    made.run(lambda tx: accounts.make_link(tx, "invitation", pia))
    made.house.settings.files.mkdir(parents=True, exist_ok=True)
    (made.house.settings.files / "ab").write_bytes(b"an attachment")
    tables.metadata().create_all(made.house.database.engine)
    migrations.stamp(made.house.database.engine)
    yield made.house
    made.house.close()


def _content(engine: Any) -> dict[str, list[str]]:
    with engine.connect() as connection:
        return {table.name: sorted(queries.lines(connection, table)) for table in queries.tables(engine)}


def _settings(folder: Path, url: str = "") -> config.Settings:
    return config.Settings.from_env({"RANDA_DATA": str(folder), "DATABASE_URL": url, "SECRET_KEY": "s" * 40})


def test_what_is_restored_is_what_was_kept(lived_in: House, tmp_path: Path) -> None:
    file = tmp_path / "kept" / "randa.backup"
    rows, files = archive.write(lived_in, file)
    settings = _settings(tmp_path / "new")

    assert archive.read(settings, file) == (rows, files) == (rows, 1)

    restored = db.connect(settings)
    assert _content(restored.engine) == _content(lived_in.database.engine)
    assert (settings.files / "ab").read_bytes() == b"an attachment"
    assert migrations.is_at_head(restored.engine)
    restored.engine.dispose()


@pytest.mark.postgres
def test_a_house_on_sqlite_moves_to_postgresql(
    lived_in: House, tmp_path: Path, postgres_server: postgres.Server
) -> None:
    file = tmp_path / "randa.backup"
    archive.write(lived_in, file)
    url = postgres_server.empty()

    archive.read(_settings(tmp_path / "new", url), file)

    moved = db.open_url(url)
    there, here = _content(moved.engine), _content(lived_in.database.engine)
    assert {name: len(rows) for name, rows in there.items()} == {name: len(rows) for name, rows in here.items()}
    moved.engine.dispose()
    postgres_server.drop(url)


def test_sessions_and_links_are_not_taken_along(lived_in: House, tmp_path: Path) -> None:
    file = tmp_path / "randa.backup"
    archive.write(lived_in, file)
    settings = _settings(tmp_path / "new")

    archive.read(settings, file)

    restored = db.connect(settings)
    with restored.engine.connect() as connection:
        for table in ("session", "one_time_link"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0
    restored.engine.dispose()


def test_nothing_is_restored_over_something(lived_in: House, tmp_path: Path) -> None:
    file = tmp_path / "randa.backup"
    archive.write(lived_in, file)
    settings = _settings(tmp_path / "new")
    archive.read(settings, file)

    with pytest.raises(errors.Conflict):
        archive.read(settings, file)


def test_a_broken_backup_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "wrong.backup"
    with zstandard.open(file, "wb") as packed, tarfile.open(fileobj=packed, mode="w|") as tar:
        tar.add(__file__, "randa.jsonx")

    with pytest.raises(errors.Invalid):
        archive.read(_settings(tmp_path / "new"), file)
