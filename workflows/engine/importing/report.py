"""The report of an import, and the small acts by which words are put into an element."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from lxml import etree

from workflows.engine import names
from workflows.engine.names import ZEEBE, Element

Kind = Literal["translated", "guessed", "dropped"]
_SAID = {
    "translated": ("översatt: {what}", "translated: {what}"),
    "guessed": ("gissat, se efter: {what}", "guessed, please check: {what}"),
    "dropped": ("borttaget, saknar motsvarighet: {what}", "dropped, has no counterpart: {what}"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the report."""

    kind: Kind
    element: str
    what: str

    @property
    def sv(self) -> str:
        """Return the line in Swedish."""
        return _SAID[self.kind][0].format(what=self.what)

    @property
    def en(self) -> str:
        """Return the line in English."""
        return _SAID[self.kind][1].format(what=self.what)


@dataclass(slots=True)
class Report:
    """Collects entries about the element at hand."""

    entries: list[Entry] = field(default_factory=list)
    _element: str = ""

    def about(self, element: Element) -> None:
        """Say which element the next entries are about."""
        at: Element | None = element
        while at is not None and not at.get("id"):
            at = at.getparent()
        self._element = names.attribute(at, "id")

    def translated(self, what: str) -> None:
        """Note a sure translation."""
        self.entries.append(Entry("translated", self._element, what[:200]))

    def guessed(self, what: str) -> None:
        """Note a guess that somebody should look at."""
        self.entries.append(Entry("guessed", self._element, what[:200]))

    def dropped(self, what: str) -> None:
        """Note what was left out."""
        self.entries.append(Entry("dropped", self._element, what[:200]))


def holder_of(element: Element) -> Element:
    """Return the extension elements, made if missing, after the documentation as the schema asks."""
    holder = names.first(element, "extensionElements")
    if holder is None:
        holder = etree.Element(f"{{{names.BPMN}}}extensionElements")
        element.insert(len(list(names.bpmn(element, "documentation"))), holder)
    return holder


def word(element: Element, name: str, **attributes: str) -> Element:
    """Put a zeebe word into the element's extensions, or add attributes to the one that is there."""
    found = names.extension(element, ZEEBE, name)
    if found is None:
        found = etree.SubElement(holder_of(element), f"{{{ZEEBE}}}{name}")
    for key, text in attributes.items():
        found.set(key, text)
    return found


def mapping(element: Element, direction: str, source: str, target: str) -> None:
    """Add an input or output mapping."""
    io = word(element, "ioMapping")
    etree.SubElement(
        io, f"{{{ZEEBE}}}{direction}", source=source if source.startswith("=") else f"={source}", target=target
    )
