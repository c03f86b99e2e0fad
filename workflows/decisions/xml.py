"""Reads XML into a small tree with expat: bounded, without entities, DOCTYPE or network (engine.md, limits)."""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

from workflows.model import errors

MAX_BYTES = 2_000_000
MAX_ELEMENTS = 20_000
MAX_DEPTH = 64
MAX_ATTRIBUTES = 64


class Element:
    """One element: its name without prefix, its namespace, its attributes, its children and its own text."""

    __slots__ = ("_parts", "attributes", "children", "name", "namespace")

    def __init__(self, namespace: str, name: str, attributes: dict[str, str]) -> None:
        self.namespace, self.name, self.attributes = namespace, name, attributes
        self.children: list[Element] = []
        self._parts: list[str] = []

    @property
    def text(self) -> str:
        """Return the text directly inside, as written."""
        return "".join(self._parts)

    def get(self, attribute: str, default: str = "") -> str:
        """Return an attribute, by its name without prefix."""
        return self.attributes.get(attribute, default)

    def all(self, *names: str) -> list[Element]:
        """Return the children that have one of these names."""
        return [child for child in self.children if child.name in names]

    def first(self, *names: str) -> Element | None:
        """Return the first child that has one of these names."""
        return next((child for child in self.children if child.name in names), None)

    def walk(self) -> Iterator[Element]:
        """Give this element and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()

    def add_text(self, text: str) -> None:
        """Add text while reading."""
        self._parts.append(text)


def parse(xml: bytes, *, max_elements: int = MAX_ELEMENTS) -> Element:
    """Return the root element of *xml*.

    Raises errors.UnsafeXml for a DOCTYPE, over 2 MB, 20,000 elements, depth 64 or 64 attributes on one
    element; errors.UnreadableModel for what is not XML.
    """
    if len(xml) > MAX_BYTES:
        raise errors.UnsafeXml(why=f"more than {MAX_BYTES:,} bytes", why_sv=f"mer än {MAX_BYTES:,} byte")
    return _Builder(max_elements).build(xml)


class _Builder:
    """Builds the tree and stops at the first thing that goes too far."""

    def __init__(self, max_elements: int) -> None:
        self.stack: list[Element] = []
        self.root: Element | None = None
        self.left = self.max_elements = max_elements

    def build(self, xml: bytes) -> Element:
        reader = expat.ParserCreate(namespace_separator=" ")
        reader.StartDoctypeDeclHandler = self._doctype
        reader.EntityDeclHandler = self._doctype
        reader.StartElementHandler = self._start
        reader.EndElementHandler = self._end
        reader.CharacterDataHandler = self._text
        reader.buffer_text = True
        try:
            reader.Parse(xml, True)
        except (expat.ExpatError, LookupError, ValueError) as problem:
            raise errors.UnreadableModel(why=str(problem)[:200]) from None
        assert self.root is not None
        return self.root

    def _doctype(self, *_: object) -> None:
        raise errors.UnsafeXml(why="a DOCTYPE", why_sv="en DOCTYPE")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.left -= 1
        if self.left < 0:
            limit = self.max_elements
            raise errors.UnsafeXml(why=f"more than {limit:,} elements", why_sv=f"fler än {limit:,} element")
        if len(self.stack) >= MAX_DEPTH:
            raise errors.UnsafeXml(why=f"more than {MAX_DEPTH} levels", why_sv=f"fler än {MAX_DEPTH} nivåer")
        if len(attributes) > MAX_ATTRIBUTES:
            raise errors.UnsafeXml(
                why=f"more than {MAX_ATTRIBUTES} attributes on one element",
                why_sv=f"fler än {MAX_ATTRIBUTES} attribut på ett element",
            )
        namespace, _, name = tag.rpartition(" ")
        element = Element(namespace, name, {key.rpartition(" ")[2]: value for key, value in attributes.items()})
        if self.stack:
            self.stack[-1].children.append(element)
        else:
            self.root = element
        self.stack.append(element)

    def _end(self, _: str) -> None:
        self.stack.pop()

    def _text(self, text: str) -> None:
        self.stack[-1].add_text(text)
