"""What RQ calls, by name: each delivery carries ids, does its work in its own transactions, and may be repeated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog

from service import wiring
from workflows import incidents, jobs, messages, outbox, signals
from workflows.model import errors
from workflows.model.states import JobKind

if TYPE_CHECKING:
    from service.wiring import House

log = structlog.get_logger()


def run_jobs(job_ids: list[list[str]]) -> None:
    """Carry up to fifty leased jobs of one kind: ``[id, lease, kind]`` each, every one in its own transaction."""
    house = wiring.house()
    for job_id, lease, kind in job_ids:
        carry_job(house, UUID(job_id), UUID(lease), kind)


def carry_job(house: House, job_id: UUID, lease: UUID, kind: str) -> None:
    """Do one job; a failure moves its next attempt or opens an incident."""
    with structlog.contextvars.bound_contextvars(job_id=str(job_id), job_kind=kind):
        try:
            if kind == JobKind.SERVICE:
                _run_service(house, job_id, lease)
            else:
                house.run(lambda tx: jobs.run(tx, job_id, lease))
            log.info("job_finished")
        except errors.Unavailable:
            log.warning("job_busy")  # the lease expires and the job comes again
        except Exception as exc:
            _failed(house, job_id, lease, exc)


def _run_service(house: House, job_id: UUID, lease: UUID) -> None:
    """Two transactions with the call between them: nothing is locked while the world is asked."""
    call = house.run(lambda tx: jobs.call_of(tx, job_id, lease))
    if call is None:
        return
    try:
        result = house.parts.operations.perform(None, call)
    except errors.BpmnError as exc:
        failure = exc
        house.run(lambda tx: jobs.throw(tx, job_id, lease, failure))
        return
    house.run(lambda tx: jobs.finish(tx, job_id, lease, result))


def _failed(house: House, job_id: UUID, lease: UUID, exc: Exception) -> None:
    sv, en = _sentences(exc)
    gave_up = house.run(lambda tx: jobs.fail(tx, job_id, lease, sv=sv, en=en, detail=incidents.told_by(exc)))
    log.warning("job_failed", error_class=type(exc).__name__, gave_up=gave_up, exc_info=exc)


def _sentences(exc: Exception) -> tuple[str, str]:
    """Return a Swedish and an English sentence that may be shown; a stranger's message may hold data."""
    if isinstance(exc, errors.RandaError):
        return exc.text("sv"), exc.text("en")
    return (
        f"Ett tekniskt fel uppstod ({type(exc).__name__}). Loggen säger mer.",
        f"A technical error occurred ({type(exc).__name__}). The log says more.",
    )


def run_outbox(outbox_ids: list[list[Any]]) -> None:
    """Carry up to fifty outbox rows: ``[id, kind, payload]`` each."""
    house = wiring.house()
    for outbox_id, kind, payload in outbox_ids:
        carry_outbox(house, UUID(outbox_id), kind, payload)


def carry_outbox(house: House, outbox_id: UUID, kind: str, payload: dict[str, str]) -> None:
    """Do what one outbox row says; until it is done it comes again."""
    with structlog.contextvars.bound_contextvars(outbox_id=str(outbox_id), outbox_kind=kind):
        try:
            _HANDLERS[kind](house, outbox_id, payload)
            log.info("outbox_finished")
        except errors.Unavailable:
            log.warning("outbox_busy")
        except Exception as exc:
            _outbox_failed(house, outbox_id, kind, payload, exc)


def _outbox_failed(house: House, outbox_id: UUID, kind: str, payload: dict[str, str], exc: Exception) -> None:
    """A model that cannot go on is no matter of patience: it becomes an incident at once, with a retry."""
    log.warning("outbox_failed", error_class=type(exc).__name__, exc_info=exc)
    if not isinstance(exc, errors.Broken | errors.NotFound | errors.Invalid):
        return
    sv, en = _sentences(exc)
    about = {"message": payload["message_id"]} if "message_id" in payload else dict(payload)
    detail = {**about, **incidents.told_by(exc)}

    def give_up(tx: Any) -> None:
        instance = UUID(payload["instance_id"]) if "instance_id" in payload else None
        incidents.open_for(tx, f"outbox_{kind}", sv=sv, en=en, instance_id=instance, detail=detail)
        outbox.done(tx, outbox_id)

    house.run(give_up)


def _message(house: House, outbox_id: UUID, payload: dict[str, str]) -> None:
    def route(tx: Any) -> None:
        if outbox.is_open(tx, outbox_id):
            messages.route(tx, UUID(payload["message_id"]))
            outbox.done(tx, outbox_id)

    house.run(route)


def _signal(house: House, outbox_id: UUID, payload: dict[str, str]) -> None:
    def deliver(tx: Any) -> None:
        if outbox.is_open(tx, outbox_id):
            signals.deliver(tx, UUID(payload["instance_id"]), payload["name"])
            outbox.done(tx, outbox_id)

    house.run(deliver)


def _notify(house: House, outbox_id: UUID, payload: dict[str, str]) -> None:
    house.notifier.carry(house, outbox_id, payload)


_HANDLERS: dict[str, Callable[[Any, UUID, dict[str, str]], None]] = {
    "message": _message,
    "signal": _signal,
    "mail": _notify,
    "task_opened": _notify,
    "remind": _notify,
}


def settle(house: House, *, rounds: int = 1000) -> int:
    """Carry everything that is due, here and now, until nothing is; return how many rows were carried.

    For tests, scenarios and time travel: the same handlers as the workers', without Redis between.
    """
    carried = 0
    for _ in range(rounds):
        leased = house.run(lambda tx: jobs.lease_due(tx, seconds=house.settings.lease_seconds))
        taken = house.run(lambda tx: outbox.take(tx, seconds=house.settings.lease_seconds))
        if not leased and not taken:
            return carried
        for job in leased:
            carry_job(house, job.job_id, job.lease, job.kind)
        for row in taken:
            carry_outbox(house, row.id, row.kind, row.payload)
        carried += len(leased) + len(taken)
    return carried


def travel(house: House, to: dt.datetime, *, told: Callable[[dt.datetime, int], None] | None = None) -> None:
    """Let business time pass until *to*, stopping at every job on the way and settling there.

    *told* hears each stop: the time, and how many rows were carried. Raises ValueError for a time that has been.
    """
    settle(house)
    while True:
        due = house.run(jobs.next_due)
        stop = due + dt.timedelta(milliseconds=1) if due is not None and due < to else to
        house.move_time(max(stop, house.parts.clock.now()))
        carried = settle(house)
        if told is not None and carried:
            told(stop, carried)
        if stop == to:
            return
