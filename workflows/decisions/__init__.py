"""Decisions (DMN 1.5): decision tables and requirement graphs on FEEL. This is the door.

model = decisions.read(xml)
decided = model.decide("policy_iup", {"edition": "halland"})
decided.value, decisions.explain(decided.matched, "sv"), decided.errors
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from workflows.decisions import notation, reading, xml
from workflows.decisions.checks import check
from workflows.decisions.graph import Graph
from workflows.decisions.model import DecisionModel
from workflows.decisions.notation import Decision, DecisionService, ItemDefinition
from workflows.decisions.wording import explain
from workflows.decisions.work import Decided, Finding, Match
from workflows.model import errors

__all__ = [
    "Decided",
    "Decision",
    "DecisionModel",
    "DecisionService",
    "Finding",
    "ItemDefinition",
    "Match",
    "check",
    "explain",
    "read",
]
_NO_IMPORTS: Mapping[str, bytes] = {}


def read(source: bytes, *, imports: Mapping[str, bytes] = _NO_IMPORTS) -> DecisionModel:
    """Read a DMN file and compile all that is in it.

    *imports* are the files that it may import, by any name (they are found by their namespace). Expressions that
    cannot be read do not stop the reading: they are null, and `check` lists them. Raises errors.UnsafeXml,
    errors.UnreadableModel, errors.ImportMissing.
    """
    others = [reading.definitions(xml.parse(other)) for other in imports.values()]
    own = reading.definitions(xml.parse(source))
    digest = hashlib.sha256(source)
    for other in sorted(imports.values()):
        digest.update(hashlib.sha256(other).digest())
    return DecisionModel(_graph(own, others, ()), digest.hexdigest())


def _graph(own: notation.Definitions, others: list[notation.Definitions], seen: tuple[str, ...]) -> Graph:
    imported: dict[str, Graph] = {}
    for wanted in own.imports:
        if wanted.namespace in (own.namespace, *seen):
            continue
        found = next((other for other in others if other.namespace == wanted.namespace), None)
        if found is None:
            raise errors.ImportMissing(namespace=wanted.namespace)
        imported[wanted.name] = _graph(found, others, (*seen, own.namespace))
    return Graph(own, imported)
