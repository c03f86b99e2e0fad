"""What the task page shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from markupsafe import Markup

from service.i18n.dates import Due
from service.web.views.parts import Choice, Event, FieldError, Quote, Step, Tab


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome button."""

    value: str
    text: str
    signs: bool = False
    needs_comment: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact beside the decision."""

    label: str
    value: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What somebody wrote on the task or the residency."""

    by: str
    role: str
    at: dt.datetime
    text: str
    is_question: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A file that belongs to the residency."""

    name: str
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class Consequence:
    """What happens on a day if nothing is done: a step of the escalation."""

    on: dt.date
    text: str
    is_past: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """One task: what, for whom, by when, why; the form; the ways out."""

    id: str
    version: int
    title: str
    lead: str
    due: Due
    tab: str
    tabs: tuple[Tab, ...]
    about: str = ""
    about_url: str = ""
    #: mine | free | taken | done | watched
    state: str = "mine"
    #: Who has it now and since when, as a sentence.
    holder: str = ""
    is_vacant: bool = False
    #: Moved by a person: the old date and the reason.
    moved: str = ""
    can_claim: bool = False
    can_release: bool = False
    can_hand_over: bool = False
    can_remind: bool = False
    can_undo: bool = False
    #: Somebody asked the visitor; answering gives the task back.
    can_resolve: bool = False
    asked_by: str = ""
    instruction: str = ""
    why: tuple[Quote, ...] = ()
    facts: tuple[Fact, ...] = ()
    earlier: tuple[tuple[str, tuple[tuple[str, object], ...]], ...] = ()
    form: Markup = field(default_factory=Markup)
    #: What the visitor typed before somebody else was faster, as text to copy.
    kept: Markup = field(default_factory=Markup)
    #: What was sent, for a task that is done, or that one may only read.
    answers: tuple[tuple[str, object], ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    outcomes_note: str = ""
    #: The comment field for outcomes that need one.
    comment: str = ""
    comment_error: str = ""
    submission_id: str = ""
    draft_saved: str = ""
    errors: tuple[FieldError, ...] = ()
    #: A sentence when somebody else was faster; the text typed is kept below it.
    conflict: str = ""
    steps: tuple[Step, ...] = ()
    process_url: str = ""
    process_name: str = ""
    drawing: str = ""
    drawing_states: list[dict[str, str]] = field(default_factory=list)
    drawing_labels: dict[str, str] = field(default_factory=dict)
    consequences: tuple[Consequence, ...] = ()
    comments: tuple[Comment, ...] = ()
    documents: tuple[Document, ...] = ()
    history: tuple[Event, ...] = ()
    #: Who may be asked, and who may take the task over.
    people: tuple[Choice, ...] = ()
    takers: tuple[Choice, ...] = ()
    next_url: str = ""
