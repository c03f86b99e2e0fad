"""Drift: what is stuck and how to go on, what waits for its time, vacant roles, undelivered mails, health."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from service.i18n import numbers
from service.notifications import occasions
from service.residency import deadlines, queries
from service.web import door, frame, operations_view, receipts, visiting
from service.web.operations_view import TABS, Page
from workflows import incidents, jobs
from workflows.model import calendar, errors
from workflows.transaction import Transaction

blueprint = Blueprint("operations", __name__, url_prefix="/operations")
#: More jobs and mails than an installation has waiting.
_MOST = 100_000


@blueprint.get("")
def show() -> str:
    """Show one tab of Drift."""
    return _show("")


def _show(move_error: str) -> str:
    tab = request.args.get("tab", "incidents")
    if tab not in TABS:
        raise errors.NotFound
    with door.reading() as tx:
        visiting.dress(tx)
        view = operations_view.build(Page(tx, door.actor(), tab), move_error)
        return frame.page(
            "operations.html", view=view, lead=_lead(view.open_incidents, view.stopping), active="operations"
        )


def _lead(open_incidents: int, stopping: int) -> str:
    if not open_incidents:
        return frame.say("operations.lead_calm")
    said = [_counted("operations.lead_incidents", open_incidents)]
    if stopping:
        said.append(_counted("operations.lead_stopping", stopping))
    return " ".join(said)


def _counted(key: str, n: int) -> str:
    return frame.say(key, n=n, words=numbers.capital(numbers.count_words(n, frame.locale())))


@blueprint.post("/incidents/<uuid:incident_id>/retry")
def retry_incident(incident_id: UUID) -> Response:
    """Try again what failed."""

    def act(tx: Transaction) -> None:
        row = incidents.get(tx, incident_id)
        operations_view.must_reach(door.actor(), row.region)
        incidents.retry(tx, incident_id, by=door.actor())
        if row.detail.get("mail"):
            occasions.retry(tx, UUID(str(row.detail["mail"])))

    door.run(act)
    return redirect(receipts.onward("/operations", "retried"), 303)


@blueprint.post("/incidents/<uuid:incident_id>/resolve")
def resolve_incident(incident_id: UUID) -> Response:
    """Close what has been dealt with, with a word on how."""
    why = request.form.get("why", "").strip()

    def act(tx: Transaction) -> None:
        operations_view.must_reach(door.actor(), incidents.get(tx, incident_id).region)
        incidents.resolve(tx, incident_id, by=door.actor(), note=why)

    if not why:
        return redirect(f"/operations?incident={incident_id}&wrong=why#incident", 303)
    door.run(act)
    return redirect(receipts.onward("/operations", "resolved_incident"), 303)


@blueprint.post("/jobs/<uuid:job_id>/retry")
def retry_job(job_id: UUID) -> Response:
    """Give a job that gave up new attempts."""

    def act(tx: Transaction) -> None:
        _job(tx, job_id, operations_view.JOBS)
        jobs.retry(tx, job_id)

    door.run(act)
    return redirect(receipts.onward("/operations?tab=jobs", "queued"), 303)


@blueprint.post("/mails/<uuid:mail_id>/retry")
def retry_mail(mail_id: UUID) -> Response:
    """Try to send an undelivered mail again."""

    def act(tx: Transaction) -> None:
        failed = queries.mails(tx.session, regions=door.actor().regions, state="failed", limit=_MOST)
        if mail_id not in {row.id for row in failed}:
            raise errors.NotFound
        occasions.retry(tx, mail_id)

    door.run(act)
    return redirect(receipts.onward("/operations?tab=mails", "queued"), 303)


@blueprint.post("/timers/<uuid:job_id>/move")
def move(job_id: UUID) -> Response:
    """Move a timer, or the deadline that a step belongs to, to another day, with the reason."""
    day, why = _day(), request.form.get("why", "").strip()
    is_past = day is not None and day < frame.visitor().today
    if day is None or is_past or not why:
        wrong = "date" if day is None else "past" if is_past else "why"
        return redirect(f"/operations?tab=timers&move={job_id}&wrong={wrong}#move", 303)

    def act(tx: Transaction) -> None:
        job = _job(tx, job_id, operations_view.TIMERS)
        if job.deadline_id is not None:
            deadlines.move(tx, job.deadline_id, to=day, reason=why, by=door.actor())
        else:
            jobs.move_due(tx, job_id, to=calendar.start_of(day), reason=why, by=door.actor())

    door.run(act)
    return redirect(receipts.onward("/operations?tab=timers", "moved"), 303)


def _job(tx: Transaction, job_id: UUID, kinds: tuple[str, ...]) -> jobs.Job:
    """Return a waiting job of the visitor's regions. Raises JobNotFound."""
    waiting = jobs.waiting(tx, kinds=kinds, regions=door.actor().regions, limit=_MOST)
    found = next((job for job, _ in waiting if job.id == job_id), None)
    if found is None:
        raise errors.JobNotFound(job_id=job_id)
    return found


def _day() -> dt.date | None:
    try:
        return dt.date.fromisoformat(request.form.get("on", ""))
    except ValueError:
        return None
