"""What HR sends and gets back."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from service.api.schemas.base import Links, Scalar, Sent


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
