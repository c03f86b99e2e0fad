"""What the page of one run shows to those who repair it."""

from __future__ import annotations

from dataclasses import dataclass

from service.web.views.parts import Choice, Event, FieldError, Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """A token: where it stands, and what may be done with it."""

    name: str
    element: str
    #: Verb → address of the page that asks for the reason; the dangerous one last.
    verbs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairView:
    """One run: its state, its tokens, its variables as far as they may be shown."""

    name: str
    about: str
    about_url: str
    url: str
    state: Mark
    #: suspend or resume, or empty when the run has ended.
    switch: str
    tokens: tuple[TokenRow, ...]
    variables: tuple[tuple[str, str], ...]
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskView:
    """The page that asks for a reason before an act."""

    verb: str
    name: str
    url: str
    back_url: str
    element: str = ""
    token: str = ""
    #: Where a token may go, or with which outcome a step may be skipped.
    choices: tuple[Choice, ...] = ()
    chosen: str = ""
    why: str = ""
    refused: str = ""
    errors: tuple[FieldError, ...] = ()
