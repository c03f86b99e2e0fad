"""What a DMN file says, as plain data: the graph, the item definitions and the boxed expressions (DMN 1.5, 6-10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxed:
    """A boxed expression; *type* is the declared type of its value, empty when not declared."""

    id: str = ""
    type: str = ""

    def children(self) -> Iterator[Boxed]:
        """Give the boxed expressions directly inside."""
        for field in fields(self):
            yield from _boxed_in(getattr(self, field.name))


def _boxed_in(value: object) -> Iterator[Boxed]:
    if isinstance(value, Boxed):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _boxed_in(item)
    elif isinstance(value, (ContextEntry, Binding)):
        yield from _boxed_in(value.value)


@dataclass(frozen=True, slots=True)
class Variable:
    """A name and the type of what it holds."""

    name: str
    type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal(Boxed):
    """FEEL text."""

    text: str


@dataclass(frozen=True, slots=True)
class ContextEntry:
    """One row of a boxed context; without a variable it is the result of the whole context."""

    variable: Variable | None
    value: Boxed


@dataclass(frozen=True, slots=True, kw_only=True)
class Context(Boxed):
    """Names with values; later rows see earlier ones."""

    entries: tuple[ContextEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxedList(Boxed):
    """A list, one item a row."""

    items: tuple[Boxed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Boxed):
    """A table of values: a list of contexts."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Boxed, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditional(Boxed):
    """if, then, else."""

    condition: Boxed
    yes: Boxed
    no: Boxed


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter(Boxed):
    """The items of a list that match."""

    source: Boxed
    match: Boxed


@dataclass(frozen=True, slots=True, kw_only=True)
class For(Boxed):
    """One result for each item."""

    variable: str
    source: Boxed
    body: Boxed


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantified(Boxed):
    """some or every (*quantifier*) item satisfies."""

    quantifier: str
    variable: str
    source: Boxed
    body: Boxed


@dataclass(frozen=True, slots=True)
class Binding:
    """One argument of an invocation."""

    parameter: str
    value: Boxed


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation(Boxed):
    """A function called with named arguments."""

    function: Boxed
    bindings: tuple[Binding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionDefinition(Boxed):
    """A function; *kind* other than FEEL is external, which we never call."""

    kind: str
    parameters: tuple[Variable, ...]
    body: Boxed | None


@dataclass(frozen=True, slots=True)
class TableInput:
    """An input column; *allowed* are the unary tests of its declared values."""

    id: str
    label: str
    label_en: str
    text: str
    type: str
    allowed: str


@dataclass(frozen=True, slots=True)
class TableOutput:
    """An output column; *allowed* are its values in order of priority."""

    id: str
    name: str
    label: str
    label_en: str
    type: str
    allowed: str
    default: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: its tests, its outputs, its annotations, and its sentence in words where the modeller wrote one."""

    id: str
    tests: tuple[str, ...]
    outputs: tuple[str, ...]
    annotations: tuple[str, ...]
    sv: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Boxed):
    """A decision table."""

    hit_policy: str
    aggregation: str
    inputs: tuple[TableInput, ...]
    outputs: tuple[TableOutput, ...]
    annotations: tuple[str, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class InputData:
    """A value given from outside."""

    id: str
    name: str
    name_en: str
    type: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision: *inputs* are the names of the input data that it or what it requires needs.

    *requires* are the references (`#id` or `namespace#id`) to inputs, decisions and functions that it names itself.
    """

    id: str
    name: str
    name_en: str
    type: str
    requires: tuple[str, ...]
    logic: Boxed | None
    question: str = ""
    description: str = ""
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnowledgeModel:
    """A function that several decisions use (business knowledge model)."""

    id: str
    name: str
    name_en: str
    type: str
    requires: tuple[str, ...]
    function: FunctionDefinition | None


@dataclass(frozen=True, slots=True)
class DecisionService:
    """A set of decisions called as one function; the references are in order of the parameters."""

    id: str
    name: str
    name_en: str
    type: str
    outputs: tuple[str, ...]
    input_data: tuple[str, ...]
    input_decisions: tuple[str, ...]


Node = InputData | Decision | KnowledgeModel | DecisionService


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """A named type: another type with allowed values, a structure, a collection or a function.

    *allowed* are tests of each item, *constraint* tests of the whole value.
    """

    name: str
    type: str = ""
    allowed: str = ""
    constraint: str = ""
    collection: bool = False
    components: tuple[ItemDefinition, ...] = ()
    function: tuple[Variable, ...] | None = None
    result: str = ""


@dataclass(frozen=True, slots=True)
class Import:
    """Another model whose elements are seen under *name*."""

    name: str
    namespace: str
    location: str


@dataclass(frozen=True, slots=True)
class Definitions:
    """One DMN file; *twice* are ids that several elements have."""

    name: str
    namespace: str
    nodes: tuple[Node, ...]
    item_definitions: tuple[ItemDefinition, ...]
    imports: tuple[Import, ...]
    twice: tuple[str, ...] = ()


def inside(boxed: Boxed | None) -> Iterator[Boxed]:
    """Give a boxed expression and every one inside it."""
    if boxed is not None:
        yield boxed
        for child in boxed.children():
            yield from inside(child)
