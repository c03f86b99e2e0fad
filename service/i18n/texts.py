"""The catalogue of sentences: one TOML file per page under ``sentences/``, both languages side by side."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

LOCALES = ("sv", "en")
FOLDER = Path(__file__).parent / "sentences"


class TextMissing(KeyError):
    """There is no sentence with this key: a mistake in the program, found by ``tests/house/test_texts.py``."""


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Mapping[str, Any]]:
    """Return every sentence: ``page.key`` → {"sv": …, "en": …}, each a text or a [one, many] pair.

    Raises ValueError for a sentence that lacks a language.
    """
    found: dict[str, Mapping[str, Any]] = {}
    for file in sorted(FOLDER.glob("*.toml")):
        _collect(found, file.stem, tomllib.loads(file.read_text(encoding="utf-8")))
    return found


def _collect(found: dict[str, Mapping[str, Any]], prefix: str, table: Mapping[str, Any]) -> None:
    if set(table) & set(LOCALES):
        if set(table) != set(LOCALES):
            raise ValueError(f"{prefix} needs both sv and en")
        found[prefix] = table
        return
    for name, inner in table.items():
        _collect(found, f"{prefix}.{name}", inner)


def t(key: str, locale: str = "sv", *, n: int | None = None, **facts: Any) -> str:
    """Return the sentence *key* in *locale* with *facts* filled in; *n* chooses between one and many.

    When a fact is Markup the answer is Markup and everything else in it is escaped. Raises TextMissing.
    """
    try:
        text = catalogue()[key][locale if locale in LOCALES else "sv"]
    except KeyError:
        raise TextMissing(key) from None
    if isinstance(text, list):
        text = text[0] if n == 1 else text[1]
    if n is not None:
        facts["n"] = n
    if any(isinstance(fact, Markup) for fact in facts.values()):
        return Markup(escape(text)).format(**facts)  # noqa: S704  the sentence is escaped, and format escapes the facts
    return str(text).format(**facts) if facts else str(text)


def has(key: str) -> bool:
    """Say whether there is a sentence with this key."""
    return key in catalogue()
