"""For every test: no setting from outside, no network but loopback, and databases on SQLite and PostgreSQL."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from service import config, logs
from tests import postgres

_LOOPBACK = ("127.", "::1", "localhost")
for _field in fields(config.Settings):
    os.environ.pop(_field.metadata["env"], None)

# The product's own format: without it structlog would print the locals of a traceback, which takes seconds.
logs.configure(config.Settings.from_env({"RANDA_SAMPLE": "1", "RANDA_LOG_LEVEL": "error"}))


class NetworkClosed(AssertionError):
    """A test reached for the network; only loopback and unix sockets are open."""


def _guarded(reach: Any) -> Any:
    def guard(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(_LOOPBACK):
            raise NetworkClosed(address)
        return reach(self, address)

    return guard


@pytest.fixture(autouse=True, scope="session")
def _closed_network() -> Iterator[None]:
    opened = pytest.MonkeyPatch()
    opened.setattr(socket.socket, "connect", _guarded(socket.socket.connect))
    opened.setattr(socket.socket, "connect_ex", _guarded(socket.socket.connect_ex))
    yield
    opened.undo()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """Start PostgreSQL once per test process. Where CI is set it must be there; elsewhere its tests are skipped."""
    try:
        server = postgres.Server()
    except postgres.NoPostgres as exc:
        if os.environ.get("CI"):
            pytest.fail(str(exc))
        pytest.skip(str(exc))
    yield server
    server.stop()


@pytest.fixture
def postgres_url(postgres_server: postgres.Server) -> Iterator[str]:
    """Give a fresh database with all tables; what the test left open is closed before it goes."""
    opened: list[Any] = []

    def note(connection: Any, _record: Any) -> None:
        opened.append(connection)

    url = postgres_server.fresh()
    event.listen(Engine, "connect", note)
    yield url
    event.remove(Engine, "connect", note)
    for connection in opened:
        connection.close()
    postgres_server.drop(url)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give an empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/t.db"
    url: str = request.getfixturevalue("postgres_url")
    return url
