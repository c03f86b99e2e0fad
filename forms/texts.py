"""Texts of a form with facts put in, and Markdown made safe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

import markdown_it
import nh3
from markupsafe import Markup

from forms.ports import Expressions
from forms.wording import Text, number

_FEELER = re.compile(r"\{\{\s*(?:#(if|loop)\s+|(/)(?:if|loop)\s*)?([^}]*?)\s*\}\}")
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&$])")
_TAGS = {
    "p", "br", "strong", "em", "ul", "ol", "li", "h2", "h3", "h4", "a", "code", "blockquote", "hr",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
MOST_TURNS = 500
#: What stands for a fact that is not known; an empty place would break the Markdown around it.
NOTHING = "–"


def fill(template: str, scope: Mapping[str, Any], expressions: Expressions, locale: str, *, mark: bool = False) -> str:
    """Put the facts that ``{{ FEEL }}`` names into a text; *mark* keeps them from being read as Markdown.

    ``{{#if}}`` and ``{{#loop}}`` (with ``this``) as in form-js. A text that begins with ``=`` is FEEL as a whole.
    """
    if template.startswith("="):
        return shown(expressions.value(template, scope), locale)
    if "{{" not in template:
        return template
    filler = _Filler(expressions, locale, mark)
    return filler.fill(list(_pieces(template)), scope)


def label(text: Text, scope: Mapping[str, Any], expressions: Expressions, locale: str) -> str:
    """Return a label or hint in *locale* with its facts."""
    return fill(text.of(locale), scope, expressions, locale)


def shown(value: Any, locale: str) -> str:
    """Write a value of any type the way that people read it; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return {"sv": ("nej", "ja"), "en": ("no", "yes")}["en" if locale == "en" else "sv"][value]
    if isinstance(value, (int, float, Decimal)):
        return number(value, locale)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H.%M" if locale == "sv" else "%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H.%M" if locale == "sv" else "%H:%M")
    if isinstance(value, (list, tuple)):
        return ", ".join(shown(each, locale) for each in value)
    return str(value)


def markdown(source: str) -> Markup:
    """Turn Markdown into HTML with a short list of tags; anything else is dropped (nh3), HTML is shown as text."""
    return Markup(_rendered(source))  # noqa: S704 - sanitised by nh3


@lru_cache(maxsize=512)
def _rendered(source: str) -> str:
    parser = markdown_it.MarkdownIt("commonmark", {"html": False}).enable("table")
    return nh3.clean(
        parser.render(source),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener noreferrer",
    )


def _pieces(template: str) -> Iterable[tuple[str, str]]:
    """Cut a text into ("text" | "value" | "if" | "loop" | "end", content)."""
    at = 0
    for match in _FEELER.finditer(template):
        yield "text", template[at : match.start()]
        block, ends, inside = match.groups()
        yield ("end", "") if ends else (block or "value", inside)
        at = match.end()
    yield "text", template[at:]


class _Filler:
    """Fills one text; loops stop after MOST_TURNS rows."""

    def __init__(self, expressions: Expressions, locale: str, mark: bool) -> None:
        self.expressions, self.locale, self.mark = expressions, locale, mark

    def fill(self, pieces: list[tuple[str, str]], scope: Mapping[str, Any]) -> str:
        out, at = [], 0
        while at < len(pieces):
            kind, content = pieces[at]
            at += 1
            if kind == "text":
                out.append(content)
            elif kind == "value":
                out.append(self._value(content, scope))
            elif kind in ("if", "loop"):
                end = _end(pieces, at)
                out.append(self._block(kind, content, pieces[at:end], scope))
                at = end + 1
        return "".join(out)

    def _value(self, content: str, scope: Mapping[str, Any]) -> str:
        value = self.expressions.value(content, scope)
        text = NOTHING if value is None else shown(value, self.locale)
        return _SPECIAL.sub(r"\\\1", text.replace("\n", " ")) if self.mark else text

    def _block(self, kind: str, content: str, body: list[tuple[str, str]], scope: Mapping[str, Any]) -> str:
        value = self.expressions.value(content, scope)
        if kind == "if":
            return self.fill(body, scope) if value is True else ""
        rows = value[:MOST_TURNS] if isinstance(value, list) else []
        return "".join(self.fill(body, self._row(scope, row)) for row in rows)

    def _row(self, scope: Mapping[str, Any], row: Any) -> Mapping[str, Any]:
        own = row if isinstance(row, Mapping) else {}
        return {**scope, **own, "this": row, "parent": scope}


def _end(pieces: list[tuple[str, str]], start: int) -> int:
    depth = 1
    for at in range(start, len(pieces)):
        depth += {"if": 1, "loop": 1, "end": -1}.get(pieces[at][0], 0)
        if depth == 0:
            return at
    return len(pieces)
