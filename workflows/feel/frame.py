"""Where names are looked up while an expression runs: a chain of frames, innermost first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workflows.feel.budget import Budget

MISSING: Any = object()


class Frame:
    """Names bound at one place, the frame around it, and the budget of this evaluation."""

    __slots__ = ("budget", "names", "outer")

    def __init__(self, names: Mapping[str, Any], outer: Frame | None, budget: Budget) -> None:
        self.names = names
        self.outer = outer
        self.budget = budget

    def find(self, name: str) -> Any:
        """Give the innermost value of a name, or MISSING."""
        frame: Frame | None = self
        while frame is not None:
            value = frame.names.get(name, MISSING)
            if value is not MISSING:
                return value
            frame = frame.outer
        return MISSING

    def inner(self, names: Mapping[str, Any]) -> Frame:
        """Make a frame inside this one."""
        return Frame(names, self, self.budget)


#: A compiled expression.
Code = Callable[[Frame], Any]
