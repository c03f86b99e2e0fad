"""Dates, times and due dates in words, counted in calendar days in Europe/Stockholm (the look, *Tone of voice*)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from service.i18n.texts import t
from workflows.model import calendar

Kind = Literal["full", "long", "weekday", "row", "short", "iso", "year"]
DueKind = Literal["late", "soon", "later", "none", "paused", "done"]

_DAYS = {
    "sv": ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
_DAYS_SHORT = {
    "sv": ["mån", "tis", "ons", "tors", "fre", "lör", "sön"],
    "en": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
}
_MONTHS = {
    "sv": [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_MONTHS_SHORT = {
    "sv": ["jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}
_SOON = 7
_WEEKS_FROM = 14
_MONTHS_FROM = 60


def date_words(kind: Kind, day: dt.date, locale: str = "sv", *, today: dt.date | None = None) -> str:
    """Return a date in words; ``long``, ``weekday``, ``row`` and ``short`` leave the year out when it is *today*'s.

    ``full`` onsdag 25 november 2026 · ``weekday`` onsdag 25 november · ``long`` 25 november · ``row`` ons 25 nov ·
    ``short`` 25 nov · ``iso`` 2026-11-25.
    """
    if kind == "iso":
        return day.isoformat()
    lang = "en" if locale == "en" else "sv"
    shortened = kind in ("row", "short")
    words = [str(day.day), (_MONTHS_SHORT if shortened else _MONTHS)[lang][day.month - 1]]
    if kind in ("full", "weekday"):
        words.insert(0, _DAYS[lang][day.weekday()])
    if kind == "row":
        words.insert(0, _DAYS_SHORT[lang][day.weekday()])
    if kind in ("full", "year") or today is None or today.year != day.year:
        words.append(str(day.year))
    return " ".join(words)


def time_words(instant: dt.datetime, locale: str = "sv") -> str:
    """Return the local time of day: ``kl. 09.42`` or ``09:42``."""
    local = instant.astimezone(calendar.STOCKHOLM)
    return f"{local:%H:%M}" if locale == "en" else f"kl. {local:%H.%M}"


def moment_words(instant: dt.datetime, locale: str = "sv", *, today: dt.date) -> str:
    """Return when something happened: ``i dag kl. 09.42``, ``i går kl. 16.10``, ``20 november kl. 08.00``."""
    day = calendar.local_date(instant)
    at = time_words(instant, locale)
    ago = (today - day).days
    if ago in (0, 1):
        return t("dates.today_at" if ago == 0 else "dates.yesterday_at", locale, at=at)
    return t("dates.day_at", locale, day=date_words("long", day, locale, today=today), at=at)


@dataclass(frozen=True, slots=True)
class Due:
    """A due date in words: *kind* decides icon and colour, *text* is what it says."""

    kind: DueKind
    text: str
    on: dt.date | None = None


def due_words(
    due_on: dt.date | None,
    today: dt.date,
    locale: str = "sv",
    *,
    paused: bool = False,
    done_on: dt.date | None = None,
) -> Due:
    """Return *Försenad 4 dagar · I dag · I morgon · Om 2 dagar · Om 3 veckor · Om 4 månader · Inget datum …*"""
    if done_on is not None:
        return Due("done", t("dates.done", locale, day=date_words("long", done_on, locale, today=today)), done_on)
    if paused:
        return Due("paused", t("dates.paused", locale), due_on)
    if due_on is None:
        return Due("none", t("dates.no_date", locale))
    days = (due_on - today).days
    if days < 0:
        return Due("late", t("dates.late", locale, n=-days), due_on)
    return Due("soon" if days <= _SOON else "later", _ahead(days, locale), due_on)


def _ahead(days: int, locale: str) -> str:
    if days <= 1:
        return t("dates.tomorrow" if days else "dates.today", locale)
    if days < _WEEKS_FROM:
        return t("dates.in_days", locale, n=days)
    if days < _MONTHS_FROM:
        return t("dates.in_weeks", locale, n=round(days / 7))
    return t("dates.in_months", locale, n=round(days / 30.44))


def ago_words(since: dt.date, today: dt.date, locale: str = "sv") -> str:
    """Return how long ago a day was: ``i dag``, ``i går``, ``för 12 dagar sedan``, ``för 3 månader sedan``."""
    days = (today - since).days
    if days <= 0:
        return t("dates.since_today", locale)
    if days == 1:
        return t("dates.since_yesterday", locale)
    if days < _MONTHS_FROM:
        return t("dates.days_ago", locale, n=days)
    return t("dates.months_ago", locale, n=round(days / 30.44))
