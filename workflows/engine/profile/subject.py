"""What the checks look at: one process with its document, and the list their findings go to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from workflows.engine import names, normalise
from workflows.engine.names import Element
from workflows.engine.process_model import ActivityMeta, ProcessModel
from workflows.engine.profile import rules


@dataclass(frozen=True, slots=True)
class References:
    """What a model may name; None = not checked."""

    forms: frozenset[str] | None = None
    decisions: frozenset[str] | None = None
    operations: frozenset[str] | None = None
    roles: frozenset[str] | None = None
    messages: frozenset[str] | None = None
    processes: frozenset[str] | None = None


@dataclass(slots=True)
class Subject:
    """One process under check."""

    definitions: normalise.Definitions
    element: Element
    model: ProcessModel
    references: References
    findings: list[rules.Finding] = field(default_factory=list)

    def report(self, rule: str, about: Element | ActivityMeta | str | None, **facts: object) -> None:
        """Add a finding about an element."""
        key, name = _identity(about)
        self.findings.append(rules.finding(rule, key, **{"name": name, **facts}))

    def nodes(self) -> Iterator[tuple[Element, ActivityMeta]]:
        """Yield every flow node with what was read from it."""
        for element in self.element.iterdescendants(f"{{{names.BPMN}}}*"):
            if names.local(element) in normalise.NODES:
                meta = self.model.activities.get(names.attribute(element, "id"))
                if meta is not None and meta.kind == names.local(element):
                    yield element, meta

    def activities(self) -> Iterator[ActivityMeta]:
        """Yield every flow node as read."""
        return iter(self.model.activities.values())

    def scopes(self) -> Iterator[tuple[str, str, tuple[ActivityMeta, ...]]]:
        """Yield the process and every sub-process: id, name, its nodes."""
        yield self.model.key, self.model.name, self.model.children.get(self.model.key, ())
        for meta in self.activities():
            if meta.kind in normalise.SCOPES:
                yield meta.id, meta.name or meta.id, self.model.children.get(meta.id, ())


def _identity(about: Element | ActivityMeta | str | None) -> tuple[str | None, str]:
    if about is None or isinstance(about, str):
        return about, about or ""
    if isinstance(about, ActivityMeta):
        return about.id, about.name or about.id
    key = names.attribute(about, "id")
    return key or None, names.attribute(about, "name") or key or names.local(about)
