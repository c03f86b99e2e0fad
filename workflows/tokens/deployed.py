"""Deployed definitions, parsed once per program and kept alive: they never change."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from workflows import decisions, engine
from workflows.decisions import DecisionModel
from workflows.engine import ProcessModel
from workflows.model import errors
from workflows.store import deployed as stored
from workflows.store.tables import ProcessDefinition
from workflows.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Deployed:
    """A deployed version, parsed and ready; immutable, shared by all instances in this program."""

    id: UUID
    key: str
    version: int
    name_sv: str
    name_en: str
    model: ProcessModel
    #: Decision id → the model that holds it.
    decisions: Mapping[str, DecisionModel]
    forms: Mapping[str, str]
    form_sha256: Mapping[str, str]

    def name(self, locale: str) -> str:
        """Return the process's name in *locale* (sv or en)."""
        return self.name_en if locale == "en" else self.name_sv


def current(tx: Transaction, key: str) -> Deployed:
    """Return the newest version of *key*. Raises DefinitionNotFound."""
    row = stored.current(tx.session, key)
    if row is None:
        raise errors.DefinitionNotFound(key=key)
    return loaded(tx, row)


def get(tx: Transaction, definition_id: UUID) -> Deployed:
    """Return one version; no statement when this program has met it before. Raises DefinitionNotFound."""
    known = tx.parts.definitions.get(definition_id)
    if isinstance(known, Deployed):
        return known
    row = tx.session.get(ProcessDefinition, definition_id)
    if row is None:
        raise errors.DefinitionNotFound(id=definition_id)
    return loaded(tx, row)


def model_version(tx: Transaction, key: str, sha256: str) -> ProcessModel:
    """Return the version of *key* whose drawing has this SHA-256: a running call keeps what it began with.

    Raises DefinitionNotFound.
    """
    row = next((row for row in stored.versions(tx.session, key) if row.files["bpmn"] == sha256), None)
    if row is None:
        raise errors.DefinitionNotFound(key=key)
    return loaded(tx, row).model


def listed(tx: Transaction) -> list[Deployed]:
    """Return the current version of every process, by key."""
    return [loaded(tx, row) for row in stored.all_current(tx.session)]


def loaded(tx: Transaction, row: ProcessDefinition) -> Deployed:
    """Parse a version, or return it when this program has met it before."""
    known = tx.parts.definitions.get(row.id)
    if isinstance(known, Deployed):
        return known
    bodies = stored.texts(tx.session, row.files.values())
    texts = {name: bodies[digest] for name, digest in row.files.items()}
    model = engine.published(texts["bpmn"].encode(), row.key)
    files = {name[4:]: text.encode() for name, text in texts.items() if name.startswith("dmn:")}
    tables = {d: m for text in files.values() for m in [decisions.read(text)] for d in m.decisions}
    forms = {name[5:]: text for name, text in texts.items() if name.startswith("form:")}
    deployed = Deployed(
        id=row.id,
        key=row.key,
        version=row.version,
        name_sv=row.name_sv,
        name_en=row.name_en,
        model=model,
        decisions=tables,
        forms=forms,
        form_sha256={key: sha(text) for key, text in forms.items()},
    )
    tx.parts.definitions[row.id] = deployed
    return deployed


def sha(text: str) -> str:
    """Return the SHA-256 of a text, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
