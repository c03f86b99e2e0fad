"""``case.*``: facts fetched just before a gateway or a decision needs them."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from service.directory import people, scopes
from service.directory import queries as directory
from service.operations.words import Done, Field, Operation
from service.residency import cases, facts, queries
from workflows.model import calendar, errors
from workflows.model.ports import OperationCall
from workflows.transaction import Transaction


def hire(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Return what the choice of regulation is made from."""
    residency = queries.residency(tx.session, residency_id)
    if residency is None:
        raise errors.ResidencyNotFound(residency_id=residency_id)
    known = facts.regulation_facts(residency)
    return Done({"hire": {**known, "has_main_supervisor": cases.of(tx, residency_id)["has_main_supervisor"]}})


def supervisor_facts(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Return what decides whether somebody may be main supervisor here."""
    person = people.get(tx, UUID(call.inputs["person"]))
    case, today = cases.of(tx, residency_id), calendar.local_date(tx.now())
    known = directory.facts(tx.session, [person.id])
    held = {key.candidate_key for key in directory.keys(tx.session, person.id, today) if key.delegator is None}
    family = [fact.value for fact in known if fact.kind == "family_tie"]

    def latest(kind: str) -> object:
        return max((f.happened_on for f in known if f.kind == kind and f.happened_on), default=None)

    found = {
        "name": person.name,
        "specialist_in": sorted(fact.value for fact in known if fact.kind == "specialist_in"),
        "training_on": latest("supervisor_course"),
        "refresher_on": latest("refresher_course"),
        "same_unit": person.unit == case["unit"],
        "is_head": scopes.own_key(tx, "head_of_department", residency_id) in held,
        "is_medical_lead": scopes.own_key(tx, "medical_lead", residency_id) in held,
        "is_resident": str(person.id) == case["person_id"],
        "is_family": case["person_id"] in family,
        "load": Decimal(directory.supervised_now(tx.session, [person.id], today).get(person.id, 0)),
    }
    return Done({"facts": found})


def specialty_guideline(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Return what the region's guideline for the specialty says of a separate contract; null when it is silent."""
    case = cases.of(tx, residency_id)
    known = queries.guideline(tx.session, case["region"], case["specialty"])
    return Done({"contract_needed": known.contract_needed if known is not None else None})


OPERATIONS = (
    Operation(
        name="case.hire",
        outputs={"hire": Field("context")},
        sv="Hämtar uppgifterna som valet av föreskrift bygger på.",
        en="Fetches the facts that the choice of regulation is made from.",
        perform=hire,
    ),
    Operation(
        name="case.supervisor_facts",
        inputs={"person": Field("person")},
        outputs={"facts": Field("context")},
        sv="Hämtar vad som avgör om personen kan vara huvudansvarig handledare.",
        en="Fetches what decides whether the person can be main supervisor.",
        perform=supervisor_facts,
    ),
    Operation(
        name="case.specialty_guideline",
        outputs={"contract_needed": Field("boolean", is_optional=True)},
        sv="Hämtar vad specialitetens riktlinje säger om ett separat kontrakt.",
        en="Fetches what the specialty's guideline says of a separate contract.",
        perform=specialty_guideline,
    ),
)
