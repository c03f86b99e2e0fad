"""The record's tables: residency, hire, working time, leave, plans, contracts, deadlines, mails."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.base import Base, new_id


class Residency(Base):
    """One doctor's training, pinned to a guideline edition."""

    __tablename__ = "residency"
    __table_args__ = (Index("ix_residency_region", "region", "state"), Index("ix_residency_unit", "unit"))
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    region: Mapped[str] = mapped_column(ForeignKey("region.id"))
    edition: Mapped[str] = mapped_column(String(32))
    unit: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    specialty: Mapped[str] = mapped_column(String(64))
    #: ``active`` | ``completed`` | ``cancelled``
    state: Mapped[str] = mapped_column(String(16))
    employment_start_on: Mapped[dt.date]
    start_on: Mapped[dt.date]
    #: ``SOSFS_2015_8`` | ``HSLF_FS_2021_8`` | ``SOSFS_1999_5``; None until decided.
    regulation: Mapped[str | None] = mapped_column(String(32))
    regulation_reason: Mapped[str | None] = mapped_column(Text)
    bt_required: Mapped[bool | None]
    min_months: Mapped[int | None]
    planned_end_on: Mapped[dt.date | None]
    #: Set when a person has moved the planned end; it is then not recomputed.
    planned_end_reason: Mapped[str | None] = mapped_column(Text)
    position_type: Mapped[str] = mapped_column(String(8))
    licence_on: Mapped[dt.date | None]
    swedish_at: Mapped[bool | None]
    st_started_before: Mapped[bool | None]
    trained_in: Mapped[str | None] = mapped_column(String(16))
    pre_st_locum_on: Mapped[dt.date | None]
    created_at: Mapped[dt.datetime]
    ended_on: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class Hire(Base):
    """What HR registered; the employment id makes sending it twice harmless (I13)."""

    __tablename__ = "hire"
    employment_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residency.id"), index=True)
    facts: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64))
    registered_by: Mapped[UUID | None]
    registered_by_name: Mapped[str] = mapped_column(String(64))
    registered_at: Mapped[dt.datetime]
    corrected_at: Mapped[dt.datetime | None]
    #: What corrections changed, oldest first: [{at, by, reason, fields: {name: [before, after]}}]
    corrections: Mapped[list[Any]]


class WorkingTime(Base):
    """The share of full time from a day on, until the next row's day."""

    __tablename__ = "working_time"
    __table_args__ = (UniqueConstraint("residency_id", "from_on"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residency.id"))
    from_on: Mapped[dt.date]
    #: 1–100
    percent: Mapped[int]
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[dt.datetime]


class Leave(Base):
    """A period away, from a day to a day (both included)."""

    __tablename__ = "leave"
    __table_args__ = (Index("ix_leave_residency", "residency_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residency.id"))
    kind: Mapped[str] = mapped_column(String(32))
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date]
    #: How much of the working time the leave takes, 1–100.
    percent: Mapped[int]
    #: How much of the leave counts as service all the same, 0–100.
    creditable: Mapped[int]
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None]


