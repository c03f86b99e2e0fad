"""What the page of one residency, and the list of them, show."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from service.i18n.dates import Due
from service.web.views.parts import Event, Figure, Mark, Pager, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTask:
    """A task that somebody has now."""

    title: str
    due: Due
    url: str = ""
    since: dt.date | None = None
    remind_url: str = ""
    #: A sentence instead of the button, e.g. when the holder was reminded today.
    reminded: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Holder:
    """A person, or a role that nobody holds, with the open tasks that wait there."""

    name: str
    role: str
    tasks: tuple[OpenTask, ...]
    is_you: bool = False
    is_vacant: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessPart:
    """One process of the residency: where it stands, in words and as a drawing."""

    id: str
    key: str
    name: str
    mark: Mark
    summary: str
    steps: tuple[Step, ...]
    drawing: str = ""
    states: list[dict[str, str]] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Period:
    """One stretch of the training in the timeline; months from its start."""

    name: str
    kind: str
    starts: float
    months: float
    state: str = "planned"
    words: str = ""


@dataclass(frozen=True, slots=True)
class Milestone:
    """One mark in the timeline; months from the start."""

    name: str
    at: float
    state: str = "planned"
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The whole training as a drawing and as a list."""

    start_on: dt.date
    months: float
    today_at: float
    periods: tuple[Period, ...]
    milestones: tuple[Milestone, ...]
    description: str


@dataclass(frozen=True, slots=True)
class Undoable:
    """An outcome of the visitor's that may still be undone."""

    text: str
    url: str
    until: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidencyView:
    """One training, on one page."""

    id: str
    name: str
    lead: str
    ribbon_kind: str
    ribbon_icon: str
    ribbon_lead: str
    ribbon_text: str = ""
    ribbon_url: str = ""
    ribbon_side: str = ""
    is_you: bool = False
    #: Registered a moment ago; the page looks again by itself.
    is_starting: bool = False
    figures: tuple[Figure, ...] = ()
    timeline: Timeline | None = None
    holders: tuple[Holder, ...] = ()
    open_count: int = 0
    upcoming: tuple[tuple[str, str], ...] = ()
    processes: tuple[ProcessPart, ...] = ()
    chosen: ProcessPart | None = None
    events: tuple[Event, ...] = ()
    more_events_url: str = ""
    people: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, object], ...] = ()
    undo: Undoable | None = None
    correct_url: str = ""
    cancel_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidencyRow:
    """One residency in the list."""

    name: str
    url: str
    place: str
    mark: Mark
    note: str
    next_text: str
    next_on: str
    supervisor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidenciesView:
    """The residencies that the visitor may see."""

    rows: tuple[ResidencyRow, ...]
    total: int
    query: str = ""
    late: int = 0
    pager: Pager | None = None
