"""The schema's history: Alembic under ``versions/``, and whether a database is at the head of it."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

_HERE = Path(__file__).resolve().parent


def configuration(engine: Engine) -> Config:
    """Return Alembic's configuration for one database."""
    made = Config()
    made.set_main_option("script_location", str(_HERE))
    made.attributes["engine"] = engine
    return made


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring a database's schema up to *revision*; one that is there already is left alone."""
    command.upgrade(configuration(engine), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take a database's schema back to *revision*."""
    command.downgrade(configuration(engine), revision)


def stamp(engine: Engine, revision: str = "head") -> None:
    """Say that a database made from the tables themselves is at *revision*."""
    command.stamp(configuration(engine), revision)


def head() -> str | None:
    """Return the newest revision."""
    return ScriptDirectory(str(_HERE)).get_current_head()


def current(engine: Engine) -> str | None:
    """Return the revision that a database is at; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_at_head(engine: Engine) -> bool:
    """Say whether a database has the schema of this release."""
    return current(engine) == head()
