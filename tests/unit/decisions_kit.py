"""Writes small DMN files for tests: a table from rows of text, or any decision from its XML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from workflows import decisions
from workflows.decisions import DecisionModel

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def definitions(body: str, *, namespace: str = "test") -> bytes:
    """Wrap elements in a DMN file."""
    return (
        f'<definitions xmlns="{NAMESPACE}" xmlns:randa="urn:randa:bpmn:1" name="test" namespace="{namespace}">'
        f"{body}</definitions>"
    ).encode()


def inputs(given: Mapping[str, str]) -> str:
    """Declare input data with types."""
    return "".join(
        f'<inputData id="{name}_data" name="{name}"><variable name="{name}" typeRef="{kind}"/></inputData>'
        for name, kind in given.items()
    )


def needs(*references: str, kind: str = "Input") -> str:
    """Write requirements."""
    wrap = "knowledge" if kind == "Knowledge" else "information"
    return "".join(f'<{wrap}Requirement><required{kind} href="#{each}"/></{wrap}Requirement>' for each in references)


def decision(name: str, logic: str, *, requires: str = "", kind: str = "Any") -> str:
    """Write a decision whose id is its name."""
    return f'<decision id="{name}" name="{name}"><variable name="{name}" typeRef="{kind}"/>{requires}{logic}</decision>'


def literal(text: str) -> str:
    """Write a literal expression."""
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def _text(tag: str, text: str, attributes: str = "") -> str:
    return f"<{tag}{attributes}><text>{escape(text)}</text></{tag}>"


def table_file(
    rows: Sequence[str],
    *,
    given: Mapping[str, str],
    policy: str = "UNIQUE",
    aggregation: str = "",
    values: Mapping[str, str] | None = None,
    outputs: Mapping[str, str] | None = None,
    priorities: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    annotations: Sequence[str] = (),
) -> bytes:
    """Write a table named "choose": each row is `test | test => output | output # annotation | annotation`."""
    columns = "".join(
        f'<input id="in_{name}" label={quoteattr(name.capitalize())}>'
        + _text("inputExpression", name, f' typeRef="{kind}"')
        + (_text("inputValues", values[name]) if values and name in values else "")
        + "</input>"
        for name, kind in given.items()
    )
    for name, kind in (outputs or {"answer": "Any"}).items():
        columns += f'<output id="out_{name}" name="{name}" typeRef="{kind}">'
        columns += _text("outputValues", priorities[name]) if priorities and name in priorities else ""
        columns += _text("defaultOutputEntry", defaults[name]) if defaults and name in defaults else ""
        columns += "</output>"
    columns += "".join(f'<annotation name="{name}"/>' for name in annotations)
    rules = "".join(_rule(at, row) for at, row in enumerate(rows, 1))
    aggregated = f' aggregation="{aggregation}"' if aggregation else ""
    logic = f'<decisionTable id="table" hitPolicy="{policy}"{aggregated}>{columns}{rules}</decisionTable>'
    requires = needs(*(f"{name}_data" for name in given))
    return definitions(inputs(given) + decision("choose", logic, requires=requires))


def table(rows: Sequence[str], **more: Any) -> DecisionModel:
    """Read such a table."""
    return decisions.read(table_file(rows, **more))


def _rule(at: int, row: str) -> str:
    cells, _, notes = row.partition("#")
    tests, _, answers = cells.partition("=>")
    written = "".join(_text("inputEntry", cell.strip()) for cell in tests.split("|"))
    written += "".join(_text("outputEntry", cell.strip()) for cell in answers.split("|"))
    written += "".join(_text("annotationEntry", cell.strip()) for cell in notes.split("|") if notes)
    return f'<rule id="rule_{at}">{written}</rule>'
