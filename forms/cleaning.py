"""From what was sent to typed answers or to errors by field: the one way in for browser and API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import marshmallow as ma

from forms import addresses, schemas, scopes
from forms.addresses import Address
from forms.fields import Field, level
from forms.messages import say
from forms.ports import Ports, Scope
from forms.wording import Sentence, Text

GENERAL = "_schema"


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one answer: JSON *pointer*, id of the control, the sentence in both languages.

    *where* says which field of which row, for lists of errors where the sentence itself does not.
    """

    pointer: str
    field_id: str
    sv: str
    en: str
    where: Text = field(default_factory=lambda: Text(""))
    address: Address = ()
    #: False for what the form does not have, where no link can lead
    has_control: bool = True

    def text(self, locale: str) -> str:
        """Return the sentence as it stands beside its field."""
        return self.en if locale == "en" else self.sv

    def line(self, locale: str) -> str:
        """Return the sentence as it stands in a summary, away from its field."""
        where = self.where.of(locale)
        return f"{where}: {self.text(locale)}" if where else self.text(locale)


@dataclass(frozen=True, slots=True)
class Submission:
    """Answers after checking.

    *data* holds typed answers (only when there are no errors), *raw* what to draw the page with again. *action*
    is None when this was meant as an answer, else what the person asked of the page: ``add``, ``remove``
    (a row or a file), ``check`` (Enter in a field), ``refresh`` (htmx, drafts) or ``reveal`` (the answers led to
    questions that the person has not seen).
    """

    data: dict[str, Any]
    raw: dict[str, Any]
    errors: tuple[FieldError, ...] = ()
    action: str | None = None
    focus: str | None = None

    @property
    def is_complete(self) -> bool:
        """Whether *data* can be used."""
        return not self.errors and self.action is None


def clean(
    fields: tuple[Field, ...],
    raw: dict[str, Any],
    scope: Scope,
    ports: Ports,
    *,
    is_strict: bool,
    known_errors: Mapping[Address, Sentence] | None = None,
) -> tuple[Submission, scopes.Settled]:
    """Check a tree of answers; *known_errors* were found on the way in (refused files) and win at their address."""
    settled = scopes.settle(fields, raw, scope, ports)
    found: dict[Address, Sentence] = {}
    data: dict[str, Any] = {}
    try:
        inside = {**scope, **settled.values}
        data = schemas.load(fields, raw, inside, schemas.Work(settled, ports, is_strict))
    except ma.ValidationError as wrong:
        found = dict(_flat(wrong.normalized_messages(), ()))
    found |= known_errors or {}
    errors = in_form_order(fields, [error_at(fields, address, said) for address, said in found.items()])
    return Submission({} if errors else data, raw, errors), settled


def error_at(fields: tuple[Field, ...], address: Address, said: Sentence) -> FieldError:
    """Return the error *said* at *address*, with the words that place it."""
    place = addresses.place(fields, address)
    found = addresses.find(fields, address)
    label = Text("") if said.names_field or found is None else found.label
    ends_in_row = bool(address) and isinstance(address[-1], int)
    parts = [place] if ends_in_row else [place, label]
    where = Text(": ".join(part.sv for part in parts if part.sv), ": ".join(part.of("en") for part in parts if part.sv))
    return FieldError(
        addresses.pointer(address),
        addresses.dom_id(address),
        said.of("sv"),
        said.of("en"),
        where,
        address,
        found is not None,
    )


def in_form_order(fields: tuple[Field, ...], errors: list[FieldError]) -> tuple[FieldError, ...]:
    """Sort errors the way that a person meets the fields; what the form does not have comes last."""
    return tuple(sorted(errors, key=lambda error: _rank(fields, error.address)))


def _rank(fields: tuple[Field, ...], address: Address) -> tuple[int, ...]:
    ranks: list[int] = []
    for part in address:
        if isinstance(part, int):
            ranks.append(part)
            continue
        names = [each.name for each in level(fields)]
        ranks.append(names.index(part) if part in names else len(names))
        fields = next((each.children for each in level(fields) if each.name == part), ())
    return tuple(ranks)


def _flat(messages: Any, base: Address) -> Iterator[tuple[Address, Sentence]]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            yield from _flat(inner, base if key == GENERAL else (*base, key))
    elif messages:
        first = messages[0]
        name = str(base[-1]) if base else ""
        yield base, first if isinstance(first, Sentence) else say("unknown", typed=name)
