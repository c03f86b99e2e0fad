"""String functions (DMN 1.5, 10.3.4.3); patterns run in linear time, see `patterns`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from workflows.feel import numbers, patterns
from workflows.feel.budget import Budget
from workflows.feel.registry import native


@native("substring", "string: string, start position: number, length: number?")
def substring(budget: Budget, text: str, position: Decimal, length: Decimal | None) -> str | None:
    """Cut out *length* characters from *position*, counted from 1, or from the end if negative; null beyond it."""
    at = numbers.whole(position)
    if at == 0 or abs(at) > len(text) or (length is not None and length < 1):
        return None
    start = at - 1 if at > 0 else len(text) + at
    return text[start:] if length is None else text[start : start + numbers.whole(length)]


@native("string length", "string: string")
def string_length(budget: Budget, text: str) -> Decimal:
    """Count the characters."""
    return Decimal(len(text))


@native("upper case", "string: string")
def upper_case(budget: Budget, text: str) -> str:
    """Write in capitals."""
    return text.upper()


@native("lower case", "string: string")
def lower_case(budget: Budget, text: str) -> str:
    """Write in small letters."""
    return text.lower()


@native("substring before", "string: string, match: string")
def substring_before(budget: Budget, text: str, match: str) -> str:
    """Give what comes before the first *match*, or nothing."""
    return text.partition(match)[0] if match and match in text else ""


@native("substring after", "string: string, match: string")
def substring_after(budget: Budget, text: str, match: str) -> str:
    """Give what comes after the first *match*, or nothing."""
    return text.partition(match)[2] if match else text


@native("contains", "string: string, match: string")
def contains(budget: Budget, text: str, match: str) -> bool:
    """Say whether *match* is somewhere in the text."""
    return match in text


@native("starts with", "string: string, match: string")
def starts_with(budget: Budget, text: str, match: str) -> bool:
    """Say whether the text begins with *match*."""
    return text.startswith(match)


@native("ends with", "string: string, match: string")
def ends_with(budget: Budget, text: str, match: str) -> bool:
    """Say whether the text ends with *match*."""
    return text.endswith(match)


@native("matches", "input: string, pattern: string, flags: string?")
def matches(budget: Budget, text: str, pattern: str, flags: str | None) -> bool:
    """Say whether the pattern is found in the text."""
    return patterns.compiled(pattern, flags or "", budget).found(text, budget)


@native("replace", "input: string, pattern: string, replacement: string, flags: string?")
def replace(budget: Budget, text: str, pattern: str, replacement: str, flags: str | None) -> str | None:
    """Replace each match; $1 stands for the first group."""
    return patterns.compiled(pattern, flags or "", budget).replace(text, replacement, budget)


@native("split", "string: string, delimiter: string")
def split(budget: Budget, text: str, delimiter: str) -> list[str]:
    """Cut the text at each match of the pattern *delimiter*."""
    return patterns.compiled(delimiter, "", budget).split(text, budget)


def _join(
    budget: Budget, items: list[Any], delimiter: str | None, prefix: str | None, suffix: str | None
) -> str | None:
    budget.burn(len(items))
    if not all(item is None or isinstance(item, str) for item in items):
        return None
    words = [item for item in items if item is not None]
    budget.make(sum(map(len, words)) + len(words) * len(delimiter or ""))
    return (prefix or "") + (delimiter or "").join(words) + (suffix or "")


@native("string join", "list: list, delimiter: string?")
def string_join(budget: Budget, items: list[Any], delimiter: str | None) -> str | None:
    """Join texts, leaving out nulls."""
    return _join(budget, items, delimiter, None, None)


@native("string join", "list: list, delimiter: string?, prefix: string?, suffix: string?")
def string_join_within(
    budget: Budget, items: list[Any], delimiter: str | None, prefix: str | None, suffix: str | None
) -> str | None:
    """Join texts between a prefix and a suffix (not in DMN 1.5, but common)."""
    return _join(budget, items, delimiter, prefix, suffix)
