"""Keeping, finding and forgetting files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import IO
from urllib.parse import quote
from uuid import UUID

from forms.errors import FileRefused
from service.files import queries, sniffing
from service.files.folder import Folder
from service.files.tables import StoredFile
from workflows.model import errors
from workflows.store.base import new_id
from workflows.transaction import Transaction

MOST_BYTES = 20_000_000
TAKEN = ", ".join(suffix.removeprefix(".") for suffix in sniffing.TYPES)


def keep(
    tx: Transaction,
    folder: Folder,
    filename: str,
    stream: IO[bytes],
    accept: Collection[str] = (),
    *,
    by: UUID | None,
    residency_id: UUID | None = None,
) -> StoredFile:
    """Store a file of at most 20 MB, bytes first, and return its row.

    *accept* are suffixes like ``.pdf``, empty = all of ``sniffing.TYPES``. Raises forms' FileRefused when it is
    empty, too large, of a kind that is not taken, or not what its name says.
    """
    name = sniffing.safe_name(filename)
    received = folder.receive(stream, MOST_BYTES)
    if received is None:
        raise FileRefused(
            f"Välj en fil på högst 20 MB. {name} är större.", f"Choose a file of at most 20 MB. {name} is larger."
        )
    waiting, size, digest = received
    try:
        kind = _accepted(waiting, name, size, accept)
    except FileRefused:
        waiting.unlink()
        raise
    row = StoredFile(
        id=new_id(),
        filename=name,
        content_type=kind.content_type,
        size=size,
        sha256=digest,
        kept_at=tx.wall(),
        kept_by=by,
        residency_id=residency_id,
        submission_id=None,
    )
    folder.accept(waiting, row.id)
    tx.session.add(row)
    return row


def find(tx: Transaction, file_id: UUID) -> StoredFile:
    """Return a file's row; whoever opens the door checks that the person may see it. Raises FileNotFound."""
    row = queries.by_id(tx.session, file_id)
    if row is None:
        raise errors.FileNotFound
    return row


def of_residency(tx: Transaction, residency_id: UUID) -> Sequence[StoredFile]:
    """Return the files of completed forms in a residency, newest first."""
    return queries.of_residency(tx.session, residency_id)


def attach(tx: Transaction, ids: Collection[UUID], *, residency_id: UUID | None, submission_id: UUID) -> None:
    """Tie files to the submission that was completed with them; what is tied stays where it is."""
    if ids:
        tx.session.flush()
        queries.attach(tx.session, ids, residency_id, submission_id)


def sweep(tx: Transaction, folder: Folder, *, before: dt.datetime, limit: int = 500) -> int:
    """Remove files that were uploaded before *before* (wall time) and never sent, and bytes without a row.

    Returns how many rows went.
    """
    rows = queries.forgotten(tx.session, before, limit)
    for row in rows:
        folder.remove(row.id)
        tx.session.delete(row)
    _remove_strays(tx, folder, before)
    return len(rows)


def headers(row: StoredFile) -> dict[str, str]:
    """Return the headers that a file is given out with: never shown in the page, never guessed at."""
    return {
        "Content-Type": row.content_type,
        "Content-Length": str(row.size),
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(row.filename, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }


def _accepted(waiting: Path, name: str, size: int, accept: Collection[str]) -> sniffing.Kind:
    with waiting.open("rb") as stream:
        kind = sniffing.sniff(stream, name)
    if size == 0:
        raise FileRefused(f"Välj en annan fil. {name} är tom.", f"Choose another file. {name} is empty.")
    if kind is None:
        raise FileRefused(
            f"Välj en fil av typen {TAKEN}. {name} är något annat.",
            f"Choose a file of type {TAKEN}. {name} is something else.",
        )
    wanted = {sniffing.suffix_of(f"x{suffix}") for suffix in accept}
    if wanted and kind.suffix not in wanted:
        listed = ", ".join(sorted(suffix.removeprefix(".") for suffix in wanted))
        raise FileRefused(
            f"Välj en fil av typen {listed}. {name} är {kind.suffix.removeprefix('.')}.",
            f"Choose a file of type {listed}. {name} is {kind.suffix.removeprefix('.')}.",
        )
    if sniffing.suffix_of(name) != kind.suffix:
        raise FileRefused(
            f"Filen {name} är egentligen {kind.suffix.removeprefix('.')}. Byt namn på den och ladda upp den igen.",
            f"The file {name} is really {kind.suffix.removeprefix('.')}. Rename it and upload it again.",
        )
    return kind


def _remove_strays(tx: Transaction, folder: Folder, before: dt.datetime) -> None:
    """Bytes whose transaction never committed."""
    old = list(folder.older(before.timestamp()))
    named = {path: UUID(path.name) for path in old if len(path.name) == 32}
    known = queries.known(tx.session, list(named.values()))
    for path in old:
        if path not in named or named[path] not in known:
            path.unlink(missing_ok=True)
