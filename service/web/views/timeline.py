"""The geometry of a training's timeline: where years begin, and the same stretches as a list for narrow pages."""

from __future__ import annotations

from dataclasses import dataclass

from service.web.views.residency import Timeline

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Year:
    """The first of January of a year, in months from the start of the training."""

    name: str
    at: float


@dataclass(frozen=True, slots=True)
class Moment:
    """One stretch or milestone of the list."""

    name: str
    words: str
    state: str
    at: float


def years(line: Timeline) -> list[Year]:
    """Return the start year at 0 and every later year inside the training; a year nearer than 2 months is left out."""
    found = [Year(str(line.start_on.year), 0.0)]
    at = _MONTHS - (line.start_on.month - 1) - (line.start_on.day - 1) / 30.44
    year = line.start_on.year + 1
    while at < line.months:
        if at - found[-1].at < 3:
            found.pop()
        found.append(Year(str(year), round(at, 2)))
        at += _MONTHS
        year += 1
    return found


def moments(line: Timeline) -> list[Moment]:
    """Return milestones and periods in the order of time, with today (a moment without a name) between them."""
    found = [Moment(m.name, m.words, m.state, m.at) for m in line.milestones]
    found += [Moment(p.name, p.words, p.state, p.starts) for p in line.periods]
    found.append(Moment("", "", "today", line.today_at))
    return sorted(found, key=lambda moment: moment.at)
