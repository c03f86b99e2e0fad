"""Queries for follow-up: meetings, assessments, 360° rounds, series, the protected part, corrections."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.residency.tables_follow import (
    Assessment,
    Correction,
    Entry,
    FeedbackAnswer,
    FeedbackInvitation,
    FeedbackRound,
    Meeting,
    ProtectedCase,
    ProtectedNote,
    ProtectedParticipant,
    Series,
)
from workflows.model.states import JobKind, JobState
from workflows.store.tables import Job


def meetings_of(session: Session, residency_id: UUID) -> list[Meeting]:
    """Return the meetings that stand, oldest first."""
    query = select(Meeting).where(Meeting.residency_id == residency_id, Meeting.withdrawn_at.is_(None))
    return list(session.scalars(query.order_by(Meeting.held_on, Meeting.id)))


def of_round(session: Session, round_id: UUID) -> list[Meeting]:
    """Return the meetings of a round."""
    return list(session.scalars(select(Meeting).where(Meeting.round_id == round_id, Meeting.withdrawn_at.is_(None))))


def assessments_of(session: Session, residency_id: UUID) -> list[Assessment]:
    """Return the assessments that stand, oldest first."""
    query = select(Assessment).where(Assessment.residency_id == residency_id, Assessment.withdrawn_at.is_(None))
    return list(session.scalars(query.order_by(Assessment.held_on, Assessment.id)))


def rounds_of(session: Session, residency_id: UUID) -> list[FeedbackRound]:
    """Return the 360° rounds of a residency, oldest first."""
    query = select(FeedbackRound).where(FeedbackRound.residency_id == residency_id)
    return list(session.scalars(query.order_by(FeedbackRound.opened_on, FeedbackRound.id)))


def invitation(session: Session, round_id: UUID, person_id: UUID | None) -> FeedbackInvitation | None:
    """Return somebody's invitation, locked against a second answer at the same time."""
    return session.scalars(
        select(FeedbackInvitation)
        .where(FeedbackInvitation.round_id == round_id, FeedbackInvitation.person_id == person_id)
        .with_for_update()
    ).one_or_none()


def invitations(session: Session, round_id: UUID) -> list[FeedbackInvitation]:
    """Return everybody who was asked."""
    return list(session.scalars(select(FeedbackInvitation).where(FeedbackInvitation.round_id == round_id)))


def answers(session: Session, round_id: UUID) -> list[FeedbackAnswer]:
    """Return the answers of a round in the order of their random ids."""
    return list(
        session.scalars(select(FeedbackAnswer).where(FeedbackAnswer.round_id == round_id).order_by(FeedbackAnswer.id))
    )


def series(session: Session, residency_id: UUID, definition: str, name: str) -> Series | None:
    """Return a series, locked and fresh."""
    return session.scalars(
        select(Series)
        .where(Series.residency_id == residency_id, Series.definition == definition, Series.name == name)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def lock_series(session: Session, series_id: UUID) -> Series | None:
    """Lock a series and return it fresh."""
    return session.get(Series, series_id, with_for_update=True, populate_existing=True)


def series_of(session: Session, residency_id: UUID) -> list[Series]:
    """Return the series of a residency that have not stopped, next one first."""
    query = select(Series).where(Series.residency_id == residency_id, Series.stopped_at.is_(None))
    return list(session.scalars(query.order_by(Series.next_on, Series.id)))


def series_jobs(session: Session, residency_id: UUID) -> list[Job]:
    """Return the jobs of a residency's series that have not been carried out."""
    waiting = (JobState.PENDING.value, JobState.FAILED.value, JobState.LEASED.value)
    query = select(Job).where(Job.residency_id == residency_id, Job.kind == JobKind.SERIES.value)
    return list(session.scalars(query.where(Job.state.in_(waiting))))


def protected_cases(session: Session, residency_id: UUID) -> list[ProtectedCase]:
    """Return the protected cases of a residency, oldest first."""
    query = select(ProtectedCase).where(ProtectedCase.residency_id == residency_id)
    return list(session.scalars(query.order_by(ProtectedCase.opened_at, ProtectedCase.id)))


def participants(session: Session, case_id: UUID) -> list[ProtectedParticipant]:
    """Return those who may read a protected case."""
    query = select(ProtectedParticipant).where(
        ProtectedParticipant.case_id == case_id, ProtectedParticipant.ended_at.is_(None)
    )
    return list(session.scalars(query.order_by(ProtectedParticipant.named_at, ProtectedParticipant.id)))


def participant(session: Session, case_id: UUID, person_id: UUID) -> ProtectedParticipant | None:
    """Return somebody's row in a protected case, ended or not."""
    return session.scalars(
        select(ProtectedParticipant).where(
            ProtectedParticipant.case_id == case_id, ProtectedParticipant.person_id == person_id
        )
    ).one_or_none()


def notes(session: Session, case_id: UUID) -> list[ProtectedNote]:
    """Return the notes of a protected case, oldest first."""
    query = select(ProtectedNote).where(ProtectedNote.case_id == case_id)
    return list(session.scalars(query.order_by(ProtectedNote.written_at, ProtectedNote.id)))


def corrections_of(session: Session, residency_id: UUID) -> list[Correction]:
    """Return what was corrected in a residency, oldest first."""
    query = select(Correction).where(Correction.residency_id == residency_id)
    return list(session.scalars(query.order_by(Correction.corrected_at, Correction.id)))


def entry(session: Session, residency_id: UUID) -> Entry | None:
    """Return what was told when a residency entered in the middle."""
    return session.get(Entry, residency_id)


def last_held(session: Session, residency_id: UUID, kind: str) -> dt.date | None:
    """Return when a kind of meeting was last held."""
    return session.scalars(
        select(Meeting.held_on)
        .where(Meeting.residency_id == residency_id, Meeting.kind == kind, Meeting.withdrawn_at.is_(None))
        .order_by(Meeting.held_on.desc())
        .limit(1)
    ).one_or_none()
