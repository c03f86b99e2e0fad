"""Done against the edition's targets, in words: talks, assessments, collegia, reviews, self-study."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from service.i18n import numbers
from service.i18n.texts import t
from service.residency import clock, targets
from service.residency.clock import Facts
from service.residency.followup.standing import Standing

_WINDOW = 90
_WEEKS = 12
_MONTH = Fraction(146097, 4800)  # days in a mean month of the almanac


@dataclass(frozen=True, slots=True)
class Progress:
    """One target: what was done, what is asked for (None where the guideline gives no number), and how it stands.

    *expected* is what should be done by today: a part of the year's target as large as the part of the year that
    has passed in service.
    """

    figure: str
    title: str
    done: Fraction
    target: int | None
    expected: Fraction
    status: Literal["done", "on_track", "below", "no_target"]
    word: str
    done_text: str
    target_text: str
    last_on: dt.date | None
    source: targets.Why

    @property
    def is_below(self) -> bool:
        """Say whether it is below what should be done by now."""
        return self.status == "below"


def progress(standing: Standing, locale: str = "sv") -> list[Progress]:
    """Return how a resident stands against each target of the edition, in the order of the page."""
    wanted = targets.follow_up(standing.residency.edition)
    found = [
        _yearly(standing, "assessments", "assessments", wanted["assessments_per_year"], locale),
        *_supervision(standing, wanted, locale),
        _self_study(standing, wanted, locale),
        _collegia(standing, wanted, locale),
        _yearly(standing, "iup_reviews", "year:iup_review", wanted["iup_reviews_per_year"], locale),
        _yearly(standing, "annual_talks", "year:annual_talk", wanted["annual_talks_per_year"], locale),
        _yearly(standing, "check_ins", "year:check_in", wanted["check_ins_per_year"], locale),
    ]
    return [one for one in found if one.target is not None or one.done]


def _yearly(standing: Standing, figure: str, what: str, target: Any, locale: str) -> Progress:
    tally = standing.tally(what)
    asked = int(target) if target is not None else None
    expected = Fraction(asked or 0) * _part_of_year(standing)
    # a whole one is missed only when the time for it has passed: three of four by the end of September
    return _made(standing, figure, Fraction(tally.n), asked, Fraction(int(expected)), locale, tally.last_on)


def _collegia(standing: Standing, wanted: Mapping[str, Any], locale: str) -> Progress:
    if wanted["collegia_in_all"] is None:
        return _yearly(standing, "collegia", "year:collegium", wanted["collegia_per_year"], locale)
    tally, asked = standing.tally("ever:collegium"), int(wanted["collegia_in_all"])
    is_half = standing.residency.min_months and standing.served * 2 >= standing.residency.min_months
    return _made(standing, "collegia", Fraction(tally.n), asked, Fraction(1 if is_half else 0), locale, tally.last_on)


def _supervision(standing: Standing, wanted: Mapping[str, Any], locale: str) -> list[Progress]:
    if wanted["supervision_per_year"] is not None:
        return [_yearly(standing, "supervision", "year:supervision", wanted["supervision_per_year"], locale)]
    low = wanted["supervision_minutes_low"]
    tally = standing.tally("recent:supervision")
    months = _months(standing, is_by_share=bool(wanted["supervision_by_fte"]))
    if low is None or months < 1:
        return []
    mean = Fraction(tally.total) / months
    return [_made(standing, "supervision", mean, int(low), Fraction(int(low)), locale, tally.last_on, "minutes_month")]


def _self_study(standing: Standing, wanted: Mapping[str, Any], locale: str) -> Progress:
    low = wanted["self_study_minutes_low"]
    days = (standing.today - max(standing.residency.start_on, standing.today - dt.timedelta(weeks=_WEEKS))).days
    weeks = Fraction(max(days, 7), 7)
    mean = Fraction(standing.tally("self_study").total) / weeks
    is_told = standing.tally("self_study").n > 0
    asked = int(low) if low is not None and is_told else None  # nobody reports until the first report
    return _made(standing, "self_study", mean, asked, Fraction(asked or 0), locale, None, "minutes_week")


def _made(
    standing: Standing,
    figure: str,
    done: Fraction,
    target: int | None,
    expected: Fraction,
    locale: str,
    last_on: dt.date | None,
    unit: str = "",
) -> Progress:
    status: Literal["done", "on_track", "below", "no_target"] = "on_track"
    if target is None:
        status = "no_target"
    elif done < expected:
        status = "below"
    elif done >= target:
        status = "done"
    done_number = numbers.number(float(done), locale, decimals=0)
    text = t(f"record.unit.{unit}", locale, count=done_number) if unit else done_number
    asked = "" if target is None else numbers.number(Decimal(target), locale)
    return Progress(
        figure=figure,
        title=t(f"record.figure.{figure}", locale),
        done=done,
        target=target,
        expected=expected,
        status=status,
        word=t(f"record.status.{status}", locale),
        done_text=text,
        target_text=t(f"record.unit.{unit}", locale, count=asked) if unit and asked else asked,
        last_on=last_on,
        source=targets.why(figure, standing.residency.edition),
    )


def _part_of_year(standing: Standing) -> Fraction:
    """Return which part of this calendar year the resident has been here and not on full leave, until today."""
    first = max(dt.date(standing.today.year, 1, 1), standing.residency.start_on)
    if first >= standing.today:
        return Fraction(0)
    return Fraction(_present(standing, first), 365)


def _months(standing: Standing, *, is_by_share: bool) -> Fraction:
    first = max(standing.residency.start_on, standing.today - dt.timedelta(days=_WINDOW))
    if first >= standing.today:
        return Fraction(0)
    if is_by_share:
        return clock.served_months(first, standing.today, standing.facts)
    return Fraction(_present(standing, first)) / _MONTH


def _present(standing: Standing, first: dt.date) -> int:
    """Count the days since *first* that were not all leave."""
    leaves = Facts((), [away for _, away in standing.leaves])
    cut = clock.edges(first, standing.today, leaves)
    return sum((b - a).days for a, b in cut if clock.share_on(a, leaves) > 0)
