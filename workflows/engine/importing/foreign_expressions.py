"""Turns expressions of other engines (JUEL of Camunda and Flowable, Python of SpiffWorkflow) into FEEL."""

from __future__ import annotations

import re
from itertools import pairwise

from workflows import feel
from workflows.engine import time

_WRAPPED = re.compile(r"^[$#]\{(?P<inner>[^{}]*)\}$", re.DOTALL)
_TOKEN = re.compile(
    r"\s+|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|\d+(?:\.\d+)?|[^\W\d][\w]*|==|!=|<=|>=|&&|\|\||[-+*/%<>!().,\[\]?:=]"
)
_WORDS = {
    "==": "=",
    "&&": "and",
    "||": "or",
    "eq": "=",
    "ne": "!=",
    "gt": ">",
    "ge": ">=",
    "lt": "<",
    "le": "<=",
    "True": "true",
    "False": "false",
    "None": "null",
    "is": "=",
}
#: What would mean something else in FEEL, or nothing.
_FOREIGN = frozenset(("%", "?", ":", "empty", "mod", "div", "lambda", "instanceof", "execution", "task"))
#: Names before a bracket that are no call of a method or function.
_BEFORE_BRACKET = frozenset(("and", "or", "not", "in"))


def to_feel(text: str) -> str | None:
    """Return the FEEL text for a foreign one, None if it cannot be said surely.

    Operators and literals are translated; method calls, conditionals and beans are not.
    """
    wrapped = _WRAPPED.match(text.strip())
    return _translated(wrapped["inner"] if wrapped else text.strip())


def value(text: str) -> str | None:
    """Return what an attribute takes: plain text as it is, ``${…}`` as ``=`` and FEEL; None if it cannot be said."""
    if "${" not in text and "#{" not in text:
        return text
    found = to_feel(text) if _WRAPPED.match(text.strip()) else None
    return None if found is None else f"={found}"


def timer(text: str) -> str | None:
    """Return a timer text: ISO 8601 (SpiffWorkflow puts it in quotes), else as *value*."""
    bare = text.strip().strip("\"'")
    return bare if time.is_iso(bare) else value(text) if "{" in text else None


def assignment(text: str) -> tuple[str, str] | None:
    """Return variable and FEEL for a script that is one assignment, else None."""
    found = re.match(r"^\s*(?:var |let |const )?([^\W\d]\w*)\s*=(?!=)\s*([^\n;]+);?\s*$", text)
    translated = to_feel(found[2]) if found else None
    return (found[1], translated) if found and translated is not None else None


def _translated(text: str) -> str | None:
    tokens: list[str] = []
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found[0] in _FOREIGN:
            return None
        tokens.append(_word(found[0]))
        at = found.end()
    tokens = [token for token in tokens if token.strip()]
    if any(after == "(" and name.isidentifier() and name not in _BEFORE_BRACKET for name, after in pairwise(tokens)):
        return None
    out = _with_nots(tokens)
    joined = re.sub(r"\s*([.(\[])\s*|\s+([)\],])", r"\1\2", " ".join(out)) if out else ""
    joined = re.sub(r"\b(and|or|not|in)\(", r"\1 (", joined).replace("not (", "not(")
    return joined if joined and _reads(joined) else None


def _word(token: str) -> str:
    if token.startswith("'"):
        return '"' + token[1:-1].replace("\\'", "'").replace('"', '\\"') + '"'
    return _WORDS.get(token, token)


def _with_nots(tokens: list[str]) -> list[str]:
    """Put the operand of ``!`` or ``not`` in parentheses: ``! x`` → ``not(x)``."""
    out: list[str] = []
    at = 0
    while at < len(tokens):
        if tokens[at] not in ("!", "not") or at + 1 == len(tokens):
            out.append(tokens[at])
            at += 1
        elif tokens[at + 1] == "(":
            out.append("not")
            at += 1
        else:
            end = at + 2
            while end < len(tokens) and tokens[end] == ".":
                end += 2
            out += ["not", "(", *tokens[at + 1 : end], ")"]
            at = end
    return out


def _reads(text: str) -> bool:
    try:
        feel.parse(text)
    except feel.FeelSyntaxError:
        return False
    return True
