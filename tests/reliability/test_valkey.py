"""Our own Valkey: closed to everybody else, kept through a kill, adopted by the next start."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from service import config
from service.config import Settings
from service.embedded import Supervisor


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return config.Settings.from_env({"RANDA_DATA": str(tmp_path)})


@pytest.fixture
def supervisor(settings: Settings) -> Iterator[Supervisor]:
    made = Supervisor(settings)
    made.ensure()
    yield made
    made.shut_down()


def test_only_we_may_open_the_socket_and_there_is_no_port(settings: Settings, supervisor: Supervisor) -> None:
    with redis.Redis.from_url(settings.redis_url) as server:
        assert server.config_get("port") == {"port": "0"}
        assert server.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    assert settings.socket.stat().st_mode & 0o077 == 0
    assert settings.socket.parent.stat().st_mode & 0o077 == 0


def test_a_running_server_is_adopted_and_not_started_twice(settings: Settings, supervisor: Supervisor) -> None:
    first = supervisor.ensure()

    assert Supervisor(settings).ensure() == first


def test_a_killed_server_comes_back_with_what_it_had(settings: Settings, supervisor: Supervisor) -> None:
    with redis.Redis.from_url(settings.redis_url) as server:
        server.set("kept", "yes")
        server.waitaof(1, 0, 5000)
    first = supervisor.ensure()
    os.kill(first, signal.SIGKILL)
    supervisor._process.wait(10)  # type: ignore[union-attr]

    second = supervisor.ensure()

    assert second != first
    with redis.Redis.from_url(settings.redis_url) as server:
        assert server.get("kept") == b"yes"


def test_stopping_ends_the_server(settings: Settings) -> None:
    supervisor, ready = Supervisor(settings), threading.Event()
    watching = threading.Thread(target=supervisor.watch, args=(lambda _: ready.set(),))
    watching.start()
    assert ready.wait(20)

    supervisor.stop()
    watching.join(20)

    assert not watching.is_alive()
    with redis.Redis.from_url(settings.redis_url) as server, pytest.raises(redis.ConnectionError):
        server.ping()
