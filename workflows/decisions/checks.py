"""Checks a decision model before it is published: what cannot be read, what is open, what overlaps, in words."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.decisions import coverage, reading, table_checks
from workflows.decisions.boxes import Read
from workflows.decisions.model import DecisionModel
from workflows.decisions.work import Finding
from workflows.feel import inference

#: What FEEL's checker says with certainty; the rest is worth a look.
_CERTAIN = frozenset({"unknown-name"})


def check(model: DecisionModel) -> list[Finding]:
    """List what is wrong or worth a look in a model, in the order of the file.

    Severity "error" must be mended before publication: expressions that cannot be read, unknown names and types,
    lost requirements, rules that overlap under UNIQUE or differ under ANY. "warning": combinations that no rule
    covers, rules that can never match, outputs outside the declared values. "info": what could not be checked.
    """
    graph = model.graph
    found = [*graph.broken, *_unknown_types(model), *_loops(model)]
    for read in graph.read:
        found.extend(_expression(read, graph.keys))
    for plan in graph.plans:
        try:
            found.extend(table_checks.check(plan))
        except coverage.TooLarge:
            found.append(_too_large(plan.boxes.owner, plan.boxes.owner_name))
    return list(dict.fromkeys(found))


def _expression(read: Read, keys: frozenset[str]) -> Iterator[Finding]:
    known = {**dict.fromkeys(keys, "Any"), **read.names}
    for finding in inference.findings(read.node, known):
        severity = "error" if finding.code in _CERTAIN else "warning"
        at = f" ({read.text.strip()[:60]})"
        yield Finding(finding.code, severity, read.element, finding.sv + at, finding.en + at)  # type: ignore[arg-type]


def _unknown_types(model: DecisionModel) -> Iterator[Finding]:
    types = model.graph.types
    for name, problem in types.broken:
        yield Finding(
            "expression-unreadable",
            "error",
            name,
            f"Typen ”{name}”: de tillåtna värdena går inte att läsa. {problem.text('sv')}",
            f"Type “{name}”: the allowed values cannot be read. {problem.text('en')}",
        )
    for node in model.graph.definitions.nodes:
        if not types.knows(node.type):
            yield Finding(
                "unknown-type",
                "error",
                node.id,
                f"”{node.name}” har en typ som inte finns: {node.type}.",
                f"“{node.name}” has a type that does not exist: {node.type}.",
            )


def _loops(model: DecisionModel) -> Iterator[Finding]:
    """Find decisions that require themselves, directly or through others."""
    nodes = model.graph.nodes
    place = {node.id: at for at, node in enumerate(reading.graph_order(nodes))}
    for decision in model.decisions.values():
        if any(place[other.id] >= place[decision.id] for other in reading.required(decision, nodes)):
            yield Finding(
                "requirement-loop",
                "error",
                decision.id,
                f"”{decision.name}” kräver sig själv, direkt eller genom andra beslut.",
                f"“{decision.name}” requires itself, directly or through other decisions.",
            )


def _too_large(element: str, name: str) -> Finding:
    return Finding(
        "not-checked",
        "info",
        element,
        f"”{name}” har för många kombinationer för att luckor ska kunna letas upp.",
        f"“{name}” has too many combinations to look for gaps.",
    )
