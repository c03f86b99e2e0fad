"""Change what is known of a residency: leave, working time, start, regulation; dates follow at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.directory import queries as directory
from service.directory import roles
from service.residency import clock, deadlines, queries, rules
from service.residency.clock import Facts
from service.residency.service_time import needed
from service.residency.tables import Leave, Residency, SpecialtyGuideline, WorkingTime
from workflows import jobs
from workflows.model import calendar, errors
from workflows.model.actor import Actor
from workflows.model.errors import FieldProblem
from workflows.model.events import Happening
from workflows.transaction import Transaction

#: ``managerial`` is time as manager: it counts only as far as the study director has decided (``service_time``).
LEAVE_KINDS = ("parental", "sick", "study", "research", "military", "care_of_child", "managerial", "other")
#: The process and the step that wait for the planned end of the training.
_END_TIMER = ("residency", "planned_end")


@dataclass(frozen=True, slots=True)
class Move:
    """A date that moved with a changed fact: *what* is a deadline's policy or ``planned_end``."""

    what: str
    deadline_id: UUID | None
    before: dt.date | None
    after: dt.date | None


def locked(tx: Transaction, residency_id: UUID) -> Residency:
    """Lock a residency and return it fresh. Raises ResidencyNotFound."""
    residency = queries.lock_residency(tx.session, residency_id)
    if residency is None:
        raise errors.ResidencyNotFound(residency_id=residency_id)
    return residency


def record_leave(
    tx: Transaction,
    residency_id: UUID,
    *,
    kind: str,
    from_on: dt.date,
    to_on: dt.date,
    percent: int = 100,
    creditable: int = 0,
    by: Actor,
) -> list[Move]:
    """Record a leave, both days included; return the dates that move.

    Raises Invalid for an end before the start, a percentage outside 1–100 (creditable: 0–100), or more than full
    time away together with leaves that stand.
    """
    residency = locked(tx, residency_id)
    problems = leave_problems(tx, residency, kind, from_on, to_on, percent, creditable)
    if problems:
        raise errors.Invalid(fields=problems)
    tx.session.add(
        Leave(
            residency_id=residency_id,
            kind=kind,
            from_on=from_on,
            to_on=to_on,
            percent=percent,
            creditable=creditable,
            recorded_by=by.person_id,
            recorded_at=tx.now(),
        )
    )
    data = {"fact": "leave", "from": from_on.isoformat(), "to": to_on.isoformat(), "percent": percent}
    return _changed(tx, residency, data, by)


def withdraw_leave(tx: Transaction, leave_id: UUID, *, by: Actor) -> list[Move]:
    """Take a leave back; history keeps both. Raises NotFound."""
    leave = tx.session.get(Leave, leave_id)
    if leave is None:
        raise errors.NotFound
    residency = locked(tx, leave.residency_id)
    if leave.withdrawn_at is not None:
        return []
    leave.withdrawn_at = tx.now()
    return _changed(tx, residency, {"fact": "leave", "what": "withdrawn", "from": leave.from_on.isoformat()}, by)


def set_working_time(tx: Transaction, residency_id: UUID, *, from_on: dt.date, percent: int, by: Actor) -> list[Move]:
    """Set the share of full time (1–100 percent) from a day on; return the dates that move. Raises Invalid."""
    residency = locked(tx, residency_id)
    if not 1 <= percent <= 100:
        sv, en = f"Skriv ett tal mellan 1 och 100. Du skrev {percent}.", "Write a number from 1 to 100."
        raise errors.Invalid(fields=[FieldProblem("/percent", sv, en)])
    same_day = next((w for w in queries.working_times(tx.session, residency_id) if w.from_on == from_on), None)
    if same_day is not None:
        same_day.percent = percent
    else:
        tx.session.add(
            WorkingTime(
                residency_id=residency_id,
                from_on=from_on,
                percent=percent,
                recorded_by=by.person_id,
                recorded_at=tx.now(),
            )
        )
    return _changed(tx, residency, {"fact": "fte", "from": from_on.isoformat(), "percent": percent}, by)


def set_start(tx: Transaction, residency_id: UUID, *, start_on: dt.date, by: Actor) -> list[Move]:
    """Move the start of the training; return the dates that move."""
    residency = locked(tx, residency_id)
    before, residency.start_on = residency.start_on, start_on
    data = {"fact": "start_on", "before": before.isoformat(), "after": start_on.isoformat()}
    return _changed(tx, residency, data, by)


def keep_guideline(
    tx: Transaction, unit: str, specialty: str, contract_needed: bool, *, decided_in: UUID | None = None
) -> SpecialtyGuideline:
    """Keep what the region's guideline for a specialty says of a separate contract, so that nobody is asked twice."""
    place = directory.unit(tx.session, unit)
    if place is None:
        raise errors.NotFound
    known = queries.guideline(tx.session, place.region, specialty)
    if known is None:
        known = SpecialtyGuideline(
            region=place.region, specialty=specialty, contract_needed=contract_needed, at=tx.now()
        )
        tx.session.add(known)
    known.contract_needed, known.decided_in, known.at = bool(contract_needed), decided_in, tx.now()
    tx.session.flush()
    return known


def set_regulation(
    tx: Transaction,
    residency: Residency,
    *,
    regulation: str,
    bt_required: bool,
    min_months: int,
    reason: str | None,
    by: Actor,
) -> list[Move]:
    """Pin the regulation and its least length (full-time months); the planned end follows."""
    residency.regulation, residency.regulation_reason = regulation, reason
    residency.bt_required, residency.min_months = bt_required, min_months
    return _changed(tx, residency, {"fact": "regulation", "regulation": regulation, "months": min_months}, by)


