"""Register, correct and cancel a hire: what HR does, each in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.directory import bindings, people, roles
from service.directory.tables import Person
from service.residency import facts as record
from service.residency import hire_facts, queries
from service.residency.hire_facts import HireFacts
from service.residency.tables import Hire, Residency, WorkingTime
from workflows import messages, signals
from workflows.model import calendar, errors
from workflows.model.actor import Actor
from workflows.model.errors import FieldProblem
from workflows.model.events import Happening
from workflows.store.base import new_id
from workflows.transaction import Transaction

#: Facts of the person that a correction may change.
_PERSON = ("first_name", "last_name", "email", "hsa_id")
#: Facts that choose the regulation (regulations.md section 1).
_REGULATION = ("position_type", "licence_on", "swedish_at", "st_started_before", "trained_in", "st_start_on")

#: Boxes: one that is not ticked says what one that was left out says.
_BOXES = ("st_started_before", "nuc_introduction")


@dataclass(frozen=True, slots=True)
class Registered:
    """The residency of an employment, and whether this call started it."""

    residency_id: UUID
    created: bool


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction changed: fact → (before, after), and the dates that moved with it."""

    changes: dict[str, tuple[Any, Any]]
    moves: list[record.Move]


def register(tx: Transaction, given: Mapping[str, Any], *, by: Actor) -> Registered:
    """Start a doctor's training: person, employment, residency, roles and the message, all or nothing.

    The same employment id and content again returns the first (I13). Raises InvalidHire with every wrong field,
    HireDiffers when the employment is known with other facts, AlreadyInTraining when the person has a residency
    under way (``facts["residency_id"]``).
    """
    facts = hire_facts.read(tx, given)
    if facts.person is not None:
        queries.lock_person(tx.session, facts.person.id)
    known = queries.hire(tx.session, facts.employment_id)
    if known is not None:
        return _again(known, facts)
    person = facts.person or people.add(tx, unit=facts.unit.id, **_new(facts))
    under_way = queries.active_residency_of(tx.session, person.id)
    if under_way is not None:
        raise errors.AlreadyInTraining(residency_id=str(under_way.id))
    residency = _add_residency(tx, facts, person)
    _add_hire(tx, facts, residency, by)
    _add_roles(tx, facts, residency, by)
    tx.record(
        Happening.FACT_CHANGED,
        by=by,
        residency_id=residency.id,
        region=residency.region,
        data={"fact": "hire", "what": "registered", "unit": residency.unit, "specialty": residency.specialty},
    )
    messages.send(
        tx,
        "hire.registered",
        correlation=str(residency.id),
        residency_id=residency.id,
        region=residency.region,
        by=by,
    )
    tx.publish("mail", queue="bulk", welcome=person.id, residency_id=residency.id)
    return Registered(residency.id, created=True)


def correct(tx: Transaction, residency_id: UUID, given: Mapping[str, Any], *, reason: str, by: Actor) -> Corrected:
    """Replace the facts of a hire; everything that follows from them is computed anew.

    Who the person is cannot be corrected: cancel and register again. Raises InvalidHire, ResidencyNotFound.
    """
    residency = record.locked(tx, residency_id)
    hire = queries.hire_of(tx.session, residency_id)
    if hire is None:
        raise errors.ResidencyNotFound(residency_id=residency_id)
    facts = hire_facts.read(tx, given)
    _must_be_the_same(facts, hire, residency)
    changes = _differences(hire.facts, facts.content)
    if not changes:
        return Corrected({}, [])
    _apply_person(tx, facts, residency)
    _apply_post(tx, facts, residency, hire, by)
    moves = record.choose_regulation_again(tx, residency, by=by) if set(changes) & set(_REGULATION) else []
    hire.corrections = [
        *hire.corrections,
        {"at": tx.now().isoformat(), "by": str(by.person_id or by.name), "reason": reason, "fields": changes},
    ]
    hire.facts, hire.sha256, hire.corrected_at = facts.content, facts.sha256, tx.now()
    tx.session.flush()
    moves += record.recompute(tx, residency, by=by, reason=reason)
    tx.record(
        Happening.FACT_CHANGED,
        by=by,
        residency_id=residency_id,
        region=residency.region,
        data={"fact": "hire", "what": "corrected", "fields": sorted(changes), "reason": reason},
    )
    return Corrected({name: (before, after) for name, (before, after) in changes.items()}, moves)


def cancel(tx: Transaction, residency_id: UUID, *, reason: str, by: Actor) -> list[UUID]:
    """End a residency that should not have begun; return the tasks that were open. Twice has the effect of once."""
    residency = record.locked(tx, residency_id)
    if residency.state != "active":
        return []
    was_open = signals.end_residency(tx, residency_id, how="hire_cancelled", by=by)
    residency.state, residency.ended_on = "cancelled", calendar.local_date(tx.now())
    tx.record(
        Happening.FACT_CHANGED,
        by=by,
        residency_id=residency_id,
        region=residency.region,
        data={"fact": "hire", "what": "cancelled", "reason": reason},
    )
    bindings.unbind_scope(tx, "residency", str(residency_id), by=by)
    return was_open


def get(tx: Transaction, residency_id: UUID) -> Hire:
    """Return the registration that started a residency. Raises ResidencyNotFound."""
    found = queries.hire_of(tx.session, residency_id)
    if found is None:
        raise errors.ResidencyNotFound(residency_id=residency_id)
    return found


