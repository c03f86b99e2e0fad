"""Reads FEEL text into a syntax tree: operators by binding power, everything else by its first word."""

from __future__ import annotations

import sys
from collections.abc import Collection

from workflows.feel import lexer, names, numbers, tree
from workflows.feel.constructs import COMPARISON, Constructs
from workflows.feel.lexer import KEYWORDS
from workflows.feel.tree import Node
from workflows.model.errors import FeelTooBig

_POWER = {
    "or": 1,
    "and": 2,
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">=", "between", "in"), 3),
    **dict.fromkeys(("+", "-"), 4),
    **dict.fromkeys(("*", "/"), 5),
    "**": 6,
    "instance": 8,
    **dict.fromkeys((".", "[", "("), 9),
}
_MINUS = 7
_TESTS = ("<", "<=", ">", ">=", "=", "!=")
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_NO_START = {")", "]", "}", ",", ":", "..", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", ".", "+"}
_NO_START |= KEYWORDS - {"if", "for", "some", "every", "function", "true", "false", "null"}


def parse(text: str, known: Collection[str] = ()) -> Node:
    """Read one expression; *known* are names of the scope (only those with spaces or signs matter)."""
    parser = Parser(text, known)
    try:
        node = parser.expression()
    except RecursionError:  # the caller was deep down already
        raise FeelTooBig("stack", sys.getrecursionlimit(), 0) from None
    parser.finish()
    parser.check_terms(tree.height(node))
    return node


def parse_tests(text: str, known: Collection[str] = ()) -> tree.Tests:
    """Read the cell of a decision table; "-" and nothing match everything (no tests)."""
    if text.strip() in ("", "-"):
        return tree.Tests(())
    parser = Parser(text, known)
    if parser.negates_all():
        parser.index += 2
        tests = parser.tests()
        parser.need(")")
        negated = True
    else:
        tests, negated = parser.tests(), False
    parser.finish()
    found = tree.Tests(tests, negated)
    parser.check_terms(tree.height(found))
    return found


def parse_type(text: str) -> tree.FeelType:
    """Read a type as models write it: number, list<string>, feel:date."""
    parser = Parser(text.removeprefix("feel:").removeprefix("feel."))
    found = parser.type()
    parser.finish()
    return found


class Parser(Constructs):
    """A Pratt parser over the tokens of one text."""

    def finish(self) -> None:
        """Demand the end of the text."""
        if self.token.kind != "end":
            self.fail(f"{self.shown('sv')} passar inte här.", f"{self.shown('en')} does not fit here.")

    def expression(self, power: int = 0) -> Node:
        """Read an expression whose operators bind more tightly than *power*."""
        self.deeper()
        left, count = self._first(), 0
        while True:
            token = self.token
            if token.kind not in ("op", "name") or _POWER.get(token.text, 0) <= power or self._ends_interval():
                break
            count += 1
            self.check_terms(count)
            left = self._next(left)
        self.level -= 1
        return left

    def tests(self) -> tuple[Node, ...]:
        """Read tests separated by commas."""
        found = [self.test()]
        while self.eat(","):
            found.append(self.test())
        return tuple(found)

    def test(self, power: int = 0) -> Node:
        """Read one positive unary test: < 10, [1..5], a value or a condition on `?`."""
        if not self.sees(*_TESTS):
            return self.expression(power)
        operator = self.take()
        operand = self.expression(COMPARISON)
        return tree.Test(operator.text, operand, position=operator.start)

    def negates_all(self) -> bool:
        """Say whether the cell is `not( … )` from its first to its last token."""
        if not (self.sees("not") and self.tokens[1].text == "("):
            return False
        depth = 0
        for at, token in enumerate(self.tokens[1:], 1):
            depth += (token.kind == "op") * ((token.text == "(") - (token.text == ")"))
            if not depth:
                return self.tokens[at + 1].kind == "end"
        return False

    # --- what an expression may begin with ---

    def _first(self) -> Node:
        token = self.token
        if token.kind == "number":
            self.index += 1
            return tree.Literal(numbers.literal(token.text), position=token.start)
        if token.kind == "string":
            self.index += 1
            return tree.Literal(lexer.unquote(token.text), position=token.start)
        if token.kind == "name":
            return self._word()
        starts = {"-": self._minus, "@": self._at, "(": self.parenthesis, "{": self.context}
        starts |= {"[": self.list_or_interval, "]": self.open_interval}
        if token.kind == "op" and token.text in starts:
            self.index += 1
            return starts[token.text](token.start)
        self.fail(
            f"Här väntades ett uttryck, men här står {self.shown('sv')}.",
            f"Expected an expression here, found {self.shown('en')}.",
        )
        raise AssertionError

    def _word(self) -> Node:
        token = self.token
        if names.longest(self.tries, self.tokens, self.index)[1]:
            return tree.Name(self.name(), position=token.start)
        if token.text in _CONSTANTS:
            self.index += 1
            return tree.Literal(_CONSTANTS[token.text], position=token.start)
        words = {"if": self.conditional, "for": self.loop, "function": self.function}
        words.update(some=self.quantified, every=self.quantified)
        if token.text in words:
            self.index += 1
            return words[token.text](token.start)
        return tree.Name(self.name(), position=token.start)

    def _minus(self, start: int) -> Node:
        return tree.Negation(self.expression(_MINUS), position=start)

    def _at(self, start: int) -> Node:
        if self.token.kind != "string":
            self.fail("Efter @ väntas en text.", "Expected a text after @.")
        return tree.At(lexer.unquote(self.take().text), position=start)

    def _ends_interval(self) -> bool:
        """Tell the open end of `[1..10[` from a filter: nothing that can be a condition follows."""
        if not self.sees("["):
            return False
        following = self.tokens[self.index + 1]
        if following.kind == "end" or (following.kind in ("op", "name") and following.text in _NO_START):
            return True
        depth = 0
        for token in self.tokens[self.index :]:
            depth += (token.kind == "op") * ((token.text in "[{(") - (token.text in "]})"))
            if depth <= 0:
                return False
        return True

    # --- what may follow ---

    def _next(self, left: Node) -> Node:
        token = self.take()
        operator, start = token.text, token.start
        if operator == "between":
            low = self.expression(COMPARISON)
            self.need("and")
            return tree.Between(left, low, self.expression(COMPARISON), position=start)
        if operator == "in":
            return self._in(left, start)
        if operator == "instance":
            self.need("of")
            return tree.InstanceOf(left, self.type(), position=start)
        if operator == ".":
            return tree.Path(left, self.name(key=True), position=start)
        if operator == "[":
            condition = self.expression()
            self.need("]")
            return tree.Filter(left, condition, position=start)
        if operator == "(":
            return self._call(left, start)
        return tree.Binary(operator, left, self.expression(_POWER[operator]), position=start)

    def _in(self, left: Node, start: int) -> Node:
        opening = self.token.start
        if not self.eat("("):
            return tree.In(left, (self.test(COMPARISON),), position=start)
        tests = self.tests()
        if len(tests) == 1 and self.eat(".."):
            return tree.In(left, (self.interval(opening, tests[0], False),), position=start)
        self.need(")")
        return tree.In(left, tests, position=start)

    def _call(self, function: Node, start: int) -> Node:
        arguments: list[Node] = []
        given: list[str] = []
        while not self.eat(")"):
            name = self.named_argument()
            if name is not None:
                given.append(name)
            arguments.append(self.expression())
            if not self.sees(")"):
                self.need(",")
        if given and len(given) != len(arguments):
            self.fail("Antingen har alla argument namn, eller inget.", "Name all arguments or none.", start)
        return tree.Call(function, tuple(arguments), tuple(given), position=start)
