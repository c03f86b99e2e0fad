"""Register a hire by form, correct its facts, cancel it; each is one call of the same verb that API and file use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, redirect, request
from markupsafe import Markup
from werkzeug.wrappers import Response

import forms
from forms import FieldError, Form, Look, NoUploads, Ports, Submission
from forms.fields import Field
from service import problems
from service.directory import queries as directory
from service.residency import hires, sight
from service.web import assets, door, frame, reasons, receipts, visiting, words
from service.web.views.parts import FieldError as Wrong
from service.web.views.parts import Quote, Step
from service.web.views.start import HireView
from workflows import inbox
from workflows.model import errors
from workflows.transaction import Transaction

blueprint = Blueprint("hire", __name__)
KEY = "hire/register"
#: What the form calls a row of earlier service → what the verb calls it.
_ROW = {"unit_name": "unit", "from_on": "from", "to_on": "to", "fte": "fte"}
#: The guideline rows that say in a whole sentence which regulation holds; an edition without one shows nothing.
_REGULATION_ROWS = ("RJL22-019", "RJL25-011", "BLE-005")


@cache
def _form() -> Form:
    return forms.Catalog.load(Path(forms.__file__).parent / "definitions").get(KEY)


@blueprint.get("/start/hire")
def show() -> str:
    """Show the empty form."""
    with door.reading() as tx:
        return _page(tx, _draw(tx, None))


@blueprint.post("/start/hire")
def register() -> Response | tuple[str, int]:
    """Register the hire and go to the training that it started, or show what must be mended."""

    def act(tx: Transaction) -> tuple[Submission, hires.Registered | None]:
        submission = _read(tx, with_files=True)
        if not submission.is_complete:
            return submission, None
        return submission, hires.register(tx, facts(submission.data), by=door.actor())

    try:
        submission, done = door.run(act)
    except (errors.Invalid, errors.Conflict) as refused:
        return _again(refused), problems.status_of(refused)
    if done is None:
        with door.reading() as tx:
            return _page(tx, _draw(tx, submission), submission.errors), 422 if submission.errors else 200
    said = "registered" if done.created else "already"
    return redirect(receipts.onward(f"/residencies/{done.residency_id}", said), 303)


@blueprint.post("/start/hire/form")
def refresh() -> str:
    """Draw only the fields again, as when an answer shows new questions."""
    with door.reading() as tx:
        submission = _read(tx, with_files=False)
        return _draw(tx, replace(submission, errors=()))


def facts(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form's answers as the verb takes them."""
    rows = [{_ROW[k]: v for k, v in row.items() if k in _ROW} for row in data.get("earlier_service") or []]
    return {**data, "earlier_service": rows}


def answers(known: Mapping[str, Any]) -> dict[str, Any]:
    """Return kept facts as the form takes them, for correcting."""
    back = {v: k for k, v in _ROW.items()}
    rows = [{back[k]: v for k, v in row.items() if k in back} for row in known.get("earlier_service") or []]
    at = known.get("swedish_at")
    return {**known, "earlier_service": rows, "swedish_at": "unknown" if at is None else "yes" if at else "no"}


def _ports(tx: Transaction) -> Ports:
    ports: Ports = tx.parts.forms.ports(tx, door.actor(), None)  # type: ignore[attr-defined]
    return ports


def _read(tx: Transaction, *, with_files: bool) -> Submission:
    uploads = request.files if with_files else NoUploads()
    return _form().read(request.form, uploads, {}, _ports(tx), locale=frame.locale())


def _draw(tx: Transaction, submission: Submission | None, known: Mapping[str, Any] | None = None) -> Markup:
    look = Look(icons=assets.static_url("icons.svg"), refresh="/start/hire/form", panels=True)
    if submission is None:
        return _form().render(known, (), {}, _ports(tx), locale=frame.locale(), look=look)
    return _form().render_again(submission, {}, _ports(tx), locale=frame.locale(), look=look)


def _again(refused: errors.RandaError) -> str:
    with door.reading() as tx:
        submission = _read(tx, with_files=False)
        problems = getattr(refused, "fields", None) or ()
        wrong = tuple(_wrong(problem) for problem in problems)
        drawn = _draw(tx, replace(submission, errors=wrong, action=None))
        return _page(tx, drawn, wrong, conflict="" if wrong else _conflict(refused), known=refused.facts)


def _conflict(refused: errors.RandaError) -> str:
    """Return why nothing was registered; facts by the labels that the form gives them."""
    if isinstance(refused, errors.HireDiffers):
        labels = _labels(_form().fields)
        names = ", ".join(labels.get(name, name).lower() for name in refused.facts["names"])
        return frame.say("hire.differs", names=names)
    return refused.text(frame.locale())


def _labels(fields: Iterable[Field]) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in fields:
        found |= _labels(field.children)
        if field.name:
            found[field.name] = field.label.of(frame.locale())
    return found


def _wrong(problem: errors.FieldProblem) -> FieldError:
    parts = tuple(int(p) if p.isdigit() else p for p in problem.pointer.strip("/").split("/"))
    back = {v: k for k, v in _ROW.items()}
    address = tuple(back.get(p, p) if len(parts) > 1 and isinstance(p, str) else p for p in parts)
    field_id = "f-" + "-".join(str(part) for part in address)
    return FieldError(problem.pointer, field_id, problem.sv, problem.en, address=address)


