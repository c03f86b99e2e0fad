"""From a role to the words that a task is addressed to: ``role@kind:scope`` (interfaces.md I5b)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service import catalogue

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


def home_of(role: str, place: Place) -> tuple[str, str] | None:
    """Return (kind, scope) in which *role* itself is held at this place; None when arrow or place forbid."""
    kind, holder = cell(role, place.guideline)
    scope = scope_text(kind, place)
    return (kind, scope) if scope is not None and holder == role else None
