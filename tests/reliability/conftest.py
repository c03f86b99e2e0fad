"""A stage on both databases that notices when the house's transactions had to be torn apart."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from service import db
from tests.workflows import stage as stages
from tests.workflows.stage import Stage


@pytest.fixture
def stage(database_url: str) -> Iterator[Stage]:
    """Give a stage; afterwards no two transactions may have waited for each other in a circle."""
    made = stages.make(db.open_url(database_url).engine)
    yield made
    assert deadlocks(made) == 0
    made.engine.dispose()


def deadlocks(stage: Stage) -> int:
    """Count the deadlocks that PostgreSQL had to break in this database; SQLite cannot have any."""
    if stage.engine.dialect.name == "sqlite":
        return 0
    stage.engine.dispose()  # a session's figures are complete when it has ended
    with stage.engine.connect() as connection:
        told = connection.scalar(text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
    return int(told or 0)
