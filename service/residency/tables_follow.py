"""The record's tables of follow-up: meetings, assessments, 360°, series, the protected part, corrections, entries."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.base import Base, new_id


class Meeting(Base):
    """A talk, a collegium, a check-in or a review that was held."""

    __tablename__ = "meeting"
    __table_args__ = (
        Index("ix_meeting_residency", "residency_id", "kind", "held_on"),
        Index("ix_meeting_round", "round_id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residency.id"))
    #: One of ``meetings.KINDS``.
    kind: Mapped[str] = mapped_column(String(24))
    held_on: Mapped[dt.date]
    minutes: Mapped[int | None]
    #: People's ids, or names of those outside the house.
    participants: Mapped[list[Any]]
    #: The collegium's verdict (``below`` | ``as_expected`` | ``above`` | ``unknown``); None for talks.
    verdict: Mapped[str | None] = mapped_column(String(16))
    #: What was agreed, in the words of those who met.
    agreed: Mapped[str] = mapped_column(Text)
    #: When the resident was told (a collegium is told by the main supervisor).
    told_on: Mapped[dt.date | None]
    #: Meetings of one day for many residents share a round.
    round_id: Mapped[UUID | None]
    submission_id: Mapped[UUID | None]
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None]


class MeetingRound(Base):
    """One day planned for many residents: a collegium for eleven, a half-yearly round."""

    __tablename__ = "meeting_round"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    region: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(24))
    planned_on: Mapped[dt.date]
    #: The ids of the residencies it is planned for.
    residencies: Mapped[list[Any]]
    planned_by: Mapped[UUID | None]
    planned_at: Mapped[dt.datetime]


class Assessment(Base):
    """An assessment with an instrument: its own fields and its own scale."""

    __tablename__ = "assessment"
    __table_args__ = (Index("ix_assessment_residency", "residency_id", "held_on"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residency.id"))
    #: Code and version of the catalogue's instrument.
    instrument: Mapped[str] = mapped_column(String(32))
    instrument_version: Mapped[str] = mapped_column(String(16))
    scale: Mapped[str] = mapped_column(String(32))
    held_on: Mapped[dt.date]
    assessor_id: Mapped[UUID | None]
    assessor_name: Mapped[str] = mapped_column(String(200))
    goals: Mapped[list[Any]]
    #: Domain → a value of the scale; header and footer fields → text.
    ratings: Mapped[dict[str, Any]]
    fields: Mapped[dict[str, Any]]
    submission_id: Mapped[UUID | None]
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None]


class FeedbackRound(Base):
    """A 360° round: answers come without names, and are shown together or not at all."""

    __tablename__ = "feedback_round"
    __table_args__ = (Index("ix_feedback_round_residency", "residency_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residency.id"))
    instrument: Mapped[str] = mapped_column(String(32))
    #: How many answers of others there must be before anything is shown.
    minimum: Mapped[int]
    opened_on: Mapped[dt.date]
    closed_on: Mapped[dt.date | None]
    opened_by: Mapped[UUID | None]


class FeedbackInvitation(Base):
    """Somebody asked to answer; says whether they did, never what."""

    __tablename__ = "feedback_invitation"
    __table_args__ = (UniqueConstraint("round_id", "person_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("feedback_round.id"))
    person_id: Mapped[UUID]
    #: ``self`` | ``doctor`` | ``other``
    group: Mapped[str] = mapped_column(String(16))
    has_answered: Mapped[bool]


class FeedbackAnswer(Base):
    """One answer; no column leads back to who gave it, and its id tells no time."""

    __tablename__ = "feedback_answer"
    __table_args__ = (Index("ix_feedback_answer_round", "round_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("feedback_round.id"))
    is_self: Mapped[bool]
    ratings: Mapped[dict[str, Any]]
    comments: Mapped[dict[str, Any]]


class Series(Base):
    """A short process that starts again and again in one residency (interfaces.md I8)."""

    __tablename__ = "series"
    __table_args__ = (UniqueConstraint("residency_id", "definition", "name"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residency.id"))
    #: The definition's key, and a name when one residency has two series of it.
    definition: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(64))
    #: ISO 8601: how long after one occurrence the next begins.
    every: Mapped[str] = mapped_column(String(16))
    #: The first occurrence's day, from which the others are counted.
    anchor_on: Mapped[dt.date]
    next_on: Mapped[dt.date | None]
    until: Mapped[dt.date | None]
    is_paused: Mapped[bool]
    #: How many occurrences have been counted off; the next one has this number.
    occurrence: Mapped[int]
    started: Mapped[int]
    #: Plain JSON handed to each instance as variables.
    variables: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[dt.datetime]
    stopped_at: Mapped[dt.datetime | None]


class ProtectedCase(Base):
    """An action plan with what belongs to it: only those who are named may read."""

    __tablename__ = "protected_case"
    __table_args__ = (Index("ix_protected_case_residency", "residency_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residency.id"))
    instance_id: Mapped[UUID | None]
    opened_at: Mapped[dt.datetime]
    opened_by: Mapped[UUID | None]
    closed_at: Mapped[dt.datetime | None]


class ProtectedParticipant(Base):
    """Somebody who may read a protected case, and why."""

    __tablename__ = "protected_participant"
    __table_args__ = (UniqueConstraint("case_id", "person_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("protected_case.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(64))
    #: Kinds of notes that this person reads; None means all.
    kinds: Mapped[list[Any] | None]
    named_by: Mapped[UUID | None]
    named_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]


class ProtectedNote(Base):
    """One note of a protected case; nothing is ever changed, only added."""

    __tablename__ = "protected_note"
    __table_args__ = (Index("ix_protected_note_case", "case_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("protected_case.id"))
    #: ``action_plan`` | ``health`` | ``hr`` | ``legal`` | ``union``
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    follow_up_on: Mapped[dt.date | None]
    submission_id: Mapped[UUID | None]
    written_by: Mapped[UUID | None]
    written_at: Mapped[dt.datetime]


class Correction(Base):
    """A fact that was corrected: both values, why, by whom, and what moved with it."""

    __tablename__ = "correction"
    __table_args__ = (Index("ix_correction_residency", "residency_id"), Index("ix_correction_subject", "subject_id"))
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residency.id"))
    subject: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[UUID]
    #: Field → [before, after], plain JSON.
    changes: Mapped[dict[str, Any]]
    #: [{what, before, after}], dates that moved.
    moves: Mapped[list[Any]]
    reason: Mapped[str] = mapped_column(Text)
    corrected_by: Mapped[UUID | None]
    corrected_at: Mapped[dt.datetime]


class Entry(Base):
    """What was told of a residency that entered in the middle; makes telling it twice harmless."""

    __tablename__ = "entry"
    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residency.id"), primary_key=True)
    facts: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64))
    entered_by: Mapped[UUID | None]
    entered_at: Mapped[dt.datetime]
