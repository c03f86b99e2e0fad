"""Who is visiting and what the page frame shows around every page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One role that the visitor holds: what it is called, where, and on whose behalf if it is a substitution."""

    name: str
    place: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class NavItem:
    """One item of the main navigation; *count* is shown beside it when there is one."""

    key: str
    url: str
    count: int | None = None
    late: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """A reply to an action or a fact about the page; *kind* is ok, info, soon, late or secret."""

    kind: str
    text: str
    lead: str = ""
    link: str = ""
    link_text: str = ""
    #: A form button instead of a link, as for Undo: where it posts.
    post: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """The person at the screen; ``person_id`` is None before sign-in."""

    person_id: UUID | None = None
    name: str = ""
    roles: tuple[RoleLine, ...] = ()
    locale: str = "sv"
    today: dt.date
    csrf: str = ""
    nav: tuple[NavItem, ...] = ()
    is_sample: bool = False
    #: Single-letter keys are opt-in (WCAG 2.1.4).
    shortcuts: bool = False
    notices: tuple[Notice, ...] = field(default_factory=tuple)
