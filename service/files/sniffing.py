"""What a file is, by its bytes; the name only has to agree."""

from __future__ import annotations

import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import IO

#: suffix → content type; also the list of what the house takes.
TYPES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
}
ALIASES = {".jpeg": ".jpg"}
MOST_ENTRIES = 5000
LONGEST_NAME = 120
_MAGIC = ((b"%PDF-", ".pdf"), (b"\x89PNG\r\n\x1a\n", ".png"), (b"\xff\xd8\xff", ".jpg"))
_ACTIVE = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<?php", b"#!")
_PARTS = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx"}


@dataclass(frozen=True, slots=True)
class Kind:
    """What the bytes are: one of TYPES."""

    suffix: str

    @property
    def content_type(self) -> str:
        """The type that it is served with."""
        return TYPES[self.suffix]


def suffix_of(filename: str) -> str:
    """Return the suffix in lower case, ``.jpeg`` as ``.jpg``."""
    suffix = PurePosixPath(filename).suffix.lower()
    return ALIASES.get(suffix, suffix)


def sniff(stream: IO[bytes], filename: str) -> Kind | None:
    """Return what the bytes of *stream* (seekable) are; None for anything that the house does not take.

    Office files are recognised by their parts, without unpacking them; those with macros are not taken. Text must be
    UTF-8 and must not begin like a page or a script; only its name tells a table from a text.
    """
    head = _head(stream)
    for magic, suffix in _MAGIC:
        if head.startswith(magic):
            return Kind(suffix)
    if head.startswith(b"PK\x03\x04"):
        return _office(stream)
    return _text(stream, head, suffix_of(filename))


def safe_name(filename: str) -> str:
    """Return a file name without folders, control characters or excess length."""
    name = PureWindowsPath(PurePosixPath(unicodedata.normalize("NFC", filename)).name).name
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C" and c not in '<>:"/\\|?*').strip(" .")
    path = PurePosixPath(name or "fil")
    return f"{path.stem[:LONGEST_NAME]}{path.suffix[:10]}"


def _head(stream: IO[bytes]) -> bytes:
    stream.seek(0)
    return stream.read(4096)


def _office(stream: IO[bytes]) -> Kind | None:
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if len(entries) > MOST_ENTRIES or any(name.lower().endswith("vbaproject.bin") for name in names):
                return None
            if entries and entries[0].filename == "mimetype" and entries[0].file_size < 100:
                is_text = archive.read("mimetype").decode("ascii", "replace") == TYPES[".odt"]
                return Kind(".odt") if is_text else None
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError):
        return None
    found = [suffix for part, suffix in _PARTS.items() if part in names and "[Content_Types].xml" in names]
    return Kind(found[0]) if len(found) == 1 else None


def _text(stream: IO[bytes], head: bytes, suffix: str) -> Kind | None:
    if suffix not in (".txt", ".csv") or not head or head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_ACTIVE):
        return None
    stream.seek(0)
    try:
        text = stream.read().decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if any(ord(c) < 32 and c not in "\t\r\n\f" for c in text) else Kind(suffix)
