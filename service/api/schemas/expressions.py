"""What is sent to try an expression, and what comes back."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from service.api.schemas.base import Sent

#: Longer texts are refused unread; FEEL's own limit is lower.
LONGEST = 20_000
_LENGTH = validate.Length(max=LONGEST, error="too_long")


class ExpressionSent(Sent):
    """A text of FEEL with the names that it may use."""

    expression = fields.String(validate=_LENGTH, metadata={"description": "With or without a leading `=`."})
    cell = fields.String(validate=_LENGTH, metadata={"description": "A cell of a decision table."})
    value = fields.Raw(load_default=None, allow_none=True, metadata={"description": "What the cell is held against."})
    context = fields.Dict(
        load_default=dict,
        keys=fields.String(),
        metadata={"description": 'Dates and times as `{"@": "date", "v": "2026-11-22"}`.'},
    )


class ExpressionFault(Schema):
    """What is wrong, and where: *position* is counted from 0."""

    code = fields.String()
    position = fields.Integer(allow_none=True)
    sv = fields.String()
    en = fields.String()


class ExpressionUse(Schema):
    """Steps taken, depth of calls, items and characters made."""

    steps = fields.Integer()
    depth = fields.Integer()
    size = fields.Integer()


class ExpressionTried(Schema):
    """What came of the text; with a problem there is no kind."""

    kind = fields.String(allow_none=True, metadata={"description": "`number`, `string`, `date`, `list` …"})
    text = fields.String(metadata={"description": "The value as FEEL writes it, at most 4,000 characters."})
    problem = fields.Nested(ExpressionFault, allow_none=True)
    findings = fields.List(fields.Nested(ExpressionFault))
    used = fields.Nested(ExpressionUse)
    limits = fields.Nested(ExpressionUse)
