"""The port that forms keep their files through, bound to a transaction, a person and a residency."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import IO
from uuid import UUID

from forms.ports import FileInfo
from service.files import keeping, queries
from service.files.folder import Folder
from service.files.tables import StoredFile
from workflows.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFiles:
    """Files as one person filling in one form sees them: their own uploads and those of the residency."""

    tx: Transaction
    folder: Folder
    person_id: UUID | None
    residency_id: UUID | None = None

    def keep(self, filename: str, stream: IO[bytes], accept: Collection[str]) -> FileInfo:
        """Store the file. Raises FileRefused."""
        row = keeping.keep(
            self.tx, self.folder, filename, stream, accept, by=self.person_id, residency_id=self.residency_id
        )
        return _info(row)

    def describe(self, file_id: str) -> FileInfo | None:
        """Return the file if it is the person's own upload or belongs to this residency, else None."""
        try:
            row = queries.by_id(self.tx.session, UUID(file_id))
        except ValueError:
            return None
        if row is None:
            return None
        own = row.kept_by is not None and row.kept_by == self.person_id
        here = row.residency_id is not None and row.residency_id == self.residency_id
        return _info(row) if own or here else None


def _info(row: StoredFile) -> FileInfo:
    return FileInfo(str(row.id), row.filename, row.content_type, row.size)
