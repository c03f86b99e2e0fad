"""Tasks, their forms, and how they are completed."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from marshmallow import Schema, ValidationError, fields, validate

from service.api.schemas.base import Links, Paged, Sent, Words, choice

MOST_COMMENT = 20_000


def is_cursor(text: str) -> None:
    """Raise ValidationError unless *text* is a cursor of the task list."""
    at, _, hex_id = text.rpartition("_")
    try:
        aware, _ = dt.datetime.fromisoformat(at).utcoffset(), UUID(hex_id)
    except ValueError:
        aware = None
    if aware is None:
        raise ValidationError("not_cursor")


class TaskQuery(Paged):
    """Which tasks to list; the conditions are joined by *and*."""

    tab = fields.String(
        load_default="mine",
        validate=choice("mine", "role", "watched", "done"),
        metadata={"description": "mine: yours alone; role: a group's, free to take; watched; done: by you."},
    )
    process = fields.String(validate=validate.Length(max=64, error="too_long"))
    due = fields.String(load_default="", validate=choice("", "overdue", "week", "none"))
    residency = fields.UUID()
    after = fields.String(validate=is_cursor, metadata={"description": "Cursor: follow `next` instead of making one."})


class Task(Schema):
    """A user task."""

    id = fields.UUID()
    name = fields.Nested(Words)
    process = fields.String()
    process_instance_id = fields.UUID()
    activity = fields.String()
    residency_id = fields.UUID(allow_none=True)
    region = fields.String(allow_none=True)
    role = fields.String(allow_none=True)
    state = fields.String(metadata={"enum": ["open", "completed", "cancelled"]})
    assignee = fields.UUID(allow_none=True)
    is_vacant = fields.Boolean(metadata={"description": "Nobody holds the role; the task went to its fallback."})
    priority = fields.Integer()
    form = fields.String(allow_none=True)
    outcome = fields.String(allow_none=True)
    created_at = fields.DateTime()
    due_on = fields.Date(allow_none=True)
    completed_at = fields.DateTime(allow_none=True)
    completed_by = fields.UUID(allow_none=True)
    links = fields.Nested(Links)


class Tasks(Schema):
    """A page of tasks, first due first (done: last done first)."""

    tasks = fields.List(fields.Nested(Task))
    next = fields.String(allow_none=True)


class OutcomeTold(Schema):
    """One way to complete the task."""

    value = fields.String()
    name = fields.Nested(Words)
    signs = fields.Boolean(metadata={"description": "Whether it is a signature."})
    comment = fields.String(metadata={"enum": ["", "optional", "required"]})


class ChoiceTold(Schema):
    """One thing to choose from a list of the house."""

    value = fields.Raw()
    name = fields.Nested(Words)
    detail = fields.String()


class FormTold(Schema):
    """The form of the task's own version: form-js JSON with labels in both languages."""

    key = fields.String()
    sha256 = fields.String()
    definition = fields.Dict(metadata={"description": "form-js JSON, schemaVersion 19."})
    values = fields.Dict(metadata={"description": "What the form holds before anybody has written in it."})
    choices = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.Nested(ChoiceTold)),
        metadata={"description": "Field key → what the house lets one choose there."},
    )


class TaskRead(Task):
    """A task with what one needs to do it."""

    instruction = fields.Nested(Words)
    outcomes = fields.List(fields.Nested(OutcomeTold))
    form_to_fill = fields.Nested(FormTold, allow_none=True)


class TaskComplete(Sent):
    """How a task is completed; `data` is plain JSON, dates and times as ISO text."""

    outcome = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=64, error="too_long"))
    data = fields.Dict(load_default=dict, keys=fields.String())
    comment = fields.String(load_default="", validate=validate.Length(max=MOST_COMMENT, error="too_long"))


class TaskCompleted(Task):
    """The completed task and the submission that completed it."""

    submission_id = fields.UUID()
