"""The sample's regions, units and people, from ``people.yaml``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any
from uuid import UUID

import yaml

from service import catalogue
from service.directory import bindings, people, queries, scopes
from service.directory.scopes import Place
from service.directory.tables import Person, Region, Unit
from workflows.model.actor import Actor
from workflows.transaction import Transaction

SAMPLE = Actor.system("sample")
#: Roles and training of the sample hold since this day, long before any story begins.
SINCE = dt.date(2020, 1, 1)
#: How many people the sign-in page lists.
_LISTED = 200


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody one may sign in as in the sample."""

    person_id: UUID
    handle: str
    name: str
    region: str
    unit_sv: str
    unit_en: str
    #: Role ids; empty for a resident whose hire is not registered.
    roles: list[str]


def load_people(tx: Transaction) -> None:
    """Add the sample's regions, units and people with their roles; a second call changes nothing."""
    content = _content()
    if queries.regions(tx.session):
        return
    _add_regions(tx, content)
    numbers = iter(_numbers())
    units = {unit["id"]: unit for unit in content["units"]}
    for row in content["people"]:
        person = _add_person(tx, row, next(numbers))
        place = _place(content, units, row["unit"])
        for role in row.get("roles", []):
            _bind(tx, person, role, place)


def signed_in_list(tx: Transaction) -> list[SignIn]:
    """Return the people that one may sign in as, with the roles they hold: the file's in its order, then new hires."""
    order = {row["handle"]: n for n, row in enumerate(_content()["people"])}
    found = queries.active_people(tx.session, limit=_LISTED)
    units = {unit.id: unit for unit in queries.all_units(tx.session)}
    held = queries.roles_by_person(tx.session, tx.now().date())
    rows = []
    for person in sorted(found, key=lambda person: order.get(person.handle or "", len(order))):
        unit = units[person.unit or ""]
        named = list(dict.fromkeys(held.get(person.id, [])))
        handle = person.handle or person.email or ""
        rows.append(SignIn(person.id, handle, person.name, unit.region, unit.name_sv, unit.name_en, named))
    return rows


@cache
def _content() -> dict[str, Any]:
    text = resources.files("service.sample").joinpath("people.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    return content


@cache
def _numbers() -> tuple[str, ...]:
    """Return Skatteverket's test numbers, as many as there are people."""
    return tuple(resources.files("service.sample").joinpath("personnummer.txt").read_text().split())


def _add_regions(tx: Transaction, content: Mapping[str, Any]) -> None:
    for region_id, row in content["regions"].items():
        tx.session.add(
            Region(
                id=region_id,
                name_sv=row["name_sv"],
                name_en=row["name_en"],
                editions=row["editions"],
                default_edition=row["default"],
            )
        )
    tx.session.flush()
    for row in content["units"]:
        tx.session.add(
            Unit(
                id=row["id"],
                region=row["region"],
                parent_id=row.get("parent"),
                kind=row["kind"],
                name_sv=row["name_sv"],
                name_en=row["name_en"],
                administration=row.get("parent") or row["id"],
                specialty=row.get("specialty"),
                is_active=True,
            )
        )
        tx.session.flush()


def _add_person(tx: Transaction, row: Mapping[str, Any], number: str) -> Person:
    first, last = row["name"].split(" ", 1)
    person = people.add(
        tx,
        first_name=first,
        last_name=last,
        email=f"{row['handle']}@randa.example",
        handle=row["handle"],
        hsa_id=f"SE0000000000-{row['handle'].upper()}",
        personnummer=number,
        unit=row["unit"],
    )
    for specialty in row.get("specialist", []):
        assert specialty in catalogue.specialties()
        people.note(tx, person.id, "specialist_in", specialty, by=SAMPLE, happened_on=SINCE, source="sample")
    for name, kind in (("course", "supervisor_course"), ("refresher", "refresher_course")):
        if name in row:
            people.note(tx, person.id, kind, "", by=SAMPLE, happened_on=row[name], source="sample")
    return person


def _place(content: Mapping[str, Any], units: Mapping[str, Any], unit_id: str) -> Place:
    unit = units[unit_id]
    return Place(
        region=unit["region"],
        guideline=scopes.guideline_of(content["regions"][unit["region"]]["default"]),
        unit=unit_id,
        specialty=unit.get("specialty"),
        administration=unit.get("parent") or unit_id,
    )


def _bind(tx: Transaction, person: Person, role: str, place: Place) -> None:
    """Bind a role in the scope that the guideline gives it here; ``role@kind:scope`` says the scope outright."""
    if "@" in role:
        name, kind, scope = scopes.parse(role)
    else:
        kind, name = scopes.cell(role, place.guideline)
        scope = scopes.scope_text(kind, place) or ""
        assert scope, f"{role} needs a {kind}"
    bindings.bind(tx, person.id, name, kind, scope, by=SAMPLE, from_on=SINCE, reason="sample")
