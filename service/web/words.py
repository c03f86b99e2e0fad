"""The house's ids in people's words: roles, guidelines, units, specialties, regulations, names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from service import catalogue
from service.directory import people, queries
from service.i18n import texts
from service.residency import queries as record
from service.web import frame
from workflows import definitions
from workflows.transaction import Transaction


def role(role_id: str | None) -> str:
    """Return a role's name; an unknown id stays as it is."""
    key = f"roles.{role_id}"
    return frame.say(key) if role_id and texts.has(key) else (role_id or "")


def small_role(role_id: str | None) -> str:
    """Return a role's name inside a sentence: ``verksamhetschef``, but ``ST-läkare`` and ``HR`` as they are."""
    name = role(role_id)
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def role_of_key(candidate_key: str | None) -> str:
    """Return the name of the role in a candidate key."""
    return role((candidate_key or "").partition("@")[0])


def edition(edition_id: str | None) -> str:
    """Return a guideline edition's name."""
    key = f"names.edition.{edition_id}"
    return frame.say(key) if texts.has(key) else (edition_id or "")


def region(region_id: str | None) -> str:
    """Return a region's name."""
    key = f"names.region.{region_id}"
    return frame.say(key) if texts.has(key) else (region_id or "")


def regulation(regulation_id: str | None) -> str:
    """Return a regulation's name, or that none is chosen yet."""
    if not regulation_id:
        return frame.say("residency.regulation_unknown")
    key = f"names.regulation.{regulation_id}"
    return frame.say(key) if texts.has(key) else regulation_id


def specialty(specialty_id: str) -> str:
    """Return a specialty's name in small letters, as inside a sentence."""
    row = catalogue.specialties().get(specialty_id)
    name = (row or {}).get("name_en" if frame.locale() == "en" else "name_sv") or specialty_id
    return name[:1].lower() + name[1:]


def unit(tx: Transaction, unit_id: str) -> str:
    """Return a unit's name, fetched once per transaction."""
    slot = ("unit_name", unit_id)
    if slot not in tx.known:
        row = queries.unit(tx.session, unit_id)
        tx.known[slot] = (row.name_en if frame.locale() == "en" else row.name_sv) if row else unit_id
    return str(tx.known[slot])


def working_time(tx: Transaction, residency_id: UUID, start_on: dt.date) -> str:
    """Return the share of full time that holds today, or that the training begins with."""
    on = max(frame.visitor().today, start_on)
    shares = [share for share in record.working_times(tx.session, residency_id) if share.from_on <= on]
    return frame.say("names.percent", n=shares[-1].percent if shares else 100)


def process(tx: Transaction, key: str) -> definitions.Deployed:
    """Return the current version of a process, asked once per transaction. Raises DefinitionNotFound."""
    slot = ("current_definition", key)
    if slot not in tx.known:
        tx.known[slot] = definitions.current(tx, key)
    found: definitions.Deployed = tx.known[slot]
    return found


class Names:
    """People's names by id, fetched in one query; nobody is *Randa* (a timer, a job)."""

    def __init__(self, tx: Transaction, ids: Iterable[UUID | None]) -> None:
        self._names = people.names(tx, {i for i in ids if i is not None})

    def of(self, person_id: UUID | None) -> str:
        """Return a person's name."""
        return self._names.get(person_id, "–") if person_id else frame.say("names.randa")
