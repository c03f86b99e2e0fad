"""A PostgreSQL of our own for one run: Debian's binaries, a folder in memory, a unix socket, no fsync."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, text

from service import db
from service.migrations import tables

USER = "postgres"
TEMPLATE = "randa_template"
#: A database of a test is made in 50 ms there, and in a second on a busy disk.
_MEMORY = "/dev/shm"
_ROOM = 2 << 30
_PREFIX, _OWNER = "randa-pg-", "owner"
#: Enough for 20 threads and a handful of programs, each with a pool.
_OPTIONS = {
    "listen_addresses": "",
    "max_connections": "150",
    "log_min_messages": "error",
}
_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class NoPostgres(RuntimeError):
    """PostgreSQL's programs are not installed: apt install postgresql."""


def programs() -> Path:
    """Return the folder of the newest PostgreSQL on this machine. Raises NoPostgres."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda f: int(f.parts[-2]), reverse=True):
        if (folder / "initdb").exists():
            return folder
    if found := shutil.which("initdb"):
        return Path(found).parent
    raise NoPostgres(NoPostgres.__doc__)


class Server:
    """One running server; ``stop`` ends it and removes its folder. Only a *durable* one writes to a disk."""

    def __init__(self, *, durable: bool = False) -> None:
        self._bin = programs()
        self._clear_leftovers()
        has_room = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM
        memory = _MEMORY if has_room and not durable else None
        self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=memory))
        (self._folder / _OWNER).write_text(str(os.getpid()))
        self._numbers = count(1)
        if os.geteuid() == 0:
            shutil.chown(self._folder, USER, USER)
        self._folder.chmod(0o755)
        self._call("initdb", "-D", self._data, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        wanted = _OPTIONS if durable else {**_OPTIONS, **_FORGETFUL}
        options = " ".join(f"-c {name}='{value}'" for name, value in wanted.items())
        told = f"{options} -c unix_socket_directories='{self._folder}'"
        self._call("pg_ctl", "-D", self._data, "-o", told, "-l", self._folder / "log", "-w", "start")
        self._make_template()

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def url(self, database: str) -> str:
        """Return the address of a database."""
        return f"postgresql+psycopg://{USER}@/{database}?host={self._folder}"

    def fresh(self) -> str:
        """Make a database with every table of the house, empty; return its address."""
        return self._made(f'TEMPLATE "{TEMPLATE}"')

    def empty(self) -> str:
        """Make a database without a table; return its address."""
        return self._made("TEMPLATE template0")

    def _made(self, how: str) -> str:
        name = f"t{next(self._numbers)}"
        self.say(f'CREATE DATABASE "{name}" {how}')
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is connected."""
        self.say(f'DROP DATABASE IF EXISTS "{url.rpartition("/")[2].partition("?")[0]}" WITH (FORCE)')

    def say(self, sql: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run one statement outside any transaction and return its rows."""
        engine = create_engine(self.url(database), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                result = connection.execute(text(sql))
                return [tuple(row) for row in result] if result.returns_rows else []
        finally:
            engine.dispose()

    def stop(self) -> None:
        """End the server and forget everything."""
        self._call("pg_ctl", "-D", self._data, "-m", "immediate", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _clear_leftovers(self) -> None:
        """End servers whose test process was killed: only folders of our name whose owner is gone."""
        for place in (_MEMORY, tempfile.gettempdir()):
            for note in Path(place).glob(f"{_PREFIX}*/{_OWNER}"):
                with suppress(FileNotFoundError):  # another test process clears at the same time
                    if Path(f"/proc/{note.read_text() or os.getpid()}").exists():
                        continue
                    if (note.parent / "data" / "postmaster.pid").exists():
                        self._call("pg_ctl", "-D", note.parent / "data", "-m", "immediate", "stop", patient=True)
                    shutil.rmtree(note.parent, ignore_errors=True)

    def _make_template(self) -> None:
        self.say(f'CREATE DATABASE "{TEMPLATE}" TEMPLATE template0')
        database = db.open_url(self.url(TEMPLATE))
        tables.metadata().create_all(database.engine)
        database.engine.dispose()

    def _call(self, program: str, *arguments: object, patient: bool = False) -> None:
        command: Sequence[str] = [str(self._bin / program), *(str(a) for a in arguments)]
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            command = ["runuser", "-u", USER, "--", *command]
        done = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode and not patient:
            raise RuntimeError(f"{program} failed: {done.stderr or done.stdout}")
