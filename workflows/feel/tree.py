"""The syntax tree of FEEL: what the parser makes and the compiler, the checker and unparse read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Node:
    """One node; *position* is the offset in the text and does not take part in equality."""

    position: int = field(compare=False, kw_only=True, default=0)

    def children(self) -> Iterator[Node]:
        """Give the nodes directly below."""
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, Node):
                yield value
            elif isinstance(value, tuple):
                yield from (part for part in value if isinstance(part, Node))


@dataclass(frozen=True, slots=True)
class FeelType:
    """A type as written: a name, and what stands between < and >; *fields* are those of a context."""

    name: str
    arguments: tuple[FeelType, ...] = ()
    fields: tuple[tuple[str, FeelType], ...] = ()


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """null, a boolean, a number or a text."""

    value: bool | Decimal | str | None


@dataclass(frozen=True, slots=True)
class At(Node):
    """A date, time or duration literal: @"2026-11-22"."""

    text: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A name, words joined by single spaces."""

    name: str


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """Arithmetic minus."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """and, or, + - * / **, = != < <= > >=."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """x between low and high."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """x in test, or x in (test, test)."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Test(Node):
    """A comparison without its left side, as in a decision table: < 10. As a value it is a range."""

    __test__ = False
    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Interval(Node):
    """[low..high], with either end open."""

    low: Node
    low_included: bool
    high: Node
    high_included: bool


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """[a, b, c]."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entry(Node):
    """One entry of a context."""

    key: str
    value: Node


@dataclass(frozen=True, slots=True)
class Context(Node):
    """{key: value}; later entries see earlier ones."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class If(Node):
    """if condition then yes else no."""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class Iteration(Node):
    """name in source, or name in source..end."""

    name: str
    source: Node
    end: Node | None = None


@dataclass(frozen=True, slots=True)
class For(Node):
    """for … return body."""

    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """some or every … satisfies body."""

    quantifier: str
    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Lambda(Node):
    """function(a, b: type) body; without body it is external, which gives null."""

    parameters: tuple[str, ...]
    types: tuple[FeelType | None, ...]
    body: Node | None


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """value instance of type."""

    value: Node
    type: FeelType


@dataclass(frozen=True, slots=True)
class Path(Node):
    """value.name."""

    value: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """value[condition]."""

    value: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """function(arguments); *names* are given when the arguments are named."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """The cell of a decision table: tests separated by commas, or "-", or not(…)."""

    __test__ = False
    tests: tuple[Node, ...]
    negated: bool = False


def weight(node: Node) -> int:
    """Count the nodes of a tree."""
    return sum(1 for _ in walk(node))


def height(node: Node) -> int:
    """Give how many nodes lie on the longest way down."""
    return max(level for _, level in walk(node))


def walk(node: Node) -> Iterator[tuple[Node, int]]:
    """Give every node with its level from 1, without recursion and in no particular order."""
    waiting = [(node, 1)]
    while waiting:
        found, level = waiting.pop()
        yield found, level
        waiting.extend((child, level + 1) for child in found.children())
