"""Translates each kind of boxed expression into nodes of FEEL."""

from __future__ import annotations

from workflows.decisions import boxes as nodes
from workflows.decisions import notation, tables, typed
from workflows.decisions.boxes import NULL, Boxes, Embedded, Names
from workflows.feel import tree


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
        names = {**names, entry.variable.name: boxes.types.hint(entry.variable.type)}
    return tree.Context(tuple(entries))


def _list(boxes: Boxes, boxed: notation.BoxedList, names: Names) -> tree.Node:
    return tree.ListOf(tuple(boxes.node(item, names) for item in boxed.items))


def _relation(boxes: Boxes, boxed: notation.Relation, names: Names) -> tree.Node:
    rows = tuple(tree.ListOf(tuple(boxes.node(cell, names) for cell in row)) for row in boxed.rows)
    return Embedded(lambda compiling: typed.relation(boxed.columns, [compiling.code(row) for row in rows]), rows)


def _conditional(boxes: Boxes, boxed: notation.Conditional, names: Names) -> tree.Node:
    return tree.If(boxes.node(boxed.condition, names), boxes.node(boxed.yes, names), boxes.node(boxed.no, names))


def _filter(boxes: Boxes, boxed: notation.Filter, names: Names) -> tree.Node:
    match = boxes.node(boxed.match, {**names, "item": "Any"})
    strict = Embedded(lambda compiling: typed.boolean(compiling.code(match)), (match,))
    node = tree.Filter(boxes.node(boxed.source, names), strict)
    return Embedded(lambda compiling: typed.guarded(compiling.code(node)), (node,))


def _for(boxes: Boxes, boxed: notation.For, names: Names) -> tree.Node:
    iteration = tree.Iteration(boxed.variable, boxes.node(boxed.source, names))
    return tree.For((iteration,), boxes.node(boxed.body, {**names, boxed.variable: "Any", "partial": "Any"}))


def _quantified(boxes: Boxes, boxed: notation.Quantified, names: Names) -> tree.Node:
    iteration = tree.Iteration(boxed.variable, boxes.node(boxed.source, names))
    loop = tree.For((iteration,), boxes.node(boxed.body, {**names, boxed.variable: "Any"}))
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
    seen = {parameter.name: boxes.types.hint(parameter.type) for parameter in boxed.parameters}
    body = boxes.node(boxed.body, {**names, **seen})
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
    plan = tables.Plan(boxes, boxed, names)
    return Embedded(plan.compile, plan.nodes)


nodes.MAKERS |= {
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
