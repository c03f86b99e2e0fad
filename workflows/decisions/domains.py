"""Cuts the values of a table column into pieces that every cell treats alike, each with a value to try and words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from workflows.decisions.boxes import Compiler
from workflows.feel import check, kinds, numbers, tree
from workflows.feel.budget import Budget
from workflows.feel.frame import Frame
from workflows.feel.kinds import Range
from workflows.model import isotext
from workflows.model.isotext import Months

#: Kinds that have a next value, with the step to it; between neighbours there is nothing.
_DISCRETE: dict[str, Any] = {kinds.DATE: timedelta(days=1), kinds.MONTHS: Months(1)}
_AWAY: dict[str, Any] = {kinds.NUMBER: Decimal(1), kinds.MOMENT: timedelta(days=1), kinds.SECONDS: timedelta(days=1)}
#: How many values or stretches are named one by one.
NAMED = 6
_OTHER = "\uffff"


@dataclass(frozen=True, slots=True)
class Piece:
    """Values that all cells treat alike: one of them, and the ends between which they lie (None = open)."""

    value: Any
    low: Any = None
    low_included: bool = False
    high: Any = None
    high_included: bool = False
    ordered: bool = False


def pieces(cells: Sequence[tree.Tests], allowed: tree.Tests, wanted: str) -> list[Piece] | None:
    """Cut the domain of a column; None when it cannot be told from its cells (they speak of other columns).

    *allowed* are its declared values, *wanted* the kind it is declared as ("Any" when it is not).
    """
    everything = (*cells, allowed)
    if any(check.free_names(tests) - {"?"} for tests in everything):
        return None
    found = [value for tests in everything for value in _constants(tests)]
    known = {kinds.kind(value) for value in found if value is not None}
    if wanted == kinds.BOOLEAN or known == {kinds.BOOLEAN}:
        made = [Piece(True), Piece(False)]
    elif not known:
        return [Piece(None)] if not any(tests.tests for tests in everything) else None
    elif known == {kinds.STRING}:
        made = [Piece(text) for text in dict.fromkeys(v for v in found if v is not None)]
        made += [] if allowed.tests else [Piece(_OTHER)]
    elif len(known) == 1 and (kind := known.pop()) in kinds.ORDERED and kind != kinds.TIME:
        made = _line(kind, [value for value in found if value is not None])
    else:
        return None
    return [*made, Piece(None)] if None in found else made


def _constants(tests: tree.Tests) -> Iterable[Any]:
    for test in tests.tests:
        yield from _values(test)


def _values(node: tree.Node) -> Iterable[Any]:
    """Give the values that a test compares with: those of its parts that do not speak of `?`."""
    if not check.free_names(node) and not isinstance(node, (tree.Lambda, tree.Interval, tree.Test)):
        yield from _flat(Compiler().code(node)(Frame({}, None, Budget())))
        return
    for child in node.children():
        yield from _values(child)


def _flat(value: Any) -> Iterable[Any]:
    if isinstance(value, list):
        for item in value:
            yield from _flat(item)
    elif isinstance(value, Range):
        yield from (end for end in (value.low, value.high) if end is not None)
    else:
        yield value


def _line(kind: str, found: list[Any]) -> list[Piece]:
    """Cut an ordered kind at its points: below, at and between them, and above."""
    try:
        points = sorted(set(found))
    except TypeError:  # zoned and unzoned instants
        return [Piece(value) for value in found]
    step = _DISCRETE.get(kind) or _AWAY.get(kind) or ""
    made = [Piece(_moved(points[0], step, -1), high=points[0], ordered=True)] if step else []
    for at, point in enumerate(points):
        made.append(Piece(point, point, True, point, True, True))
        following = points[at + 1] if at + 1 < len(points) else None
        if following is None:
            made += [Piece(_moved(point, step, 1), low=point, ordered=True)] if step else []
        elif (middle := _between(kind, point, following)) is not None:
            made.append(Piece(middle, point, False, following, False, True))
    return made


def _moved(value: Any, step: Any, sign: int) -> Any:
    try:
        return value + step if sign > 0 else value - step
    except OverflowError:
        return value


def _between(kind: str, low: Any, high: Any) -> Any:
    """Give a value strictly between two points; None if there is none."""
    if kind == kinds.STRING:
        return low + "\x00"
    step = _DISCRETE.get(kind)
    if step is not None:
        return low + step if low + step < high else None
    if kind == kinds.NUMBER:
        return numbers.CONTEXT.divide(numbers.CONTEXT.add(low, high), Decimal(2))
    return low + (high - low) / 2


def said(found: Sequence[Piece], everything: Sequence[Piece], locale: str) -> str:
    """Say a set of pieces in words; nothing when it is the whole domain."""
    if len(found) == len(everything):
        return ""
    parts = []
    run: list[Piece] = []
    for piece in everything:
        if piece in found and piece.ordered:
            run.append(piece)
            continue
        parts += [_span(run, locale)] if run else []
        run = []
        if piece in found:
            parts.append(_single(piece.value, locale))
    parts += [_span(run, locale)] if run else []
    word = "or" if locale == "en" else "eller"
    if len(parts) > NAMED:
        parts = [*parts[: NAMED - 1], "more" if locale == "en" else "flera"]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def _single(value: Any, locale: str) -> str:
    english = locale == "en"
    if value is None:
        return "nothing" if english else "inget"
    if value is _OTHER or value == _OTHER:
        return "any other text" if english else "någon annan text"
    if isinstance(value, bool):
        return (("no", "yes") if english else ("nej", "ja"))[value]
    if isinstance(value, str):
        return f"“{value}”" if english else f"”{value}”"
    if isinstance(value, (date, datetime, timedelta, Months)):
        return isotext.text_of(value)
    text = format(value, "f")
    return text if english else text.replace(".", ",")


def _span(run: Sequence[Piece], locale: str) -> str:
    """Say neighbouring pieces of an ordered kind as one stretch."""
    english = locale == "en"
    first, last = run[0], run[-1]
    low, high = first.low, last.high
    if low is not None and low == high:
        return _single(low, locale)
    if low is None and high is None:
        return "anything" if english else "vad som helst"
    if low is None:
        words = ("at most", "less than") if english else ("högst", "mindre än")
        return f"{words[not last.high_included]} {_single(high, locale)}"
    if high is None:
        words = ("at least", "more than") if english else ("minst", "mer än")
        return f"{words[not first.low_included]} {_single(low, locale)}"
    above = "" if first.low_included else ("over " if english else "över ")
    below = "" if last.high_included else "under "
    return f"{above}{_single(low, locale)} {'to' if english else 'till'} {below}{_single(high, locale)}"
