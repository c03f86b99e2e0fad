"""What the page *Prova ett uttryck* shows."""

from __future__ import annotations

from dataclasses import dataclass

from service.web.views.parts import Choice, FieldError, Figure


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a place in the text: the sentence, the line, and blanks with a caret below it."""

    sentence: str
    line: str = ""
    caret: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a text."""

    sentence: str = ""
    value: str = ""
    problem: Fault | None = None
    findings: tuple[Fault, ...] = ()
    used: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TryView:
    """The form as it was sent, and the answer."""

    mode: str
    text: str
    tested: str
    context: str
    residency: str
    residencies: tuple[Choice, ...]
    errors: tuple[FieldError, ...] = ()
    answer: Answer | None = None
    #: The facts of the chosen training: name and value.
    facts: tuple[tuple[str, str], ...] = ()
