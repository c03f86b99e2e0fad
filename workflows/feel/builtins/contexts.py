"""Context functions (DMN 1.5, 10.3.4.10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.feel.budget import Budget
from workflows.feel.kinds import CONTEXT, kind
from workflows.feel.registry import native


@native("get value", "m: context, key: string")
def get_value(budget: Budget, context: Mapping[str, Any], key: str) -> Any:
    """Give the value of a key, or null."""
    return context.get(key)


@native("get value", "context: context, keys: list")
def get_value_deep(budget: Budget, context: Mapping[str, Any], keys: list[Any]) -> Any:
    """Follow a list of keys; null where one is missing."""
    if not keys:
        return None
    value: Any = context
    for key in keys:
        if kind(value) != CONTEXT or not isinstance(key, str):
            return None
        value = value.get(key)
    return value


@native("get entries", "m: context")
def get_entries(budget: Budget, context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List the entries as contexts of key and value."""
    budget.burn(len(context))
    budget.make(3 * len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


@native("context", "entries: list")
def context_of(budget: Budget, entries: list[Any]) -> dict[str, Any] | None:
    """Make a context of entries with key and value; null for a key that comes twice."""
    budget.burn(len(entries))
    made: dict[str, Any] = {}
    for entry in entries:
        if kind(entry) != CONTEXT or "value" not in entry:
            return None
        key = entry.get("key")
        if not isinstance(key, str) or key in made:
            return None
        made[key] = entry["value"]
    return made


@native("context put", "context: context, key: string, value: any")
def context_put(budget: Budget, context: Mapping[str, Any], key: str, value: Any) -> dict[str, Any]:
    """Copy a context with one entry set."""
    budget.burn(len(context))
    return {**context, key: value}


@native("context put", "context: context, keys: list, value: any")
def context_put_deep(budget: Budget, context: Mapping[str, Any], keys: list[Any], value: Any) -> dict[str, Any] | None:
    """Copy a context with an entry deep inside set; the way there is made where it is missing."""
    if not keys or not all(isinstance(key, str) for key in keys):
        return None
    budget.burn(len(context))
    budget.make(len(context))
    if len(keys) == 1:
        return {**context, keys[0]: value}
    below = context.get(keys[0])
    if below is not None and kind(below) != CONTEXT:
        return None
    inner = context_put_deep(budget, below or {}, keys[1:], value)
    return None if inner is None else {**context, keys[0]: inner}


@native("context merge", "contexts: list")
def context_merge(budget: Budget, contexts: list[Any]) -> dict[str, Any] | None:
    """Merge contexts; later ones win."""
    made: dict[str, Any] = {}
    for context in contexts:
        if kind(context) != CONTEXT:
            return None
        budget.burn(len(context))
        budget.make(len(context))
        made.update(context)
    return made
