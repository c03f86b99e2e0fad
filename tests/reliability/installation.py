"""An installation of real programs in a folder: started, killed without warning, started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import redis

from service import config, migrations, sample, wiring
from service.cli import programs
from service.cli.programs import Program
from service.wiring import models
from workflows.model.actor import Actor

ROOT = Path(__file__).resolve().parents[2]
#: Seconds until a program must be at work.
PATIENCE = 60.0
#: Who is killed: the four programs and the server that one of them watches.
VALKEY = "valkey"
VICTIMS = (*(program.value for program in Program), VALKEY)
_STARTED = {Program.WORKER: "worker_started", Program.DISPATCHER: "dispatcher_started"}


class NotReady(AssertionError):
    """Something did not come up in time."""


def until(condition: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Look every twentieth of a second whether *condition* holds. Raises NotReady after *seconds*."""
    pause = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if condition():
            return
        pause.wait(0.05)
    raise NotReady(what)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Installation:
    """Web, worker, dispatcher and our own Valkey on one database; its own house looks at what they did."""

    def __init__(self, folder: Path, database_url: str, smtp_port: int) -> None:
        given = {
            "RANDA_DATA": str(folder),
            "DATABASE_URL": database_url,
            "SECRET_KEY": "not secret, for a test only, 0123456789",
            "RANDA_SAMPLE": "1",
            "PORT": str(free_port()),
            "RANDA_LEASE_SECONDS": "2",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(smtp_port),
            "SMTP_SECURITY": "none",
            "RANDA_LOG_FORMAT": "json",
        }
        self.settings = config.Settings.from_env(given)
        self.house = wiring.build(self.settings)
        self.kills = 0
        self._processes: dict[Program, subprocess.Popen[bytes]] = {}
        self._began: dict[Program, int] = {}
        migrations.upgrade(self.house.database.engine)
        self.house.run(sample.load_people)
        self.house.run(lambda tx: models.deploy(tx, by=Actor.system("test")))

    def start(self) -> None:
        """Start every program and wait until all are at work."""
        for program in (Program.EMBEDDED, Program.WORKER, Program.DISPATCHER, Program.WEB):
            self._spawn(program)
        for victim in VICTIMS:
            self.await_ready(victim)

    def stop(self) -> None:
        """End every program, Valkey last."""
        for program in Program:
            process = self._processes.pop(program, None)
            if process is None:
                continue
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.house.close()

    def kill(self, victim: str) -> None:
        """Kill without warning, and start again what was killed; Valkey is started again by its supervisor."""
        self.kills += 1
        if victim == VALKEY:
            if (pid := self._valkey_pid()) is not None:
                os.kill(pid, signal.SIGKILL)
            return
        process = self._processes[Program(victim)]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self._spawn(Program(victim))

    def mend(self) -> list[str]:
        """Start again programs that ended by themselves, as ``randa run`` does; return their names."""
        ended = [program for program, process in self._processes.items() if process.poll() is not None]
        for program in ended:
            self._spawn(program)
        return [program.value for program in ended]

    def is_ready(self, victim: str) -> bool:
        """Say whether a program is at work."""
        if victim in (VALKEY, Program.EMBEDDED):
            return self._valkey_pid() is not None
        if victim == Program.WEB:
            return self._web_answers()
        program = Program(victim)
        with self._log(program).open("rb") as log:
            log.seek(self._began[program])
            return _STARTED[program].encode() in log.read()

    def await_ready(self, victim: str) -> None:
        """Wait until a program is at work. Raises NotReady."""
        until(lambda: bool(self.mend() or True) and self.is_ready(victim), f"{victim} is not at work")

    def flush(self) -> None:
        """Make Valkey forget everything."""
        until(self._flushed, "Valkey does not answer")

    def _flushed(self) -> bool:
        try:
            return bool(self.house.redis(socket_timeout=2).flushall())
        except redis.RedisError:
            return False

    def _spawn(self, program: Program) -> None:
        log = self._log(program)
        log.parent.mkdir(parents=True, exist_ok=True)
        self._began[program] = log.stat().st_size if log.exists() else 0
        with log.open("ab") as output:
            self._processes[program] = subprocess.Popen(
                programs.command(program, self.settings),
                env=self.settings.environ(),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # so that a kill reaches gunicorn's workers too
            )

    def _log(self, program: Program) -> Path:
        return self.settings.data / "log" / f"{program}.log"

    def _web_answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.settings.port}/livez", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _valkey_pid(self) -> int | None:
        try:
            told = self.house.redis(socket_timeout=2).info("server")
        except (redis.RedisError, OSError):
            return None
        return int(told["process_id"])
