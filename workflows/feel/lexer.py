"""Cuts FEEL text into tokens; names stay single words here, the parser joins them."""

from __future__ import annotations

import re
from typing import NamedTuple

from workflows.model.errors import FeelSyntaxError, FeelTooBig

#: The longest text that is read at all, in characters.
LENGTH = 20_000

_SPACE = r"[\s\u0085\u180e\u200b\u2060\ufeff]"
_START = r"[^\W\d]|[?\U00010000-\U0010ffff\u00b7\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\ufdf0-\ufffd]"
_PART = r"[\w'?\u00b7\u0300-\u036f\u203f-\u2040\U00010000-\U0010ffff]"
_TOKEN = re.compile(
    rf"""(?P<space>(?:{_SPACE}|//[^\n\r]*|/\*.*?\*/)*)
    (?:(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
    |(?P<string>"(?:[^"\\]|\\.)*")
    |(?P<name>(?:{_START}){_PART}*)
    |(?P<op>\.\.|\*\*|<=|>=|!=|->|[-+*/(){{}}\[\],.:<>=@])
    |(?P<end>$))""",
    re.S | re.X,
)
_WORDS = "and or in between then else return satisfies instance if for some every function true false null"
KEYWORDS = frozenset(_WORDS.split())
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.S)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")


class Token(NamedTuple):
    """A piece of text: *kind* is number, string, name, op or end; *spaced* says whether white space came before."""

    kind: str
    text: str
    start: int
    spaced: bool


def tokens(text: str) -> list[Token]:
    """Cut *text* into tokens, the last of kind "end"; raises FeelSyntaxError, or FeelTooBig beyond LENGTH."""
    if len(text) > LENGTH:
        raise FeelTooBig("length", LENGTH, LENGTH)
    found: list[Token] = []
    position = 0
    while True:
        match = _TOKEN.match(text, position)
        if match is None:
            raise _unreadable(text, position)
        kind = match.lastgroup or "end"
        if text.startswith("/*", match.start(kind)):
            start = match.start(kind)
            raise FeelSyntaxError(start, "Kommentaren saknar sitt slut */.", "The comment has no end */.")
        found.append(Token(kind, match[kind], match.start(kind), match.end("space") > match.start("space")))
        if kind == "end":
            return found
        position = match.end()


def unquote(literal: str) -> str:
    """Turn a string literal with its quotes into its text; unknown escapes keep the backslash."""

    def replace(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        if code:
            return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else match[0]
        return _SIMPLE.get(match[3], match[0])

    text = _ESCAPE.sub(replace, literal[1:-1])
    return _SURROGATES.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)


def quote(text: str) -> str:
    """Write text as a string literal; the inverse of unquote."""
    body = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + body.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'


def _unreadable(text: str, position: int) -> FeelSyntaxError:
    while position < len(text) and text[position].isspace():
        position += 1
    what = text[position : position + 1]
    if what == '"':
        return FeelSyntaxError(position, "Texten saknar sitt avslutande citattecken.", "The text has no closing quote.")
    sv, en = f"Tecknet ”{what}” hör inte hemma här.", f"The character “{what}” does not belong here."
    return FeelSyntaxError(position, sv, en)
