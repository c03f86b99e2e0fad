"""The built-in functions of FEEL (DMN 1.5, 10.3.4), one module per family."""

from __future__ import annotations

from workflows.feel.builtins import contexts, conversion, lists, numeric, ranges, statistics, strings, times
from workflows.feel.registry import FUNCTIONS

__all__ = ["FUNCTIONS", "contexts", "conversion", "lists", "numeric", "ranges", "statistics", "strings", "times"]
