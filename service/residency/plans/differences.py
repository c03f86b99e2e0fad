"""What changed between two versions of the individual training programme, in the form's own words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal
from uuid import UUID

from service.residency import queries
from service.residency.queries import training
from workflows.model import errors
from workflows.transaction import Transaction

_FORM = "iup/draft"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: where (labels from the form), and the text before and after."""

    kind: Literal["added", "removed", "changed"]
    where: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of a form's fields by (list that they stand in, key), and each choice's words."""

    texts: Mapping[tuple[str, str], str]
    words: Mapping[tuple[str, str], str]

    def of(self, key: str, inside: str = "") -> str:
        """Return a field's label, or its key."""
        return self.texts.get((inside, key), key)

    def word(self, key: str, value: Any, inside: str = "") -> str:
        """Return a value as people read it."""
        if isinstance(value, list):
            return ", ".join(self.word(key, one, inside) for one in value)
        if isinstance(value, Mapping):
            parts = [(k, v) for k, v in value.items() if v not in (None, "", [])]
            return "; ".join(f"{self.of(k, inside)}: {self.word(k, v, inside)}" for k, v in parts)
        return self.words.get((key, str(value)), "" if value is None else str(value))


def between(tx: Transaction, residency_id: UUID, programme: str, before: int, after: int, locale: str) -> list[Change]:
    """Return what changed from version *before* to version *after* of a programme. Raises NotFound."""
    versions = {
        row.version: row for row in queries.iup_versions(tx.session, residency_id) if row.programme == programme
    }
    if before not in versions or after not in versions:
        raise errors.NotFound
    old, new = (training.submission(tx.session, versions[n].submission_id) for n in (before, after))
    return list(differences(old.data if old else {}, new.data if new else {}, labels(_FORM, locale)))


def differences(
    old: Mapping[str, Any], new: Mapping[str, Any], told: Labels, path: str = "", inside: str = ""
) -> Iterator[Change]:
    """Yield the differences of two answers to the same form; rows are matched by their first value."""
    for key in dict.fromkeys([*old, *new]):
        where = f"{path}{told.of(key, inside)}"
        was, now = old.get(key), new.get(key)
        if was == now:
            continue
        if _is_rows(was) or _is_rows(now):
            yield from _rows(was or [], now or [], told, where, key)
        elif isinstance(was, Mapping) and isinstance(now, Mapping):
            yield from differences(was, now, told, f"{where}: ", inside)
        else:
            text, other = told.word(key, was, inside), told.word(key, now, inside)
            if text != other:
                yield Change("added" if not text else "removed" if not other else "changed", where, text, other)


@cache
def labels(form_key: str, locale: str) -> Labels:
    """Return the labels of one of the product's own forms; read once."""
    file = resources.files("forms").joinpath("definitions", f"{form_key}.form")
    texts: dict[tuple[str, str], str] = {}
    words: dict[tuple[str, str], str] = {}
    _collect(json.loads(file.read_text(encoding="utf-8")), texts, words, locale)
    return Labels(texts, words)


def _collect(
    part: Mapping[str, Any],
    texts: dict[tuple[str, str], str],
    words: dict[tuple[str, str], str],
    locale: str,
    inside: str = "",
) -> None:
    for field in part.get("components", []):
        key = field.get("key") or field.get("path")
        told = field.get("properties") or {}
        if key and field.get("label"):
            texts[inside, key] = told.get("label_en", field["label"]) if locale == "en" else field["label"]
        for choice in field.get("values") or []:
            words[key, str(choice["value"])] = (
                choice.get("label_en", choice["label"]) if locale == "en" else choice["label"]
            )
        _collect(field, texts, words, locale, key if field.get("type") == "dynamiclist" else inside)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _rows(old: list[Any], new: list[Any], told: Labels, where: str, inside: str) -> Iterator[Change]:
    before, after = ({_name(row): row for row in rows} for rows in (old, new))
    for name in dict.fromkeys([*before, *after]):
        was, now = before.get(name), after.get(name)
        if was is None:
            yield Change("added", where, "", told.word("", now, inside))
        elif now is None:
            yield Change("removed", where, told.word("", was, inside), "")
        elif was != now:
            yield from differences(was, now, told, f"{where}, {name}: ", inside)


def _name(row: Mapping[str, Any]) -> str:
    value = next((value for value in row.values() if value not in (None, "", [])), "")
    return ", ".join(str(v) for v in value) if isinstance(value, list) else str(value)
