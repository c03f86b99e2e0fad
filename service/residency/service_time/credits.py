"""Credit time served elsewhere, and decide how much of a leave or of a manager's time counts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

from service.directory import scopes
from service.residency import facts, queries
from service.residency.checking import Checks
from service.residency.facts import Move
from service.residency.queries import training
from service.residency.tables import Leave, Residency
from service.residency.tables_record import ServiceCredit, ShareDecision
from workflows.model import calendar, errors
from workflows.model.actor import Actor
from workflows.store.base import new_id
from workflows.transaction import Transaction

KINDS = ("earlier_service", "prelicence", "research", "foreign", "doctorate", "other")
#: Service before the licence counts for at most six months, under 2021:8 only (HAL-100).
PRELICENCE_MOST = 600
#: A doctor's degree makes five years four and a half under 2015:8.
DOCTORATE = 600
_DOCTORATE_RULE = "SOSFS 2015:8, 6 kap. 2 §"


def grant(
    tx: Transaction,
    residency_id: UUID,
    *,
    kind: str,
    months: Decimal,
    decided_by: str,
    decided_on: dt.date,
    source: str,
    by: Actor,
    submission_id: UUID | None = None,
) -> tuple[ServiceCredit, list[Move]]:
    """Credit full-time months (two decimals) by a decision with a source; return the credit and what moved.

    Raises Invalid: no months, more than the training's length, a doctorate outside 2015:8 or of another length
    than six months, more than six months before the licence or under another regulation than 2021:8.
    """
    residency = facts.locked(tx, residency_id)
    hundredths = int(months * 100)
    checks = Checks()
    check(checks, tx, residency, kind, hundredths)
    checks.text("decided_by", decided_by, 200)
    checks.text("source", source)
    checks.past("decided_on", decided_on, calendar.local_date(tx.now()))
    checks.refuse()
    made = ServiceCredit(
        id=new_id(),
        residency_id=residency_id,
        kind=kind,
        hundredths=hundredths,
        decided_by=decided_by,
        decided_on=decided_on,
        source=source,
        submission_id=submission_id,
        recorded_by=by.person_id,
        recorded_at=tx.now(),
    )
    tx.session.add(made)
    data = {"fact": "credit", "what": "granted", "id": str(made.id), "months": str(months)}
    return made, facts.changed(tx, residency, data, by)


def withdraw(tx: Transaction, credit_id: UUID, *, by: Actor) -> list[Move]:
    """Take a credit back; it stays in the history. Twice has the effect of once. Raises NotFound."""
    row = tx.session.get(ServiceCredit, credit_id)
    if row is None:
        raise errors.NotFound
    residency = facts.locked(tx, row.residency_id)
    if row.withdrawn_at is not None:
        return []
    row.withdrawn_at = tx.now()
    return facts.changed(tx, residency, {"fact": "credit", "what": "withdrawn", "id": str(row.id)}, by)


def decide_share(tx: Transaction, leave_id: UUID, *, creditable: int, reason: str, by: Actor) -> list[Move]:
    """Decide how many percent of a leave, or of time as manager, count as service; return what moved.

    What counts of a manager's time is the study director's to decide (RJL22-098, RJL25-062). Raises NotFound,
    Invalid, NotAllowed.
    """
    leave = tx.session.get(Leave, leave_id)
    if leave is None or leave.withdrawn_at is not None:
        raise errors.NotFound
    residency = facts.locked(tx, leave.residency_id)
    if leave.kind == "managerial" and not by.is_system:
        _must_direct_studies(tx, residency, by)
    checks = Checks()
    checks.percent("creditable", creditable, least=0)
    checks.text("reason", reason)
    checks.refuse()
    tx.session.add(
        ShareDecision(
            residency_id=residency.id,
            leave_id=leave_id,
            before=leave.creditable,
            creditable=creditable,
            reason=reason,
            decided_by=by.person_id,
            decided_at=tx.now(),
        )
    )
    leave.creditable = creditable
    data = {"fact": "leave", "what": "share", "id": str(leave_id), "creditable": creditable}
    return facts.changed(tx, residency, data, by)


def undecided(tx: Transaction, residency_id: UUID) -> list[Leave]:
    """Return the periods as manager that no study director has decided on."""
    decided = {row.leave_id for row in training.decisions_of(tx.session, residency_id)}
    rows = queries.leaves(tx.session, residency_id)
    return [row for row in rows if row.kind == "managerial" and row.id not in decided]


def check(checks: Checks, tx: Transaction, residency: Residency, kind: str, hundredths: int) -> None:
    """Note what is wrong with a credit beside those that stand."""
    checks.one_of("kind", kind, KINDS)
    checks.when(hundredths <= 0, "months", "Skriv hur många månader.", "Write how many months.")
    known = training.credits_of(tx.session, residency.id)
    total = hundredths + sum(row.hundredths for row in known)
    if residency.min_months is not None:
        sv = f"Tillgodoräknandet blir längre än hela utbildningen, {residency.min_months} månader."
        en = f"More than the whole training of {residency.min_months} months would be credited."
        checks.when(total > residency.min_months * 100, "months", sv, en)
    if kind == "doctorate":
        is_known = any(row.kind == "doctorate" for row in known)
        wrong = residency.regulation != "SOSFS_2015_8" or hundredths != DOCTORATE or is_known
        sv = "Doktorsexamen förkortar utbildningen med sex månader, en gång, bara enligt SOSFS 2015:8."
        en = "A doctor's degree shortens the training by six months, once, under SOSFS 2015:8 only."
        checks.when(wrong, "kind", sv, en, _DOCTORATE_RULE)
    if kind == "prelicence":
        before = sum(row.hundredths for row in known if row.kind == "prelicence")
        wrong = residency.regulation != "HSLF_FS_2021_8" or hundredths + before > PRELICENCE_MOST
        sv = "Tjänstgöring före legitimation räknas med högst sex månader, bara enligt HSLF-FS 2021:8."
        en = "Service before the licence counts for at most six months, under HSLF-FS 2021:8 only."
        checks.when(wrong, "months", sv, en, "HAL-100")


def _must_direct_studies(tx: Transaction, residency: Residency, by: Actor) -> None:
    scoped = tx.parts.directory.scope_key(tx, "study_director", residency.id, residency.region)
    if scoped.candidate_key not in by.keys and scopes.own_key(tx, "study_director", residency.id) not in by.keys:
        raise errors.NotAllowed
