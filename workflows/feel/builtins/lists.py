"""List functions (DMN 1.5, 10.3.4.4) and sort."""

from __future__ import annotations

import functools
from decimal import Decimal
from typing import Any

from workflows.feel import numbers, operators
from workflows.feel.budget import Budget
from workflows.feel.kinds import NUMBER, ORDERED, Function, kind
from workflows.feel.registry import native


def place(items: list[Any], position: Decimal) -> int:
    """Turn a position (from 1, or from the end if negative) into an index; raises IndexError beyond the list."""
    at = numbers.whole(position)
    if at == 0 or abs(at) > len(items):
        raise IndexError("no such position")
    return at - 1 if at > 0 else len(items) + at


def same(left: Any, right: Any, budget: Budget) -> bool:
    """Say whether two items are equal."""
    return operators.equal(left, right, budget) is True


@native("list contains", "list: list, element: any")
def list_contains(budget: Budget, items: list[Any], element: Any) -> bool:
    """Say whether an item equals *element*."""
    budget.burn(len(items))
    return any(same(item, element, budget) for item in items)


@native("count", "list: list")
def count(budget: Budget, items: list[Any]) -> Decimal:
    """Count the items."""
    return Decimal(len(items))


def _extreme(operator: str, items: list[Any], budget: Budget) -> Any:
    if not items or kind(items[0]) not in ORDERED:
        return None
    budget.burn(len(items))
    best = items[0]
    for item in items[1:]:
        better = operators.compare(operator, item, best, budget)
        if better is None:
            return None
        best = item if better else best
    return best


@native("min", "list: any*")
def minimum(budget: Budget, items: list[Any]) -> Any:
    """Give the smallest item; null for none or for items that cannot be compared."""
    return _extreme("<", items, budget)


@native("max", "list: any*")
def maximum(budget: Budget, items: list[Any]) -> Any:
    """Give the largest item; null for none or for items that cannot be compared."""
    return _extreme(">", items, budget)


def all_numbers(items: list[Any], budget: Budget) -> bool:
    """Say whether there is at least one item and all are numbers."""
    budget.burn(len(items))
    return bool(items) and all(kind(item) == NUMBER for item in items)


def total(items: list[Any]) -> Decimal:
    """Add numbers up."""
    return functools.reduce(numbers.CONTEXT.add, items, numbers.ZERO)


@native("all", "list: any*")
def all_true(budget: Budget, items: list[Any]) -> bool | None:
    """Say whether all items are true; false wins over null."""
    budget.burn(len(items))
    if any(item is False for item in items):
        return False
    return True if all(item is True for item in items) else None


@native("any", "list: any*")
def any_true(budget: Budget, items: list[Any]) -> bool | None:
    """Say whether an item is true; true wins over null."""
    budget.burn(len(items))
    if any(item is True for item in items):
        return True
    return False if all(item is False for item in items) else None


@native("sublist", "list: list, start position: number, length: number?")
def sublist(budget: Budget, items: list[Any], position: Decimal, length: Decimal | None) -> list[Any] | None:
    """Cut out *length* items from a position; null beyond the list."""
    start = place(items, position)
    if length is None:
        return items[start:]
    if length < 1 or start + numbers.whole(length) > len(items):
        return None
    return items[start : start + int(length)]


@native("append", "list: list, item: any*")
def append(budget: Budget, items: list[Any], more: list[Any]) -> list[Any]:
    """Put items at the end."""
    return items + more


def _flat_once(budget: Budget, lists: list[Any]) -> list[Any]:
    size = sum(len(item) if isinstance(item, list) else 1 for item in lists)
    budget.burn(size)
    budget.make(size)
    return [part for item in lists for part in (item if isinstance(item, list) else [item])]


@native("concatenate", "list: any*")
def concatenate(budget: Budget, lists: list[Any]) -> list[Any]:
    """Put lists one after the other."""
    return _flat_once(budget, lists)


@native("insert before", "list: list, position: number, newItem: any")
def insert_before(budget: Budget, items: list[Any], position: Decimal, item: Any) -> list[Any]:
    """Put an item before a position."""
    at = place(items, position)
    return [*items[:at], item, *items[at:]]


@native("remove", "list: list, position: number")
def remove(budget: Budget, items: list[Any], position: Decimal) -> list[Any]:
    """Leave the item at a position out."""
    at = place(items, position)
    return items[:at] + items[at + 1 :]


@native("list replace", "list: list, position: number, newItem: any")
def list_replace(budget: Budget, items: list[Any], position: Decimal, item: Any) -> list[Any]:
    """Replace the item at a position."""
    at = place(items, position)
    return [*items[:at], item, *items[at + 1 :]]


@native("list replace", "list: list, match: function, newItem: any")
def list_replace_where(budget: Budget, items: list[Any], match: Function, new: Any) -> list[Any] | None:
    """Replace the items for which match(item, newItem) is true; null if it answers anything but true or false."""
    if len(match.parameters) != 2:
        return None
    made: list[Any] = []
    for item in items:
        answer = match.call(budget, [item, new])
        if not isinstance(answer, bool):
            return None
        made.append(new if answer else item)
    return made


@native("reverse", "list: list")
def reverse(budget: Budget, items: list[Any]) -> list[Any]:
    """Turn the order around."""
    return items[::-1]


@native("index of", "list: list, match: any")
def index_of(budget: Budget, items: list[Any], match: Any) -> list[Decimal]:
    """Give the positions of the items that equal *match*."""
    budget.burn(len(items))
    return [Decimal(at) for at, item in enumerate(items, 1) if same(item, match, budget)]


def _distinct(budget: Budget, items: list[Any]) -> list[Any]:
    made: list[Any] = []
    for item in items:
        budget.burn(1 + len(made))
        if not any(same(item, other, budget) for other in made):
            made.append(item)
    return made


@native("distinct values", "list: list")
def distinct_values(budget: Budget, items: list[Any]) -> list[Any]:
    """Keep the first of equal items."""
    return _distinct(budget, items)


@native("union", "list: any*")
def union(budget: Budget, lists: list[Any]) -> list[Any]:
    """Put lists together, keeping the first of equal items."""
    return _distinct(budget, _flat_once(budget, lists))


def _flatten(budget: Budget, items: list[Any], made: list[Any]) -> list[Any]:
    for item in items:
        budget.burn()
        if isinstance(item, list):
            _flatten(budget, item, made)
        else:
            budget.make(1)
            made.append(item)
    return made


@native("flatten", "list: list")
def flatten(budget: Budget, items: list[Any]) -> list[Any]:
    """Put the items of all lists inside into one list."""
    return _flatten(budget, items, [])


@native("sort", "list: list, precedes: function?")
def sort(budget: Budget, items: list[Any], precedes: Function | None) -> list[Any] | None:
    """Sort by precedes(a, b), or by order; equal items keep their order; null for items without order."""

    def compared(left: Any, right: Any) -> int:
        budget.burn()
        if precedes is None:
            before = operators.compare("<", left, right, budget)
            if before is None:
                raise ValueError("no order")
            return -1 if before else int(left != right)
        if precedes.call(budget, [left, right]) is True:
            return -1
        return int(precedes.call(budget, [right, left]) is True)

    if precedes is not None and len(precedes.parameters) != 2:
        return None
    return sorted(items, key=functools.cmp_to_key(compared))
