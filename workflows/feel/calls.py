"""Compiles functions and their calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workflows.feel import builtins, tree
from workflows.feel.budget import Budget
from workflows.feel.frame import MISSING, Code, Frame
from workflows.feel.kinds import Function
from workflows.feel.registry import Native

if TYPE_CHECKING:
    from workflows.feel.compiler import Compiler


def make_lambda(compiler: Compiler, node: tree.Lambda) -> Code:
    """Compile a function; it sees the names around the place where it is written."""
    if node.body is None:
        return lambda frame: None
    parameters, types = node.parameters, node.types
    body, cost = compiler.inside(node.body), tree.weight(node.body)

    def run(frame: Frame) -> Function:
        def call(budget: Budget, arguments: list[Any]) -> Any:
            budget.burn(cost)
            return body(Frame(dict(zip(parameters, arguments, strict=True)), frame, budget))

        return Function(parameters, call, types)

    return run


def make_call(compiler: Compiler, node: tree.Call) -> Code:
    """Compile a call with positional or named arguments; calling what is no function gives null."""
    target = _target(compiler, node.function)
    arguments = [compiler.code(argument) for argument in node.arguments]
    names = node.names

    def run(frame: Frame) -> Any:
        frame.budget.burn()
        function = target(frame)
        given = [argument(frame) for argument in arguments]
        if isinstance(function, list) and len(function) == 1:
            function = function[0]
        if not isinstance(function, Function):
            return None
        if names:
            if len(set(names)) < len(names):
                return None
            return function.call_named(frame.budget, dict(zip(names, given, strict=True)))
        return function.call(frame.budget, given)

    return run


def _target(compiler: Compiler, node: tree.Node) -> Code:
    """Find what is called; a variable that is no function does not hide a built-in of the same name."""
    native = builtins.FUNCTIONS.get(node.name) if isinstance(node, tree.Name) else None
    if native is None:
        return compiler.code(node)
    name, function = native.name, native

    def run(frame: Frame) -> Native | Any:
        value = frame.find(name)
        if value is MISSING or not isinstance(value, (Function, list)):
            return function
        return value

    return run
