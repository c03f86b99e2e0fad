"""How much work one evaluation may do: a counter that every loop, call and copy draws from."""

from __future__ import annotations

from workflows.model.clock import Clock
from workflows.model.errors import FeelLimit

#: Default number of steps (evaluated nodes inside loops and calls, items looked at): about a quarter of a second.
STEPS = 250_000
#: Default depth of nested function calls and of nested lists in a result.
DEPTH = 64
#: Default number of list items, context entries and text characters that may be made.
SIZE = 400_000


class Budget:
    """The work that one evaluation may do; hand the same object to several evaluations to let them share it."""

    __slots__ = ("clock", "depth", "level", "made_left", "size", "steps", "steps_left")

    def __init__(self, steps: int = STEPS, depth: int = DEPTH, size: int = SIZE) -> None:
        self.steps = self.steps_left = steps
        self.size = self.made_left = size
        self.depth = depth
        self.level = 0
        self.clock: Clock | None = None

    @property
    def used(self) -> int:
        """Return the steps taken so far."""
        return self.steps - self.steps_left

    @property
    def made(self) -> int:
        """Return how many items, entries and characters were made so far."""
        return self.size - self.made_left

    def burn(self, steps: int = 1) -> None:
        """Take *steps* steps; raises FeelLimit("steps")."""
        self.steps_left -= steps
        if self.steps_left < 0:
            raise FeelLimit("steps", self.steps)

    def make(self, items: int) -> None:
        """Count *items* new list items, entries or characters; raises FeelLimit("size")."""
        self.made_left -= items
        if self.made_left < 0:
            raise FeelLimit("size", self.size)

    def enter(self) -> None:
        """Go one call deeper; raises FeelLimit("depth"). Pair it with leave()."""
        self.level += 1
        if self.level > self.depth:
            raise FeelLimit("depth", self.depth)

    def leave(self) -> None:
        """Come back from a call."""
        self.level -= 1
