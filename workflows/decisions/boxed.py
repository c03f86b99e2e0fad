"""Turns boxed expressions into the syntax tree of FEEL, so that one compiler and one meaning serve both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

from workflows.decisions import notation, typed
from workflows.decisions.types import Types
from workflows.decisions.work import Finding
from workflows.feel import compiler, parser, tree
from workflows.feel.frame import Code
from workflows.model.errors import FeelSyntaxError

Names = frozenset[str]
NULL = tree.Literal(None)
_SAFE = (tree.Literal, tree.Name, tree.At)


@dataclass(frozen=True, slots=True)
class Embedded(tree.Node):
    """A node that FEEL text cannot write: *make* compiles it, *parts* are the nodes inside."""

    make: Callable[[Compiler], Code]
    parts: tuple[tree.Node, ...] = ()


class Compiler(compiler.Compiler):
    """FEEL's compiler, which also knows embedded nodes."""

    def code(self, node: tree.Node) -> Code:
        """Compile one node."""
        return node.make(self) if isinstance(node, Embedded) else super().code(node)


class Boxes:
    """Translates the boxed expressions of one element; *owner* is its id, *keys* are names known after a dot."""

    def __init__(self, owner: str, owner_name: str, types: Types, keys: Names) -> None:
        self.owner, self.owner_name = owner, owner_name
        self.types, self.keys = types, keys
        #: Expressions that cannot be read.
        self.broken: list[Finding] = []

    def node(self, boxed: notation.Boxed | None, names: Names) -> tree.Node:
        """Translate a boxed expression that sees *names*; what is missing is null."""
        if boxed is None:
            return NULL
        made = _MAKERS[type(boxed)](self, boxed, names)
        if isinstance(boxed, notation.FunctionDefinition):
            return made
        return self.typed(made, boxed.type, boxed.id)

    def typed(self, node: tree.Node, reference: str, element: str = "") -> tree.Node:
        """Fit the value of a node to a declared type."""
        wanted = self.types.named(reference)
        if wanted is None:
            return node
        place = typed.Place(element or self.owner, self.owner_name, reference)
        return Embedded(lambda compiling: typed.fitted(compiling.code(node), wanted, place), (node,))

    def text(self, text: str, names: Names, element: str = "") -> tree.Node:
        """Read FEEL text; what cannot be read is null, and is reported when it is read and when it is used."""
        if not text.strip():
            return NULL
        try:
            node = parser.parse(text.removeprefix("="), self.scope(names))
        except FeelSyntaxError as problem:
            return self.unreadable(problem, text, element)
        node = self._with_types(node)
        if isinstance(node, _SAFE):
            return node
        return Embedded(lambda compiling: typed.guarded(compiling.code(node)), (node,))

    def scope(self, names: Names) -> Names:
        """Return the names that need to be known to read text: those of more than one word."""
        return frozenset(name for name in names | self.keys if not name.isidentifier())

    def unreadable(self, problem: FeelSyntaxError, text: str, element: str) -> tree.Node:
        """Report text that cannot be read, and stand in for it."""
        place = typed.Place(element or self.owner, self.owner_name, text)
        finding = typed.unreadable(place, problem)
        self.broken.append(finding)
        return Embedded(lambda compiling: typed.reporting(finding))

    def _with_types(self, node: Any) -> Any:
        """Replace the names of item definitions inside an expression by what they stand for."""
        if isinstance(node, tree.InstanceOf):
            return self._instance(node)
        if isinstance(node, tuple):
            return tuple(self._with_types(part) for part in node)
        if isinstance(node, tree.FeelType):
            found = self.types.named(node.name) if node.name in self.types.definitions or "." in node.name else None
            return found.feel if found is not None else node
        if not isinstance(node, tree.Node) or not self._has_types():
            return node
        changed = {item.name: self._with_types(getattr(node, item.name)) for item in fields(node)}
        return replace(node, **changed)

    def _has_types(self) -> bool:
        return bool(self.types.definitions or self.types.imported)

    def _instance(self, node: tree.InstanceOf) -> tree.Node:
        value, name = self._with_types(node.value), node.type.name
        if name not in self.types.definitions and "." not in name:
            return replace(node, value=value, type=self._with_types(node.type))
        wanted = self.types.named(name)
        return Embedded(lambda compiling: typed.instance(compiling.code(value), wanted), (value,))


