"""Whether the first days of a hire can be true: what is told decades back or years ahead is a slip of the keyboard."""

from __future__ import annotations

import datetime as dt

from service.residency.fields import Fields
from workflows.model.calendar import Period

#: No training that is still under way began before this year, or longer ago than this many years.
FIRST_YEAR, MOST_YEARS = 1990, 40
#: How far ahead somebody is employed, and how long after the employment the training may begin.
AHEAD, BETWEEN = Period(months=24), Period(months=12)
#: Trainings that began before this day are told so by whoever registers them (HSLF-FS 2021:8).
BEFORE = dt.date(2021, 7, 1)

_YES = (True, "true", "yes")


def check(fields: Fields, start: dt.date | None, st_start: dt.date | None, today: dt.date) -> None:
    """Note at its field a start that cannot be true; each may be given alone and then stands for both."""
    told = [
        (name, day)
        for name, day in (("employment_start_on", start), ("st_start_on", st_start))
        if fields.given.get(name) is not None and day is not None
    ]
    for name, day in told:
        _in_reach(fields, name, day, today)
    if start is None or st_start is None:
        return
    if BETWEEN.after(st_start) < start and st_start < BEFORE and fields.given.get("st_started_before") not in _YES:
        sv = f"ST börjar {st_start}, långt före första anställningsdagen {start}. Stämmer det, ange att ST påbörjades"
        en = f"ST begins {st_start}, long before the first day of employment {start}. If so, say that it began"
        fields.problem("st_start_on", f"{sv} före 1 juli 2021.", f"{en} before 1 July 2021.")
    if st_start > BETWEEN.after(start):
        sv = f"ST börjar {st_start}, mer än ett år efter första anställningsdagen {start}. Kontrollera båda."
        en = f"ST begins {st_start}, more than a year after the first day of employment {start}. Check both."
        fields.problem("st_start_on", sv, en)


def _in_reach(fields: Fields, name: str, day: dt.date, today: dt.date) -> None:
    first = max(FIRST_YEAR, today.year - MOST_YEARS)
    if day.year < first:
        sv = f"Datumet {day} ligger före år {first}. Kontrollera årtalet."
        fields.problem(name, sv, f"The date {day} lies before the year {first}. Check the year.")
    elif day > AHEAD.after(today):
        sv = f"Datumet {day} ligger mer än två år framåt. Kontrollera årtalet."
        fields.problem(name, sv, f"The date {day} lies more than two years ahead. Check the year.")
