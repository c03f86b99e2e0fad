"""Assessments with the instruments' own fields and scales, and how the levels go over time."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from service.catalogue.instruments import Instrument, instruments, level
from service.residency import facts
from service.residency.checking import Checks
from service.residency.goals import catalogue as goals
from service.residency.goals import links
from service.residency.queries import follow_up
from service.residency.tables import Residency
from service.residency.tables_follow import Assessment
from workflows.model import calendar, errors
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.store.base import new_id
from workflows.transaction import Transaction

_COMPILED = "MSF_360"
_PERSONNUMMER = re.compile(r"(?<!\d)(?:\d{2})?\d{6}[-+ ]?\d{4}(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """What is told of an assessment: domain → value of the scale, and the instrument's own text fields."""

    instrument: str
    held_on: dt.date
    ratings: Mapping[str, str]
    scale: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    goals: Sequence[str] = ()
    assessor_id: UUID | None = None
    assessor_name: str = ""


@dataclass(frozen=True, slots=True)
class Trend:
    """A domain's levels over time, oldest first; *change* is the mean of the later half less that of the earlier."""

    domain: str
    points: tuple[tuple[dt.date, int, str], ...]
    change: float


def record(
    tx: Transaction, residency_id: UUID, given: Assessed, *, by: Actor, submission_id: UUID | None = None
) -> Assessment:
    """Keep an assessment; its goals show in the matrix.

    Raises Invalid: an unknown instrument, scale, domain or value, a day to come, goals of another regulation, an
    assessment of oneself, a person number in a text (a patient is never named).
    """
    residency = facts.locked(tx, residency_id)
    checks = Checks.told(by)
    chosen = check(checks, tx, residency, given)
    checks.refuse()
    assert chosen is not None, "an unknown instrument was refused"
    made = Assessment(
        id=new_id(),
        residency_id=residency_id,
        instrument=chosen.code,
        instrument_version=chosen.version,
        scale=_scale(chosen, given),
        held_on=given.held_on,
        assessor_id=given.assessor_id,
        assessor_name=given.assessor_name,
        goals=list(dict.fromkeys(given.goals)),
        ratings=dict(given.ratings),
        fields=dict(given.fields),
        submission_id=submission_id,
        recorded_by=by.person_id,
        recorded_at=tx.now(),
    )
    tx.session.add(made)
    tx.session.flush()
    relink(tx, made, by)
    _tell(tx, made, residency, "made", by)
    return made


def check(checks: Checks, tx: Transaction, residency: Residency, given: Assessed) -> Instrument | None:
    """Note what is wrong with an assessment; return its instrument."""
    checks.past("held_on", given.held_on, calendar.local_date(tx.now()))
    own = given.assessor_id is not None and given.assessor_id == residency.person_id
    sv, en = "Ingen bedömer sig själv med instrumentet.", "Nobody assesses themselves with the instrument."
    checks.when(own, "assessor_id", sv, en)
    for code in sorted(set(given.goals) - set(goals.of_residency(tx, residency).goals)):
        checks.wrong("goals", *goals.not_here(code, residency))
    chosen = instruments().get(given.instrument)
    if chosen is None:
        checks.one_of("instrument", given.instrument, tuple(instruments()))
        return None
    _check_ratings(checks, chosen, given)
    for name, text in given.fields.items():
        is_known = name in chosen.header or name in chosen.footer
        sv, en = f"{chosen.name} har inget fält {name}.", f"{chosen.name} has no field {name}."
        checks.when(not is_known, f"fields/{name}", sv, en)
        sv, en = "Texten får inte röja en patient.", "The text must not reveal a patient."
        checks.when(bool(_PERSONNUMMER.search(text)), f"fields/{name}", sv, en)
    return chosen


def withdraw(tx: Transaction, assessment_id: UUID, *, by: Actor) -> None:
    """Take an assessment back; history keeps it. Raises NotFound."""
    row = tx.session.get(Assessment, assessment_id)
    if row is None:
        raise errors.NotFound
    if row.withdrawn_at is None:
        row.withdrawn_at = tx.now()
        links.withdraw_from(tx, row.id)
        _tell(tx, row, facts.locked(tx, row.residency_id), "withdrawn", by)


def relink(tx: Transaction, row: Assessment, by: Actor) -> None:
    """Bring the matrix in line with an assessment."""
    title = instruments()[row.instrument].name
    subject = links.Subject("assessment", "done", row.id, title, row.held_on)
    links.put(tx, row.residency_id, subject, row.goals, by=by, submission_id=row.submission_id)


def trends(tx: Transaction, residency_id: UUID) -> list[Trend]:
    """Return how each domain's levels went over time, those seen most often first; scales without numbers are out."""
    points: dict[str, list[tuple[dt.date, int, str]]] = {}
    for row in follow_up.assessments_of(tx.session, residency_id):
        for domain, value in row.ratings.items():
            reached = level(str(value))
            if reached is not None and not row.scale.startswith("legacy"):
                points.setdefault(domain, []).append((row.held_on, reached, row.instrument))
    found = [Trend(domain, tuple(sorted(all_of)), _change(sorted(all_of))) for domain, all_of in points.items()]
    return sorted(found, key=lambda trend: (-len(trend.points), trend.domain))


def _check_ratings(checks: Checks, chosen: Instrument, given: Assessed) -> None:
    scale = chosen.scales.get(_scale(chosen, given))
    if scale is None:
        checks.one_of("scale", given.scale, tuple(chosen.scales))
        return
    is_compiled = chosen.code == _COMPILED  # its answers stand in the round
    checks.when(
        not given.ratings and not is_compiled, "ratings", "Bedöm minst ett område.", "Assess at least one domain."
    )
    for domain, value in given.ratings.items():
        sv, en = f"{chosen.name} har inget område {domain}.", f"{chosen.name} has no domain {domain}."
        checks.when(domain not in chosen.domains, f"ratings/{domain}", sv, en)
        sv, en = f"Skalan har inget värde {value}.", f"The scale has no value {value}."
        checks.when(value not in scale, f"ratings/{domain}", sv, en)


def _scale(chosen: Instrument, given: Assessed) -> str:
    """Return the scale that was named, or the instrument's first."""
    return given.scale or next(iter(chosen.scales), "")


def _change(points: list[tuple[dt.date, int, str]]) -> float:
    levels = [reached for _, reached, _ in points]
    half = len(levels) // 2
    if half == 0:
        return 0.0
    return sum(levels[-half:]) / half - sum(levels[:half]) / half


def _tell(tx: Transaction, row: Assessment, residency: Residency, what: str, by: Actor) -> None:
    data = {"fact": "assessment", "what": what, "id": str(row.id), "instrument": row.instrument}
    tx.record(Happening.FACT_CHANGED, by=by, residency_id=residency.id, region=residency.region, data=data)