class IupVersion(Base):
    """An approved individual training programme."""

    __tablename__ = "iup_version"
    __table_args__ = (UniqueConstraint("residency_id", "programme", "version"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residency.id"))
    programme: Mapped[str] = mapped_column(String(8))
    version: Mapped[int]
    submission_id: Mapped[UUID | None]
    approved_by: Mapped[list[Any]]
    approved_at: Mapped[dt.datetime]


class Contract(Base):
    """A signed contract, or why there is none."""

    __tablename__ = "contract"
    __table_args__ = (Index("ix_contract_residency", "residency_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residency.id"))
    contract_type: Mapped[str | None] = mapped_column(String(32))
    #: ``signed`` | ``not_needed``
    state: Mapped[str] = mapped_column(String(16))
    submission_id: Mapped[UUID | None]
    signers: Mapped[list[Any]]
    reason: Mapped[str | None] = mapped_column(String(32))
    comment: Mapped[str | None] = mapped_column(Text)
    at: Mapped[dt.datetime]


class Note(Base):
    """Something done once at the beginning: the baseline analysis, the introduction."""

    __tablename__ = "residency_note"
    __table_args__ = (Index("ix_residency_note_residency", "residency_id", "kind"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residency.id"))
    kind: Mapped[str] = mapped_column(String(32))
    submission_id: Mapped[UUID | None]
    at: Mapped[dt.datetime]


class SpecialtyGuideline(Base):
    """What a region's guideline for a specialty says, asked once."""

    __tablename__ = "specialty_guideline"
    region: Mapped[str] = mapped_column(String(32), primary_key=True)
    specialty: Mapped[str] = mapped_column(String(64), primary_key=True)
    contract_needed: Mapped[bool]
    decided_in: Mapped[UUID | None]
    at: Mapped[dt.datetime]


class OperationDone(Base):
    """An inline operation that was performed: its result for a repetition, what an undo needs."""

    __tablename__ = "operation_done"
    __table_args__ = (Index("ix_operation_done_key", "key"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(64))
    residency_id: Mapped[UUID | None]
    instance_id: Mapped[UUID]
    result: Mapped[dict[str, Any]]
    before: Mapped[dict[str, Any]]
    at: Mapped[dt.datetime]
    undone_at: Mapped[dt.datetime | None]


class Deadline(Base):
    """When something must be done, why then, and which jobs watch it (interfaces.md I7)."""

    __tablename__ = "deadline"
    __table_args__ = (
        Index("ix_deadline_residency", "residency_id", "state"),
        Index("ix_deadline_instance", "instance_id"),
        Index("ix_deadline_task", "task_id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    policy: Mapped[str] = mapped_column(String(64))
    instance_id: Mapped[UUID]
    #: None when the deadline hangs on the process itself.
    task_id: Mapped[UUID | None]
    activity_id: Mapped[str | None] = mapped_column(String(120))
    definition_key: Mapped[str] = mapped_column(String(64))
    residency_id: Mapped[UUID | None]
    region: Mapped[str | None] = mapped_column(String(32))
    edition: Mapped[str | None] = mapped_column(String(32))
    starts_from: Mapped[str] = mapped_column(String(32))
    starts_on: Mapped[dt.date]
    length: Mapped[str] = mapped_column(String(32))
    basis: Mapped[str] = mapped_column(String(16))
    due_on: Mapped[dt.date]
    #: A person's own date with the reason; recomputation leaves it alone.
    moved_by: Mapped[UUID | None]
    moved_reason: Mapped[str | None] = mapped_column(Text)
    #: [{offset, act, to, serves}], as decided when it opened.
    steps: Mapped[list[Any]]
    serves: Mapped[str] = mapped_column(Text)
    default: Mapped[str] = mapped_column(Text)
    #: ``open`` | ``closed``
    state: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]


class Mail(Base):
    """A mail to one person about one thing; made here, rendered and sent by ``service.connectors.notify``."""

    __tablename__ = "mail"
    __table_args__ = (
        UniqueConstraint("occasion"),
        Index("ix_mail_state", "state", "created_at"),
        Index("ix_mail_residency", "residency_id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    #: The same occasion makes one mail, however often its step runs.
    occasion: Mapped[str] = mapped_column(String(200))
    #: ``remind`` | ``notify`` | ``assigned`` | ``reminded_by_hand`` | …; subject and body texts are chosen by it.
    kind: Mapped[str] = mapped_column(String(32))
    to_person: Mapped[UUID]
    #: The role as which the person is told.
    as_role: Mapped[str | None] = mapped_column(String(64))
    residency_id: Mapped[UUID | None]
    region: Mapped[str | None] = mapped_column(String(32))
    instance_id: Mapped[UUID | None]
    task_id: Mapped[UUID | None]
    deadline_id: Mapped[UUID | None] = mapped_column(index=True)
    #: ``iup/draft_iup`` or ``iup``: what it is about, in the models' words.
    about: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[dt.date | None]
    #: Further ids and dates for the text; never names or form data.
    params: Mapped[dict[str, Any]]
    #: ``pending`` | ``sent`` | ``failed``
    state: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]
    message_id: Mapped[str | None] = mapped_column(String(200))
    error: Mapped[str | None] = mapped_column(Text)


class Comment(Base):
    """What somebody wrote beside a task; everybody who may see the training reads it."""

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_residency", "residency_id"), Index("ix_comment_task", "task_id"))
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    residency_id: Mapped[UUID | None]
    instance_id: Mapped[UUID]
    task_id: Mapped[UUID]
    by: Mapped[UUID]
    role: Mapped[str | None] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    is_question: Mapped[bool]
    at: Mapped[dt.datetime]
