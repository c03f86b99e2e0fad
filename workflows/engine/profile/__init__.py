"""The publication check: reads a file and says, rule by rule, what is wrong with each process in it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from workflows.engine import names, normalise, safe_xml
from workflows.engine.names import Element
from workflows.engine.process_model import ProcessModel
from workflows.engine.profile import document, events, expressions, flows, loops, rules, tokens, words, writers
from workflows.engine.profile.rules import RULES, Finding, Rule
from workflows.engine.profile.subject import References, Subject
from workflows.model import errors

__all__ = ["RULES", "Finding", "Reading", "References", "Rule", "published", "read"]

#: Without unique ids nothing else can be said.
UNNAMED = frozenset(("id-duplicate", "id-missing"))
#: The last ones need a model without errors.
CHECKS: tuple[Callable[[Subject], None], ...] = (
    flows.check,
    events.check,
    loops.check,
    words.check,
    expressions.check,
)
SOUNDNESS: tuple[Callable[[Subject], None], ...] = (tokens.check, writers.check)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out for one process; the model is None if an error was found."""

    process_id: str | None
    model: ProcessModel | None
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_accepted(self) -> bool:
        """Say whether nothing forbids publication."""
        return self.model is not None


def read(xml: bytes, *, references: References | None = None) -> list[Reading]:
    """Return one Reading per executable process; an unreadable file is one Reading without process_id.

    A file without an executable process gives one refused Reading per process that has content. Never raises.
    """
    try:
        root = safe_xml.parse(xml)
    except errors.UnreadableModel as problem:
        return [Reading(None, None, [Finding(problem.code, "error", None, problem.text("sv"), problem.text("en"))])]
    if root.tag != f"{{{names.BPMN}}}definitions":
        return [Reading(None, None, [rules.finding("not-bpmn", None)])]
    definitions = normalise.Definitions.of(root)
    filled = [
        p for p in definitions.processes() if any(names.local(c) in normalise.NODES for c in names.bpmn_children(p))
    ]
    if not filled:
        return [Reading(None, None, [rules.finding("no-process", None)])]
    chosen = [p for p in filled if names.is_true(p, "isExecutable")] or filled
    sha256 = hashlib.sha256(xml).hexdigest()
    about_file = document.check_file(definitions)
    return [_read_process(definitions, element, sha256, references or References(), about_file) for element in chosen]


def published(xml: bytes, process_id: str) -> ProcessModel:
    """Return the model of a process that was accepted when it was published.

    The rules are not asked again: what runs goes on running when a later release knows more rules.
    Raises UnreadableModel; DefinitionNotFound if the file has no such process.
    """
    definitions = normalise.Definitions.of(safe_xml.parse(xml))
    for element in definitions.processes():
        if names.attribute(element, "id") == process_id:
            return normalise.process(definitions, element, hashlib.sha256(xml).hexdigest())
    raise errors.DefinitionNotFound(process=process_id)


def _read_process(
    definitions: normalise.Definitions, element: Element, sha256: str, references: References, about_file: list[Finding]
) -> Reading:
    model = normalise.process(definitions, element, sha256)
    subject = Subject(definitions, element, model, references, list(about_file))
    document.check(subject)
    if not any(finding.rule in UNNAMED for finding in subject.findings):
        for check in CHECKS:
            check(subject)
    if not _has_error(subject):
        for check in SOUNDNESS:
            check(subject)
    findings = list(dict.fromkeys(subject.findings))
    return Reading(model.key or None, None if _has_error(subject) else model, findings)


def _has_error(subject: Subject) -> bool:
    return any(finding.severity == "error" for finding in subject.findings)
