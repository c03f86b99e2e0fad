"""The small parts that several pages show: task rows, marks, steps, quotes, tabs, figures, lines."""

from __future__ import annotations

from dataclasses import dataclass

from service.i18n.dates import Due


@dataclass(frozen=True, slots=True)
class Mark:
    """A state inside a list: icon, word and colour; *kind* is late, soon, ok, info, secret or empty."""

    text: str
    kind: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """One thing to do, in a list."""

    id: str
    url: str
    title: str
    due: Due
    #: Whom it is about: the resident's name.
    about: str = ""
    note: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: an ordinary link with a count."""

    key: str
    url: str
    text: str
    count: int | None = None
    late: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure in the row of figures."""

    value: str
    label: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a process in words; *state* is done, now, late, stuck, next, or way (a branch not taken)."""

    name: str
    state: str
    who: str = ""
    due: Due | None = None
    #: The element in the drawing.
    element: str = ""
    url: str = ""
    is_current: bool = False
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One reason: the guideline's own words, or *explanation* when the value is a default of the house."""

    row: str
    region: str = ""
    section: str = ""
    quote: object = ""
    strength: str = "info"
    title: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a select field."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong field: the id of its control and the sentence that mends it."""

    field_id: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened."""

    at: object
    text: str
    who: str = ""
    note: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Pager:
    """Where in a list one is."""

    first: int
    last: int
    total: int
    pages: int
    previous: str = ""
    next: str = ""
