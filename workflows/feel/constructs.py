"""Reads the constructs of FEEL that have words or brackets of their own: lists, contexts, if, for, some, functions."""

from __future__ import annotations

from workflows.feel import lexer, names, tree
from workflows.feel.reader import Reader
from workflows.feel.tree import Node

#: The power of a comparison: what stands at the end of an interval binds more tightly.
COMPARISON = 3


class Constructs(Reader):
    """The part of the parser that begins after a bracket or a keyword."""

    def expression(self, power: int = 0) -> Node:
        """Read an expression whose operators bind more tightly than *power*."""
        raise NotImplementedError

    def test(self, power: int = 0) -> Node:
        """Read one positive unary test."""
        raise NotImplementedError

    def parenthesis(self, start: int) -> Node:
        """Read what stands in parentheses: an expression, a test as a value, or an open interval."""
        inside = self.test()
        if not isinstance(inside, tree.Test) and self.eat(".."):
            return self.interval(start, inside, False)
        self.need(")")
        return inside

    def open_interval(self, start: int) -> Node:
        """Read an interval that begins with ]."""
        low = self.expression(COMPARISON)
        self.need("..")
        return self.interval(start, low, False)

    def list_or_interval(self, start: int) -> Node:
        """Read a list, or an interval that begins with [."""
        if self.eat("]"):
            return tree.ListOf((), position=start)
        first = self.test()
        if self.eat(".."):
            return self.interval(start, first, True)
        items = [first]
        while self.eat(","):
            items.append(self.test())
        self.need("]")
        return tree.ListOf(tuple(items), position=start)

    def interval(self, start: int, low: Node, included: bool) -> Node:
        """Read the rest of an interval after its two dots."""
        high = self.expression(COMPARISON)
        closed = self.sees("]")
        if not self.sees("]", ")", "["):
            self.need("]")
        self.index += 1
        return tree.Interval(low, included, high, closed, position=start)

    def context(self, start: int) -> Node:
        """Read {key: value}; later entries see earlier keys."""
        entries: list[tree.Entry] = []
        self.tries.append({})
        seen: set[str] = set()
        while not self.eat("}"):
            at = self.token.start
            key = lexer.unquote(self.take().text) if self.token.kind == "string" else self.name_until(":")
            self.need(":")
            if key in seen:
                self.fail(f"Nyckeln ”{key}” finns två gånger.", f"The key “{key}” is there twice.", at)
            seen.add(key)
            entries.append(tree.Entry(key, self.expression(), position=at))
            names.add(self.tries[-1], key)
            names.add(self.keys, key)
            if not self.sees("}"):
                self.need(",")
        self.tries.pop()
        return tree.Context(tuple(entries), position=start)

    def conditional(self, start: int) -> Node:
        """Read if … then … else."""
        condition = self.expression()
        self.need("then")
        yes = self.expression()
        self.need("else")
        return tree.If(condition, yes, self.expression(), position=start)

    def loop(self, start: int) -> Node:
        """Read for … return."""
        iterations = self._iterations()
        self.need("return")
        body = self.expression()
        self.tries.pop()
        return tree.For(iterations, body, position=start)

    def quantified(self, start: int) -> Node:
        """Read some or every … satisfies."""
        quantifier = self.tokens[self.index - 1].text
        iterations = self._iterations()
        self.need("satisfies")
        body = self.expression()
        self.tries.pop()
        return tree.Quantified(quantifier, iterations, body, position=start)

    def _iterations(self) -> tuple[tree.Iteration, ...]:
        found: list[tree.Iteration] = []
        self.tries.append({})
        while not found or self.eat(","):
            start = self.token.start
            name = self.name_until("in")
            self.need("in")
            source = self.expression()
            end = self.expression() if self.eat("..") else None
            found.append(tree.Iteration(name, source, end, position=start))
            names.add(self.tries[-1], name)
        return tuple(found)

    def function(self, start: int) -> Node:
        """Read function(parameters) body."""
        self.need("(")
        self.tries.append({})
        parameters: list[str] = []
        types: list[tree.FeelType | None] = []
        while not self.eat(")"):
            parameters.append(self.name_until(":", ",", ")"))
            names.add(self.tries[-1], parameters[-1])
            types.append(self.type() if self.eat(":") else None)
            if not self.sees(")"):
                self.need(",")
        external = self.eat("external")
        body = self.expression()
        self.tries.pop()
        return tree.Lambda(tuple(parameters), tuple(types), None if external else body, position=start)
