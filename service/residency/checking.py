"""Collect what is wrong with a fact, each at its field with the rule and its source, and refuse once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from workflows.model import errors
from workflows.model.actor import Actor
from workflows.model.errors import FieldProblem


@dataclass(slots=True)
class Checks:
    """The problems of one fact; ``refuse`` raises them together."""

    problems: list[FieldProblem] = field(default_factory=list)
    prefix: str = "/"
    #: What a process tells was checked by its form, which knows the days that its story allows.
    is_process: bool = False

    @classmethod
    def told(cls, by: Actor) -> Checks:
        """Return checks for what *by* tells."""
        return cls(is_process=by.is_system and by.name == "process")

    def wrong(self, name: str, sv: str, en: str, source: str = "") -> None:
        """Remember a problem; *source* is the rule's row or paragraph, shown behind the sentence."""
        told = f" ({source})" if source else ""
        self.problems.append(FieldProblem(self.prefix + name, sv + told, en + told))

    def when(self, is_wrong: bool, name: str, sv: str, en: str, source: str = "") -> None:
        """Remember a problem if it is one."""
        if is_wrong:
            self.wrong(name, sv, en, source)

    def one_of(self, name: str, value: str, allowed: tuple[str, ...]) -> None:
        """Demand one of the allowed words."""
        listed = ", ".join(allowed)
        self.when(value not in allowed, name, f"Välj något av {listed}.", f"Choose one of {listed}.")

    def text(self, name: str, value: str, limit: int = 4000) -> None:
        """Demand a text that says something and is not endless."""
        self.when(not value.strip(), name, "Skriv något här.", "Write something here.")
        self.when(len(value) > limit, name, f"Skriv högst {limit} tecken.", f"Write at most {limit} characters.")

    def percent(self, name: str, value: int, least: int = 1) -> None:
        """Demand a whole share in percent."""
        sv = f"Skriv ett tal mellan {least} och 100. Du skrev {value}."
        self.when(not least <= value <= 100, name, sv, f"Write a number from {least} to 100. You wrote {value}.")

    def order(self, from_on: dt.date, to_on: dt.date, name: str = "to_on") -> None:
        """Demand that a period ends on or after the day it begins."""
        sv = f"Slutdatum {to_on} ligger före startdatum {from_on}."
        self.when(to_on < from_on, name, sv, f"The last day {to_on} is before the first {from_on}.")

    def past(self, name: str, day: dt.date | None, today: dt.date) -> None:
        """Demand that something that was done was not done tomorrow."""
        is_ahead = day is not None and day > today and not self.is_process
        sv = f"Datumet {day} ligger i framtiden."
        self.when(is_ahead, name, sv, f"The date {day} lies in the future.")

    def refuse(self) -> None:
        """Raise Invalid if anything was wrong."""
        if self.problems:
            raise errors.Invalid(fields=self.problems)
