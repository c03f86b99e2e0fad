"""The product's own models as bundles: each process with the decisions and forms that it names."""

from __future__ import annotations

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from service import catalogue
from service.operations import register
from workflows import decisions, definitions, engine
from workflows.definitions import Bundle
from workflows.engine import ProcessModel, References
from workflows.model.actor import Actor
from workflows.transaction import Transaction


@cache
def bundles() -> dict[str, Bundle]:
    """Return the bundle of every process that comes with the product, by key; read once."""
    tables = _tables()
    return {key: _bundle(text, tables) for key, text in sorted(_drawings().items())}


def deploy(tx: Transaction, *, by: Actor) -> dict[str, int]:
    """Deploy the product's own processes; unchanged ones keep their version. Return versions by key.

    Raises ModelRefused when the publication check refuses one.
    """
    known = references()
    return {key: definitions.deploy(tx, bundle, by=by, references=known).version for key, bundle in bundles().items()}


def references() -> References:
    """Return everything that a model of this house may name."""
    drawings = _drawings()
    readings = [r for text in drawings.values() for r in engine.read(text)]
    names = frozenset(m for r in readings if r.model is not None for m in r.model.uses.messages)
    return References(
        forms=frozenset(_form_texts()),
        decisions=frozenset(d for _, found in _tables().values() for d in found),
        operations=frozenset(o.name for o in register.listed()),
        roles=frozenset(catalogue.role_scopes()),
        messages=names | {"hire.registered"},
        processes=frozenset(drawings),
    )


def _bundle(text: bytes, tables: dict[str, tuple[bytes, frozenset[str]]]) -> Bundle:
    model = next(r.model for r in engine.read(text) if r.model is not None)
    named = {f: body for f, (body, found) in tables.items() if found & model.uses.decisions}
    forms = _forms_of(model)
    if b"policy." in text or any("policy." in form for form in forms.values()):
        named["policy.dmn"] = tables["policy.dmn"][0]
    return Bundle(bpmn=text, decisions=named, forms=forms)


def _forms_of(model: ProcessModel) -> dict[str, str]:
    texts = _form_texts()
    return {key: texts[key] for key in sorted(model.uses.forms) if key in texts}


@cache
def _drawings() -> dict[str, bytes]:
    folders = [f for f in resources.files("bpmn").iterdir() if f.is_dir()]
    files = {f.name: f.joinpath(f"{f.name}.bpmn") for f in folders}
    return {key: file.read_bytes() for key, file in files.items() if file.is_file()}


@cache
def _tables() -> dict[str, tuple[bytes, frozenset[str]]]:
    """Return every decision file with the ids of its decisions."""
    found = {}
    for file in resources.files("bpmn").joinpath("decisions").iterdir():
        if file.name.endswith(".dmn"):
            text = file.read_bytes()
            found[file.name] = (text, frozenset(decisions.read(text).decisions))
    return found


@cache
def _form_texts() -> dict[str, str]:
    def walk(folder: Traversable, prefix: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for entry in folder.iterdir():
            if entry.is_dir():
                found |= walk(entry, f"{prefix}{entry.name}/")
            elif entry.name.endswith(".form"):
                found[prefix + entry.name.removesuffix(".form")] = entry.read_text(encoding="utf-8")
        return found

    return walk(resources.files("forms").joinpath("definitions"), "")
