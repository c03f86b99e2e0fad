"""The bytes of kept files: one file per id, in folders by the id's end, never under a name that somebody gave."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import UUID

PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Folder:
    """Where the bytes lie, e.g. ``RANDA_DATA/files``; made when first needed, readable by this user only."""

    root: Path

    def receive(self, stream: IO[bytes], most: int) -> tuple[Path, int, str] | None:
        """Copy a stream to a waiting file; return its path, size in bytes and sha256.

        None (and nothing left behind) when there is more than *most* bytes.
        """
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with tempfile.NamedTemporaryFile(dir=self.root, prefix="receiving-", delete=False) as waiting:
            path = Path(waiting.name)
            while size <= most and (piece := stream.read(PIECE)):
                size += len(piece)
                digest.update(piece)
                waiting.write(piece)
            waiting.flush()
            os.fsync(waiting.fileno())
        if size > most:
            path.unlink()
            return None
        return path, size, digest.hexdigest()

    def accept(self, waiting: Path, file_id: UUID) -> None:
        """Give a waiting file its place."""
        place = self.path(file_id)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        waiting.replace(place)

    def path(self, file_id: UUID) -> Path:
        """Return where the bytes of *file_id* lie."""
        return self.root / file_id.hex[-2:] / file_id.hex

    def open(self, file_id: UUID) -> IO[bytes]:
        """Open the bytes for reading. Raises FileNotFoundError."""
        return self.path(file_id).open("rb")

    def remove(self, file_id: UUID) -> None:
        """Remove the bytes; doing it twice is harmless."""
        self.path(file_id).unlink(missing_ok=True)

    def older(self, than: float) -> Iterator[Path]:
        """Yield the files last written before *than* (seconds of wall time), waiting ones included."""
        for path in self.root.rglob("*"):
            if path.is_file() and path.stat().st_mtime < than:
                yield path
