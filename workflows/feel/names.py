"""Finds the longest known name at a place in the text, because names in FEEL may hold spaces and operators."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any

from workflows.feel import lexer
from workflows.feel.lexer import KEYWORDS, Token
from workflows.model.errors import FeelSyntaxError

#: Names of the language itself that hold a keyword and can therefore not be joined word by word.
LANGUAGE = ("date and time", "years and months duration", "days and time duration")
_END = ""
Trie = dict[Any, Any]


def add(trie: Trie, name: str) -> None:
    """Add *name* to *trie* if it has more than one token; a name that can't be written in FEEL is left out."""
    try:
        parts = lexer.tokens(name)[:-1]
    except FeelSyntaxError:
        return
    if len(parts) < 2 and not (parts and parts[0].text in KEYWORDS):
        return
    for index, part in enumerate(parts):
        trie = trie.setdefault((part.text, part.spaced and index > 0), {})
    trie[_END] = name


@lru_cache(maxsize=512)
def known(names: Collection[str]) -> Trie:
    """Build the trie for the names of a scope (a tuple or frozenset), with those of the language."""
    trie: Trie = {}
    for name in (*LANGUAGE, *names):
        add(trie, name)
    return trie


def longest(tries: Iterable[Trie], tokens: list[Token], index: int) -> tuple[str, int]:
    """Give the longest name that begins at token *index* and how many tokens it takes; ("", 0) if none is known."""
    best, length = "", 0
    for trie in tries:
        node, at = trie.get((tokens[index].text, False)), index + 1
        while node is not None:
            if _END in node and at - index > length and not _goes_on(tokens[at]):
                best, length = node[_END], at - index
            node, at = node.get((tokens[at].text, tokens[at].spaced)), at + 1
    return best, length


def _goes_on(token: Token) -> bool:
    return not token.spaced and token.kind in ("name", "number")


def normal(text: str) -> str:
    """Write a name with single spaces."""
    return " ".join(text.split())
