"""What is sent and answered, field by field; unknown fields in a request are refused."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from marshmallow import RAISE, Schema, ValidationError, fields, validate

MOST_ROWS = 200
MOST_COMMENT = 20_000


def _choice(*allowed: str) -> validate.OneOf:
    return validate.OneOf(allowed, error="choice")


class Sent(Schema):
    """A request: what the schema does not name is refused."""

    class Meta:
        """How marshmallow treats names that it does not know."""

        unknown = RAISE


class Scalar(fields.Raw):
    """A single JSON value, whatever its type: the verb that takes it says what is wrong with it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, list | dict):
            raise ValidationError("not_scalar")
        return value


class Words(Schema):
    """One name in both languages."""

    sv = fields.String()
    en = fields.String()


class FieldTold(Schema):
    """What is wrong with one field."""

    pointer = fields.String(metadata={"description": "JSON pointer, e.g. `#/person/email`."})
    detail = fields.String()


class Problem(Schema):
    """RFC 9457; `docs/reference/problems.md` lists every code."""

    type = fields.String(metadata={"description": "`/problems/<code>`"})
    title = fields.String()
    status = fields.Integer()
    detail = fields.String()
    instance = fields.String(metadata={"description": "The request's path."})
    request_id = fields.String()
    facts = fields.Dict(metadata={"description": "Ids, names and dates that the sentence mentions."})
    errors = fields.List(fields.Nested(FieldTold))


class Links(Schema):
    """Addresses of what belongs to a thing."""

    self = fields.String()
    residency = fields.String()
    process_instance = fields.String()
    process_instances = fields.String()
    process_definition = fields.String()
    bpmn = fields.String()


class Paged(Sent):
    """The query of every list."""

    limit = fields.Integer(
        load_default=50, validate=validate.Range(1, MOST_ROWS, error="limit"), metadata={"description": "1 to 200."}
    )


# -- hr-events --------------------------------------------------------------------------------------


class NewPerson(Sent):
    """Who is hired; known by personnummer or HSA-id from before, or new."""

    personnummer = Scalar(metadata={"type": "string", "examples": ["19660518-3398"]})
    first_name = Scalar(metadata={"type": "string"})
    last_name = Scalar(metadata={"type": "string"})
    email = Scalar(metadata={"type": "string", "format": "email"})
    hsa_id = Scalar(metadata={"type": "string"})


class EarlierService(Sent):
    """Service elsewhere that may count."""

    unit_name = Scalar(metadata={"type": "string"})
    from_on = Scalar(metadata={"type": "string", "format": "date"})
    to_on = Scalar(metadata={"type": "string", "format": "date"})
    fte = Scalar(metadata={"type": "integer", "minimum": 1, "maximum": 100})


class Hired(Sent):
    """An employment that starts a training; dates are ISO text, left-out facts are not known.

    What is wrong with the facts themselves is said by the same check as for the form, all at once.
    """

    type = fields.String(required=True, validate=validate.Equal("employee.hired", error="unknown_type"))
    employment_id = Scalar(metadata={"type": "string", "description": "HR's own id; makes a repetition harmless."})
    person = fields.Nested(NewPerson, required=True)
    unit = Scalar(metadata={"type": "string"})
    specialty = Scalar(metadata={"type": "string"})
    edition = Scalar(metadata={"type": "string", "description": "Guideline; the region's own when left out."})
    position_type = Scalar(metadata={"type": "string", "enum": ["ST", "BT", "AT"]})
    employment_type = Scalar(metadata={"type": "string", "enum": ["permanent", "fixed_term"]})
    employment_start_on = Scalar(metadata={"type": "string", "format": "date"})
    st_start_on = Scalar(metadata={"type": "string", "format": "date"})
    fte = Scalar(metadata={"type": "integer", "minimum": 1, "maximum": 100})
    licence_on = Scalar(metadata={"type": "string", "format": "date"})
    swedish_at = Scalar(metadata={"type": ["boolean", "null"]})
    st_started_before = Scalar(metadata={"type": ["boolean", "null"]})
    trained_in = Scalar(metadata={"enum": ["sweden_55y", "sweden_6y", "eu_eea", "third_country"]})
    pre_st_locum_on = Scalar(metadata={"type": "string", "format": "date"})
    nuc_introduction = Scalar(metadata={"type": ["boolean", "null"]})
    main_supervisor = Scalar(metadata={"type": "string", "description": "A person's id or handle."})
    earlier_service = fields.List(fields.Nested(EarlierService))


class Registered(Schema):
    """The training that the hire started."""

    residency_id = fields.UUID()
    created = fields.Boolean(metadata={"description": "Whether this request started it."})
    links = fields.Nested(Links)


# -- process definitions ------------------------------------------------------------------------------


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


# -- process instances --------------------------------------------------------------------------------


class InstanceQuery(Paged):
    """Which instances to list."""

    process = fields.String(validate=validate.Length(max=64, error="too_long"))
    state = fields.String(validate=_choice("running", "suspended", "completed", "cancelled"))
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


# -- tasks --------------------------------------------------------------------------------------------


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
        validate=_choice("mine", "role", "watched", "done"),
        metadata={"description": "mine: yours alone; role: a group's, free to take; watched; done: by you."},
    )
    process = fields.String(validate=validate.Length(max=64, error="too_long"))
    due = fields.String(load_default="", validate=_choice("", "overdue", "week", "none"))
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


# -- messages -----------------------------------------------------------------------------------------


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
