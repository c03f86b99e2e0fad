"""Hostile, broken and foolish files are findings, never tracebacks, and cost next to nothing."""

from __future__ import annotations

import random
import time
import tracemalloc

import pytest
from lxml import etree

from tests.engine import broken
from tests.engine.kit import HEAD, document, process
from workflows import engine

PLAIN = document(process(*broken.plain()))
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]>'
TOO_MANY = (
    HEAD + '<bpmn:process id="p" isExecutable="true">' + "<bpmn:task/>" * 20_001 + "</bpmn:process></bpmn:definitions>"
)
HOSTILE = {
    "a DOCTYPE": b"<!DOCTYPE x>" + PLAIN,
    "entities": ENTITIES + PLAIN,
    "entities in UTF-16": '<?xml version="1.0" encoding="UTF-16"?>'.encode("utf-16")
    + (ENTITIES + PLAIN).decode().encode("utf-16")[2:],
    "an external DTD": b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">' + PLAIN,
    "a file entity": b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>',
    "fifty megabytes": b"<x>" + b"a" * 50_000_000 + b"</x>",
    "two megabytes in one attribute": b'<x a="' + b"a" * 2_000_001 + b'"/>',
    "100,000 attributes": b"<x " + b" ".join(b'a%d="1"' % i for i in range(100_000)) + b"/>",
    "100,000 levels": b"<x>" * 100_000,
    "too many elements": TOO_MANY.encode(),
    "an unknown encoding": b'<?xml version="1.0" encoding="UTF-7"?><x/>',
    "EBCDIC": b'<?xml version="1.0" encoding="IBM037"?><x/>',
    "nothing": b"",
    "zeros": b"\0" * 10_000,
    "binary": bytes(random.Random(1).randbytes(100_000)),
    "half a file": PLAIN[: len(PLAIN) // 2],
    "text": "Det här är ingen modell.".encode(),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_documents_are_refused_quickly_and_without_a_jump_in_memory(name: str) -> None:
    xml = HOSTILE[name]
    tracemalloc.start()
    started = time.process_time()
    readings = engine.read(xml)
    spent = time.process_time() - started
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    (reading,) = readings
    assert (reading.process_id, reading.model) == (None, None)
    assert reading.findings[0].rule in ("unsafe-xml", "unreadable-model")
    assert spent < 0.1, f"{spent:.3f} s"
    assert peak < 5_000_000


def test_processing_instructions_and_comments_are_nothing() -> None:
    xml = PLAIN.replace(b"<bpmn:process", b'<?php system("x") ?><!-- c --><bpmn:process', 1)
    assert engine.read(xml)[0].is_accepted


def test_xinclude_is_not_followed() -> None:
    inner = b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    xml = PLAIN.replace(b"</bpmn:process>", inner + b"</bpmn:process>")
    assert b"root" not in str(engine.read(xml)).encode()


def _mutated(xml: bytes, rnd: random.Random) -> bytes:
    """The file with one to three things removed, renamed, moved or doubled."""
    root = etree.fromstring(xml)
    for _ in range(rnd.randint(1, 3)):
        elements = [e for e in root.iter() if isinstance(e.tag, str)]
        element = rnd.choice(elements)
        kind = rnd.randrange(6)
        if kind == 0 and element.getparent() is not None:
            element.getparent().remove(element)
        elif kind == 1 and element.attrib:
            del element.attrib[rnd.choice(list(element.attrib))]
        elif kind == 2 and element.attrib:
            element.set(
                rnd.choice(list(element.attrib)), rnd.choice(["", "a", "s", "e", "-1", "=", "= ((", "ÅÄÖ é", "p"])
            )
        elif kind == 3:
            element.tag = rnd.choice(elements).tag
        elif kind == 4 and element is not root:
            target = rnd.choice(elements)
            if not any(above is element for above in [target, *target.iterancestors()]):
                target.append(element)
        elif kind == 5:
            element.text = rnd.choice(["", "=", "R/PT0S", "PT-1H", "1 +", "null", "x" * 1000])
    return etree.tostring(root)


def test_damaged_models_give_findings_never_tracebacks() -> None:
    rnd = random.Random(7)
    examples = [document(process(*parts, root=broken.ROOTS)) for parts in broken.EXAMPLES.values()]
    accepted = 0
    for _ in range(600):
        for reading in engine.read(_mutated(rnd.choice(examples), rnd)):
            if reading.model is not None:
                accepted += 1
                assert reading.model.spec is not None, "what is accepted can be built"
    assert accepted > 20
