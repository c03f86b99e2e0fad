"""The forms of a folder by key, and forms of deployed bundles from their text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from forms import form
from forms.errors import FormNotFound
from forms.form import Form

SUFFIX = ".form"


@dataclass(frozen=True, slots=True)
class Catalog:
    """Forms by key ``<process>/<form>``."""

    texts: Mapping[str, str]

    @classmethod
    def load(cls, folder: Path) -> Catalog:
        """Read the texts of all ``*.form`` files below *folder*; each is parsed when it is asked for."""
        found = sorted(folder.rglob(f"*{SUFFIX}"))
        keys = (path.relative_to(folder).with_suffix("").as_posix() for path in found)
        return cls({key: path.read_text("utf-8") for key, path in zip(keys, found, strict=True)})

    @staticmethod
    def from_text(key: str, text: str) -> Form:
        """Return the form that *text* holds, e.g. from a deployed bundle. Raises FormUnreadable."""
        return form.parse(key, text)

    def get(self, key: str) -> Form:
        """Return the form *key*. Raises FormNotFound."""
        if key not in self.texts:
            raise FormNotFound(key)
        return form.parse(key, self.texts[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    def __len__(self) -> int:
        return len(self.texts)