def _page(
    tx: Transaction,
    form: Markup,
    wrong: tuple[FieldError, ...] = (),
    conflict: str = "",
    known: Mapping[str, Any] | None = None,
) -> str:
    visiting.dress(tx)
    residency_id = (known or {}).get("residency_id")
    view = HireView(
        form=form,
        submission_id=request.form.get("submission_id") or str(uuid4()),
        errors=tuple(Wrong(e.field_id, e.text(frame.locale())) for e in wrong),
        starts=tuple(_starting(name) for name in ("supervisor", "onboarding", "contract", "iup")),
        regulation_why=_regulation_why(tx),
        conflict=conflict,
        conflict_url=f"/residencies/{residency_id}" if residency_id else "",
    )
    return frame.page("hire.html", view=view, active="start", here="/start/hire")


def _regulation_why(tx: Transaction) -> Quote | None:
    """Return what the visitor's own guideline says of the regulation."""
    editions = [region.default_edition for region in directory.regions(tx.session) if region.id in door.actor().regions]
    found = [quote for edition in editions[:1] for quote in reasons.quotes(_REGULATION_ROWS, edition)]
    return found[0] if found else None


def _starting(name: str) -> Step:
    return Step(name=frame.say(f"hire.step.{name}"), state="next", who=frame.say(f"hire.step.{name}_who"))


@blueprint.get("/residencies/<uuid:residency_id>/correct")
def show_correction(residency_id: UUID) -> str:
    """Show the form with the facts that are kept."""
    with door.reading() as tx:
        seen = sight.must_see(tx, residency_id, door.actor())
        person = {n: getattr(seen.person, n) for n in ("personnummer", "first_name", "last_name", "email", "hsa_id")}
        known = answers({**person, **hires.get(tx, residency_id).facts})
        return _correction(tx, seen, _draw(tx, None, known))


@blueprint.post("/residencies/<uuid:residency_id>/correct")
def correct(residency_id: UUID) -> Response | tuple[str, int]:
    """Save the correction, or show what must be mended."""
    why = request.form.get("why", "").strip()

    def act(tx: Transaction) -> Submission | None:
        sight.must_see(tx, residency_id, door.actor())
        submission = _read(tx, with_files=True)
        if not submission.is_complete or not why:
            return submission
        hires.correct(tx, residency_id, facts(submission.data), reason=why, by=door.actor())
        return None

    try:
        submission = door.run(act)
    except errors.Invalid as refused:
        wrong = tuple(_wrong(problem) for problem in refused.fields)
        with door.reading() as tx:
            drawn = _draw(tx, replace(_read(tx, with_files=False), errors=wrong, action=None))
            return _correction(tx, sight.must_see(tx, residency_id, door.actor()), drawn), 422
    if submission is None:
        return redirect(receipts.onward(f"/residencies/{residency_id}", "corrected"), 303)
    with door.reading() as tx:
        seen = sight.must_see(tx, residency_id, door.actor())
        why_error = "" if why or submission.action else frame.say("hire.why_missing")
        return _correction(tx, seen, _draw(tx, submission), why_error), 422 if not submission.action else 200


def _correction(tx: Transaction, seen: sight.Seen, form: Markup, why_error: str = "") -> str:
    visiting.dress(tx)
    view = HireView(
        form=form,
        submission_id=str(uuid4()),
        mode="correct",
        name=seen.person.name,
        back_url=f"/residencies/{seen.residency.id}",
        why=request.form.get("why", ""),
        why_error=why_error,
    )
    return frame.page("hire.html", view=view, active="residencies", here=request.path)


@blueprint.get("/residencies/<uuid:residency_id>/cancel")
def show_cancel(residency_id: UUID) -> str:
    """Ask for the reason before a hire is cancelled."""
    return _cancel_page(residency_id, ())


@blueprint.post("/residencies/<uuid:residency_id>/cancel")
def cancel(residency_id: UUID) -> Response | tuple[str, int]:
    """Cancel the hire: every process ends and open tasks go."""
    why = request.form.get("why", "").strip()
    if not why:
        return _cancel_page(residency_id, (Wrong("why", frame.say("hire.why_missing")),)), 422

    def act(tx: Transaction) -> None:
        sight.must_see(tx, residency_id, door.actor())
        hires.cancel(tx, residency_id, reason=why, by=door.actor())

    door.run(act)
    return redirect(receipts.onward(f"/residencies/{residency_id}", "cancelled"), 303)


def _cancel_page(residency_id: UUID, wrong: tuple[Wrong, ...]) -> str:
    with door.reading() as tx:
        visiting.dress(tx)
        seen = sight.must_see(tx, residency_id, door.actor())
        tasks = inbox.open_of_residency(tx, residency_id)
        names = words.Names(tx, {task.assignee for task in tasks})
        rows = [(_title(t), names.of(t.assignee) if t.assignee else words.role(t.role)) for t in tasks]
        back = f"/residencies/{residency_id}"
        return frame.page(
            "cancel_hire.html",
            name=seen.person.name,
            open_tasks=rows,
            errors=wrong,
            back_url=back,
            here=request.path,
            active="residencies",
        )


def _title(task: inbox.UserTask) -> str:
    return task.name_en if frame.locale() == "en" else task.name_sv
