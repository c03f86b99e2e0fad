"""Dates as people count them: local days in Sweden, calendar months, ISO 8601 durations."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
_ISO = re.compile(
    r"^(?P<sign>[+-]?)P(?:(?P<y>\d+)Y)?(?:(?P<m>\d+)M)?(?:(?P<w>\d+)W)?(?:(?P<d>\d+)D)?"
    r"(?:T(?:(?P<h>\d+)H)?(?:(?P<mi>\d+)M)?(?:(?P<s>\d+(?:\.\d+)?)S)?)?$"
)


@dataclass(frozen=True, slots=True)
class Period:
    """A length in calendar months, days and exact seconds; each part may be negative."""

    months: int = 0
    days: int = 0
    seconds: float = 0

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ISO 8601, e.g. ``P6M``, ``-P14D``, ``PT2H``. Raises ValueError."""
        found = _ISO.match(text.strip())
        if found is None or text.strip().rstrip("T").endswith("P"):
            raise ValueError(f"not an ISO 8601 duration: {text!r}")
        n = {k: float(v) for k, v in found.groupdict(default="0").items() if k != "sign"}
        sign = -1 if found["sign"] == "-" else 1
        return cls(
            months=sign * int(n["y"] * 12 + n["m"]),
            days=sign * int(n["w"] * 7 + n["d"]),
            seconds=sign * (n["h"] * 3600 + n["mi"] * 60 + n["s"]),
        )

    @property
    def is_whole_days(self) -> bool:
        """Say whether the length is counted in days, weeks or months only."""
        return self.seconds == 0

    def after(self, day: dt.date) -> dt.date:
        """Return the date this long after *day*; P1M from 31 January is the last of February."""
        return add_months(day, self.months) + dt.timedelta(days=self.days)


def add_months(day: dt.date, months: int) -> dt.date:
    """Add calendar months; a day that the month lacks becomes its last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def local_date(instant: dt.datetime) -> dt.date:
    """Return the date in Europe/Stockholm."""
    return instant.astimezone(STOCKHOLM).date()


def start_of(day: dt.date) -> dt.datetime:
    """Return the first instant of the local day, aware UTC."""
    return dt.datetime.combine(day, dt.time.min, STOCKHOLM).astimezone(dt.UTC)


def due_at(due_on: dt.date) -> dt.datetime:
    """Return when a date has passed: the first instant of the next local day (interfaces.md I7)."""
    return start_of(due_on + dt.timedelta(days=1))


def plus(instant: dt.datetime, period: Period) -> dt.datetime:
    """Add a period to an instant: months and days on the local wall calendar, seconds exactly."""
    local = instant.astimezone(STOCKHOLM)
    if period.months or period.days:
        day = period.after(local.date())
        local = dt.datetime.combine(day, local.timetz().replace(tzinfo=None), STOCKHOLM)
    return local.astimezone(dt.UTC) + dt.timedelta(seconds=period.seconds)
