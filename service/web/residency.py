"""The page of one residency, the list of those that one may see, and *Påminn*."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from service.residency import cases, sight
from service.residency.sight import Seen
from service.web import door, frame, headers, receipts, residency_view, visiting, words
from service.web.residency_view import Page
from service.web.views.parts import Mark, Pager
from service.web.views.residency import ResidenciesView, ResidencyRow
from workflows import inbox, tasks
from workflows.model import errors
from workflows.transaction import Transaction

blueprint = Blueprint("residency", __name__, url_prefix="/residencies")
_PAGE = 25


@blueprint.get("/<uuid:residency_id>")
def show(residency_id: UUID) -> str:
    """Show one training."""
    with door.reading() as tx:
        visiting.dress(tx)
        headers.allow_drawing()
        view = residency_view.build(Page(tx, door.actor(), sight.must_see(tx, residency_id, door.actor())))
        return frame.page("residency.html", view=view, active="mine" if view.is_you else "residencies")


@blueprint.post("/<uuid:residency_id>/tasks/<uuid:task_id>/remind")
def remind(residency_id: UUID, task_id: UUID) -> Response:
    """Remind whoever has a task of this training, at most once a day."""

    def send(tx: Transaction) -> tuple[str, dict[str, object]]:
        sight.must_see(tx, residency_id, door.actor())
        if task_id not in {task.id for task in inbox.open_of_residency(tx, residency_id)}:
            raise errors.TaskNotFound(task_id=task_id)
        return receipts.reminded(tasks.remind(tx, task_id, by=door.actor()))

    said, facts = door.run(send)
    return redirect(receipts.onward(f"/residencies/{residency_id}", said, **facts), 303)


@blueprint.get("")
def show_all() -> str:
    """List the trainings that one may see, those with something late first."""
    with door.reading() as tx:
        visiting.dress(tx)
        typed = request.args.get("q", "").strip()
        today = frame.visitor().today
        found = [s for s in sight.visible(tx, door.actor()) if s.residency.state == "active" and _is_hit(tx, s, typed)]
        found.sort(key=lambda s: (s.first_due_on is None, s.first_due_on or today, s.person.last_name))
        number = max(1, request.args.get("page", 1, type=int))
        shown = found[(number - 1) * _PAGE : number * _PAGE]
        view = ResidenciesView(
            rows=tuple(_row(tx, seen) for seen in shown),
            total=len(found),
            query=typed,
            late=sum(1 for s in found if s.first_due_on is not None and s.first_due_on < today),
            pager=_pager(number, len(found), typed),
        )
        return frame.page("residencies.html", view=view, active="residencies")


def _is_hit(tx: Transaction, seen: Seen, typed: str) -> bool:
    unit = seen.unit.name_en if frame.locale() == "en" else seen.unit.name_sv
    texts = (seen.person.name, unit, words.specialty(seen.residency.specialty))
    return any(typed.lower() in text.lower() for text in texts)


def _row(tx: Transaction, seen: Seen) -> ResidencyRow:
    open_tasks = inbox.open_of_residency(tx, seen.residency.id)
    first = open_tasks[0] if open_tasks else None
    due = frame.due(first.due_on) if first else frame.due(None)
    title = "" if first is None else first.name_en if frame.locale() == "en" else first.name_sv
    is_late = due.kind == "late"
    day = frame.date("weekday", first.due_on).striptags() if first is not None and first.due_on else ""
    return ResidencyRow(
        name=seen.person.name,
        url=f"/residencies/{seen.residency.id}",
        place=f"{words.specialty(seen.residency.specialty)}, {words.unit(tx, seen.residency.unit)}",
        mark=Mark(due.text, "late") if is_late else Mark(frame.say("residencies.on_track"), "ok"),
        note=words.role(first.role) if first is not None and is_late else "",
        next_text=title,
        next_on=(frame.say("task.was_due", day=day) if is_late else day) if day else "",
        supervisor=str(cases.of(tx, seen.residency.id)["main_supervisor_name"] or ""),
    )


def _pager(number: int, total: int, typed: str) -> Pager | None:
    pages = -(-total // _PAGE)
    if pages < 2:
        return None

    def url(n: int) -> str:
        return f"/residencies?{urlencode({'q': typed, 'page': n})}"

    return Pager(
        (number - 1) * _PAGE + 1,
        min(number * _PAGE, total),
        total,
        pages,
        previous=url(number - 1) if number > 1 else "",
        next=url(number + 1) if number < pages else "",
    )
