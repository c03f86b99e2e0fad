"""What Drift shows: what is stuck, waiting, vacant or undelivered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from service.web.views.parts import Event, Figure, Mark, Tab


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRow:
    """Something that a person must look at."""

    id: str
    url: str
    title: str
    since: dt.datetime
    where: str
    where_url: str = ""
    step: str
    waiting: Mark
    attempts: str
    retry_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentView:
    """One incident in full."""

    row: IncidentRow
    explanation: str
    code: str
    technical: str
    facts: tuple[tuple[str, object], ...]
    events: tuple[Event, ...]
    is_open: bool = True
    repair_url: str = ""
    resolve_url: str = ""
    resolve_error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """A job or a timer that waits, or a deadline of a task."""

    id: str
    title: str
    about: str
    about_url: str = ""
    due_at: dt.datetime
    #: A whole day instead of an instant, as for a deadline.
    due_on: dt.date | None = None
    state: Mark
    attempts: str = ""
    move_url: str = ""
    retry_url: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class VacancyRow:
    """A role that somebody should hold and nobody does."""

    role: str
    place: str
    tasks: int
    covered_by: str
    since: dt.date | None
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRow:
    """A mail: sent, waiting or refused."""

    id: str
    to: str
    address: str
    subject: str
    at: dt.datetime
    state: Mark
    text: str = ""
    url: str = ""
    retry_url: str = ""
    error: str = ""
    #: Whose training it is about; the mail itself does not say so.
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationsView:
    """One tab of Drift."""

    tab: str
    tabs: tuple[Tab, ...]
    figures: tuple[Figure, ...]
    updated_at: dt.datetime
    open_incidents: int = 0
    stopping: int = 0
    incidents: tuple[IncidentRow, ...] = ()
    incident: IncidentView | None = None
    jobs: tuple[JobRow, ...] = ()
    move: JobRow | None = None
    move_error: str = ""
    vacancies: tuple[VacancyRow, ...] = ()
    mails: tuple[MailRow, ...] = ()
    health: tuple[tuple[str, Mark, str], ...] = ()
