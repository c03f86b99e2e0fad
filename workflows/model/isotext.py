"""Times and durations as ISO text, both ways: one reader and one writer for storage, FEEL, forms and API."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

MIDNIGHT = time()


class Months(int):
    """A duration in whole months, the "years and months duration" of FEEL; may be negative."""

    __slots__ = ()

    def __add__(self, other: int) -> Months:
        return Months(int(self) + int(other))

    def __sub__(self, other: int) -> Months:
        return Months(int(self) - int(other))

    def __neg__(self) -> Months:
        return Months(-int(self))

    def __abs__(self) -> Months:
        return Months(abs(int(self)))

    def __repr__(self) -> str:
        return f"Months({int(self)})"


_ZONE = r"(Z|z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z][\w+-]*(?:/[\w+-]+)*)?"
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?" + _ZONE, re.ASCII)
_YEARS = re.compile(r"(-)?P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?", re.ASCII)
_DAYS = re.compile(r"(-)?P(?=\d|T\d)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d*))?S)?)?", re.ASCII)


@lru_cache(maxsize=1024)
def zone_of(text: str) -> tzinfo | None:
    """Find the zone for "Z", "+01:00" or "@Europe/Stockholm"; None if there is no such zone."""
    if text in ("Z", "z"):
        return UTC
    if text.startswith("@"):
        try:
            return ZoneInfo(text[1:])
        except (KeyError, ValueError, OSError):
            return None
    hours, minutes, seconds = ([int(part) for part in text[1:].split(":")] + [0])[:3]
    if hours > 18 or minutes > 59 or seconds > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return timezone(-offset if text[0] == "-" else offset)


def parse_date(text: str) -> date | None:
    """Read "2026-11-22"; None if it is not a date in the years 1-9999."""
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def parse_time(text: str) -> time | None:
    """Read "10:30:00", with fraction, offset or "@Europe/Stockholm"; None if it is no time."""
    match = _TIME.fullmatch(text)
    if not match:
        return None
    hour, minute, second, fraction, zone = match.groups()
    tz = zone_of(zone) if zone else None
    if (zone and tz is None) or int(hour) > 23 or int(minute) > 59 or int(second) > 59:
        return None
    return time(int(hour), int(minute), int(second), int((fraction or "0")[:6].ljust(6, "0")), tz)


def parse_moment(text: str) -> datetime | None:
    """Read "2026-11-22T10:30:00" with or without zone; a bare date is its midnight; else None."""
    head, found, tail = text.partition("T")
    day = parse_date(head)
    next_day = bool(re.match(r"24:00:00(\.0+)?(?!\.)", tail))
    clock = parse_time("00" + tail[2:] if next_day else tail) if found else MIDNIGHT
    if day is None or clock is None:
        return None
    try:
        return datetime.combine(day + timedelta(days=next_day), clock)
    except OverflowError:
        return None


def parse_duration(text: str) -> Months | timedelta | None:
    """Read "P1Y2M" as Months and "P1DT2H" as timedelta; None if it is neither or too long."""
    if match := _YEARS.fullmatch(text):
        sign, years, months = match.groups()
        total = Months(int(years or 0) * 12 + int(months or 0)) if len(text) < 40 else None
        return -total if sign and total is not None else total
    match = _DAYS.fullmatch(text)
    if not match or len(text) > 80:
        return None
    sign, *parts, fraction = match.groups()
    days, hours, minutes, seconds = (int(part or 0) for part in parts)
    try:
        length = timedelta(days, seconds, int((fraction or "0")[:6].ljust(6, "0")), 0, minutes, hours)
    except OverflowError:
        return None
    return -length if sign else length


def text_of(value: date | time | datetime | Months | timedelta) -> str:
    """Write a time or a duration as ISO text, zone names after "@" as in FEEL."""
    if isinstance(value, Months):
        years, months = divmod(abs(value), 12)
        return f"{'-' * (value < 0)}P" + (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
    if isinstance(value, timedelta):
        return _length_text(value)
    if isinstance(value, datetime):
        return f"{value.year:04}-{value.month:02}-{value.day:02}T{_clock_text(value)}"
    return _clock_text(value) if isinstance(value, time) else value.isoformat()


def _length_text(length: timedelta) -> str:
    size = abs(length)
    hours, rest = divmod(size.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    fraction = f".{size.microseconds:06}".rstrip("0") if size.microseconds else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{fraction}S" if seconds or fraction else ""
    if not size:
        return "PT0S"
    return f"{'-' * (length < timedelta())}P" + (f"{size.days}D" if size.days else "") + (f"T{clock}" if clock else "")


def _clock_text(value: datetime | time) -> str:
    fraction = f".{value.microsecond:06}".rstrip("0") if value.microsecond else ""
    return f"{value.hour:02}:{value.minute:02}:{value.second:02}{fraction}{zone_text(value.tzinfo, value)}"


def zone_text(zone: tzinfo | None, at: datetime | time) -> str:
    """Write a zone as FEEL does: "", "Z", "+01:00" or "@Europe/Stockholm"."""
    if zone is None or isinstance(zone, ZoneInfo):
        return "" if zone is None else f"@{zone.key}"
    seconds = int((at.utcoffset() or timedelta()).total_seconds())
    if not seconds:
        return "Z"
    size = abs(seconds)
    text = f"{'-' if seconds < 0 else '+'}{size // 3600:02}:{size // 60 % 60:02}"
    return text + (f":{size % 60:02}" if size % 60 else "")
