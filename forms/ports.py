"""What the forms room needs from outside, as protocols that ``service.wiring`` fills."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, Protocol

Scope = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: what is stored, what is read, and what tells it from its namesakes."""

    value: Any
    label: str
    detail: str = ""
    label_en: str = ""

    def text(self, locale: str) -> str:
        """Return what the person reads, detail included."""
        label = (self.label_en or self.label) if locale == "en" else self.label
        return f"{label}, {self.detail}" if self.detail else label


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A kept file, as the form shows it; *size* in bytes."""

    id: str
    filename: str
    content_type: str
    size: int


class Expressions(Protocol):
    """The expression language; the forms room does not know which."""

    def value(self, text: str, scope: Scope) -> Any:
        """Return what *text* gives in *scope*; a leading ``=`` is allowed; None when it cannot be computed."""
        ...

    def problem(self, text: str, known: Collection[str]) -> str | None:
        """Return why *text* cannot be read (one sentence), or None. *known* are names that may have spaces."""
        ...


class Options(Protocol):
    """Lists that the house keeps: ``people:<role>``, ``units``, ``goals``, ``placements`` …"""

    def choices(self, source: str, scope: Scope) -> Sequence[Choice]:
        """Return what can be chosen from *source* in this case."""
        ...

    def holds(self, source: str, value: str, scope: Scope) -> bool:
        """Say whether *value* may be chosen from *source* in this case."""
        ...


class Upload(Protocol):
    """One uploaded part; werkzeug's FileStorage is one."""

    filename: str | None

    @property
    def stream(self) -> IO[bytes]:
        """Where the bytes are read."""
        ...


class Files(Protocol):
    """Where uploaded files are kept, seen by the person who fills in the form."""

    def keep(self, filename: str, stream: IO[bytes], accept: Collection[str]) -> FileInfo:
        """Store a file and return it.

        *accept* are suffixes like ``.pdf``, empty = all that the house takes. Raises FileRefused.
        """
        ...

    def describe(self, file_id: str) -> FileInfo | None:
        """Return the file if this person may use it in this form."""
        ...


class Posted(Protocol):
    """What a browser sent; werkzeug's MultiDict is one."""

    def getlist(self, key: str) -> list[str]:
        """Return all values under *key*."""
        ...

    def __iter__(self) -> Iterator[str]:
        """Yield the names that were sent."""
        ...


class Uploads(Protocol):
    """The files that a browser sent; werkzeug's MultiDict of FileStorage is one."""

    def getlist(self, key: str) -> Sequence[Upload]:
        """Return all files under *key*."""
        ...


class NoUploads:
    """A request without files."""

    def getlist(self, key: str) -> Sequence[Upload]:
        """Return nothing."""
        return ()


@dataclass(frozen=True, slots=True)
class Ports:
    """The three ports together, bound to a transaction and a person by whoever opens the door."""

    expressions: Expressions
    options: Options
    files: Files
