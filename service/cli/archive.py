"""One file with everything: each table as JSON lines, read at one moment, and the kept files (tar, zstandard)."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import zstandard

from service import db, migrations
from service.config import Settings
from service.migrations import queries
from service.wiring import House
from workflows.model import errors

_FORMAT = 1


def write(house: House, file: Path) -> tuple[int, int]:
    """Write a backup; return how many rows and files it holds. Nothing has to stop for it."""
    rows, kept = 0, house.settings.files
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(file.name + ".part")
    with (
        zstandard.open(draft, "wb") as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
        house.database.snapshot() as connection,
    ):
        facts = {"format": _FORMAT, "revision": migrations.head()}
        _add(tar, "randa.json", json.dumps(facts).encode())
        for table in queries.tables(house.database.engine):
            lines = list(queries.lines(connection, table))
            rows += len(lines)
            _add(tar, f"tables/{table.name}.jsonl", "".join(lines).encode())
        files = [path for path in sorted(kept.rglob("*")) if path.is_file()]
        for path in files:
            tar.add(path, f"files/{path.relative_to(kept)}", recursive=False)
    draft.replace(file)
    return rows, len(files)


def read(settings: Settings, file: Path) -> tuple[int, int]:
    """Fill an empty installation from a backup; return how many rows and files. Raises Conflict when it is not empty.

    The schema is first that of the backup, then brought up to this release.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    database = db.connect(settings)
    try:
        with zstandard.open(file, "rb") as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            facts = _facts(tar)
            migrations.upgrade(database.engine, facts["revision"])
            if not queries.is_empty(database.engine):
                raise errors.Conflict(
                    "This installation is not empty. Restore into a new RANDA_DATA or database.",
                    "Installationen är inte tom. Återställ till en ny RANDA_DATA eller databas.",
                )
            counts = _fill(database, settings.files, tar)
        migrations.upgrade(database.engine)
        return counts
    finally:
        database.engine.dispose()


def _fill(database: db.Database, folder: Path, tar: tarfile.TarFile) -> tuple[int, int]:
    rows = files = 0
    known = {table.name: table for table in queries.tables(database.engine)}
    with database.engine.begin() as connection:
        while (entry := tar.next()) is not None:
            content = tar.extractfile(entry)
            if content is None:
                continue
            if entry.name.startswith("tables/"):
                told = content.read().decode().split("\n")[:-1]
                rows += queries.load(connection, known[Path(entry.name).stem], told)
            else:
                _keep(folder, entry.name.removeprefix("files/"), content.read())
                files += 1
    return rows, files


def _facts(tar: tarfile.TarFile) -> dict[str, Any]:
    first = tar.next()
    content = tar.extractfile(first) if first is not None and first.name == "randa.json" else None
    facts: dict[str, Any] = json.load(content) if content is not None else {}
    if facts.get("format") != _FORMAT:
        raise errors.Invalid("This is no backup that this release can read.", "Det är ingen säkerhetskopia härifrån.")
    return facts


def _keep(folder: Path, name: str, content: bytes) -> None:
    target = (folder / name).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise errors.Invalid("The backup names a file outside its folder.", "Kopian pekar på en fil utanför mappen.")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    tar.addfile(entry, io.BytesIO(content))