def _literal(boxes: Boxes, boxed: notation.Literal, names: Names) -> tree.Node:
    return boxes.text(boxed.text, names, boxed.id)


def _context(boxes: Boxes, boxed: notation.Context, names: Names) -> tree.Node:
    entries = []
    for entry in boxed.entries:
        value = boxes.node(entry.value, names)
        if entry.variable is None:
            entries.append(tree.Entry("", value))
            return tree.Path(tree.Context(tuple(entries)), "")
        entries.append(tree.Entry(entry.variable.name, boxes.typed(value, entry.variable.type)))
        names |= {entry.variable.name}
    return tree.Context(tuple(entries))


def _list(boxes: Boxes, boxed: notation.BoxedList, names: Names) -> tree.Node:
    return tree.ListOf(tuple(boxes.node(item, names) for item in boxed.items))


def _relation(boxes: Boxes, boxed: notation.Relation, names: Names) -> tree.Node:
    rows = tuple(tree.ListOf(tuple(boxes.node(cell, names) for cell in row)) for row in boxed.rows)
    return Embedded(lambda compiling: typed.relation(boxed.columns, [compiling.code(row) for row in rows]), rows)


def _conditional(boxes: Boxes, boxed: notation.Conditional, names: Names) -> tree.Node:
    return tree.If(boxes.node(boxed.condition, names), boxes.node(boxed.yes, names), boxes.node(boxed.no, names))


def _filter(boxes: Boxes, boxed: notation.Filter, names: Names) -> tree.Node:
    match = boxes.node(boxed.match, names | {"item"})
    strict = Embedded(lambda compiling: typed.boolean(compiling.code(match)), (match,))
    node = tree.Filter(boxes.node(boxed.source, names), strict)
    return Embedded(lambda compiling: typed.guarded(compiling.code(node)), (node,))


def _for(boxes: Boxes, boxed: notation.For, names: Names) -> tree.Node:
    iteration = tree.Iteration(boxed.variable, boxes.node(boxed.source, names))
    return tree.For((iteration,), boxes.node(boxed.body, names | {boxed.variable, "partial"}))


def _quantified(boxes: Boxes, boxed: notation.Quantified, names: Names) -> tree.Node:
    iteration = tree.Iteration(boxed.variable, boxes.node(boxed.source, names))
    loop = tree.For((iteration,), boxes.node(boxed.body, names | {boxed.variable}))
    return Embedded(lambda compiling: typed.quantified(boxed.quantifier, compiling.code(loop)), (loop,))


def _invocation(boxes: Boxes, boxed: notation.Invocation, names: Names) -> tree.Node:
    arguments = tuple(boxes.node(binding.value, names) for binding in boxed.bindings)
    given = tuple(binding.parameter for binding in boxed.bindings)
    return tree.Call(boxes.node(boxed.function, names), arguments, given)


def function(
    boxes: Boxes, boxed: notation.FunctionDefinition, names: Names, *, name: str = "", result: str = ""
) -> tree.Node:
    """Translate a function definition; an external one gives null. *result* is the declared type of its result."""
    if boxed.kind != "FEEL":
        return NULL
    body = boxes.node(boxed.body, names | {parameter.name for parameter in boxed.parameters})
    body = boxes.typed(body, boxed.type)
    body = boxes.typed(body, result)
    places = [
        (parameter.name, boxes.types.named(parameter.type), typed.Place(boxes.owner, parameter.name, parameter.type))
        for parameter in boxed.parameters
    ]
    cost = tree.weight(body)
    return Embedded(lambda compiling: typed.function(places, compiling.inside(body), cost, name), (body,))


def _function(boxes: Boxes, boxed: notation.FunctionDefinition, names: Names) -> tree.Node:
    return function(boxes, boxed, names)


def _table(boxes: Boxes, boxed: notation.Table, names: Names) -> tree.Node:
    from workflows.decisions import tables

    plan = tables.Plan(boxes, boxed, names)
    return Embedded(plan.compile, plan.nodes)


_MAKERS: dict[type, Callable[[Boxes, Any, Names], tree.Node]] = {
    notation.Literal: _literal,
    notation.Context: _context,
    notation.BoxedList: _list,
    notation.Relation: _relation,
    notation.Conditional: _conditional,
    notation.Filter: _filter,
    notation.For: _for,
    notation.Quantified: _quantified,
    notation.Invocation: _invocation,
    notation.FunctionDefinition: _function,
    notation.Table: _table,
}
