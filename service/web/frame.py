"""The page frame: who visits, and the words, dates and icons that every template may use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from flask import Flask, g, render_template
from markupsafe import Markup

from service.i18n import dates, numbers, texts
from service.web import assets, headers
from service.web.views import timeline
from service.web.views.frame import Visitor
from service.web.views.parts import Choice, FieldError


def visitor() -> Visitor:
    """Return who is visiting; set by the sign-in door before the page is made."""
    return g.visitor


def locale() -> str:
    """Return the visitor's language, Swedish before anybody is known."""
    known = g.get("visitor")
    return known.locale if known else "sv"


def say(key: str, *, n: int | None = None, **facts: Any) -> str:
    """Return a sentence in the visitor's language."""
    return texts.t(key, locale(), n=n, **facts)


def date(kind: dates.Kind, day: dt.date | None, *, first: bool = False) -> Markup:
    """Return a date in words inside ``<time>``, with a capital when it comes first; an empty text for no date."""
    if day is None:
        return Markup("")
    words = dates.date_words(kind, day, locale(), today=visitor().today)
    words = numbers.capital(words) if first else words
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), words)


def moment(instant: dt.datetime | None) -> Markup:
    """Return when something happened, in words inside ``<time>``."""
    if instant is None:
        return Markup("")
    words = dates.moment_words(instant, locale(), today=visitor().today)
    return Markup('<time datetime="{}">{}</time>').format(instant.astimezone(dt.UTC).isoformat(), words)


def due(due_on: dt.date | None, *, done_on: dt.date | None = None, paused: bool = False) -> dates.Due:
    """Return a due date in words, counted from the visitor's today."""
    return dates.due_words(due_on, visitor().today, locale(), paused=paused, done_on=done_on)


def icon(name: str) -> Markup:
    """Return an icon; always beside a word, so hidden from screen readers."""
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>').format(
        assets.static_url("icons.svg"), name
    )


def initials(name: str) -> str:
    """Return the first letters of the first and the last name."""
    words = name.split()
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else "–"


def pairs(choices: Iterable[Choice]) -> list[tuple[str, str]]:
    """Return choices as (value, text) for a select field."""
    return [(choice.value, choice.text) for choice in choices]


def errors_by_field(errors: Iterable[FieldError]) -> dict[str, str]:
    """Return each wrong field's sentence by the id of its control."""
    return {error.field_id: error.message for error in errors}


def page(template: str, **view: Any) -> str:
    """Make a page in the frame; who comes undressed (an error's page) gets what needs no database."""
    from service.web import visiting  # it needs this module's words

    return render_template(template, visitor=visiting.bare(visitor()), **view)


def install(app: Flask) -> None:
    """Give *app* the words and helpers of the templates, and the headers of every answer."""
    app.jinja_env.globals.update(
        t=say,
        date=date,
        moment=moment,
        due=due,
        icon=icon,
        initials=initials,
        locale=locale,
        count_words=lambda n, **kw: numbers.count_words(n, locale(), **kw),
        number=lambda n, **kw: numbers.number(n, locale(), **kw),
        static_url=assets.static_url,
        bundle=assets.bundle,
        has_text=texts.has,
        pairs=pairs,
        errors_by_field=errors_by_field,
        years=timeline.years,
        moments=timeline.moments,
    )
    app.jinja_env.filters["capital"] = numbers.capital
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.after_request(headers.harden)
