"""Walks over the tokens of one text: looking ahead, demanding, joining names, reading types, counting depth."""

from __future__ import annotations

from collections.abc import Collection

from workflows.feel import lexer, names
from workflows.feel.lexer import KEYWORDS, Token
from workflows.feel.tree import FeelType
from workflows.model.errors import FeelSyntaxError, FeelTooBig

#: How deep parentheses, lists, functions … may be nested.
NESTING = 60
#: How many operators in a row one expression may have, and how many nodes may lie above each other in its tree.
TERMS = 250
_GENERIC = ("list", "range", "context", "function")


class Reader:
    """The tokens of *text*, read from left to right; *known* are the names of the scope."""

    def __init__(self, text: str, known: Collection[str] = ()) -> None:
        self.text = text
        self.tokens = lexer.tokens(text)
        self.index = 0
        self.level = 0
        self.tries = [names.known(known if isinstance(known, (tuple, frozenset)) else tuple(known))]
        self.keys: names.Trie = {}

    # --- looking and taking ---

    @property
    def token(self) -> Token:
        """Return the token to be read next."""
        return self.tokens[self.index]

    def sees(self, *texts: str) -> bool:
        """Say whether the next token is one of these operators or keywords."""
        token = self.tokens[self.index]
        return token.text in texts and token.kind in ("op", "name")

    def take(self) -> Token:
        """Read one token."""
        token = self.tokens[self.index]
        if token.kind != "end":
            self.index += 1
        return token

    def eat(self, text: str) -> bool:
        """Read the operator or keyword if it comes next."""
        if self.sees(text):
            self.index += 1
            return True
        return False

    def need(self, text: str) -> None:
        """Read the operator or keyword; raises FeelSyntaxError if something else comes."""
        if not self.eat(text):
            self.fail(
                f"Här väntades ”{text}”, men här står {self.shown('sv')}.",
                f"Expected “{text}” here, found {self.shown('en')}.",
            )

    def fail(self, sv: str, en: str, position: int | None = None) -> None:
        """Raise FeelSyntaxError at the next token."""
        raise FeelSyntaxError(self.token.start if position is None else position, sv, en)

    def shown(self, locale: str) -> str:
        """Say what comes next, for a message."""
        if self.token.kind == "end":
            return "slutet" if locale == "sv" else "the end"
        return f"”{self.token.text[:40]}”" if locale == "sv" else f"“{self.token.text[:40]}”"

    def deeper(self) -> None:
        """Go one level of nesting down; raises FeelTooBig("nesting"). Pair it with `self.level -= 1`."""
        self.level += 1
        if self.level > NESTING:
            raise FeelTooBig("nesting", NESTING, self.token.start)

    def check_terms(self, count: int) -> None:
        """Raise FeelTooBig("terms") when *count* operators in a row are too many."""
        if count > TERMS:
            raise FeelTooBig("terms", TERMS, self.token.start)

    # --- names ---

    def at_name(self) -> bool:
        """Say whether a name begins here."""
        return self.token.kind == "name" and (self.token.text not in KEYWORDS or bool(self._longest(self.tries)[1]))

    def _longest(self, tries: list[names.Trie]) -> tuple[str, int]:
        return names.longest(tries, self.tokens, self.index)

    def name(self, *, key: bool = False) -> str:
        """Read the longest known name, else words up to the next keyword; *key* also knows the keys seen so far."""
        found, length = self._longest([*self.tries, self.keys] if key else self.tries)
        if length:
            self.index += length
            return found
        if self.token.kind != "name" or self.token.text in KEYWORDS:
            self.fail(
                f"Här väntades ett namn, men här står {self.shown('sv')}.",
                f"Expected a name here, found {self.shown('en')}.",
            )
        words = [self.take().text]
        while self._another_word():
            words.append(self.take().text)
        return " ".join(words)

    def _another_word(self) -> bool:
        token = self.token
        if token.kind == "name":
            return token.text not in KEYWORDS
        return token.kind == "number" and token.spaced and token.text.isdigit()

    def name_until(self, *stops: str) -> str:
        """Read everything up to one of the operators *stops* as one name (keys and parameters)."""
        start = self.token
        if start.kind != "name":
            self.name()
        while not self.sees(*stops) and self.token.kind != "end":
            self.index += 1
        return names.normal(self.text[start.start : self.token.start])

    def named_argument(self) -> str | None:
        """Read `name :` if that is what comes; None otherwise, reading nothing."""
        at = self.index
        while self.tokens[at].kind in ("name", "number"):
            at += 1
        if at == self.index or self.token.kind != "name" or self.tokens[at].text != ":":
            return None
        name = names.normal(self.text[self.token.start : self.tokens[at].start])
        self.index = at + 1
        return name

    # --- types ---

    def type(self) -> FeelType:
        """Read a type: number, list<text>, context<a: number>, function<number>->number."""
        self.deeper()
        name = self.take().text if self.sees("function") else self.name()
        while self.eat("."):
            name += "." + self.name()
        arguments: list[FeelType] = []
        fields: list[tuple[str, FeelType]] = []
        if name in _GENERIC and self.eat("<"):
            while not self.eat(">"):
                if name == "context":
                    key = self.name_until(":")
                    self.need(":")
                    fields.append((key, self.type()))
                else:
                    arguments.append(self.type())
                if not self.sees(">"):
                    self.need(",")
            if name == "function":
                self.need("->")
                arguments.append(self.type())
        self.level -= 1
        return FeelType(name, tuple(arguments), tuple(fields))
