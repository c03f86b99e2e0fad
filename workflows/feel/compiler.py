"""Turns a syntax tree into Python closures, once per text; loops and calls are in `loops` and `calls`."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from workflows.feel import builtins, calls, check, loops, numbers, operators, temporal, tree
from workflows.feel.frame import MISSING, Code, Frame
from workflows.feel.kinds import Range, is_instance

NUMBERS: dict[str, Callable[[Decimal, Decimal], Any]] = {
    "<": Decimal.__lt__,
    "<=": Decimal.__le__,
    ">": Decimal.__gt__,
    ">=": Decimal.__ge__,
    "+": numbers.CONTEXT.add,
    "-": numbers.CONTEXT.subtract,
    "*": numbers.CONTEXT.multiply,
}


_LITERALS = (tree.Literal, tree.At)


class Compiler:
    """Compiles nodes; *bound* counts the frames around the node, 0 means that only the scope is there."""

    def __init__(self) -> None:
        self.bound = 0

    def code(self, node: tree.Node) -> Code:
        """Compile one node."""
        return _MAKERS[type(node)](self, node)

    def inside(self, node: tree.Node) -> Code:
        """Compile a node that runs in a frame of its own."""
        self.bound += 1
        try:
            return self.code(node)
        finally:
            self.bound -= 1


def _constant(value: Any) -> Code:
    return lambda frame: value


def _literal(compiler: Compiler, node: tree.Literal) -> Code:
    return _constant(node.value)


def _at(compiler: Compiler, node: tree.At) -> Code:
    return _constant(temporal.read(node.text))


def _name(compiler: Compiler, node: tree.Name) -> Code:
    name, native = node.name, builtins.FUNCTIONS.get(node.name)
    if compiler.bound:

        def search(frame: Frame) -> Any:
            value = frame.find(name)
            return native if value is MISSING else value

        return search
    return lambda frame: frame.names.get(name, native)


def _negation(compiler: Compiler, node: tree.Negation) -> Code:
    operand = compiler.code(node.operand)
    return lambda frame: operators.negative(operand(frame))


def _binary(compiler: Compiler, node: tree.Binary) -> Code:
    chain = [node]  # left operands are unrolled, so that a long sum needs no deep recursion here
    while isinstance(chain[-1].left, tree.Binary):
        chain.append(chain[-1].left)
    code = compiler.code(chain[-1].left)
    for link in reversed(chain):
        code = _operation(link.operator, code, compiler.code(link.right))
    return code


def _operation(operator: str, left: Code, right: Code) -> Code:
    if operator == "and":
        return _and(left, right)
    if operator == "or":
        return _or(left, right)
    if operator == "=":
        return _equal(left, right)
    if operator in ("!=", "<", "<=", ">", ">="):
        return _ordered(operator, left, right)
    return _arithmetic(operator, left, right)


def _and(left: Code, right: Code) -> Code:
    def run(frame: Frame) -> bool | None:
        one = left(frame)
        if one is False:
            return False
        other = right(frame)
        if one is True and other is True:
            return True
        return False if other is False else None

    return run


def _or(left: Code, right: Code) -> Code:
    def run(frame: Frame) -> bool | None:
        one = left(frame)
        return True if one is True else operators.either(one, right(frame))

    return run


def _equal(left: Code, right: Code) -> Code:
    def run(frame: Frame) -> bool | None:
        one, other = left(frame), right(frame)
        if type(one) is type(other) is str and len(one) < 256:
            return one == other
        return operators.equal(one, other, frame.budget)

    return run


def _ordered(operator: str, left: Code, right: Code) -> Code:
    fast = NUMBERS.get(operator)

    def run(frame: Frame) -> bool | None:
        one, other = left(frame), right(frame)
        if fast is not None and type(one) is type(other) is Decimal:
            return fast(one, other)
        return operators.compare(operator, one, other, frame.budget)

    return run


def _arithmetic(operator: str, left: Code, right: Code) -> Code:
    fast = NUMBERS.get(operator)

    def run(frame: Frame) -> Any:
        one, other = left(frame), right(frame)
        if fast is not None and type(one) is type(other) is Decimal:
            try:
                return fast(one, other)
            except ArithmeticError:
                return None
        return operators.arithmetic(operator, one, other, frame.budget)

    return run


def _between(compiler: Compiler, node: tree.Between) -> Code:
    value, low, high = (compiler.code(part) for part in (node.value, node.low, node.high))

    def run(frame: Frame) -> bool | None:
        one, budget = value(frame), frame.budget
        above = operators.compare(">=", one, low(frame), budget)
        return operators.both(above, operators.compare("<=", one, high(frame), budget))

    return run


def _in(compiler: Compiler, node: tree.In) -> Code:
    value = compiler.code(node.value)
    tests = [(compiler.inside(test), check.names_input(test)) for test in node.tests]

    def passes(one: Any, test: Code, is_condition: bool, inner: Frame) -> bool | None:
        found = test(inner)
        if is_condition and isinstance(found, bool):
            return found
        return operators.member(one, found, inner.budget)

    def run(frame: Frame) -> bool | None:
        one = value(frame)
        inner = frame.inner({"?": one})
        if len(tests) == 1:
            return passes(one, *tests[0], inner)
        return any(passes(one, *test, inner) is True for test in tests)

    return run


def _test(compiler: Compiler, node: tree.Test) -> Code:
    operand, operator = compiler.code(node.operand), node.operator
    if isinstance(node.operand, _LITERALS):
        return _constant(_comparison(operator, _value(node.operand)))
    return lambda frame: _comparison(operator, operand(frame))


def _comparison(operator: str, value: Any) -> Range | None:
    """Make the range that `(< 10)` is as a value."""
    if operator in ("=", "!="):
        return Range(value, True, value, True, operator)
    if value is None:
        return None
    closed = "=" in operator
    if operator[0] == "<":
        return Range(None, False, value, closed, operator)
    return Range(value, closed, None, False, operator)


def _interval(compiler: Compiler, node: tree.Interval) -> Code:
    low, high = compiler.code(node.low), compiler.code(node.high)
    low_included, high_included = node.low_included, node.high_included
    if isinstance(node.low, _LITERALS) and isinstance(node.high, _LITERALS):
        return _constant(operators.span(_value(node.low), low_included, _value(node.high), high_included))
    return lambda frame: operators.span(low(frame), low_included, high(frame), high_included)


def _value(node: tree.Literal | tree.At) -> Any:
    return node.value if isinstance(node, tree.Literal) else temporal.read(node.text)


def _list(compiler: Compiler, node: tree.ListOf) -> Code:
    items = [compiler.code(item) for item in node.items]

    def run(frame: Frame) -> list[Any]:
        frame.budget.make(len(items))
        return [item(frame) for item in items]

    return run


def _context(compiler: Compiler, node: tree.Context) -> Code:
    entries = [(entry.key, compiler.inside(entry.value)) for entry in node.entries]

    def run(frame: Frame) -> dict[str, Any]:
        frame.budget.make(len(entries))
        made: dict[str, Any] = {}
        inner = frame.inner(made)
        for key, value in entries:
            made[key] = value(inner)
        return made

    return run


def _if(compiler: Compiler, node: tree.If) -> Code:
    condition, yes, no = (compiler.code(part) for part in (node.condition, node.yes, node.no))
    return lambda frame: yes(frame) if condition(frame) is True else no(frame)


def _instance(compiler: Compiler, node: tree.InstanceOf) -> Code:
    value, wanted = compiler.code(node.value), node.type
    return lambda frame: is_instance(value(frame), wanted)


def _path(compiler: Compiler, node: tree.Path) -> Code:
    value, name = compiler.code(node.value), node.name

    def run(frame: Frame) -> Any:
        one = value(frame)
        return one.get(name) if type(one) is dict else operators.part(one, name, frame.budget)

    return run


def compile_node(node: tree.Node) -> Code:
    """Compile a whole expression."""
    return Compiler().code(node)


_MAKERS: dict[type, Callable[[Any, Any], Code]] = {
    tree.Literal: _literal,
    tree.At: _at,
    tree.Name: _name,
    tree.Negation: _negation,
    tree.Binary: _binary,
    tree.Between: _between,
    tree.In: _in,
    tree.Test: _test,
    tree.Interval: _interval,
    tree.ListOf: _list,
    tree.Context: _context,
    tree.If: _if,
    tree.InstanceOf: _instance,
    tree.Path: _path,
    tree.For: loops.make_for,
    tree.Quantified: loops.make_quantified,
    tree.Filter: loops.make_filter,
    tree.Lambda: calls.make_lambda,
    tree.Call: calls.make_call,
}