def choose_regulation_again(tx: Transaction, residency: Residency, *, by: Actor) -> list[Move]:
    """Ask the decision table again after late facts; a regulation that a person chose with a reason stays."""
    if residency.regulation is None or residency.regulation_reason:
        return []
    chosen = rules.packaged().decide("regulation_choice", {"hire": regulation_facts(residency)}).value or {}
    if chosen.get("regulation") in (None, "UNDETERMINED", residency.regulation):
        return []
    return set_regulation(
        tx,
        residency,
        regulation=chosen["regulation"],
        bt_required=bool(chosen["bt_required"]),
        min_months=int(chosen["min_months"]),
        reason=None,
        by=by,
    )


def regulation_facts(residency: Residency) -> dict[str, Any]:
    """Return what the choice of regulation is made from (regulations.md section 1)."""
    return {
        "position_type": residency.position_type,
        "licensed": residency.licence_on is not None,
        "licence_on": residency.licence_on,
        "swedish_at": residency.swedish_at,
        "trained_in": residency.trained_in,
        "st_start_on": residency.start_on,
        "st_start_date": residency.start_on,
        "employment_start_on": residency.employment_start_on,
        "st_started_before_2021_07_01": residency.st_started_before,
        "pre_st_locum_on": residency.pre_st_locum_on,
    }


def recompute(tx: Transaction, residency: Residency, *, by: Actor, reason: str = "") -> list[Move]:
    """Compute the planned end and every open deadline anew; return what moved."""
    tx.session.flush()
    roles.forget(tx, residency.id)
    tx.known.pop(("service_time", residency.id), None)
    moves = _planned_end(tx, residency, deadlines.facts_of(tx, residency.id), by, reason)
    for deadline, before in deadlines.recompute(tx, residency, by=by, reason=reason):
        moves.append(Move(deadline.policy, deadline.id, before, deadline.due_on))
    return moves


def _planned_end(tx: Transaction, residency: Residency, facts: Facts, by: Actor, reason: str) -> list[Move]:
    if residency.min_months is None or residency.planned_end_reason is not None:
        return []
    before = residency.planned_end_on
    residency.planned_end_on = clock.after_months(residency.start_on, needed.of(tx, residency).left, facts)
    if before == residency.planned_end_on:
        return []
    tx.session.flush()
    tx.known.pop(("case", residency.id), None)
    _move_timer(tx, residency, by, reason)
    return [Move("planned_end", None, before, residency.planned_end_on)]


def _move_timer(tx: Transaction, residency: Residency, by: Actor, reason: str) -> None:
    """Let the process that waits for the planned end wait for the new one."""
    if residency.planned_end_on is None:
        return
    to = calendar.start_of(residency.planned_end_on)
    for job in jobs.timers_at(tx, residency.id, *_END_TIMER):
        if job.due_at != to:
            jobs.move_due(tx, job.id, to=to, reason=reason or "planned_end", by=by)


def changed(tx: Transaction, residency: Residency, data: dict[str, Any], by: Actor) -> list[Move]:
    """Compute anew what depends on a fact that has just changed, and note *data* and the moves in the history."""
    return _changed(tx, residency, data, by)


def _changed(tx: Transaction, residency: Residency, data: dict[str, Any], by: Actor) -> list[Move]:
    moves = recompute(tx, residency, by=by, reason=str(data["fact"]))
    told = [{"what": m.what, "before": str(m.before), "after": str(m.after)} for m in moves]
    tx.record(
        Happening.FACT_CHANGED,
        by=by,
        residency_id=residency.id,
        region=residency.region,
        data={**data, "moves": told},
    )
    return moves


def leave_problems(
    tx: Transaction, residency: Residency, kind: str, from_on: dt.date, to_on: dt.date, percent: int, creditable: int
) -> list[FieldProblem]:
    """Return what is wrong with a leave, beside those that stand."""
    problems = []
    if kind not in LEAVE_KINDS:
        problems.append(FieldProblem("/kind", "Välj slag av ledighet.", "Choose the kind of leave."))
    if to_on < from_on:
        sv, en = "Slutdatum ligger före startdatum.", "The last day is before the first."
        problems.append(FieldProblem("/to_on", sv, en))
    if residency.ended_on is not None and to_on > residency.ended_on:
        sv = f"Ledigheten slutar efter anställningen ({residency.ended_on})."
        problems.append(FieldProblem("/to_on", sv, f"The leave ends after the employment ({residency.ended_on})."))
    if from_on < residency.employment_start_on:
        sv = f"Ledigheten börjar före anställningen ({residency.employment_start_on})."
        en = f"The leave begins before the employment ({residency.employment_start_on})."
        problems.append(FieldProblem("/from_on", sv, en))
    for name, value, least in (("percent", percent, 1), ("creditable", creditable, 0)):
        if not least <= value <= 100:
            sv, en = f"Skriv ett tal mellan {least} och 100.", f"Write a number from {least} to 100."
            problems.append(FieldProblem(f"/{name}", sv, en))
    if percent + _most_away(queries.leaves(tx.session, residency.id), from_on, to_on) > 100:
        sv, en = "Det finns redan en ledighet under samma tid.", "There already is a leave at that time."
        problems.append(FieldProblem("/from_on", sv, en))
    return problems


def _most_away(leaves: list[Leave], from_on: dt.date, to_on: dt.date) -> int:
    """Return the largest share that leaves take together on one day of a period."""
    days = [from_on, *(a.from_on for a in leaves if from_on <= a.from_on <= to_on)]
    return max(sum(a.percent for a in leaves if a.from_on <= day <= a.to_on) for day in days)
