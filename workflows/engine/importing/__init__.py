"""Imports models drawn for Camunda 7, Operaton, Activiti, Flowable and SpiffWorkflow into our words, with a report.

    imported = importing.translate(xml)
    imported.xml        # the same drawing with zeebe: and randa: words
    imported.entries    # what was translated, guessed and dropped, element by element

The result is then checked like any model; what could not be translated is missing there and refused by name.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from workflows.engine import names, normalise, safe_xml
from workflows.engine.importing import camunda, spiff
from workflows.engine.importing.report import Entry, Report
from workflows.engine.names import Element
from workflows.engine.profile.words import ENGINES

__all__ = ["Entry", "Imported", "translate"]


@dataclass(frozen=True, slots=True)
class Imported:
    """The translated file and the report."""

    xml: bytes
    entries: tuple[Entry, ...]

    def of(self, kind: str) -> list[Entry]:
        """Return the entries of one kind: translated, guessed or dropped."""
        return [entry for entry in self.entries if entry.kind == kind]


def translate(xml: bytes) -> Imported:
    """Return the file in our words, and what was translated, guessed and dropped. Raises UnreadableModel, UnsafeXml."""
    root = safe_xml.parse(xml)
    report = Report()
    for element in list(root.iter(f"{{{names.BPMN}}}*")):
        report.about(element)
        camunda.translate(element, report)
        spiff.translate(element, report)
    for element in list(root.iter(f"{{{names.BPMN}}}*")):
        _drop_rest(element, report)
    etree.cleanup_namespaces(root, top_nsmap={"zeebe": names.ZEEBE, "randa": names.RANDA})
    return Imported(etree.tostring(root, xml_declaration=True, encoding="UTF-8"), tuple(report.entries))


def _drop_rest(element: Element, report: Report) -> None:
    """Take away every word of another engine that nothing has translated, and say so."""
    report.about(element)
    for key, space in names.attribute_spaces(element).items():
        if space in ENGINES:
            report.dropped(f"{etree.QName(key).localname}={names.take(element, key)!r}")
    holder = names.first(element, "extensionElements")
    if holder is None:
        return
    for child in [c for c in holder if names.namespace(c) in ENGINES]:
        report.dropped(names.local(child))
        holder.remove(child)
    if not len(holder):
        element.remove(holder)


def is_foreign(xml: bytes) -> bool:
    """Say whether the file has words of another engine. Raises UnreadableModel, UnsafeXml."""
    root = safe_xml.parse(xml)
    for element in root.iter(f"{{{names.BPMN}}}*"):
        spaces = set(names.attribute_spaces(element).values())
        holder = names.first(element, "extensionElements") if names.local(element) in normalise.NODES else None
        spaces.update(names.namespace(child) for child in (holder if holder is not None else ()))
        if spaces & ENGINES.keys():
            return True
    return False
