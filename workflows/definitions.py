"""Process definitions: deploy a bundle as the next version, find the current one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from workflows import engine, tokens
from workflows.engine import ProcessModel
from workflows.model import errors
from workflows.model.actor import Actor
from workflows.store import deployed as stored
from workflows.store.tables import ProcessDefinition
from workflows.tokens import Deployed
from workflows.tokens.deployed import sha
from workflows.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is deployed together (interfaces.md I14): one process, the decisions and the forms it names."""

    bpmn: bytes
    #: File name → DMN text.
    decisions: Mapping[str, bytes]
    #: Form key → form-js JSON text.
    forms: Mapping[str, str]


def deploy(
    tx: Transaction, bundle: Bundle, *, by: Actor, references: engine.References | None = None
) -> ProcessDefinition:
    """Deploy *bundle* as the next version of its process; the same bundle again changes nothing.

    Raises ModelRefused with the findings when the publication check refuses it.
    """
    model = _checked(bundle, references)
    texts = {"bpmn": bundle.bpmn.decode(), **{f"dmn:{k}": v.decode() for k, v in sorted(bundle.decisions.items())}}
    texts |= {f"form:{k}": v for k, v in sorted(bundle.forms.items())}
    files = {name: sha(text) for name, text in texts.items()}
    digest = sha(json.dumps(files, sort_keys=True))
    row = stored.current(tx.session, model.key)
    if row is not None and row.bundle_sha256 == digest:
        return row
    stored.keep_texts(tx.session, {sha(text): text for text in texts.values()})
    stored.retire(tx.session, model.key)
    made = ProcessDefinition(
        key=model.key,
        version=(row.version if row else 0) + 1,
        name_sv=model.name or model.key,
        name_en=model.name_en or model.name or model.key,
        bundle_sha256=digest,
        files=files,
        is_current=True,
        deployed_at=tx.now(),
        deployed_by=str(by.person_id or by.name),
    )
    tx.session.add(made)
    tx.session.flush()
    return made


def current(tx: Transaction, key: str) -> Deployed:
    """Return the newest version of *key*. Raises DefinitionNotFound."""
    return tokens.current(tx, key)


def get(tx: Transaction, definition_id: UUID) -> Deployed:
    """Return one version. Raises DefinitionNotFound."""
    return tokens.get(tx, definition_id)


def listed(tx: Transaction) -> list[Deployed]:
    """Return the current version of every process, by key."""
    return tokens.listed(tx)


def versions(tx: Transaction, key: str) -> list[ProcessDefinition]:
    """Return every deployed version of *key*, newest first."""
    return stored.versions(tx.session, key)


def running_counts(tx: Transaction) -> dict[UUID, int]:
    """Count running instances by definition id."""
    return stored.running_counts(tx.session)


def bpmn_text(tx: Transaction, definition_id: UUID) -> str:
    """Return the drawing as deployed. Raises DefinitionNotFound."""
    row = tx.session.get(ProcessDefinition, definition_id)
    if row is None:
        raise errors.DefinitionNotFound(id=definition_id)
    return stored.texts(tx.session, [row.files["bpmn"]])[row.files["bpmn"]]


def _checked(bundle: Bundle, references: engine.References | None) -> ProcessModel:
    readings = engine.read(bundle.bpmn, references=references)
    findings = [f for reading in readings for f in reading.findings]
    models = [r.model for r in readings if r.model is not None]
    if any(f.severity == "error" for f in findings) or len(models) != 1:
        raise errors.ModelRefused(findings=findings)
    return models[0]
