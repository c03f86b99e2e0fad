"""When timers are due: ISO 8601 dates, durations and cycles on the Swedish calendar."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from workflows.model import calendar, isotext

_CYCLE = re.compile(r"^R(?P<times>-?\d*)/(?:(?P<start>[^/P][^/]*)/)?(?P<every>P[^/]*)(?:/(?P<end>[^/P][^/]*))?$")


@dataclass(frozen=True, slots=True)
class Cycle:
    """A repeating timer: how often (None = without end), from when, how far apart (ISO duration)."""

    times: int | None
    start: dt.datetime | None
    every: str
    end: dt.datetime | None = None

    @classmethod
    def parse(cls, text: str) -> Cycle:
        """Read ``R3/PT1H``, ``R/2026-01-31/P1M``. Raises ValueError."""
        found = _CYCLE.match(text.strip())
        if found is None:
            raise ValueError(f"not an ISO 8601 cycle: {text!r}")
        calendar.Period.parse(found["every"])
        times = found["times"]
        return cls(
            times=None if times in ("", "-1") else int(times),
            start=moment(found["start"]) if found["start"] else None,
            every=found["every"],
            end=moment(found["end"]) if found["end"] else None,
        )


def timer_date(text: str, start: dt.datetime) -> dt.datetime:
    """Return when a timer with this ISO date, duration or cycle is first due, counted from *start*; aware UTC.

    Days, weeks and months are counted on the wall calendar of Europe/Stockholm, hours exactly. A date means
    its first instant, a local time is Swedish time. Raises ValueError.
    """
    text = text.strip()
    if text.startswith(("P", "-P", "+P")):
        return calendar.plus(start, calendar.Period.parse(text))
    if text.startswith("R"):
        cycle = Cycle.parse(text)
        return cycle.start or calendar.plus(start, calendar.Period.parse(cycle.every))
    return moment(text)


def moment(text: str) -> dt.datetime:
    """Read an ISO date or instant as an instant, aware UTC. Raises ValueError."""
    day = isotext.parse_date(text)
    if day is not None:
        return calendar.start_of(day)
    found = isotext.parse_moment(text)
    if found is None:
        found = dt.datetime.fromisoformat(text)
    if found.tzinfo is None:
        found = found.replace(tzinfo=calendar.STOCKHOLM)
    return found.astimezone(dt.UTC)


def multiple(every: str, times: int) -> str:
    """Return *times* times an ISO duration, as ISO text; counting from the anchor keeps the 31st the last day."""
    period = calendar.Period.parse(every)
    return f"P{period.months * times}M{period.days * times}DT{period.seconds * times:.6f}S"


def is_iso(text: str) -> bool:
    """Say whether a timer text is an ISO 8601 date, duration or cycle."""
    try:
        timer_date(text, dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    except (ValueError, OverflowError):
        return False
    return True


def iso_of(value: Any) -> str:
    """Return the ISO text of a FEEL value that a timer may give. Raises ValueError for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, isotext.Months):
        return f"P{int(value)}M"
    if isinstance(value, dt.timedelta) and not value.seconds and not value.microseconds:
        return f"P{value.days}D" if value.days >= 0 else f"-P{-value.days}D"
    if isinstance(value, (dt.date, dt.timedelta)):
        return isotext.text_of(value)
    raise ValueError(f"a timer needs a date, a duration or ISO text, not {value!r}")
