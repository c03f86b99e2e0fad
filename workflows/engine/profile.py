"""Reads a file and says what is wrong with it: the publication check's front."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

from workflows.engine import names, normalise, safe_xml
from workflows.engine.process_model import ProcessModel
from workflows.model import errors


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the check says about one element, in Swedish and English."""

    rule: str
    severity: Literal["error", "warning"]
    element: str | None
    sv: str
    en: str


@dataclass(frozen=True, slots=True)
class References:
    """What a model may name; None = not checked."""

    forms: frozenset[str] | None = None
    decisions: frozenset[str] | None = None
    operations: frozenset[str] | None = None
    roles: frozenset[str] | None = None
    messages: frozenset[str] | None = None
    processes: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out for one executable process: a model unless an error was found."""

    process_id: str | None
    model: ProcessModel | None
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_accepted(self) -> bool:
        """Say whether nothing forbids publication."""
        return not any(finding.severity == "error" for finding in self.findings)


def read(xml: bytes, *, references: References | None = None) -> list[Reading]:
    """Return one Reading per executable process; an unreadable file is one Reading without process_id."""
    try:
        root = safe_xml.parse(xml)
    except errors.UnreadableModel as problem:
        return [Reading(None, None, [Finding(problem.code, "error", None, problem.text("sv"), problem.text("en"))])]
    definitions = normalise.Definitions.of(root)
    sha256 = hashlib.sha256(xml).hexdigest()
    return [
        Reading(names.attribute(element, "id"), normalise.process(definitions, element, sha256))
        for element in definitions.processes()
        if element.get("isExecutable") == "true"
    ]
