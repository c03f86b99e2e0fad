"""Plan a service period, agree its goals, give feedback on it, withdraw it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from service.directory import queries as directory
from service.residency import facts
from service.residency.checking import Checks
from service.residency.goals import catalogue as goals
from service.residency.goals import links
from service.residency.queries import training
from service.residency.tables import Residency
from service.residency.tables_record import ServicePeriod
from workflows.model import calendar, errors
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.store.base import new_id
from workflows.transaction import Transaction

#: A side placement is one kind of period; goals before and feedback after hold for every kind (X2).
KINDS = ("own_unit", "side_placement", "bt", "auscultation", "science", "quality", "other")
_ONCE = "ingen dag räknas mer än en gång: Σ månader × tjänstgöringsgrad"
_ONCE_EN = "no day counts more than once: Σ months × share of full time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is planned: where, when (both days included), how much of full time, toward which goals, with whom."""

    kind: str
    from_on: dt.date
    to_on: dt.date
    percent: int = 100
    unit: str | None = None
    unit_name: str = ""
    goals: Sequence[str] = ()
    supervisor_id: UUID | None = None
    supervisor_name: str = ""


def plan(
    tx: Transaction, residency_id: UUID, given: Plan, *, by: Actor, submission_id: UUID | None = None
) -> ServicePeriod:
    """Plan a period; its agreed goals show as planned service in the matrix.

    Raises Invalid: an end before the start, a share outside 1–100, more than full time together with other
    periods, a start before the employment, a place that is not named, goals of another regulation, oneself as
    supervisor.
    """
    residency = facts.locked(tx, residency_id)
    checks = Checks()
    name = check(checks, tx, residency, given)
    checks.refuse()
    made = ServicePeriod(
        id=new_id(),
        residency_id=residency_id,
        kind=given.kind,
        unit=given.unit,
        unit_name=name,
        from_on=given.from_on,
        to_on=given.to_on,
        percent=given.percent,
        goals=sorted(set(given.goals)),
        supervisor_id=given.supervisor_id,
        supervisor_name=given.supervisor_name,
        feedback="",
        submission_id=submission_id,
        recorded_by=by.person_id,
        recorded_at=tx.now(),
    )
    tx.session.add(made)
    tx.session.flush()
    _link(tx, made, by)
    _tell(tx, residency, made, "planned", by)
    return made


def check(checks: Checks, tx: Transaction, residency: Residency, given: Plan, *, but: Collection[UUID] = ()) -> str:
    """Note what is wrong with a plan beside the periods that stand (save *but*); return the place's name."""
    checks.one_of("kind", given.kind, KINDS)
    checks.order(given.from_on, given.to_on)
    checks.percent("percent", given.percent)
    start = min(residency.employment_start_on, residency.start_on)
    sv, en = f"Perioden börjar före anställningen ({start}).", f"The period begins before the employment ({start})."
    checks.when(given.from_on < start, "from_on", sv, en)
    _check_overlap(checks, tx, residency, given, but)
    known = goals.of_residency(tx, residency)
    for code in sorted(set(given.goals) - set(known.goals)):
        checks.wrong("goals", *goals.not_here(code, residency))
    own = given.supervisor_id is not None and given.supervisor_id == residency.person_id
    checks.when(own, "supervisor_id", "Ingen är sin egen handledare.", "Nobody supervises themselves.")
    return _place(checks, tx, given)


def agree(tx: Transaction, period_id: UUID, codes: Sequence[str], *, by: Actor) -> ServicePeriod:
    """Agree the goals of a period before it begins; the matrix follows. Raises NotFound, Invalid."""
    period, residency = _locked(tx, period_id)
    known = goals.of_residency(tx, residency)
    checks = Checks()
    for code in sorted(set(codes) - set(known.goals)):
        checks.wrong("goals", *goals.not_here(code, residency))
    checks.refuse()
    period.goals = sorted(set(codes))
    _link(tx, period, by)
    _tell(tx, residency, period, "agreed", by)
    return period


