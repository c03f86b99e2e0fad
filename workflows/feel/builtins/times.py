"""Calendar functions, and now() and today() by the clock that was handed in (DMN 1.5, 10.3.4.8 and 10.3.4.11)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from workflows.feel.budget import Budget
from workflows.feel.registry import native

#: The zone in which `today()` is told.
ZONE = ZoneInfo("Europe/Stockholm")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@native("now")
def now(budget: Budget) -> datetime | None:
    """Give business time, or null where no clock was handed in."""
    return budget.clock.now() if budget.clock is not None else None


@native("today")
def today(budget: Budget) -> date | None:
    """Give the date of business time in Stockholm, or null where no clock was handed in."""
    return budget.clock.now().astimezone(ZONE).date() if budget.clock is not None else None


@native("day of year", "date: date|date and time")
def day_of_year(budget: Budget, day: date) -> Decimal:
    """Count the days from 1 January."""
    return Decimal(day.timetuple().tm_yday)


@native("day of week", "date: date|date and time")
def day_of_week(budget: Budget, day: date) -> str:
    """Name the day, in English as the standard says."""
    return _WEEKDAYS[day.weekday()]


@native("month of year", "date: date|date and time")
def month_of_year(budget: Budget, day: date) -> str:
    """Name the month, in English as the standard says."""
    return _MONTHS[day.month - 1]


@native("week of year", "date: date|date and time")
def week_of_year(budget: Budget, day: date) -> Decimal:
    """Give the ISO 8601 week."""
    return Decimal(day.isocalendar()[1])
