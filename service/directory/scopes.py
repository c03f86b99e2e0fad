"""From a role to the words that a task is addressed to: ``role@kind:scope`` (interfaces.md I5b)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service import catalogue
from service.directory import queries
from workflows.model import errors
from workflows.transaction import Transaction

#: When nobody holds anything else.
LAST = "administrator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a matter belongs; what is unknown is None."""

    region: str | None
    #: The guideline whose column of role_scope.csv holds: ``rjl``, ``norrbotten``, ``halland``, ``blekinge``.
    guideline: str
    residency_id: UUID | None = None
    unit: str | None = None
    specialty: str | None = None
    administration: str | None = None

    @classmethod
    def of_case(cls, case: Mapping[str, Any]) -> Place:
        """Return the place of a residency from its case facts."""
        return cls(
            region=case["region"],
            guideline=guideline_of(case["edition"]),
            residency_id=UUID(str(case["residency_id"])),
            unit=case["unit"],
            specialty=case["specialty"],
            administration=case.get("administration"),
        )


@dataclass(frozen=True, slots=True)
class Address:
    """A candidate key with the role that it is written for, after arrows but before fallbacks."""

    key: str
    role: str


def guideline_of(edition: str) -> str:
    """Return the guideline of an edition: ``rjl_2025`` → ``rjl``."""
    return edition.partition("_")[0]


def key_of(role: str, kind: str, scope: str) -> str:
    """Return the candidate key, e.g. ``study_director@specialty:rjl/kirurgi``."""
    return f"{role}@{kind}:{scope}"


def scope_text(kind: str, place: Place) -> str | None:
    """Return the scope's text, e.g. ``rjl/kirurgi``; None when the place does not say."""
    if kind in ("residency", "service"):
        return str(place.residency_id) if place.residency_id else None
    if place.region is None:
        return None
    if kind == "region":
        return place.region
    part = {"unit": place.unit, "specialty": place.specialty, "administration": place.administration}[kind]
    return f"{place.region}/{part}" if part else None


def cell(role: str, guideline: str) -> tuple[str, str]:
    """Return (scope kind, role that holds it) for a role in a guideline, following the arrow once.

    A role that the catalogue lacks, or a guideline of one's own, is held per region.
    """
    row = catalogue.role_scopes().get(role)
    text = (row or {}).get(guideline) or "region"
    kind, _, target = (part.strip() for part in text.partition("→"))
    return ("residency" if kind == "service" else kind), (target or role)


def fallback_of(role: str) -> str:
    """Return the role that answers when nobody holds *role*."""
    row = catalogue.role_scopes().get(role)
    return (row or {}).get("fallback") or LAST


def addresses(role: str, place: Place) -> Iterator[Address]:
    """Yield where a task for *role* goes, then its fallbacks in order, ending with the administrator.

    Addresses whose scope the place does not know are left out.
    """
    seen: set[str] = set()
    while role not in seen:
        seen.add(role)
        kind, holder = cell(role, place.guideline)
        scope = scope_text(kind, place)
        if scope is not None:
            yield Address(key_of(holder, kind, scope), holder)
        role = fallback_of(role)
    if LAST not in seen:
        yield Address(key_of(LAST, "region", place.region or ""), LAST)


def place(tx: Transaction, residency_id: UUID | None, region: str | None) -> Place:
    """Return where a matter belongs: from the residency's case facts, or a region only."""
    if residency_id is None:
        row = queries.region(tx.session, region) if region else None
        return Place(region=region, guideline=guideline_of(row.default_edition) if row else "")
    slot = ("case", residency_id)
    if slot not in tx.known:
        tx.known[slot] = tx.parts.cases.case(tx, residency_id)
    return Place.of_case(tx.known[slot])


def own_key(tx: Transaction, role: str, residency_id: UUID) -> str:
    """Return the key by which *role* is held for a residency, whether or not anybody holds it.

    Where the guideline has an arrow, it is the key of the role after it. Raises Invalid when the residency lacks
    the scope, e.g. an administration.
    """
    here = place(tx, residency_id, None)
    kind, holder = cell(role, here.guideline)
    scope = scope_text(kind, here)
    if scope is None:
        raise errors.Invalid(f"The unit has no {kind} for {role}.", f"Enheten saknar {kind} för {role}.")
    return key_of(holder, kind, scope)


def parse(key: str) -> tuple[str, str, str]:
    """Return (role, kind, scope) of a candidate key."""
    role, _, rest = key.partition("@")
    kind, _, scope = rest.partition(":")
    return role, kind, scope