def give_feedback(tx: Transaction, period_id: UUID, *, text: str, on: dt.date, by: Actor) -> ServicePeriod:
    """Keep the host's feedback after a period; its goals count as served. Raises NotFound, Invalid."""
    period, residency = _locked(tx, period_id)
    checks = Checks.told(by)
    checks.text("text", text)
    checks.past("on", on, calendar.local_date(tx.now()))
    sv, en = "Återkoppling ges när perioden har börjat.", "Feedback is given when the period has begun."
    checks.when(on < period.from_on, "on", sv, en)
    own = by.person_id is not None and by.person_id == residency.person_id
    sv, en = "Ingen ger återkoppling på sin egen period.", "Nobody gives feedback on their own period."
    checks.when(own, "text", sv, en)
    checks.refuse()
    period.feedback, period.feedback_on = text, on
    _link(tx, period, by)
    _tell(tx, residency, period, "feedback", by)
    return period


def evaluate(tx: Transaction, period_id: UUID, *, on: dt.date, by: Actor) -> ServicePeriod:
    """Note that the resident has told the host what the period was like. Raises NotFound."""
    period, residency = _locked(tx, period_id)
    period.evaluated_on = on
    _tell(tx, residency, period, "evaluated", by)
    return period


def withdraw(tx: Transaction, period_id: UUID, *, by: Actor) -> None:
    """Take a period back; history keeps it. Twice has the effect of once. Raises NotFound."""
    period, residency = _locked(tx, period_id)
    if period.withdrawn_at is None:
        period.withdrawn_at = tx.now()
        links.withdraw_from(tx, period.id)
        _tell(tx, residency, period, "withdrawn", by)


def relink(tx: Transaction, period: ServicePeriod, by: Actor) -> None:
    """Bring the matrix in line with a period that was corrected."""
    _link(tx, period, by)


def _locked(tx: Transaction, period_id: UUID) -> tuple[ServicePeriod, Residency]:
    period = tx.session.get(ServicePeriod, period_id)
    if period is None:
        raise errors.NotFound
    return period, facts.locked(tx, period.residency_id)


def _check_overlap(checks: Checks, tx: Transaction, residency: Residency, given: Plan, but: Collection[UUID]) -> None:
    rows = [row for row in training.periods_of(tx.session, residency.id) if row.id not in but]
    here = [row for row in rows if row.from_on <= given.to_on and given.from_on <= row.to_on]
    days = [given.from_on, *(row.from_on for row in here if row.from_on >= given.from_on)]
    for day in sorted(days):
        there = [row for row in here if row.from_on <= day <= row.to_on]
        if there and given.percent + sum(row.percent for row in there) > 100:
            names = ", ".join(row.unit_name for row in there)
            sv = f"Den {day} är redan upptagen av {names}; tillsammans blir det mer än heltid."
            checks.wrong("from_on", f"{sv} Rättesnöre: {_ONCE}.", f"{day} is taken by {names} already; {_ONCE_EN}.")
            return


def _place(checks: Checks, tx: Transaction, given: Plan) -> str:
    if given.unit:
        unit = directory.unit(tx.session, given.unit)
        checks.when(unit is None, "unit", f"Det finns ingen enhet {given.unit}.", f"There is no unit {given.unit}.")
        return given.unit_name or (unit.name_sv if unit else "")
    sv, en = "Skriv var tjänstgöringen görs.", "Say where the service is done."
    checks.when(not given.unit_name.strip(), "unit_name", sv, en)
    return given.unit_name.strip()


def _link(tx: Transaction, period: ServicePeriod, by: Actor) -> None:
    today = calendar.local_date(tx.now())
    state = "done" if period.feedback_on else "under_way" if period.from_on <= today else "planned"
    subject = links.Subject("service", state, period.id, period.unit_name, period.to_on)
    links.put(tx, period.residency_id, subject, period.goals, by=by, submission_id=period.submission_id)


def _tell(tx: Transaction, residency: Residency, period: ServicePeriod, what: str, by: Actor) -> None:
    data = {"fact": "period", "what": what, "id": str(period.id), "kind": period.kind, "unit": period.unit or ""}
    data |= {"from": period.from_on.isoformat(), "to": period.to_on.isoformat()}
    tx.record(Happening.FACT_CHANGED, by=by, residency_id=residency.id, region=residency.region, data=data)
