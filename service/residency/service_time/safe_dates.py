"""Last safe dates: when each part of the training must begin at the latest, reckoned from its planned end."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.i18n.dates import date_words
from service.i18n.texts import t
from service.residency import clock, deadlines, queries, targets
from service.residency.clock import Facts
from service.residency.queries import training
from service.residency.tables import Residency
from service.residency.tables_record import Certificate, Learning
from workflows.model import calendar, errors
from workflows.model.calendar import Period
from workflows.transaction import Transaction

_BEGUN = ("under_way", "done", "approved")


@dataclass(frozen=True, slots=True)
class SafeDate:
    """The last day on which something may begin (certificates: be signed) without moving the planned end."""

    kind: str
    latest_on: dt.date
    is_begun: bool
    is_late: bool
    text: str
    why: str
    source: targets.Why


def safe_dates(tx: Transaction, residency_id: UUID, locale: str = "sv") -> list[SafeDate]:
    """Return the last safe dates, earliest first; none while the end is not known. Raises ResidencyNotFound."""
    residency = queries.residency(tx.session, residency_id)
    if residency is None:
        raise errors.ResidencyNotFound(residency_id=residency_id)
    facts = deadlines.facts_of(tx, residency_id)
    learned = training.learnings_of(tx.session, residency_id)
    signed = training.certificates_of(tx.session, residency_id)
    return reckon(residency, facts, learned, signed, calendar.local_date(tx.now()), locale)


def reckon(
    residency: Residency,
    facts: Facts,
    learned: list[Learning],
    signed: list[Certificate],
    today: dt.date,
    locale: str,
) -> list[SafeDate]:
    """Return the last safe dates from facts already read; the same for a page and for the list of all residents."""
    end = residency.planned_end_on
    if end is None or end >= clock.FOREVER:
        return []
    lengths = targets.training_time(residency.edition)
    papers = Period.parse("-" + str(lengths["certificates_lead"])).after(end)
    found = [_one(residency, "certificates", papers, _has_all(signed), today, locale, end=end)]
    for kind in ("science", "quality"):
        weeks = int(lengths[f"{kind}_weeks"])
        latest = papers - dt.timedelta(days=_spread(weeks * 7, papers, facts))
        begun = _is_begun(learned, kind)
        found.append(_one(residency, kind, latest, begun, today, locale, end=papers, weeks=weeks))
    if lengths["course_programme"]:
        latest = Period.parse("-" + str(lengths["course_programme"])).after(end)
        start = _term_before(latest, [str(day) for day in lengths["course_starts"]])
        begun = _is_begun(learned, "course_programme")
        found.append(_one(residency, "course_programme", start, begun, today, locale, end=end))
    return sorted(found, key=lambda one: one.latest_on)


def _one(
    residency: Residency, kind: str, latest: dt.date, begun: bool, today: dt.date, locale: str, **told: Any
) -> SafeDate:
    told["end"] = date_words("year", told["end"], locale)
    return SafeDate(
        kind=kind,
        latest_on=latest,
        is_begun=begun,
        is_late=not begun and latest < today,
        text=t(f"record.safe.{kind}", locale),
        why=t(f"record.safe.{kind}_why", locale, **told),
        source=targets.why(kind, residency.edition),
    )


def _spread(days: int, until: dt.date, facts: Facts) -> int:
    """Return how many calendar days full-time days take at the share of full time that is planned then."""
    share = clock.share_on(until - dt.timedelta(days=1), Facts(facts.shares))
    return math.ceil(days / share) if share else days


def _term_before(day: dt.date, starts: list[str]) -> dt.date:
    """Return the last start of a term on or before a day."""
    years = (day.year - 1, day.year)
    found = [dt.date.fromisoformat(f"{year}-{start}") for year in years for start in starts]
    return max(start for start in found if start <= day)


def _is_begun(learned: list[Learning], kind: str) -> bool:
    return any(row.kind == kind and row.state in _BEGUN for row in learned)


def _has_all(signed: list[Certificate]) -> bool:
    return bool(signed) and all(row.state in ("signed", "received") for row in signed)
