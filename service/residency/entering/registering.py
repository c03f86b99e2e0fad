"""Enter a training in the middle: what is done becomes facts, and the processes start where it is."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from service.residency import facts as record
from service.residency import hires
from service.residency.checking import Checks
from service.residency.fields import as_date
from service.residency.goals import catalogue
from service.residency.hires import Registered
from service.residency.periods import keeping
from service.residency.plans import certificates
from service.residency.queries import follow_up
from service.residency.service_time import credits
from service.residency.tables import Contract, IupVersion, Residency
from service.residency.tables_follow import Entry
from workflows import messages
from workflows.model import calendar, errors, values
from workflows.model.actor import Actor
from workflows.model.errors import FieldProblem
from workflows.model.events import Happening
from workflows.store.base import new_id
from workflows.transaction import Transaction

#: Facts beside those of a hire; lists hold contexts.
FIELDS = ("regulation", "iup_approved_on", "contract", "contract_on", "credits", "leaves", "periods", "certificates")
#: Regulation → its least length in full-time months, and whether basic service is part of it.
_LENGTHS = {"SOSFS_2015_8": (60, False), "HSLF_FS_2021_8": (66, True)}
_CONTRACTS = ("signed", "not_needed", "open")


def register(tx: Transaction, given: Mapping[str, Any], *, by: Actor) -> Registered:
    """Enter a resident who is in training: the hire's facts and what has been done, all or nothing.

    *given* is a hire's facts (``hires.register``) with ``regulation``, ``iup_approved_on``, ``contract`` (``signed``,
    ``not_needed``, ``open``) with ``contract_on``, and the lists ``credits``, ``leaves``, ``periods`` and
    ``certificates`` ({annex, goals, signed_on, signer_name}). Onboarding counts as done; the programme's and the
    contract's process start only if they are still to be done. The same content again returns the first.

    Raises InvalidHire and Invalid with every wrong field (``/certificates/0/goals``), AlreadyInTraining, HireDiffers.
    """
    told = {name: given[name] for name in FIELDS if given.get(name) not in (None, "", [])}
    registered = hires.register(tx, {k: v for k, v in given.items() if k not in FIELDS}, by=by)
    known = follow_up.entry(tx.session, registered.residency_id)
    plain = values.encode(_plain(told))
    digest = hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    if known is not None and known.sha256 == digest:
        return Registered(registered.residency_id, created=False)
    if known is not None or not registered.created:
        raise errors.HireDiffers(
            fields=", ".join(sorted(told)), names=sorted(told), residency_id=str(registered.residency_id)
        )
    residency = record.locked(tx, registered.residency_id)
    _Entering(tx, residency, told, by).keep()
    tx.session.add(
        Entry(residency_id=residency.id, facts=plain, sha256=digest, entered_by=by.person_id, entered_at=tx.now())
    )
    data = {"fact": "entered", "names": sorted(told)}
    tx.record(Happening.FACT_CHANGED, by=by, residency_id=residency.id, region=residency.region, data=data)
    _start_where_it_is(tx, residency, told, by)
    return registered


class _Entering:
    """Keeps one resident's facts and collects every problem with its row."""

    def __init__(self, tx: Transaction, residency: Residency, told: Mapping[str, Any], by: Actor) -> None:
        self.tx, self.residency, self.told, self.by = tx, residency, told, by
        self.problems: list[FieldProblem] = []

    def keep(self) -> None:
        self._plain_facts()
        if self.problems:
            raise errors.Invalid(fields=self.problems)
        self._each("credits", self._credit)
        self._each("leaves", self._leave)
        self._each("periods", self._period)
        self._each("certificates", self._certificate)
        if self.problems:
            raise errors.Invalid(fields=self.problems)

    def _plain_facts(self) -> None:
        checks, today = Checks(), calendar.local_date(self.tx.now())
        regulation = str(self.told.get("regulation", ""))
        checks.one_of("regulation", regulation, tuple(_LENGTHS))
        contract = str(self.told.get("contract", "open"))
        checks.one_of("contract", contract, _CONTRACTS)
        iup_on, contract_on = as_date(self.told.get("iup_approved_on")), as_date(self.told.get("contract_on"))
        for name, day in (("iup_approved_on", iup_on), ("contract_on", contract_on)):
            checks.past(name, day, today)
            wrong = name in self.told and day is None
            checks.when(wrong, name, "Skriv ett datum, som 2026-11-25.", "Give a date, like 2026-11-25.")
        self.problems += checks.problems
        if not self.problems:
            months, has_basic = _LENGTHS[regulation]
            record.set_regulation(
                self.tx,
                self.residency,
                regulation=regulation,
                bt_required=has_basic,
                min_months=months,
                reason="entered",
                by=self.by,
            )
            catalogue.pin(self.tx, self.residency.id, by=self.by)
            self._papers(iup_on, contract, contract_on)

    def _papers(self, iup_on: dt.date | None, contract: str, contract_on: dt.date | None) -> None:
        if iup_on is not None:
            self.tx.session.add(
                IupVersion(
                    id=new_id(),
                    residency_id=self.residency.id,
                    programme="ST",
                    version=1,
                    approved_by=[],
                    approved_at=calendar.start_of(iup_on),
                )
            )
        if contract != "open":
            self.tx.session.add(
                Contract(
                    id=new_id(),
                    residency_id=self.residency.id,
                    state=contract,
                    signers=[],
                    at=calendar.start_of(contract_on) if contract_on else self.tx.now(),
                )
            )

    def _each(self, name: str, keep: Callable[[Mapping[str, Any]], object]) -> None:
        for number, row in enumerate(self.told.get(name, ())):
            try:
                keep(row)
            except errors.Invalid as exc:
                for problem in exc.fields:
                    self.problems.append(FieldProblem(f"/{name}/{number}{problem.pointer}", problem.sv, problem.en))
            except KeyError as exc:
                field = str(exc.args[0])
                self.problems.append(FieldProblem(f"/{name}/{number}/{field}", "Fyll i fältet.", "Fill in the field."))

    def _credit(self, row: Mapping[str, Any]) -> None:
        credits.grant(
            self.tx,
            self.residency.id,
            kind=str(row.get("kind", "earlier_service")),
            months=_months(row["months"]),
            decided_by=str(row["decided_by"]),
            decided_on=_day(row, "decided_on"),
            source=str(row["source"]),
            by=self.by,
        )

    def _leave(self, row: Mapping[str, Any]) -> None:
        record.record_leave(
            self.tx,
            self.residency.id,
            kind=str(row["kind"]),
            from_on=_day(row, "from_on"),
            to_on=_day(row, "to_on"),
            percent=int(row.get("percent", 100)),
            creditable=int(row.get("creditable", 0)),
            by=self.by,
        )

    def _period(self, row: Mapping[str, Any]) -> None:
        told = keeping.Plan(
            kind=str(row.get("kind", "own_unit")),
            from_on=_day(row, "from_on"),
            to_on=_day(row, "to_on"),
            percent=int(row.get("percent", 100)),
            unit=row.get("unit"),
            unit_name=str(row.get("unit_name", "")),
            goals=list(row.get("goals", ())),
            supervisor_name=str(row.get("supervisor_name", "")),
        )
        keeping.plan(self.tx, self.residency.id, told, by=self.by)

    def _certificate(self, row: Mapping[str, Any]) -> None:
        paper = certificates.Paper(
            annex=str(row["annex"]),
            goals=list(row.get("goals", ())),
            title=str(row.get("title", "")),
            signer_name=str(row.get("signer_name", "")),
            signed_on=_day(row, "signed_on"),
        )
        certificates.draft(self.tx, self.residency.id, paper, by=self.by)


