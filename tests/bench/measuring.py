"""How a figure is measured and judged: the best of several blocks, because a busy machine only ever adds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure beside what it may cost (or must reach, for rates)."""

    name: str
    value: float
    unit: str
    budget: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def verdict(self) -> str:
        """Return "met", "NOT MET", or nothing where there is no budget."""
        if self.budget is None:
            return ""
        is_met = self.value >= self.budget if self.at_least else self.value <= self.budget
        return "met" if is_met else "NOT MET"

    def row(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {**asdict(self), "verdict": self.verdict}


def seconds(act: Callable[[], object], *, times: int, blocks: int = 7) -> float:
    """Return the processor seconds of one *act*: the best block of *blocks*, each *times* long."""
    return min(_block(act, times) for _ in range(blocks)) / times


def _block(act: Callable[[], object], times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        act()
    return time.process_time() - began


def each(acts: Iterable[Callable[[], object]]) -> list[float]:
    """Return the seconds of every act by the clock on the wall, fastest first."""
    found = []
    for act in acts:
        began = time.perf_counter()
        act()
        found.append(time.perf_counter() - began)
    return sorted(found)


def middle(values: list[float]) -> float:
    """Return the median of sorted values."""
    return values[len(values) // 2]


def table(figures: Iterable[Figure]) -> str:
    """Return figures as lines of a table."""
    lines = [f"{'figure':<66} {'value':>10} {'budget':>12} {'unit':<12} verdict"]
    for one in figures:
        sign = ">=" if one.at_least else "<="
        budget = "" if one.budget is None else f"{sign} {one.budget:g}"
        lines.append(
            f"{one.name:<66} {one.value:>10.3g} {budget:>12} {one.unit:<12} {one.verdict}  {one.note}".rstrip()
        )
    return "\n".join(lines)
