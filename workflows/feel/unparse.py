"""Writes a syntax tree as text again; reading it gives the same tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workflows.feel import lexer, tree
from workflows.feel.tree import FeelType, Node

_LOOSE = (tree.If, tree.For, tree.Quantified, tree.Lambda)
_ATOMS = (tree.Literal, tree.At, tree.Name, tree.ListOf, tree.Context, tree.Interval, tree.Test)


def unparse(node: Node) -> str:
    """Write a tree as FEEL text, with parentheses wherever they could matter."""
    if isinstance(node, tree.Literal):
        return _literal(node)
    if isinstance(node, tree.At):
        return f"@{lexer.quote(node.text)}"
    if isinstance(node, tree.Name):
        return node.name
    return _WRITERS[type(node)](node)


def _literal(node: tree.Literal) -> str:
    if node.value is None or isinstance(node.value, bool):
        return {None: "null", True: "true", False: "false"}[node.value]
    return lexer.quote(node.value) if isinstance(node.value, str) else format(node.value, "f")


def _inner(node: Node) -> str:
    """Write an operand, in parentheses unless it is an atom."""
    text = unparse(node)
    return text if isinstance(node, _ATOMS) else f"({text})"


def _test(node: tree.Test) -> str:
    return f"({node.operator} {_inner(node.operand)})"


def _interval(node: tree.Interval) -> str:
    start, end = "[" if node.low_included else "(", "]" if node.high_included else ")"
    return f"{start}{_inner(node.low)}..{_inner(node.high)}{end}"


def _context(node: tree.Context) -> str:
    return "{" + ", ".join(f"{lexer.quote(e.key)}: {unparse(e.value)}" for e in node.entries) + "}"


def _iterations(node: tree.For | tree.Quantified) -> str:
    return ", ".join(
        f"{i.name} in {_inner(i.source)}" + (f"..{_inner(i.end)}" if i.end is not None else "") for i in node.iterations
    )


def _lambda(node: tree.Lambda) -> str:
    parameters = ", ".join(
        name if wanted is None else f"{name}: {type_text(wanted)}"
        for name, wanted in zip(node.parameters, node.types, strict=True)
    )
    return f"function({parameters}) " + ("external {}" if node.body is None else unparse(node.body))


def _call(node: tree.Call) -> str:
    arguments = [unparse(argument) for argument in node.arguments]
    if node.names:
        arguments = [f"{name}: {text}" for name, text in zip(node.names, arguments, strict=True)]
    return f"{_inner(node.function)}({', '.join(arguments)})"


def _tests(node: tree.Tests) -> str:
    text = ", ".join(map(unparse, node.tests)) or "-"
    return f"not({text})" if node.negated else text


def type_text(wanted: FeelType) -> str:
    """Write a type."""
    if wanted.fields:
        return f"context<{', '.join(f'{key}: {type_text(kind)}' for key, kind in wanted.fields)}>"
    if wanted.name == "function" and wanted.arguments:
        *parameters, result = map(type_text, wanted.arguments)
        return f"function<{', '.join(parameters)}>->{result}"
    return wanted.name + (f"<{', '.join(map(type_text, wanted.arguments))}>" if wanted.arguments else "")


_WRITERS: dict[type, Callable[[Any], str]] = {
    tree.Negation: lambda n: f"-{_inner(n.operand)}",
    tree.Binary: lambda n: f"{_inner(n.left)} {n.operator} {_inner(n.right)}",
    tree.Between: lambda n: f"{_inner(n.value)} between {_inner(n.low)} and {_inner(n.high)}",
    tree.In: lambda n: f"{_inner(n.value)} in ({', '.join(map(unparse, n.tests))})",
    tree.Test: _test,
    tree.Interval: _interval,
    tree.ListOf: lambda n: f"[{', '.join(map(unparse, n.items))}]",
    tree.Context: _context,
    tree.If: lambda n: f"if {unparse(n.condition)} then {unparse(n.yes)} else {unparse(n.no)}",
    tree.For: lambda n: f"for {_iterations(n)} return {unparse(n.body)}",
    tree.Quantified: lambda n: f"{n.quantifier} {_iterations(n)} satisfies {unparse(n.body)}",
    tree.Lambda: _lambda,
    tree.InstanceOf: lambda n: f"{_inner(n.value)} instance of {type_text(n.type)}",
    tree.Path: lambda n: f"{_inner(n.value)}.{n.name}",
    tree.Filter: lambda n: f"{_inner(n.value)}[{unparse(n.condition)}]",
    tree.Call: _call,
    tree.Tests: _tests,
}
