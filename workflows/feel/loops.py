"""Compiles what looks at many items: for, some, every and filters; each item costs the weight of its body."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workflows.feel import tree
from workflows.feel.frame import Code, Frame
from workflows.feel.kinds import DATE, LIST, NUMBER, Range, kind
from workflows.feel.numbers import CONTEXT, is_whole

if TYPE_CHECKING:
    from workflows.feel.compiler import Compiler

Source = tuple[str, Code, Code | None, int]
_DAY = timedelta(days=1)


class _NoItems(Exception):
    """What stands after `in` gives no items, so the whole loop is null."""


def _sources(compiler: Compiler, node: tree.For | tree.Quantified) -> list[Source]:
    found: list[Source] = []
    for iteration in node.iterations:
        end = compiler.code(iteration.end) if iteration.end is not None else None
        cost = 1 + tree.weight(iteration.source)
        found.append((iteration.name, compiler.code(iteration.source), end, cost))
        compiler.bound += 1
    return found


def make_for(compiler: Compiler, node: tree.For) -> Code:
    """Compile `for`; `partial` is what has been returned so far, copied only if the body names it."""
    before = compiler.bound
    compiler.bound += 1
    sources = _sources(compiler, node)
    body, cost = compiler.code(node.body), 1 + tree.weight(node.body)
    compiler.bound = before
    copies = _names_partial(node)

    def run(frame: Frame) -> list[Any] | None:
        made: list[Any] = []
        budget = frame.budget
        names: dict[str, Any] = {"partial": made} if copies else {}
        try:
            for inner in _each(sources, 0, frame.inner(names)):
                budget.burn(cost)
                budget.make(1)
                if copies:
                    budget.make(len(made))
                    names["partial"] = list(made)
                made.append(body(inner))
        except _NoItems:
            return None
        return made

    return run


def _names_partial(node: tree.Node) -> bool:
    if isinstance(node, tree.Name):
        return node.name == "partial"
    return any(_names_partial(child) for child in node.children())


def make_quantified(compiler: Compiler, node: tree.Quantified) -> Code:
    """Compile `some` and `every`; null when no item decides and one body was neither true nor false."""
    before = compiler.bound
    sources = _sources(compiler, node)
    body, cost = compiler.code(node.body), 1 + tree.weight(node.body)
    compiler.bound = before
    decides = node.quantifier == "some"

    def run(frame: Frame) -> bool | None:
        answer: bool | None = not decides
        try:
            for inner in _each(sources, 0, frame):
                frame.budget.burn(cost)
                found = body(inner)
                if found is decides:
                    return decides
                if not isinstance(found, bool):
                    answer = None
        except _NoItems:
            return None
        return answer

    return run


def _each(sources: list[Source], index: int, frame: Frame) -> Iterator[Frame]:
    name, source, end, cost = sources[index]
    frame.budget.burn(cost)
    first = source(frame)
    last = index + 1 == len(sources)
    for item in _items(first) if end is None else _steps(first, end(frame)):
        frame.budget.burn()
        inner = frame.inner({name: item})
        if last:
            yield inner
        else:
            yield from _each(sources, index + 1, inner)


def _items(source: Any) -> Iterator[Any]:
    if isinstance(source, list):
        return iter(source)
    if isinstance(source, Range):
        low = source.low if source.low_included else _beyond(source.low, 1)
        return _steps(low, source.high if source.high_included else _beyond(source.high, -1))
    if source is None:
        raise _NoItems
    return iter([source])


def _beyond(end: Any, step: int) -> Any:
    if kind(end) == NUMBER:
        return CONTEXT.add(end, step)
    return end + step * _DAY if kind(end) == DATE else None


def _steps(low: Any, high: Any) -> Iterator[Any]:
    """Count from low to high, up or down, numbers by one and dates by a day."""
    found = kind(low)
    if found != kind(high) or found not in (NUMBER, DATE):
        raise _NoItems
    step: Any = (_DAY if found == DATE else 1) if low <= high else (-_DAY if found == DATE else -1)
    return _count(low, high, step)


def _count(low: Any, high: Any, step: Any) -> Iterator[Any]:
    up = low <= high
    while (low <= high) if up else (low >= high):
        yield low
        if isinstance(low, date) and low == high:
            return
        low = low + step if isinstance(low, date) else CONTEXT.add(low, step)


def make_filter(compiler: Compiler, node: tree.Filter) -> Code:
    """Compile `list[condition]`: a number picks one item, else items for which the condition is true."""
    value = compiler.code(node.value)
    compiler.bound += 2
    condition, cost = compiler.code(node.condition), 1 + tree.weight(node.condition)
    compiler.bound -= 2
    if isinstance(node.condition, tree.Literal) and isinstance(node.condition.value, Decimal):
        index = node.condition.value
        return lambda frame: _pick(value(frame), index)

    def run(frame: Frame) -> Any:
        items = value(frame)
        if items is None:
            return None
        if not isinstance(items, list):
            items = [items]
        kept: list[Any] = []
        for at, item in enumerate(items or [None]):
            frame.budget.burn(cost)
            found = condition(_item_frame(frame, item))
            if at == 0 and kind(found) == NUMBER:
                return _pick(items, found)
            if found is True and items:
                kept.append(item)
        frame.budget.make(len(kept))
        return kept

    return run


def _item_frame(frame: Frame, item: Any) -> Frame:
    outer = frame.inner({"item": item})
    return outer.inner(item) if isinstance(item, dict) else outer


def _pick(items: Any, index: Decimal) -> Any:
    index = Decimal(index)
    if items is None or not is_whole(index) or index.adjusted() > 18:
        return None
    if kind(items) != LIST:
        items = [items]
    at, size = int(index), len(items)
    if 0 < at <= size:
        return items[at - 1]
    return items[at] if -size <= at < 0 else None
