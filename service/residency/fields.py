"""Read single values out of what somebody sent, and remember every problem with its field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from workflows.model.errors import FieldProblem


class Fields:
    """What was sent, flat; ``problems`` collects what is wrong, ``content`` the values in their one form."""

    def __init__(self, given: Mapping[str, Any], *, person_prefix: str = "/") -> None:
        self.given = {k: None if isinstance(v, str) and not v.strip() else v for k, v in given.items()}
        self.person_prefix = person_prefix
        self.problems: list[FieldProblem] = []
        self.content: dict[str, Any] = {}

    def problem(self, name: str, sv: str, en: str, *, person: bool = False) -> None:
        """Remember that something is wrong with a field."""
        self.problems.append(FieldProblem((self.person_prefix if person else "/") + name, sv, en))

    def plain(self, name: str) -> str | None:
        """Return a value as trimmed text, None when it is missing."""
        value = self.given.get(name)
        return str(value).strip() if value is not None else None

    def text(self, name: str, limit: int, sv: str, en: str, *, person: bool = False) -> str:
        """Return a required text; remember a problem when it is missing or too long."""
        text = self.plain(name) or ""
        if not text:
            self.problem(name, sv, en, person=person)
        elif len(text) > limit:
            sv, en = f"Skriv högst {limit} tecken.", f"Write at most {limit} characters."
            self.problem(name, sv, en, person=person)
        if text and not person:
            self.content[name] = text
        return text

    def date(self, name: str) -> dt.date | None:
        """Return a date, from a date or ISO text."""
        value = self.given.get(name)
        day = as_date(value)
        if value is not None and day is None:
            self.problem(name, "Skriv ett datum, som 2026-11-25.", "Give a date, like 2026-11-25.")
        if day is not None:
            self.content[name] = day.isoformat()
        return day

    def flag(self, name: str) -> bool | None:
        """Return yes, no, or None when it is not known."""
        value = self.given.get(name)
        known = {True: True, False: False, "true": True, "false": False, "yes": True, "no": False}
        if value is None or (isinstance(value, str) and value in ("unknown", "null")):
            return None
        if value not in known:
            self.problem(name, "Svara ja eller nej.", "Answer yes or no.")
            return None
        self.content[name] = known[value]
        return known[value]

    def one_of(self, name: str, allowed: tuple[str, ...], default: str | None = None) -> str | None:
        """Return one of the allowed words."""
        value = self.plain(name) or default
        if value is not None and value not in allowed:
            self.problem(name, f"Välj något av {', '.join(allowed)}.", f"Choose one of {', '.join(allowed)}.")
        if value is not None:
            self.content[name] = value
        return value

    def percent(self, name: str, default: int) -> int:
        """Return a whole number from 1 to 100."""
        value = self.given.get(name)
        if value is None:
            value = default
        if not is_percent(value):
            self.bad_percent(name, value)
            return default
        self.content[name] = int(value)
        return int(value)

    def bad_percent(self, name: str, value: object) -> None:
        """Remember that a number is not between 1 and 100."""
        sv = f"Skriv ett tal mellan 1 och 100. Du skrev {value}."
        self.problem(name, sv, f"Write a number from 1 to 100. You wrote {value}.")


def is_percent(value: Any) -> bool:
    """Say whether a value is a whole number from 1 to 100."""
    try:
        return not isinstance(value, bool) and float(value) == int(value) and 1 <= int(value) <= 100
    except (TypeError, ValueError, OverflowError):
        return False


def as_date(value: Any) -> dt.date | None:
    """Return a date from a date, a time or ISO text; None when it is none."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) and len(value.strip()) == 10 else None
    except ValueError:
        return None
