"""The directory's tables: regions, units, people, what is known of them, role bindings, substitutions."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.base import Base, new_id


class Region(Base):
    """A tenant: one region with the guideline editions it follows."""

    __tablename__ = "region"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name_sv: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    #: Editions that a residency here may be pinned to; new ones get the default.
    editions: Mapped[list[Any]]
    default_edition: Mapped[str] = mapped_column(String(32))


class Unit(Base):
    """A clinic, a health centre or an administration, in a tree."""

    __tablename__ = "unit"
    __table_args__ = (Index("ix_unit_region", "region"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(ForeignKey("region.id"))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("unit.id"))
    #: ``administration`` or ``unit``
    kind: Mapped[str] = mapped_column(String(16))
    name_sv: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    #: The administration above, written out so that a key needs no walk through the tree.
    administration: Mapped[str | None] = mapped_column(String(64))
    specialty: Mapped[str | None] = mapped_column(String(64))
    is_active: Mapped[bool]


class Person(Base):
    """Somebody the service knows; one row however many employments and roles."""

    __tablename__ = "person"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    #: A short name, unique: sign-in in the sample, ``people:`` in scenarios.
    handle: Mapped[str | None] = mapped_column(String(64), unique=True)
    first_name: Mapped[str] = mapped_column(String(80))
    last_name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    hsa_id: Mapped[str | None] = mapped_column(String(40), unique=True)
    #: Twelve digits.
    personnummer: Mapped[str | None] = mapped_column(String(12), unique=True)
    locale: Mapped[str] = mapped_column(String(2))
    unit: Mapped[str | None] = mapped_column(String(64))
    is_active: Mapped[bool]
    created_at: Mapped[dt.datetime]

    @property
    def name(self) -> str:
        """Return first and last name."""
        return f"{self.first_name} {self.last_name}"


class PersonFact(Base):
    """Something known of a person that decides what they may do: specialist in, course taken, family tie."""

    __tablename__ = "person_fact"
    __table_args__ = (Index("ix_person_fact_person", "person_id", "kind"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    #: ``specialist_in`` | ``supervisor_course`` | ``refresher_course`` | ``family_tie``
    kind: Mapped[str] = mapped_column(String(32))
    #: A specialty id, or the other person's id.
    value: Mapped[str] = mapped_column(String(64))
    happened_on: Mapped[dt.date | None]
    source: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[dt.datetime]


class RoleBinding(Base):
    """A person holds a role in a scope, from a day to a day (both included)."""

    __tablename__ = "role_binding"
    __table_args__ = (
        Index("ix_role_binding_person", "person_id"),
        Index("ix_role_binding_key", "candidate_key"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(64))
    #: ``residency`` | ``unit`` | ``specialty`` | ``administration`` | ``region``
    scope_kind: Mapped[str] = mapped_column(String(16))
    scope: Mapped[str] = mapped_column(String(100))
    #: ``role@kind:scope``, the words that tasks are addressed to.
    candidate_key: Mapped[str] = mapped_column(String(160))
    region: Mapped[str | None] = mapped_column(String(32))
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[dt.datetime]
    ended_by: Mapped[UUID | None]


class Substitution(Base):
    """Somebody acts for somebody else, from a day to a day (both included)."""

    __tablename__ = "substitution"
    __table_args__ = (Index("ix_substitution_substitute", "substitute"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    delegator: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    substitute: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date]
    #: Roles it holds for; None means all.
    roles: Mapped[list[Any] | None]
    may_sign: Mapped[bool]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
