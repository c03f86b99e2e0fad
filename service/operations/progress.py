"""``case.*`` that read the record: time, goals and follow-up, just before a gateway needs them."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from service.operations.words import Done, Field, Operation
from service.residency import queries
from service.residency.followup import progress, standing
from service.residency.goals import matrix
from service.residency.plans import certificates
from service.residency.queries import training
from service.residency.service_time import needed, safe_dates
from service.residency.tables import Residency
from workflows.model import errors
from workflows.model.ports import OperationCall
from workflows.transaction import Transaction


def time(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Return served and remaining full-time months, the planned end, and what should have begun already."""
    residency = _residency(tx, residency_id)
    here = standing.of_one(tx, residency)
    need = needed.of(tx, residency)
    late = [one.kind for one in safe_dates.safe_dates(tx, residency_id) if one.is_late]
    left = max(float(need.minimum - here.served), 0.0)
    return Done(
        {
            "served_months": _number(float(here.served)),
            "remaining_months": _number(left),
            "planned_end_on": residency.planned_end_on,
            "late": late,
        }
    )


def goals(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Return how many goals there are and are done, which are uncovered, which lack a signed certificate."""
    found = matrix.matrix(tx, _residency(tx, residency_id))
    rows = [row for group in found.groups for row in group.rows]
    return Done(
        {
            "total": Decimal(found.total),
            "done": Decimal(found.done),
            "uncovered": list(found.uncovered),
            "missing": [row.goal.code for row in rows if row.state != "done"],
        }
    )


def follow_up(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Return what was done and is asked for by figure, and which figures are below their target."""
    rows = progress.progress(standing.of_one(tx, _residency(tx, residency_id)))
    done = {row.figure: _number(float(row.done)) for row in rows}
    wanted = {row.figure: Decimal(row.target) for row in rows if row.target is not None}
    return Done({"done": done, "targets": wanted, "below": [row.figure for row in rows if row.is_below]})


def certificates_missing(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Return which goals and which final annexes have no signed certificate."""
    residency = _residency(tx, residency_id)
    signed = [r for r in training.certificates_of(tx.session, residency_id) if r.state in ("signed", "received")]
    final = certificates.FINAL.get(residency.regulation or "", ())
    have = {row.annex for row in signed}
    unsigned = [r for r in training.certificates_of(tx.session, residency_id) if r.state in ("draft", "asked")]
    return Done(
        {
            "annexes": [annex for annex in final if annex not in have],
            "unsigned": Decimal(len(unsigned)),
            "originals": Decimal(sum(row.state == "signed" for row in signed)),
        }
    )


def _residency(tx: Transaction, residency_id: UUID) -> Residency:
    residency = queries.residency(tx.session, residency_id)
    if residency is None or residency.state != "active":
        raise errors.ResidencyNotFound(residency_id=residency_id)
    return residency


def _number(value: float) -> Decimal:
    return Decimal(str(round(value, 2)))


OPERATIONS = (
    Operation(
        name="case.time",
        outputs={
            "served_months": Field("number"),
            "remaining_months": Field("number"),
            "planned_end_on": Field("date", is_optional=True),
            "late": Field("list"),
        },
        sv="Hämtar gjord och återstående tid, och vad som borde ha börjat.",
        en="Fetches time served and left, and what should have begun.",
        perform=time,
    ),
    Operation(
        name="case.goals",
        outputs={
            "total": Field("number"),
            "done": Field("number"),
            "uncovered": Field("list"),
            "missing": Field("list"),
        },
        sv="Hämtar hur många delmål som är klara och vilka som saknas.",
        en="Fetches how many goals are done and which are missing.",
        perform=goals,
    ),
    Operation(
        name="case.follow_up",
        outputs={"done": Field("context"), "targets": Field("context"), "below": Field("list")},
        sv="Hämtar samtal och bedömningar mot målet.",
        en="Fetches talks and assessments against the target.",
        perform=follow_up,
    ),
    Operation(
        name="case.certificates",
        outputs={"annexes": Field("list"), "unsigned": Field("number"), "originals": Field("number")},
        sv="Hämtar vilka intyg som saknas för ansökan.",
        en="Fetches which certificates are missing for the application.",
        perform=certificates_missing,
    ),
)
