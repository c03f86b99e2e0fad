"""``randa backup``, ``restore`` and ``incidents``: keep everything in one file, and see what needs a person."""

from __future__ import annotations

import argparse
from pathlib import Path
from uuid import UUID

from service import config
from service.cli import archive, opening
from workflows import incidents


def add_to(commands: opening.Add) -> None:
    """Add this family."""
    backup = opening.command(commands, "backup", _backup, "Write database and files into one file, while all runs.")
    backup.add_argument("file", type=Path)
    restore = opening.command(commands, "restore", _restore, "Read such a file into an empty installation.")
    restore.add_argument("file", type=Path)
    parts = opening.command(commands, "incidents", _incidents, "List what needs a person.")
    parts.add_argument("--all", action="store_true", help="resolved ones too")
    parts.add_argument("--retry", metavar="ID", type=UUID, help="try one again")


def _backup(given: argparse.Namespace) -> int:
    with opening.house() as house:
        rows, files = archive.write(house, given.file)
    print(f"{given.file}: {rows} rows, {files} files")
    return 0


def _restore(given: argparse.Namespace) -> int:
    rows, files = archive.read(config.from_environment(), given.file)
    print(f"{rows} rows, {files} files. Sessions and one-time links were not taken along.")
    return 0


def _incidents(given: argparse.Namespace) -> int:
    with opening.house() as house:
        if given.retry:
            house.run(lambda tx: incidents.retry(tx, given.retry, by=opening.CLI))
        with house.reading() as tx:
            found = incidents.listed(tx, state=None if given.all else "open")
            for row in found:
                print(f"{row.id}  {row.opened_at:%Y-%m-%d %H:%M}  {row.state}  {row.kind}: {row.message_en}")
            print(f"{len(found)} incidents")
    return 0
