"""The record's tables of time and learning: credits, service periods, goals, courses and work, certificates."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.base import Base, new_id


class ServiceCredit(Base):
    """Time that counts without being served here: earlier service, research, a doctorate."""

    __tablename__ = "service_credit"
    __table_args__ = (Index("ix_service_credit_residency", "residency_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residency.id"))
    #: ``earlier_service`` | ``prelicence`` | ``research`` | ``foreign`` | ``doctorate`` | ``other``
    kind: Mapped[str] = mapped_column(String(32))
    #: Full-time months in hundredths: 450 is four and a half.
    hundredths: Mapped[int]
    decided_by: Mapped[str] = mapped_column(String(200))
    decided_on: Mapped[dt.date]
    #: The paper, programme version or paragraph that the decision rests on.
    source: Mapped[str] = mapped_column(Text)
    submission_id: Mapped[UUID | None]
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None]


class ShareDecision(Base):
    """Who decided how much of a leave or of a manager's time counts as service."""

    __tablename__ = "share_decision"
    __table_args__ = (Index("ix_share_decision_residency", "residency_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residency.id"))
    leave_id: Mapped[UUID] = mapped_column(ForeignKey("leave.id"))
    before: Mapped[int]
    #: Percent of the absence that counts, 0–100.
    creditable: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[dt.datetime]


class ServicePeriod(Base):
    """A stretch of service at one place, own unit too, from a day to a day (both included)."""

    __tablename__ = "service_period"
    __table_args__ = (Index("ix_service_period_residency", "residency_id", "from_on"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residency.id"))
    #: One of ``periods.KINDS``.
    kind: Mapped[str] = mapped_column(String(24))
    #: A unit of the house, or None for a place outside it.
    unit: Mapped[str | None] = mapped_column(String(64))
    unit_name: Mapped[str] = mapped_column(String(200))
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date]
    #: Share of full time, 1–100.
    percent: Mapped[int]
    #: Agreed goals: codes of the pinned catalogue.
    goals: Mapped[list[Any]]
    supervisor_id: Mapped[UUID | None]
    supervisor_name: Mapped[str] = mapped_column(String(200))
    feedback_on: Mapped[dt.date | None]
    feedback: Mapped[str] = mapped_column(Text)
    #: What the resident thought of the period, for the host.
    evaluated_on: Mapped[dt.date | None]
    submission_id: Mapped[UUID | None]
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None]


class GoalPin(Base):
    """Which version of the goal catalogue a residency follows."""

    __tablename__ = "goal_pin"
    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residency.id"), primary_key=True)
    regulation: Mapped[str] = mapped_column(String(32))
    specialty: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    pinned_at: Mapped[dt.datetime]


class GoalCorrection(Base):
    """An administrator's correction of the goal catalogue; its number is the catalogue's new version."""

    __tablename__ = "goal_correction"
    __table_args__ = (UniqueConstraint("regulation", "specialty", "version"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    regulation: Mapped[str] = mapped_column(String(32))
    specialty: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    code: Mapped[str] = mapped_column(String(16))
    #: ``title`` | ``requirements`` | ``required`` | ``confirmed``
    field: Mapped[str] = mapped_column(String(24))
    before: Mapped[str] = mapped_column(Text)
    value: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    corrected_by: Mapped[UUID | None]
    corrected_at: Mapped[dt.datetime]


class GoalLink(Base):
    """Something planned or done toward one goal: a cell of the matrix goals × activities."""

    __tablename__ = "goal_link"
    __table_args__ = (
        Index("ix_goal_link_residency", "residency_id", "code"),
        Index("ix_goal_link_subject", "subject_id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residency.id"))
    code: Mapped[str] = mapped_column(String(16))
    #: ``service`` | ``course`` | ``work`` | ``assessment`` | ``certificate``
    activity: Mapped[str] = mapped_column(String(16))
    #: ``planned`` | ``under_way`` | ``done``
    state: Mapped[str] = mapped_column(String(16))
    #: The period, course, assessment or certificate; None for what is only written.
    subject_id: Mapped[UUID | None]
    title: Mapped[str] = mapped_column(String(300))
    happened_on: Mapped[dt.date | None]
    submission_id: Mapped[UUID | None]
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None]


class Learning(Base):
    """A course, a scientific or quality work, or a stretch of self-study."""

    __tablename__ = "learning"
    __table_args__ = (Index("ix_learning_residency", "residency_id", "kind"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residency.id"))
    #: ``course`` | ``course_programme`` | ``science`` | ``quality`` | ``self_study``
    kind: Mapped[str] = mapped_column(String(24))
    title: Mapped[str] = mapped_column(String(300))
    provider: Mapped[str] = mapped_column(String(200))
    from_on: Mapped[dt.date | None]
    to_on: Mapped[dt.date | None]
    minutes: Mapped[int | None]
    #: ``planned`` | ``applied`` | ``under_way`` | ``done`` | ``approved``
    state: Mapped[str] = mapped_column(String(16))
    goals: Mapped[list[Any]]
    #: [{by, role, on}], in the order they approved.
    approvals: Mapped[list[Any]]
    submission_id: Mapped[UUID | None]
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None]


class Certificate(Base):
    """A certificate of the regulation's forms, from draft to signed original."""

    __tablename__ = "certificate"
    __table_args__ = (Index("ix_certificate_residency", "residency_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residency.id"))
    regulation: Mapped[str] = mapped_column(String(32))
    #: The annex's number in the regulation, as in ``certificates.json``.
    annex: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(300))
    goals: Mapped[list[Any]]
    subject_id: Mapped[UUID | None]
    #: ``draft`` | ``asked`` | ``signed`` | ``received``
    state: Mapped[str] = mapped_column(String(16))
    signer_id: Mapped[UUID | None]
    signer_name: Mapped[str] = mapped_column(String(200))
    asked_on: Mapped[dt.date | None]
    signed_on: Mapped[dt.date | None]
    received_on: Mapped[dt.date | None]
    file_id: Mapped[UUID | None]
    submission_id: Mapped[UUID | None]
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None]
