"""Nodes drawn as HTML by the templates of this room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from forms import addresses, nodes, revealing, scopes
from forms.fields import Field
from forms.messages import word
from forms.nodes import Look, Page
from forms.ports import Scope
from forms.wording import counted

if TYPE_CHECKING:
    from forms.cleaning import FieldError
    from forms.summaries import Line

__all__ = ["Look", "Page", "answers", "draw", "error_summary"]


def draw(fields: tuple[Field, ...], raw: Mapping[str, Any], scope: Scope, page: Page) -> Markup:
    """Return the fields of a form, with the error summary on top when there are errors."""
    settled = scopes.settle(fields, raw, scope, page.ports)
    shown = " ".join(addresses.path(address) for address in revealing.conditional(fields, settled))
    return _markup(
        "form.html",
        nodes=nodes.build(fields, raw, scope, settled, page),
        page=page,
        look=page.look,
        shown=shown,
        summary=error_summary(page.errors, page.locale, page.look, focused=page.focus is None),
        word=lambda code: word(code, page.locale),
    )


def error_summary(errors: Sequence[FieldError], locale: str, look: Look, *, focused: bool = True) -> Markup:
    """Return the block that counts the errors and links to their fields; nothing when there are none."""
    if not errors:
        return Markup("")
    title = word("to_mend_one" if len(errors) == 1 else "to_mend", locale, count=counted(len(errors), locale))
    lines = [{"href": f"#{each.field_id}" if each.has_control else "", "text": each.line(locale)} for each in errors]
    return _markup("error_summary.html", title=title, lines=lines, look=look, focused=focused)


def answers(lines: Sequence[Line], look: Look) -> Markup:
    """Return what was answered as headings and facts, for reading."""
    return _markup("answers.html", lines=lines, look=look)


def _markup(template: str, **parts: Any) -> Markup:
    return Markup(_environment().get_template(template).render(**parts))  # noqa: S704 - our own templates, autoescaped


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("forms", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
