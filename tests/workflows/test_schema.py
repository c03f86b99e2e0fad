"""The migrations give exactly the tables that the code has, on both databases, and the newest can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect

from service import db, migrations
from service.migrations import tables
from tests import postgres


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give a database without any table, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/bare.db"
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    url = server.empty()
    yield url
    server.drop(url)


def _differences(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, tables.metadata()))


def test_migrating_from_nothing_gives_the_tables_of_the_code(bare_url: str) -> None:
    engine = db.open_url(bare_url).engine

    migrations.upgrade(engine)

    assert _differences(engine) == []
    assert migrations.is_at_head(engine)
    engine.dispose()


def test_migrating_twice_changes_nothing(bare_url: str) -> None:
    engine = db.open_url(bare_url).engine

    migrations.upgrade(engine)
    migrations.upgrade(engine)

    assert migrations.current(engine) == migrations.head()
    engine.dispose()


def test_the_migrations_can_be_taken_back_and_made_again(bare_url: str) -> None:
    engine = db.open_url(bare_url).engine
    migrations.upgrade(engine)

    migrations.downgrade(engine, "base")

    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    assert not migrations.is_at_head(engine)
    migrations.upgrade(engine)
    assert _differences(engine) == []
    engine.dispose()