def _start_where_it_is(tx: Transaction, residency: Residency, told: Mapping[str, Any], by: Actor) -> None:
    """Take the training's process past what is done: the answers are sent, and what they answer is not asked."""
    tx.session.flush()
    messages.route_now(tx, "hire.registered", str(residency.id))
    payload = {"regulation": residency.regulation, "bt_required": bool(residency.bt_required)}
    _answer(tx, residency, "onboarding.start", "onboarding.done", payload, by)
    contract = {"signed": "contract.signed", "not_needed": "contract.not_needed"}.get(str(told.get("contract")))
    if contract is not None:
        _answer(tx, residency, "contract.start", contract, {}, by)
    if "iup_approved_on" in told:
        _answer(tx, residency, "iup.start", "iup.approved", {"version": Decimal(1)}, by)


def _answer(
    tx: Transaction, residency: Residency, asked: str, answer: str, payload: Mapping[str, Any], by: Actor
) -> None:
    messages.take_back(tx, asked, str(residency.id))
    messages.send(
        tx,
        answer,
        correlation=str(residency.id),
        payload=payload,
        residency_id=residency.id,
        region=residency.region,
        by=by,
    )
    messages.route_now(tx, answer, str(residency.id))


def _day(row: Mapping[str, Any], name: str) -> dt.date:
    day = as_date(row[name])
    if day is None:
        sv, en = "Skriv ett datum, som 2026-11-25.", "Give a date, like 2026-11-25."
        raise errors.Invalid(fields=[FieldProblem(f"/{name}", sv, en)])
    return day


def _months(value: Any) -> Decimal:
    try:
        return Decimal(str(value).replace(",", "."))
    except InvalidOperation:
        sv, en = "Skriv antalet månader.", "Write the number of months."
        raise errors.Invalid(fields=[FieldProblem("/months", sv, en)]) from None


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return (
        value.isoformat() if isinstance(value, dt.date) else str(value) if isinstance(value, UUID | Decimal) else value
    )