def _again(known: Hire, facts: HireFacts) -> Registered:
    names = sorted(_differences(known.facts, facts.content))
    if names:
        raise errors.HireDiffers(fields=", ".join(names), names=names, residency_id=str(known.residency_id))
    return Registered(known.residency_id, created=False)


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    old, new = _telling(before), _telling(after)
    names = sorted(set(old) | set(new))
    return {name: [before.get(name), after.get(name)] for name in names if old.get(name) != new.get(name)}


def _telling(content: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what says nothing: nulls, empty texts and lists, boxes that are not ticked."""
    return {k: v for k, v in content.items() if v not in (None, "", []) and not (k in _BOXES and v is False)}


def _new(facts: HireFacts) -> dict[str, Any]:
    return {name: facts.new_person[name] for name in (*_PERSON, "personnummer")}


def _add_residency(tx: Transaction, facts: HireFacts, person: Person) -> Residency:
    residency = Residency(
        id=new_id(),
        person_id=person.id,
        region=facts.unit.region,
        edition=facts.edition,
        unit=facts.unit.id,
        specialty=facts.specialty,
        state="active",
        employment_start_on=facts.employment_start_on,
        start_on=facts.st_start_on,
        position_type=facts.position_type,
        licence_on=facts.licence_on,
        swedish_at=facts.swedish_at,
        st_started_before=facts.st_started_before,
        trained_in=facts.trained_in,
        pre_st_locum_on=facts.pre_st_locum_on,
        created_at=tx.now(),
    )
    tx.session.add(residency)
    tx.session.flush()
    tx.session.add(
        WorkingTime(
            residency_id=residency.id,
            from_on=min(facts.employment_start_on, facts.st_start_on),
            percent=facts.fte,
            recorded_at=tx.now(),
        )
    )
    return residency


def _add_hire(tx: Transaction, facts: HireFacts, residency: Residency, by: Actor) -> None:
    tx.session.add(
        Hire(
            employment_id=facts.employment_id,
            residency_id=residency.id,
            facts=facts.content,
            sha256=facts.sha256,
            registered_by=by.person_id,
            registered_by_name=by.name,
            registered_at=tx.now(),
            corrections=[],
        )
    )
    tx.session.flush()


def _add_roles(tx: Transaction, facts: HireFacts, residency: Residency, by: Actor) -> None:
    """Bind the resident, and the supervisor if HR named one; head and study director hold theirs by unit."""
    held = [("resident", residency.person_id)]
    if facts.main_supervisor is not None:
        held.append(("main_supervisor", facts.main_supervisor.id))
    for role, person_id in held:
        bindings.bind(
            tx, person_id, role, "residency", str(residency.id), region=residency.region, by=by, reason="hire"
        )


def _must_be_the_same(facts: HireFacts, hire: Hire, residency: Residency) -> None:
    problems = []
    if facts.employment_id != hire.employment_id:
        sv, en = "Anställningens id går inte att ändra.", "The employment's id cannot be changed."
        problems.append(FieldProblem("/employment_id", sv, en))
    if facts.person is not None and facts.person.id != residency.person_id:
        sv = "Det är en annan person. Avbryt anställningen och registrera den på nytt."
        problems.append(
            FieldProblem("/personnummer", sv, "This is another person. Cancel the hire and register it anew.")
        )
    if facts.unit.region != residency.region:
        sv = "Enheten ligger i en annan region. Avbryt anställningen och registrera den där."
        problems.append(
            FieldProblem("/unit", sv, "The unit is in another region. Cancel the hire and register it there.")
        )
    if problems:
        raise errors.InvalidHire(fields=problems)


def _apply_person(tx: Transaction, facts: HireFacts, residency: Residency) -> None:
    person = people.get(tx, residency.person_id)
    for name in (*_PERSON, "personnummer") if facts.new_person else ():
        setattr(person, name, facts.new_person[name])


def _apply_post(tx: Transaction, facts: HireFacts, residency: Residency, hire: Hire, by: Actor) -> None:
    was_post = (residency.unit, residency.specialty, residency.edition)
    residency.unit, residency.specialty, residency.edition = facts.unit.id, facts.specialty, facts.edition
    residency.employment_start_on, residency.start_on = facts.employment_start_on, facts.st_start_on
    residency.position_type, residency.licence_on = facts.position_type, facts.licence_on
    residency.swedish_at, residency.st_started_before = facts.swedish_at, facts.st_started_before
    residency.trained_in, residency.pre_st_locum_on = facts.trained_in, facts.pre_st_locum_on
    first = queries.working_times(tx.session, residency.id)[0]
    first.from_on = min(facts.employment_start_on, facts.st_start_on)
    if hire.facts.get("fte") != facts.fte:
        first.percent = facts.fte
    before = hire.facts.get("main_supervisor")
    if facts.main_supervisor is not None and str(facts.main_supervisor.id) != before:
        bindings.bind(
            tx,
            facts.main_supervisor.id,
            "main_supervisor",
            "residency",
            str(residency.id),
            region=residency.region,
            by=by,
            reason="hire corrected",
            replaces=True,
        )
    tx.session.flush()
    roles.forget(tx, residency.id)
    if was_post != (residency.unit, residency.specialty, residency.edition):
        bindings.readdress(tx, residency.id)
