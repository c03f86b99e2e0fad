"""The only place that parses XML: bounded, without entities, without a network, without surprises."""

from __future__ import annotations

import re
from xml.parsers import expat

from lxml import etree

from workflows.model import errors

MAX_BYTES = 2_000_000
MAX_ELEMENTS = 20_000
MAX_DEPTH = 64
MAX_ATTRIBUTES = 64
MAX_TAG_BYTES = 100_000
_LONG_TAG = re.compile(rb"<[^<>]{%d}" % MAX_TAG_BYTES)
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_ENCODINGS = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"utf-16", b"utf-16le", b"utf-16be"})


def parse(xml: bytes) -> etree._Element:
    """Return the root element of *xml* without comments or processing instructions.

    Raises errors.UnsafeXml for a DOCTYPE, entities, an unknown encoding, over 2 MB, 20,000 elements,
    depth 64 or 64 attributes on an element; errors.UnreadableModel for what is not XML.
    """
    if len(xml) > MAX_BYTES:
        raise errors.UnsafeXml(why=f"more than {MAX_BYTES:,} bytes", why_sv=f"mer än {MAX_BYTES:,} byte")
    declared = _DECLARED.match(xml[:200])
    if declared and declared[1].lower() not in _ENCODINGS:
        raise errors.UnsafeXml(why="an unusual encoding", why_sv="en ovanlig teckenkodning")
    if _LONG_TAG.search(xml):
        raise errors.UnsafeXml(
            why=f"a tag above {MAX_TAG_BYTES:,} bytes", why_sv=f"en tagg över {MAX_TAG_BYTES:,} byte"
        )
    _Guard().check(xml)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise errors.UnreadableModel(why=str(problem)[:200]) from None


class _Guard:
    """Reads once with expat, which stops at the first thing that goes too far."""

    def __init__(self) -> None:
        self.elements = self.depth = 0

    def check(self, xml: bytes) -> None:
        """Raise at the first breach; builds no tree, so a breach costs nothing."""
        reader = expat.ParserCreate()
        reader.StartDoctypeDeclHandler = self._doctype
        reader.EntityDeclHandler = self._doctype
        reader.StartElementHandler = self._start
        reader.EndElementHandler = self._end
        reader.ordered_attributes = True
        try:
            reader.Parse(xml, True)
        except (expat.ExpatError, LookupError, ValueError) as problem:
            raise errors.UnreadableModel(why=str(problem)) from None

    def _doctype(self, *_: object) -> None:
        raise errors.UnsafeXml(why="a DOCTYPE", why_sv="en DOCTYPE")

    def _start(self, _: str, attributes: list[str]) -> None:
        self.elements += 1
        self.depth += 1
        if self.elements > MAX_ELEMENTS:
            raise errors.UnsafeXml(
                why=f"more than {MAX_ELEMENTS:,} elements", why_sv=f"fler än {MAX_ELEMENTS:,} element"
            )
        if self.depth > MAX_DEPTH:
            raise errors.UnsafeXml(why=f"deeper than {MAX_DEPTH} levels", why_sv=f"djupare än {MAX_DEPTH} nivåer")
        if len(attributes) > 2 * MAX_ATTRIBUTES:
            raise errors.UnsafeXml(
                why=f"more than {MAX_ATTRIBUTES} attributes on one element",
                why_sv=f"fler än {MAX_ATTRIBUTES} attribut på ett element",
            )

    def _end(self, _: str) -> None:
        self.depth -= 1
