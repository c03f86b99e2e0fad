"""One form: immutable, drawn, read and summed up."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from forms import addresses, beginnings, cleaning, fields, posted, rendering, revealing, summaries
from forms.cleaning import FieldError, Submission
from forms.errors import FormUnreadable
from forms.fields import Field
from forms.ports import NoUploads, Ports, Posted, Scope, Uploads
from forms.rendering import Look
from forms.summaries import Line
from forms.wording import Text

_NAME = re.compile(r"[A-Za-z]\w*")


@dataclass(frozen=True, slots=True)
class Form:
    """A form as its file says it; *sha256* of the text is its version, *watched* the names that FEEL reads."""

    key: str
    title: Text
    fields: tuple[Field, ...] = field(repr=False)
    sha256: str
    text: str = field(repr=False)
    watched: frozenset[str] = field(repr=False)

    def read(
        self, sent: Posted, uploads: Uploads | None, scope: Scope, ports: Ports, *, locale: str = "sv"
    ) -> Submission:
        """Read what a browser sent (*sent* like werkzeug's MultiDict, fields named ``f.…``).

        Files are kept before anything is checked. With an ``action`` the page is to be drawn again.
        *locale* is not needed to read, errors speak both languages; it is taken so that all doors are called alike.
        """
        got = posted.read(self.fields, sent, uploads or NoUploads(), scope, ports)
        if got.action:
            return self._unchecked(got)
        written = {**posted.pruned(self.fields, got.raw), **got.unknown}
        submission, settled = cleaning.clean(
            self.fields, written, scope, ports, is_strict=False, known_errors=got.refused
        )
        raw = posted.pruned(self.fields, got.raw, keep=True)
        submission = replace(submission, raw=raw)
        if got.shown is None:
            return submission
        asked = revealing.conditional(self.fields, settled, rows=raw == got.raw)
        unseen = [address for address in asked if addresses.path(address) not in got.shown]
        return revealing.revealed(submission, unseen) if unseen else submission

    def take(self, sent: Posted, uploads: Uploads | None, scope: Scope, ports: Ports) -> Submission:
        """Read what a browser sent without checking it, to keep as a draft (``raw``, JSON) or to draw it again.

        The answer to htmx's *refresh* is ``render_again(take(…), …)``. Files are kept, refused ones are errors.
        """
        got = posted.read(self.fields, sent, uploads or NoUploads(), scope, ports)
        got.action = got.action or "refresh"
        return self._unchecked(got)

    def _unchecked(self, got: posted.Sent) -> Submission:
        wrong = [cleaning.error_at(self.fields, at, said) for at, said in got.refused.items()]
        return Submission({}, got.raw, tuple(wrong), got.action, got.focus)

    def load(self, given: Mapping[str, Any], scope: Scope, ports: Ports, *, locale: str = "sv") -> Submission:
        """Read plain JSON with ISO text; a name that the form does not have, or does not ask for now, is an error."""
        return cleaning.clean(self.fields, dict(given), scope, ports, is_strict=True)[0]

    def initial(self, scope: Scope, ports: Ports) -> dict[str, Any]:
        """Return what the form holds before anybody has written in it, typed."""
        return beginnings.begin(self.fields, scope, ports)

    def render(
        self,
        values: Mapping[str, Any] | None,
        errors: Iterable[FieldError],
        scope: Scope,
        ports: Ports,
        *,
        locale: str = "sv",
        read_only: bool = False,
        draft: Mapping[str, Any] | None = None,
        look: Look | None = None,
        focus: str | None = None,
    ) -> Markup:
        """Draw the fields with the error summary on top, without ``<form>`` and outcome buttons.

        *values* typed, plain or raw; what they lack begins as ``initial`` says; *draft* (raw) wins over them.
        *focus* is the id of the control that gets the cursor.
        """
        if read_only:
            return rendering.answers(self.summary(values or {}, scope, ports, locale=locale), look or Look())
        begun = values if draft is None else draft
        whole = {**self.initial(scope, ports), **begun} if begun is not None else self.initial(scope, ports)
        page = rendering.Page(ports, locale, look or Look(), self.watched, tuple(errors), focus)
        return rendering.draw(self.fields, whole, scope, page)

    def render_again(
        self, submission: Submission, scope: Scope, ports: Ports, *, locale: str = "sv", look: Look | None = None
    ) -> Markup:
        """Draw what somebody sent, with its errors, after a refused answer or a page action."""
        page = rendering.Page(
            ports, locale, look or Look(), self.watched, submission.errors, submission.focus, submission.action
        )
        return rendering.draw(self.fields, submission.raw, scope, page)

    def summary(self, data: Mapping[str, Any], scope: Scope, ports: Ports, *, locale: str = "sv") -> list[Line]:
        """Return what was answered as lines of label and text, for read-only pages, print and history."""
        return summaries.lines(self.fields, data, scope, ports, locale)


@lru_cache(maxsize=512)
def parse(key: str, text: str) -> Form:
    """Read a form file; the same text is read once. Raises FormUnreadable."""
    try:
        root = json.loads(text)
        components = root["components"]
        tree = tuple(fields.read(component) for component in components)
    except (ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise FormUnreadable(f"{key}: {wrong}") from wrong
    own = root.get("properties") or {}
    title = Text(str(own.get("title") or root.get("title") or key), str(own.get("title_en") or ""))
    names = frozenset(name for said in expressions(root) for name in _NAME.findall(said))
    return Form(key, title, tree, hashlib.sha256(text.encode()).hexdigest(), text, names)


def expressions(node: Any) -> Iterator[str]:
    """Yield every text in a form that is FEEL or holds some."""
    if isinstance(node, str):
        if node.startswith("=") or "{{" in node:
            yield node
    elif isinstance(node, Mapping):
        for inner in node.values():
            yield from expressions(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from expressions(inner)
