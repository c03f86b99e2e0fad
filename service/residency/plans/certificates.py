"""Certificates of the regulation's forms: drafted, asked for, signed, the original received; what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from service import catalogue
from service.residency import facts
from service.residency.checking import Checks
from service.residency.goals import catalogue as goals
from service.residency.goals import links
from service.residency.tables import Residency
from service.residency.tables_record import Certificate
from workflows.model import calendar, errors
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.store.base import new_id
from workflows.transaction import Transaction

STATES = ("draft", "asked", "signed", "received")
#: The annexes that end the training, by regulation: without them nothing is applied for.
FINAL = {"SOSFS_2015_8": ("2",), "HSLF_FS_2021_8": ("6", "7")}
#: The annexes that end basic service.
BASIC = ("3", "4")
_PRINTED = {"SOSFS_2015_8": "SOSFS 2015:8", "HSLF_FS_2021_8": "HSLF-FS 2021:8"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What is told of a certificate: the annex of the regulation's form, its goals, who signs and when."""

    annex: str
    goals: Sequence[str] = ()
    title: str = ""
    subject_id: UUID | None = None
    signer_id: UUID | None = None
    signer_name: str = ""
    signed_on: dt.date | None = None
    file_id: UUID | None = None


@cache
def forms(regulation: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the regulation's certificate forms by annex."""
    printed = _PRINTED.get(regulation, "")
    rows = catalogue.listed("certificates")
    return {row["annex"]: row for row in rows if row["regulation"] == printed and row["kind"] == "intyg"}


def draft(
    tx: Transaction, residency_id: UUID, paper: Paper, *, by: Actor, submission_id: UUID | None = None
) -> Certificate:
    """Begin a certificate, or keep one that is signed already; its goals are done when it is signed.

    Raises Invalid: no such annex in the regulation, goals of another regulation, signed in the future, signed by
    the resident.
    """
    residency = facts.locked(tx, residency_id)
    checks = Checks.told(by)
    known = forms(residency.regulation or "")
    sv = f"Föreskriften har inget intyg i bilaga {paper.annex}."
    en = f"The regulation has no certificate in annex {paper.annex}."
    checks.when(bool(known) and paper.annex not in known, "annex", sv, en)
    _check_signing(checks, tx, residency, paper.signer_id, paper.signed_on)
    here = goals.of_residency(tx, residency).goals
    for code in sorted(set(paper.goals) - set(here)):
        checks.wrong("goals", *goals.not_here(code, residency))
    checks.refuse()
    made = Certificate(
        id=new_id(),
        residency_id=residency_id,
        regulation=residency.regulation or "",
        annex=paper.annex,
        title=paper.title or str(known.get(paper.annex, {}).get("title_sv", paper.annex)),
        goals=list(dict.fromkeys(paper.goals)),
        subject_id=paper.subject_id,
        state="signed" if paper.signed_on else "draft",
        signer_id=paper.signer_id,
        signer_name=paper.signer_name,
        signed_on=paper.signed_on,
        file_id=paper.file_id,
        submission_id=submission_id,
        recorded_by=by.person_id,
        recorded_at=tx.now(),
    )
    tx.session.add(made)
    tx.session.flush()
    relink(tx, made, by)
    _tell(tx, residency, made, made.state, by)
    return made


def ask(tx: Transaction, certificate_id: UUID, *, signer_id: UUID | None, signer_name: str, by: Actor) -> Certificate:
    """Ask somebody to sign. Raises NotFound, Invalid for the resident as signer."""
    row, residency = _locked(tx, certificate_id)
    checks = Checks()
    _check_signing(checks, tx, residency, signer_id, None)
    checks.refuse()
    row.signer_id, row.signer_name, row.asked_on = signer_id, signer_name, calendar.local_date(tx.now())
    row.state = "asked" if row.state == "draft" else row.state
    relink(tx, row, by)
    _tell(tx, residency, row, "asked", by)
    return row


def sign(tx: Transaction, certificate_id: UUID, *, on: dt.date, by: Actor, signer_name: str = "") -> Certificate:
    """Note that a certificate is signed; its goals are done. Raises NotFound, Invalid."""
    row, residency = _locked(tx, certificate_id)
    checks = Checks.told(by)
    _check_signing(checks, tx, residency, by.person_id, on)
    checks.refuse()
    row.state, row.signed_on = "signed", on
    row.signer_id, row.signer_name = by.person_id or row.signer_id, signer_name or row.signer_name
    relink(tx, row, by)
    _tell(tx, residency, row, "signed", by)
    return row


def receive(tx: Transaction, certificate_id: UUID, *, on: dt.date, by: Actor) -> Certificate:
    """Note that the signed original has been received: the authority takes originals by post. Raises NotFound."""
    row, residency = _locked(tx, certificate_id)
    if row.state not in ("signed", "received"):
        raise errors.Invalid("The certificate is not signed yet.", "Intyget är inte underskrivet än.")
    row.state, row.received_on = "received", on
    _tell(tx, residency, row, "received", by)
    return row


def withdraw(tx: Transaction, certificate_id: UUID, *, by: Actor) -> None:
    """Take a certificate back; its goals are open again. Raises NotFound."""
    row, residency = _locked(tx, certificate_id)
    if row.withdrawn_at is None:
        row.withdrawn_at = tx.now()
        links.withdraw_from(tx, row.id)
        _tell(tx, residency, row, "withdrawn", by)


def relink(tx: Transaction, row: Certificate, by: Actor) -> None:
    """Bring the matrix in line with a certificate."""
    state = "done" if row.state in ("signed", "received") else "under_way"
    subject = links.Subject("certificate", state, row.id, row.title, row.signed_on)
    links.put(tx, row.residency_id, subject, row.goals, by=by, submission_id=row.submission_id)


def _check_signing(
    checks: Checks, tx: Transaction, residency: Residency, signer: UUID | None, on: dt.date | None
) -> None:
    checks.past("signed_on", on, calendar.local_date(tx.now()))
    own = signer is not None and signer == residency.person_id
    sv, en = "Ingen skriver under sitt eget intyg.", "Nobody signs their own certificate."
    checks.when(own, "signer_id", sv, en)


def _locked(tx: Transaction, certificate_id: UUID) -> tuple[Certificate, Residency]:
    row = tx.session.get(Certificate, certificate_id)
    if row is None:
        raise errors.NotFound
    return row, facts.locked(tx, row.residency_id)


def _tell(tx: Transaction, residency: Residency, row: Certificate, what: str, by: Actor) -> None:
    data = {"fact": "certificate", "what": what, "id": str(row.id), "annex": row.annex, "codes": row.goals}
    tx.record(Happening.FACT_CHANGED, by=by, residency_id=residency.id, region=residency.region, data=data)
