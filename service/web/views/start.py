"""What the pages under Starta and Processer show."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

from service.web.views.parts import FieldError, Figure, Mark, Quote, Step


@dataclass(frozen=True, slots=True)
class Startable:
    """A process that the visitor may start."""

    name: str
    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HireView:
    """The registration of an employment."""

    form: Markup
    submission_id: str
    errors: tuple[FieldError, ...] = ()
    #: What starts when the form is sent.
    starts: tuple[Step, ...] = ()
    regulation: str = ""
    regulation_why: Quote | None = None
    draft_saved: str = ""
    #: correct: the same form for facts already registered.
    mode: str = "new"
    name: str = ""
    back_url: str = "/start"
    conflict: str = ""
    conflict_url: str = ""
    why: str = ""
    why_error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessRow:
    """One process in the library."""

    name: str
    url: str
    text: str
    version: int
    running: int
    late: int = 0


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One deployed version."""

    version: int
    mark: Mark
    published: str
    by: str
    running: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessView:
    """One process: drawing, steps, why it exists, versions."""

    key: str
    name: str
    lead: str
    figures: tuple[Figure, ...]
    steps: tuple[Step, ...]
    drawing: str
    states: list[dict[str, str]] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    why: tuple[Quote, ...] = ()
    versions: tuple[VersionRow, ...] = ()
