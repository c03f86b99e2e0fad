"""``tasks``: the inbox over HTTP; read a task with its form, take it, give it back, complete it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from flask import Response

import forms
from forms import choices
from forms import fields as form_fields
from service.api import door, telling
from service.api.parsing import Resource
from service.api.schemas.base import IDEMPOTENCY_KEY
from service.api.schemas.tasks import Task, TaskComplete, TaskCompleted, TaskQuery, TaskRead, Tasks
from workflows import inbox, tasks
from workflows.model import errors
from workflows.model.errors import FieldProblem
from workflows.transaction import Transaction

blueprint = Resource("tasks", __name__, url_prefix="/api/v1/tasks", description="What people have to do.")


@blueprint.get("")
@blueprint.arguments(TaskQuery, location="query")
@blueprint.response(200, Tasks)
def show_all(wanted: dict[str, Any]) -> dict[str, Any]:
    """List tasks

    Those of the token's person, by the tabs of the inbox.
    """
    only = wanted.get("residency")
    chosen = inbox.Filter(
        tab=wanted["tab"],
        residencies=frozenset({only}) if only is not None else None,
        process=wanted.get("process"),
        due=wanted["due"],
    )
    with door.reading() as tx:
        page = inbox.tasks_for(tx, door.actor(), chosen, cursor=wanted.get("after"), limit=wanted["limit"])
        told = [telling.task(row) for row in page.tasks]
    return {"tasks": told, "next": telling.following(page.next_cursor)}


@blueprint.get("/<uuid:task_id>")
@blueprint.response(200, TaskRead)
def show(task_id: UUID) -> dict[str, Any]:
    """Read one task

    With its outcomes, its form as form-js JSON, and what can be chosen from the house's lists.
    """
    with door.reading() as tx:
        seen = tasks.view(tx, task_id, by=door.actor())
        return {
            **telling.task(seen.task),
            "instruction": telling.words(seen.meta.doc, seen.meta.doc_en),
            "outcomes": [
                {"value": o.value, "name": telling.words(o.sv, o.en), "signs": o.signs, "comment": o.comment}
                for o in seen.meta.outcomes
            ],
            "form_to_fill": _form(tx, seen),
        }


def _form(tx: Transaction, seen: tasks.View) -> dict[str, Any] | None:
    if seen.form_text is None:
        return None
    form = forms.Catalog.from_text(seen.task.form_key or "", seen.form_text)
    ports = tx.parts.forms.ports(tx, door.actor(), seen.task.residency_id)  # type: ignore[attr-defined]
    listed = [field for field in form_fields.every(form.fields) if field.properties.get("options")]
    return {
        "key": form.key,
        "sha256": form.sha256,
        "definition": json.loads(form.text),
        "values": forms.plain(form.initial(seen.scope, ports)),
        "choices": {field.name: [_choice(c) for c in choices.of(field, seen.scope, ports)] for field in listed},
    }


def _choice(choice: forms.Choice) -> dict[str, Any]:
    return {
        "value": forms.plain(choice.value),
        "name": telling.words(choice.label, choice.label_en),
        "detail": choice.detail,
    }


@blueprint.post("/<uuid:task_id>/claim")
@blueprint.response(200, Task)
def claim(task_id: UUID) -> dict[str, Any]:
    """Take a task

    Taking one's own task again changes nothing.
    """
    return telling.task(door.run(lambda tx: tasks.claim(tx, task_id, by=door.actor())))


@blueprint.post("/<uuid:task_id>/unclaim")
@blueprint.response(200, Task)
def unclaim(task_id: UUID) -> dict[str, Any]:
    """Give a task back

    It waits for its role again.
    """
    return telling.task(door.run(lambda tx: tasks.unclaim(tx, task_id, by=door.actor())))


@blueprint.post("/<uuid:task_id>/complete")
@blueprint.doc(parameters=[IDEMPOTENCY_KEY])
@blueprint.arguments(TaskComplete, required=False)
@blueprint.response(200, TaskCompleted)
def complete(given: dict[str, Any], task_id: UUID) -> Response:
    """Complete a task

    With an outcome, the form's data and a comment. `Idempotency-Key` (a UUID, or text up to 200 characters) is the
    submission's id: the same key and content get the first answer again, other content 409 with who and when.
    """
    done = door.run(lambda tx: _completed(tx, task_id, given))
    told = {**telling.task(done.task), "submission_id": done.submission.id}
    return door.answered(TaskCompleted().dump(told), 200, is_replayed=done.is_repeat)


def _completed(tx: Transaction, task_id: UUID, given: dict[str, Any]) -> tasks.Completed:
    try:
        return tasks.complete(
            tx,
            task_id,
            by=door.actor(),
            outcome=given["outcome"],
            data=given["data"],
            comment=given["comment"],
            submission_id=door.submission_id(),
        )
    except errors.InvalidSubmission as wrong:  # the form's fields lie under "data" in the request
        fields = [FieldProblem(f"/data{f.pointer}", f.sv, f.en) for f in wrong.fields]
        raise errors.InvalidSubmission(fields=fields) from wrong
