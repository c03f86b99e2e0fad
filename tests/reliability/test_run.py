"""``randa run`` as a newcomer meets it: it comes up, says where it is, mends itself, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reliability.installation import free_port, until

ROOT = Path(__file__).resolve().parents[2]


class Terminal:
    """A terminal in which ``randa run`` runs."""

    def __init__(self, data: Path) -> None:
        self.data, self.port = data, free_port()
        self.screen = data.parent / "screen.txt"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        given = {**os.environ, "RANDA_DATA": str(self.data), "PORT": str(self.port), "PYTHONUNBUFFERED": "1"}
        with self.screen.open("wb") as output:
            command = [sys.executable, "-m", "service.cli", "run"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=given, stdout=output, stderr=output)
        until(lambda: "Region Blekinge" in self.text() or self.ended(), "it comes up", seconds=180)

    def text(self) -> str:
        return self.screen.read_text(encoding="utf-8")

    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(60)

    def programs(self) -> list[int]:
        return [int(note.read_text()) for note in (self.data / "run").glob("*.pid")]

    def health(self) -> dict[str, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return dict(json.load(answer)["checks"])
        except OSError:
            return {}


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    made = Terminal(tmp_path / "data")
    yield made
    if not made.ended() and made.process is not None:
        made.stop()


def test_it_comes_up_mends_itself_keeps_the_data_and_ends_what_a_killed_start_left_behind(terminal: Terminal) -> None:
    terminal.start()
    assert "Randa is at http://localhost" in terminal.text()
    until(lambda: set(terminal.health().values()) == {"ok"}, "everything is well")
    programs = terminal.programs()
    assert len(programs) == 4

    os.kill(
        next(pid for pid in programs if b"service.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()), signal.SIGKILL
    )
    until(lambda: "worker had ended and was started again" in terminal.text(), "the worker comes back")

    programs = terminal.programs()
    assert terminal.stop() == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in programs)
    residents = (terminal.data / "randa.db").stat().st_size

    terminal.start()
    assert (terminal.data / "randa.db").stat().st_size >= residents
    left = terminal.programs()
    terminal.stop(signal.SIGKILL)  # as when a machine loses its terminal

    terminal.start()

    assert not set(left) & set(terminal.programs())
    until(lambda: not any(_lives(pid) for pid in left if not _is_valkey(pid)), "the old programs are gone")
    until(lambda: set(terminal.health().values()) == {"ok"}, "everything is well")
    assert terminal.stop() == 0


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def _is_valkey(pid: int) -> bool:
    try:
        return b"embedded" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
