"""Runs migrations on the engine that ``service.migrations.configuration`` hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import JSON

from service.migrations import tables
from workflows.store.base import Instant


def _render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our column types in SQLAlchemy's words: a migration must not change when the code does."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):
        return "JSON"
    return False


engine = context.config.attributes["engine"]
with engine.connect() as connection:
    if engine.dialect.name == "postgresql":
        connection.exec_driver_sql("SET lock_timeout = '4s'")
    context.configure(
        connection=connection,
        target_metadata=tables.metadata(),
        render_as_batch=engine.dialect.name == "sqlite",
        render_item=_render,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
