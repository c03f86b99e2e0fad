"""People: add, find, and what is known of them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from uuid import UUID

from service.directory import queries
from service.directory.tables import Person, PersonFact
from workflows.model import errors
from workflows.model.actor import Actor
from workflows.transaction import Transaction

_DIGITS = re.compile(r"^(\d{2})?(\d{6})[-+]?(\d{4})$")


def get(tx: Transaction, reference: UUID | str) -> Person:
    """Return a person by id or handle. Raises PersonNotFound."""
    found = queries.person(tx.session, reference)
    if found is None:
        raise errors.PersonNotFound
    return found


def names(tx: Transaction, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return names by id, in one query."""
    found = queries.people(tx.session, [i for i in ids if i is not None])
    return {person.id: person.name for person in found.values()}


def add(
    tx: Transaction,
    *,
    first_name: str,
    last_name: str,
    email: str | None = None,
    handle: str | None = None,
    hsa_id: str | None = None,
    personnummer: str | None = None,
    unit: str | None = None,
    locale: str = "sv",
) -> Person:
    """Add a person; *personnummer* in twelve digits (see ``twelve_digits``)."""
    made = Person(
        handle=handle,
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        email=email.strip().lower() if email else None,
        hsa_id=hsa_id or None,
        personnummer=personnummer,
        locale=locale,
        unit=unit,
        is_active=True,
        created_at=tx.now(),
    )
    tx.session.add(made)
    tx.session.flush()
    return made


def set_locale(tx: Transaction, person_id: UUID, locale: str) -> Person:
    """Keep the language that a person chose for pages and mails: ``sv`` or ``en``. Raises PersonNotFound."""
    person = get(tx, person_id)
    person.locale = "en" if locale == "en" else "sv"
    return person


def note(
    tx: Transaction,
    person_id: UUID,
    kind: str,
    value: str,
    *,
    by: Actor,
    happened_on: dt.date | None = None,
    source: str = "",
) -> PersonFact:
    """Record that a person is specialist in something, took a course, or has a family tie."""
    made = PersonFact(
        person_id=person_id,
        kind=kind,
        value=value,
        happened_on=happened_on,
        source=source,
        recorded_by=by.person_id,
        recorded_at=tx.now(),
    )
    tx.session.add(made)
    tx.session.flush()
    return made


def twelve_digits(text: str, today: dt.date) -> str | None:
    """Return a personnummer or samordningsnummer as twelve digits, or None when it is not one.

    Ten digits get their century from *today*: ``+`` means a hundred years or more. Checks the date (day + 60 for
    a samordningsnummer) and the Luhn digit (SKV 704).
    """
    found = _DIGITS.match(text.strip().replace(" ", ""))
    if found is None:
        return None
    century, six, four = found.groups()
    if century is None:
        year = today.year - (today.year - int(six[:2])) % 100
        century = f"{(year - (100 if '+' in text else 0)) // 100:02d}"
    day = int(six[4:]) % 60 if int(six[4:]) > 60 else int(six[4:])
    try:
        dt.date(int(century + six[:2]), int(six[2:4]), day)
    except ValueError:
        return None
    return f"{century}{six}{four}" if _luhn(six + four) else None


def _luhn(ten: str) -> bool:
    total = sum(sum(divmod(int(digit) * (2 - i % 2), 10)) for i, digit in enumerate(ten))
    return total % 10 == 0
