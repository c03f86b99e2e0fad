"""The source of the three rooms, parsed once for all house tests."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("workflows", "forms", "service")


@dataclass(frozen=True)
class Module:
    """One Python file of ours."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """Return the path from the project's root: ``workflows/tasks/claiming.py``."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def lines(self) -> int:
        """Return how many lines it has."""
        return self.text.count("\n")

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Yield every function, methods and inner ones too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def imported(self) -> Iterator[str]:
        """Yield every imported name with its module: ``sqlalchemy.select``."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)

    def attributes(self) -> Iterator[tuple[ast.Attribute, str]]:
        """Yield every dotted name with its text: ``session.commit``."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute):
                yield node, ast.unparse(node)


@cache
def modules() -> tuple[Module, ...]:
    """Return every module of the rooms; migrations are history and left out."""
    found = [f for room in ROOMS for f in sorted((ROOT / room).rglob("*.py"))]
    ours = [f for f in found if "node_modules" not in f.parts and "versions" not in f.parts]
    return tuple(Module(f, text, ast.parse(text)) for f in ours for text in [f.read_text(encoding="utf-8")])
