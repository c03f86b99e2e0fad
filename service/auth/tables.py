"""The tables of signing in; secrets are kept as hashes only."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.base import Base


class Account(Base):
    """A person's own password; people of a sample need none."""

    __tablename__ = "account"
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    #: argon2id, with its parameters.
    password: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[dt.datetime]


class SignIn(Base):
    """A session on the server; deleting the row signs out at once."""

    __tablename__ = "session"
    __table_args__ = (Index("ix_session_person", "person_id"), Index("ix_session_ends", "ends_at"))
    #: sha256 of what the cookie holds.
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]


class OneTimeLink(Base):
    """A link that may be used once: invitation, first administrator, forgotten password."""

    __tablename__ = "one_time_link"
    #: sha256 of the secret in the link.
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    #: ``invitation`` | ``administrator`` | ``password``
    kind: Mapped[str] = mapped_column(String(16))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[dt.datetime]
    made_by: Mapped[UUID | None]
    ends_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]


class ApiToken(Base):
    """A key for another system, acting as one person within scopes."""

    __tablename__ = "api_token"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    #: sha256 of the secret part: it is random, so a slow hash would add nothing.
    secret: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    scopes: Mapped[list[Any]]
    made_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
    revoked_at: Mapped[dt.datetime | None]


class Attempts(Base):
    """How often something was tried in the present window, by account and address."""

    __tablename__ = "attempts"
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int]
    since: Mapped[dt.datetime]
