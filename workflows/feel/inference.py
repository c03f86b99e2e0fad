"""Infers kinds through a syntax tree, to find unknown names, parts and types before a model is published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.feel import tree
from workflows.feel.check import Finding, TypeHint, free_names


class Checker:
    """Collects findings."""

    def all(self, node: tree.Node, known: Mapping[str, TypeHint]) -> list[Finding]:
        """Check a whole tree."""
        return [
            Finding(0, "unknown-name", f"Namnet ”{name}” är okänt.", f"The name “{name}” is unknown.")
            for name in free_names(node)
            if name not in known
        ]


_ANY: Any = "Any"
