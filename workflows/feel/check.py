"""Looks at names without running anything: which an expression needs from outside, and which one was to blame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.feel import inference, tree
from workflows.feel.hints import Finding, TypeHint
from workflows.feel.registry import FUNCTIONS


def free_names(node: tree.Node) -> frozenset[str]:
    """Give the names that are used but neither bound inside nor built-in; those in a filter may be the item's keys."""
    return frozenset(_free(node, frozenset()))


def names_input(node: tree.Node) -> bool:
    """Say whether `?` is used."""
    return any(name == "?" for name in _free(node, frozenset()))


def _free(node: tree.Node, bound: frozenset[str]) -> set[str]:
    if isinstance(node, tree.Name):
        return set() if node.name in bound or node.name in FUNCTIONS else {node.name}
    if isinstance(node, tree.Context):
        return _free_in_context(node, bound)
    if isinstance(node, (tree.For, tree.Quantified)):
        return _free_in_loop(node, bound)
    if isinstance(node, tree.Lambda):
        return _free(node.body, bound | set(node.parameters)) if node.body is not None else set()
    if isinstance(node, tree.Filter):
        return _free(node.value, bound) | _free(node.condition, bound | {"item"})
    if isinstance(node, tree.In):
        found = _free(node.value, bound)
        return found.union(*(_free(test, bound | {"?"}) for test in node.tests))
    found = set()
    for child in node.children():
        found |= _free(child, bound)
    return found


def _free_in_context(node: tree.Context, bound: frozenset[str]) -> set[str]:
    found: set[str] = set()
    for entry in node.entries:
        own = bound | {entry.key} if isinstance(entry.value, tree.Lambda) else bound
        found |= _free(entry.value, own)
        bound = bound | {entry.key}
    return found


def _free_in_loop(node: tree.For | tree.Quantified, bound: frozenset[str]) -> set[str]:
    found: set[str] = set()
    if isinstance(node, tree.For):
        bound = bound | {"partial"}
    for iteration in node.iterations:
        found |= _free(iteration.source, bound)
        if iteration.end is not None:
            found |= _free(iteration.end, bound)
        bound = bound | {iteration.name}
    return found | _free(node.body, bound)


def culprit(node: tree.Node, scope: Mapping[str, Any]) -> int:
    """Give the position to show for a condition that is neither true nor false: the first unknown or null name."""
    names = [found for found, _ in tree.walk(node) if isinstance(found, tree.Name)]
    for name in sorted(names, key=lambda found: found.position):
        if scope.get(name.name) is None and name.name not in FUNCTIONS:
            return name.position
    return node.position


def findings(node: tree.Node, known: Mapping[str, TypeHint]) -> list[Finding]:
    """List what cannot be right where *known* tells the scope: see `inference`."""
    return inference.findings(node, known)
