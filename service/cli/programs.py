"""The programs that ``randa run`` starts: found again after a crash, watched, stopped in the right order."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

import redis

from service.config import Settings
from workflows.model import errors

#: Seconds until a program must be ready, and until one that was told to stop is killed.
PATIENCE = 30.0


class Program(StrEnum):
    """The programs in the order in which they stop."""

    WEB = "web"
    WORKER = "worker"
    DISPATCHER = "dispatcher"
    EMBEDDED = "embedded"


def command(program: Program, settings: Settings) -> list[str]:
    """Return the command line of a program; the same that the Procfile starts."""
    if program is not Program.WEB:
        return [sys.executable, "-m", f"service.{program}"]
    return [
        *(sys.executable, "-m", "gunicorn", "service.app:create_app()", "--worker-class", "gthread"),
        *("--workers", str(settings.web_workers), "--threads", str(settings.web_threads)),
        *("--bind", f"{settings.host}:{settings.port}", "--graceful-timeout", "10", "--log-level", "warning"),
    ]


class Programs:
    """Our running programs."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._notes = settings.data / "run"
        self._logs = settings.data / "log"
        self._running: dict[Program, list[subprocess.Popen[bytes]]] = {}

    def spawn(self, program: Program) -> None:
        """Start a program without waiting for it. Raises Unavailable when somebody else has the web program's port."""
        if program is Program.WEB:
            self._must_have_port()
        count = self._settings.workers if program is Program.WORKER else 1
        self._running[program] = [self._spawn(program, number) for number in range(count)]

    def await_ready(self, program: Program) -> None:
        """Wait until a program does its work. Raises Unavailable when it does not come up."""
        pause = threading.Event()
        for _ in range(int(PATIENCE / 0.05)):
            if any(process.poll() is not None for process in self._running[program]):
                break
            if self._is_ready(program):
                return
            pause.wait(0.05)
        raise errors.Unavailable(
            f"{program} did not start; see {self._logs / f'{program}.log'}",
            f"{program} startade inte; se {self._logs / f'{program}.log'}",
        )

    def mend(self) -> list[str]:
        """Start again what has ended; return the names."""
        mended = []
        for program, processes in self._running.items():
            for number, process in enumerate(processes):
                if process.poll() is not None:
                    processes[number] = self._spawn(program, number)
                    mended.append(program.value)
        return mended

    def stop(self, told: Callable[[str], object]) -> None:
        """Stop everything, Valkey last; what does not stop in time is killed."""
        for program in Program:
            for process in self._running.pop(program, []):
                process.terminate()
                try:
                    process.wait(PATIENCE)
                except subprocess.TimeoutExpired:
                    process.kill()
                told(program.value)
        for note in self._notes.glob("*.pid"):
            note.unlink()

    def end_leftovers(self) -> None:
        """End programs of this RANDA_DATA whose starter was killed; Valkey is adopted by its own supervisor."""
        for note in self._notes.glob("*.pid"):
            try:
                pid = int(note.read_text())
                line = Path(f"/proc/{pid}/cmdline").read_bytes()
            except (OSError, ValueError):
                continue
            finally:
                note.unlink(missing_ok=True)
            if b"service." in line:
                os.kill(pid, signal.SIGTERM)
                _await_end(pid)

    def _must_have_port(self) -> None:
        port = self._settings.port
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self._settings.host, port))
            except OSError:
                raise errors.Unavailable(
                    f"Port {port} is taken. Choose another: PORT={port + 1} make run",
                    f"Port {port} är upptagen. Välj en annan: PORT={port + 1} make run",
                ) from None

    def _spawn(self, program: Program, number: int) -> subprocess.Popen[bytes]:
        for folder in (self._logs, self._notes):
            folder.mkdir(parents=True, exist_ok=True)
        with (self._logs / f"{program}.log").open("ab") as output:
            process = subprocess.Popen(
                command(program, self._settings),
                env=self._settings.environ(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C is for us: we stop them in order
            )
        (self._notes / f"{program}-{number}.pid").write_text(str(process.pid))
        return process

    def _is_ready(self, program: Program) -> bool:
        if program is Program.EMBEDDED:
            try:
                return not redis.Redis.from_url(self._settings.redis_url).info("persistence").get("loading")
            except redis.RedisError:
                return False
        if program is Program.WEB:
            try:
                address = f"http://{self._settings.host}:{self._settings.port}/livez"
                with urllib.request.urlopen(address, timeout=2) as answer:
                    return bool(answer.status == 200)
            except (urllib.error.URLError, OSError):
                return False
        return True


def _await_end(pid: int) -> None:
    pause = threading.Event()
    for _ in range(int(PATIENCE / 0.05)):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        pause.wait(0.05)
    os.kill(pid, signal.SIGKILL)
