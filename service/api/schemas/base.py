"""What the resources' schemas are made of: requests that refuse unknown fields, names, problems, links, pages."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

MOST_ROWS = 200
#: Said of every operation that may be repeated without harm.
IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "The same key and content within seven days: the first answer again; other content: 409.",
}


def choice(*allowed: str) -> validate.OneOf:
    """Return a check that a text is one of *allowed*."""
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
