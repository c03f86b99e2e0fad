"""Tables beside the run itself: idempotency, incidents, what is watched, facts of the installation."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.base import Base, new_id


class Idempotency(Base):
    """The first answer to a keyed request that is not a form, kept seven days."""

    __tablename__ = "idempotency"
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    by: Mapped[UUID | None]
    sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    answer: Mapped[dict[str, Any]]
    at: Mapped[dt.datetime]


class Incident(Base):
    """Something that a person must look at."""

    __tablename__ = "incident"
    __table_args__ = (Index("ix_incident_state", "state", "opened_at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(64))
    instance_id: Mapped[UUID | None] = mapped_column(index=True)
    residency_id: Mapped[UUID | None]
    region: Mapped[str | None] = mapped_column(String(32))
    job_id: Mapped[UUID | None]
    activity_id: Mapped[str | None] = mapped_column(String(120))
    message_sv: Mapped[str] = mapped_column(Text)
    message_en: Mapped[str] = mapped_column(Text)
    detail: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[dt.datetime]
    resolved_at: Mapped[dt.datetime | None]
    resolved_by: Mapped[UUID | None]


class Watch(Base):
    """Something a role or a person should see without having to do it: the tab *Bevakade*."""

    __tablename__ = "watch"
    __table_args__ = (UniqueConstraint("occasion"), Index("ix_watch_key", "candidate_key", "created_at"))
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    #: The same occasion (deadline, step, role) makes one row, however often its step runs.
    occasion: Mapped[str] = mapped_column(String(200))
    candidate_key: Mapped[str] = mapped_column(String(160))
    residency_id: Mapped[UUID | None] = mapped_column(index=True)
    region: Mapped[str | None] = mapped_column(String(32))
    instance_id: Mapped[UUID | None]
    task_id: Mapped[UUID | None]
    reason_sv: Mapped[str] = mapped_column(Text)
    reason_en: Mapped[str] = mapped_column(Text)
    created_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]


class Installation(Base):
    """Facts about this installation: id, sample or real, clock offset, heartbeats."""

    __tablename__ = "installation"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime]
