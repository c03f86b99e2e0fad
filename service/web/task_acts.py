"""What one may do with a task beside completing it: take it, give it back, hand it over, ask, answer, remind, undo."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from service.residency import comments
from service.web import door, receipts
from workflows import tasks
from workflows.model import errors
from workflows.transaction import Transaction

blueprint = Blueprint("task_acts", __name__, url_prefix="/tasks")


def _back(task_id: UUID, said: str, **facts: object) -> Response:
    return redirect(receipts.onward(f"/tasks/{task_id}", said, **facts), 303)


@blueprint.post("/<uuid:task_id>/claim")
def claim(task_id: UUID) -> Response:
    """Take the task."""
    door.run(lambda tx: tasks.claim(tx, task_id, by=door.actor()))
    return _back(task_id, "claimed")


@blueprint.post("/<uuid:task_id>/release")
def release(task_id: UUID) -> Response:
    """Give the task back to its role."""
    door.run(lambda tx: tasks.unclaim(tx, task_id, by=door.actor()))
    return _back(task_id, "released")


@blueprint.post("/<uuid:task_id>/hand-over")
def hand_over(task_id: UUID) -> Response:
    """Give the task to somebody else; the reason is kept as a comment."""
    to, text = _person(), request.form.get("text", "").strip()

    def give(tx: Transaction) -> None:
        if text:
            comments.add(tx, task_id, text, by=door.actor())
        tasks.hand_over(tx, task_id, to=to, by=door.actor())

    door.run(give)
    return redirect(receipts.onward("/inbox", "handed_over", about=to), 303)


@blueprint.post("/<uuid:task_id>/comments")
def comment(task_id: UUID) -> Response:
    """Write a comment, or ask somebody: then the task goes to them until they have answered."""
    text = request.form.get("text", "")
    if request.form.get("kind") != "question":
        door.run(lambda tx: comments.add(tx, task_id, text, by=door.actor()))
        return redirect(receipts.onward(f"/tasks/{task_id}/comments", "commented"), 303)
    to = _person()

    def ask(tx: Transaction) -> None:
        comments.add(tx, task_id, text, by=door.actor(), is_question=True)
        tasks.hand_over(tx, task_id, to=to, by=door.actor(), asks=True)

    door.run(ask)
    return redirect(receipts.onward("/inbox", "asked", about=to), 303)


@blueprint.post("/<uuid:task_id>/resolve")
def resolve(task_id: UUID) -> Response:
    """Answer a question; the task goes back to the one who asked."""

    def answer(tx: Transaction) -> None:
        comments.add(tx, task_id, request.form.get("text", ""), by=door.actor())
        tasks.resolve(tx, task_id, by=door.actor())

    door.run(answer)
    return redirect(receipts.onward("/inbox", "resolved"), 303)


@blueprint.post("/<uuid:task_id>/remind")
def remind(task_id: UUID) -> Response:
    """Remind whoever has the task, at most once a day."""

    def send(tx: Transaction) -> tuple[str, dict[str, object]]:
        tasks.view(tx, task_id, by=door.actor())
        return receipts.reminded(tasks.remind(tx, task_id, by=door.actor()))

    said, facts = door.run(send)
    return _back(task_id, said, **facts)


@blueprint.post("/<uuid:task_id>/undo")
def undo(task_id: UUID) -> Response:
    """Undo the outcome while nobody has acted on it."""
    door.run(lambda tx: tasks.undo(tx, task_id, by=door.actor()))
    return _back(task_id, "undone")


def _person() -> UUID:
    try:
        return UUID(request.form.get("to", ""))
    except ValueError:
        raise errors.PersonNotFound from None
