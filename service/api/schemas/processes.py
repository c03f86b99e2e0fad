"""Processes, their runs, and messages to them."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from service.api.schemas.base import Links, Paged, Sent, Words, choice


class Step(Schema):
    """One element of a process, as a person would name it."""

    id = fields.String()
    kind = fields.String(metadata={"description": "BPMN's element name."})
    name = fields.Nested(Words)
    role = fields.String(metadata={"description": "Whose task it is; empty for what the house does by itself."})


class Definition(Schema):
    """The newest version of a process."""

    key = fields.String()
    version = fields.Integer()
    name = fields.Nested(Words)
    description = fields.Nested(Words)
    starts_by = fields.List(fields.String(), metadata={"description": "Messages that start it; `by hand` if one may."})
    links = fields.Nested(Links)


class DefinitionRead(Definition):
    """A process with its steps and what it names."""

    steps = fields.List(fields.Nested(Step))
    roles = fields.List(fields.String())
    forms = fields.List(fields.String())
    decisions = fields.List(fields.String())
    messages = fields.List(fields.String())


class Definitions(Schema):
    """Every process."""

    process_definitions = fields.List(fields.Nested(Definition))


class InstanceQuery(Paged):
    """Which instances to list."""

    process = fields.String(validate=validate.Length(max=64, error="too_long"))
    state = fields.String(validate=choice("running", "suspended", "completed", "cancelled"))
    residency = fields.UUID()
    after = fields.UUID(metadata={"description": "Cursor: follow `next` instead of making one."})


class InstanceStart(Sent):
    """A process to start by hand."""

    process = fields.String(required=True, validate=validate.Length(max=64, error="too_long"))
    residency_id = fields.UUID(required=True)
    business_key = fields.String(
        validate=validate.Length(min=1, max=200, error="too_long"),
        metadata={"description": "Unique per process; a second request with it returns the first instance."},
    )


class Instance(Schema):
    """One run of a process; its variables are never shown."""

    id = fields.UUID()
    process = fields.String()
    version = fields.Integer()
    name = fields.Nested(Words)
    business_key = fields.String()
    residency_id = fields.UUID(allow_none=True)
    region = fields.String(allow_none=True)
    state = fields.String()
    started_at = fields.DateTime()
    ended_at = fields.DateTime(allow_none=True)
    links = fields.Nested(Links)


class StepState(Step):
    """Where a run stands at one element."""

    state = fields.String(metadata={"enum": ["done", "now", "next"]})
    times = fields.Integer(metadata={"description": "How often it has been done."})


class OpenTask(Schema):
    """A task that somebody has now."""

    id = fields.UUID()
    activity = fields.String()
    role = fields.String(allow_none=True)
    assignee = fields.UUID(allow_none=True)
    due_on = fields.Date(allow_none=True)
    is_vacant = fields.Boolean()


class InstanceRead(Instance):
    """One run with its steps and open tasks."""

    steps = fields.List(fields.Nested(StepState))
    open_tasks = fields.List(fields.Nested(OpenTask))


class Instances(Schema):
    """A page of runs, newest first."""

    process_instances = fields.List(fields.Nested(Instance))
    next = fields.String(allow_none=True)


class MessageSent(Sent):
    """A message to a waiting process of one residency, or one that starts a process for it."""

    name = fields.String(required=True, validate=validate.Length(min=1, max=120, error="too_long"))
    residency_id = fields.UUID(required=True)
    correlation = fields.String(
        validate=validate.Length(min=1, max=200, error="too_long"),
        metadata={"description": "What the receiver waits for; the residency's id when left out."},
    )
    payload = fields.Dict(load_default=dict, keys=fields.String())


class MessageKept(Schema):
    """The message waits for its receiver for thirty days."""

    message_id = fields.UUID()
    links = fields.Nested(Links)
