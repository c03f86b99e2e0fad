"""Figures over a list of numbers (DMN 1.5, 10.3.4.4): sum, mean, median, product, stddev, mode."""

from __future__ import annotations

import functools
from decimal import Decimal
from typing import Any

from workflows.feel import numbers
from workflows.feel.budget import Budget
from workflows.feel.builtins.lists import all_numbers, total
from workflows.feel.registry import native


@native("sum", "list: any*")
def sum_of(budget: Budget, items: list[Any]) -> Decimal | None:
    """Add numbers up; null for none."""
    return total(items) if all_numbers(items, budget) else None


@native("product", "list: any*")
def product(budget: Budget, items: list[Any]) -> Decimal | None:
    """Multiply numbers; null for none."""
    return functools.reduce(numbers.CONTEXT.multiply, items, numbers.ONE) if all_numbers(items, budget) else None


@native("mean", "list: any*")
def mean(budget: Budget, items: list[Any]) -> Decimal | None:
    """Give the arithmetic mean; null for none."""
    return numbers.CONTEXT.divide(total(items), Decimal(len(items))) if all_numbers(items, budget) else None


@native("median", "list: any*")
def median(budget: Budget, items: list[Any]) -> Decimal | None:
    """Give the number in the middle, or the mean of the two; null for none."""
    if not all_numbers(items, budget):
        return None
    ordered, half = sorted(items), len(items) // 2
    if len(items) % 2:
        return ordered[half]
    return numbers.CONTEXT.divide(numbers.CONTEXT.add(ordered[half - 1], ordered[half]), Decimal(2))


@native("stddev", "list: any*")
def standard_deviation(budget: Budget, items: list[Any]) -> Decimal | None:
    """Give the standard deviation of a sample; null for fewer than two numbers."""
    if len(items) < 2 or not all_numbers(items, budget):
        return None
    context = numbers.CONTEXT
    budget.burn(2 * len(items))
    middle = context.divide(total(items), Decimal(len(items)))
    distances = [context.subtract(item, middle) for item in items]
    squares = total([context.multiply(distance, distance) for distance in distances])
    return context.sqrt(context.divide(squares, Decimal(len(items) - 1)))


@native("mode", "list: any*")
def mode(budget: Budget, items: list[Any]) -> list[Any] | None:
    """Give the numbers that come most often, in ascending order; an empty list for none."""
    if not items:
        return []
    if not all_numbers(items, budget):
        return None
    counts: dict[Decimal, int] = {}
    for item in items:
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values())
    return sorted(item for item, times in counts.items() if times == most)
