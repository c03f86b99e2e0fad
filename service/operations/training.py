"""``record.*`` for time and learning: credits, leave, goals and evidence, courses and work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from service.operations.undoing import PROCESS, remove
from service.operations.words import Done, Field, Operation
from service.residency import facts, queries
from service.residency.goals import catalogue, links
from service.residency.plans import learning
from service.residency.queries import training as goal_queries
from service.residency.service_time import credits
from service.residency.tables import Leave
from service.residency.tables_record import GoalLink, Learning, ServiceCredit
from workflows.model import calendar
from workflows.model.ports import OperationCall
from workflows.transaction import Transaction

_TEXT, _MAYBE = Field("text"), Field("text", is_optional=True)
_DATE, _MAYBE_DATE = Field("date"), Field("date", is_optional=True)
_GOALS = Field("list", is_optional=True)


def credit(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Credit time by a decision; the planned end follows."""
    given = call.inputs
    made, _ = credits.grant(
        tx,
        residency_id,
        kind=given["kind"],
        months=Decimal(given["months"]),
        decided_by=given["decided_by"],
        decided_on=given.get("decided_on") or _today(tx),
        source=given["source"],
        by=PROCESS,
        submission_id=call.submission_id,
    )
    return _made(tx, residency_id, made.id)


def leave(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Record a leave; the planned end and the deadlines follow."""
    given = call.inputs
    known = {row.id for row in queries.leaves(tx.session, residency_id)}
    facts.record_leave(
        tx,
        residency_id,
        kind=given["kind"],
        from_on=given["from_on"],
        to_on=given["to_on"],
        percent=int(given.get("percent") or 100),
        creditable=int(given.get("creditable") or 0),
        by=PROCESS,
    )
    made = next(row for row in queries.leaves(tx.session, residency_id) if row.id not in known)
    return _made(tx, residency_id, made.id)


def goals(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Pin the residency to the newest version of its goals."""
    before = goal_queries.pin_of(tx.session, residency_id)
    kept = {"version": before.version if before else None}
    catalogue.pin(tx, residency_id, by=PROCESS)
    pinned = goal_queries.pin_of(tx.session, residency_id)
    return Done({"version": Decimal(pinned.version if pinned else 0)}, kept)


def undo_goals(tx: Transaction, residency_id: UUID, before: Mapping[str, Any]) -> None:
    """Let the residency follow the version that it followed before, or none."""
    pinned = goal_queries.pin_of(tx.session, residency_id)
    if pinned is not None and before["version"] is None:
        tx.session.delete(pinned)
    elif pinned is not None:
        pinned.version = before["version"]


def evidence(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Write what is planned or done toward goals."""
    given = call.inputs
    made = links.record(
        tx,
        residency_id,
        given["goals"],
        activity=given["activity"],
        state=given["state"],
        title=given["title"],
        on=given.get("on"),
        by=PROCESS,
        submission_id=call.submission_id,
    )
    return Done(before={"ids": [str(row.id) for row in made]})


def undo_evidence(tx: Transaction, residency_id: UUID, before: Mapping[str, Any]) -> None:
    """Take the written links away."""
    for link_id in before["ids"]:
        tx.session.delete(tx.session.get_one(GoalLink, UUID(link_id)))


def learned(tx: Transaction, call: OperationCall, residency_id: UUID) -> Done:
    """Keep a course, a scientific or quality work, or self-study."""
    given = call.inputs
    minutes = given.get("minutes")
    told = learning.Learned(
        kind=given["kind"],
        title=given["title"],
        state=given.get("state") or "planned",
        provider=given.get("provider") or "",
        from_on=given.get("from_on"),
        to_on=given.get("to_on"),
        minutes=int(minutes) if minutes is not None else None,
        goals=given.get("goals") or (),
    )
    made = learning.record(tx, residency_id, told, by=PROCESS, submission_id=call.submission_id)
    return Done({"id": str(made.id)}, {"id": str(made.id)})


def _made(tx: Transaction, residency_id: UUID, made_id: UUID) -> Done:
    residency = queries.residency(tx.session, residency_id)
    end = residency.planned_end_on if residency else None
    return Done({"id": str(made_id), "planned_end_on": end}, {"id": str(made_id)})


def _today(tx: Transaction) -> dt.date:
    return calendar.local_date(tx.now())


_PLANNED = {"id": _TEXT, "planned_end_on": _MAYBE_DATE}
OPERATIONS = (
    Operation(
        name="record.credit",
        inputs={
            "kind": _TEXT,
            "months": Field("number"),
            "decided_by": _TEXT,
            "decided_on": _MAYBE_DATE,
            "source": _TEXT,
        },
        outputs=_PLANNED,
        writes="service_credit; residency.planned_end_on; deadlines",
        sv="Tillgodoräknar tid efter ett beslut och räknar om slutet.",
        en="Credits time by a decision and reckons the end anew.",
        perform=credit,
        undo=remove(ServiceCredit),
    ),
    Operation(
        name="record.leave",
        inputs={
            "kind": _TEXT,
            "from_on": _DATE,
            "to_on": _DATE,
            "percent": Field("number", is_optional=True),
            "creditable": Field("number", is_optional=True),
        },
        outputs=_PLANNED,
        writes="leave; residency.planned_end_on; deadlines",
        sv="Registrerar en ledighet och räknar om slutet.",
        en="Records a leave and reckons the end anew.",
        perform=leave,
        undo=remove(Leave),
    ),
    Operation(
        name="record.goals",
        outputs={"version": Field("number")},
        writes="goal_pin",
        sv="Fäster målbeskrivningens nyaste version vid utbildningen.",
        en="Pins the newest version of the goals to the training.",
        perform=goals,
        undo=undo_goals,
    ),
    Operation(
        name="record.evidence",
        inputs={"goals": Field("list"), "activity": _TEXT, "state": _TEXT, "title": _TEXT, "on": _MAYBE_DATE},
        writes="goal_link",
        sv="Skriver in vad som är planerat eller gjort för delmål.",
        en="Records what is planned or done toward goals.",
        perform=evidence,
        undo=undo_evidence,
    ),
    Operation(
        name="record.learning",
        inputs={
            "kind": _TEXT,
            "title": _TEXT,
            "state": _MAYBE,
            "provider": _MAYBE,
            "from_on": _MAYBE_DATE,
            "to_on": _MAYBE_DATE,
            "minutes": Field("number", is_optional=True),
            "goals": _GOALS,
        },
        outputs={"id": _TEXT},
        writes="learning, goal_link",
        sv="Sparar en kurs, ett vetenskapligt arbete eller kvalitetsarbete, eller självstudier.",
        en="Keeps a course, a scientific or quality work, or self-study.",
        perform=learned,
        undo=remove(Learning),
    ),
)
