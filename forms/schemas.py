"""A level of a form as a marshmallow schema, built for these answers: what is hidden is not in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import marshmallow as ma

from forms import choices, conversion, limits, scopes
from forms.addresses import Address
from forms.errors import Wrong
from forms.fields import CHOSEN, Field, empty, level
from forms.messages import say
from forms.ports import Ports, Scope

UNKNOWN = "unknown"


class Answers(ma.Schema):
    """The base of all: a name that the form does not have is an error, never ignored."""

    class Meta:
        unknown = ma.RAISE

    error_messages = {"unknown": UNKNOWN, "type": UNKNOWN}


@dataclass(frozen=True, slots=True)
class Work:
    """What checking one set of answers needs to know. *is_strict*: the sender is a program, not a browser."""

    settled: scopes.Settled
    ports: Ports
    is_strict: bool


def load(
    fields: tuple[Field, ...], given: Mapping[str, Any], scope: Scope, work: Work, base: Address = ()
) -> dict[str, Any]:
    """Return the typed answers of one level, in the form's order.

    Raises ma.ValidationError whose messages are Sentences by key and row number.
    """
    asked = {each.name: each for each in level(fields) if _is_asked(each, base, work)}
    aside = [each for each in level(fields) if each.name not in asked]
    taken = {each.name for each in aside}
    errors = {each.name: wrong for each in aside if (wrong := _uninvited(each, given, base, work))}
    schema = Answers.from_dict({key: _field(each, (*base, key), scope, work) for key, each in asked.items()})
    data: Any = {}
    try:
        data = schema().load({key: value for key, value in given.items() if key not in taken})
    except ma.ValidationError as wrong:
        errors |= wrong.normalized_messages()
    if errors:
        raise ma.ValidationError(errors)
    return _in_order(fields, data, base, work)


def _is_asked(each: Field, base: Address, work: Work) -> bool:
    address = (*base, each.name)
    return not (each.is_disabled or address in work.settled.hidden or address in work.settled.given)


def _in_order(fields: tuple[Field, ...], data: Mapping[str, Any], base: Address, work: Work) -> dict[str, Any]:
    given = work.settled.given
    ordered = {}
    for each in level(fields):
        if each.name in data:
            ordered[each.name] = data[each.name]
        elif (*base, each.name) in given and (*base, each.name) not in work.settled.hidden and not each.is_disabled:
            ordered[each.name] = given[(*base, each.name)]
    return ordered


def _uninvited(each: Field, given: Mapping[str, Any], base: Address, work: Work) -> list[Any]:
    """A program that sends what is hidden or computed is told so; a browser may hold what it once showed."""
    sent = given.get(each.name)
    if not work.is_strict or conversion.is_empty(sent) or sent is False:
        return []
    address = (*base, each.name)
    if address in work.settled.given and address not in work.settled.hidden:
        return [] if _same(each, sent, work.settled.given[address]) else [say("computed", label=each.label)]
    return [say("not_asked", label=each.label)]


def _same(each: Field, sent: Any, value: Any) -> bool:
    try:
        read = conversion.convert(each, sent) if each.kind != "expression" else sent
    except Wrong:
        return False
    return choices.sent(read) == choices.sent(value)


def _field(each: Field, address: Address, scope: Scope, work: Work) -> ma.fields.Field:
    if each.kind == "group":
        return Branch(each, address, scope, work)
    if each.kind == "dynamiclist":
        return Rows(each, address, scope, work)
    return Answer(each, address, scope, work)


class Answer(ma.fields.Field):
    """One answer: read, found on its list, held to its limits and its own check."""

    def __init__(self, field: Field, address: Address, scope: Scope, work: Work) -> None:
        must = field.is_required
        wanting = [limits.missing_answer(field)] if must else []
        super().__init__(
            required=must,
            allow_none=not must,
            load_default=ma.missing if must else (lambda: empty(field)),
            error_messages={"required": wanting, "null": wanting},
        )
        self.form_field, self.address, self.scope, self.work = field, address, scope, work

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        """Treat blank text and empty lists as no answer."""
        nothing = value is not ma.missing and conversion.is_empty(value)
        result = super().deserialize(None if nothing else value, attr, data, **kwargs)
        return empty(self.form_field) if result is None else result

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        field, ports = self.form_field, self.work.ports
        try:
            typed = conversion.convert(field, value)
            if field.kind in CHOSEN:
                typed = choices.typed(field, typed, self.scope, ports)
            if typed is not None:
                limits.keep_to(field, typed, value, self.scope, ports)
        except Wrong as wrong:
            raise ma.ValidationError([wrong.sentence]) from None
        return typed


class Branch(ma.fields.Field):
    """A group with a path: a context of its own."""

    def __init__(self, field: Field, address: Address, scope: Scope, work: Work) -> None:
        super().__init__(allow_none=True)
        self.form_field, self.address, self.scope, self.work = field, address, scope, work

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        """Ask for what is required inside even when the group was not sent."""
        return self._deserialize({} if value in (None, ma.missing) else value, attr, data, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, Mapping):
            raise ma.ValidationError([say("not_object")])
        own = scopes.at(self.work.settled.values, self.address) or {}
        inside = scopes.inner(self.scope, own)
        return load(self.form_field.children, value, inside, self.work, self.address)


class Rows(ma.fields.Field):
    """A list of rows, each a level of its own with its own hidden fields."""

    def __init__(self, field: Field, address: Address, scope: Scope, work: Work) -> None:
        super().__init__(allow_none=True)
        self.form_field, self.address, self.scope, self.work = field, address, scope, work

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        """Count a list that was not sent as one without rows."""
        return self._deserialize([] if value is None or value is ma.missing else value, attr, data, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            if not isinstance(value, (list, tuple)):
                raise Wrong(say("not_list"))
            limits.rows_between(self.form_field, len(value))
            rows = self._rows(value)
            limits.own_check(self.form_field, rows, self.scope, self.work.ports)
        except Wrong as wrong:
            raise ma.ValidationError([wrong.sentence]) from None
        return rows

    def _rows(self, given: Any) -> list[dict[str, Any]]:
        rows, errors = [], {}
        for index, row in enumerate(given):
            try:
                rows.append(self._row(index, row))
            except ma.ValidationError as wrong:
                errors[index] = wrong.messages
        if errors:
            raise ma.ValidationError(errors)
        return rows

    def _row(self, index: int, row: Any) -> dict[str, Any]:
        if not isinstance(row, Mapping):
            raise ma.ValidationError([say("not_object")])
        address = (*self.address, index)
        inside = scopes.inner(self.scope, scopes.at(self.work.settled.values, address) or {}, index)
        return load(self.form_field.children, row, inside, self.work, address)
