"""Queries for kept files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.files.tables import StoredFile


def by_id(session: Session, file_id: UUID) -> StoredFile | None:
    """Return one file."""
    return session.get(StoredFile, file_id)


def of_residency(session: Session, residency_id: UUID) -> Sequence[StoredFile]:
    """Return the files of completed forms in a residency, newest first."""
    return session.scalars(
        select(StoredFile)
        .where(StoredFile.residency_id == residency_id, StoredFile.submission_id.is_not(None))
        .order_by(StoredFile.kept_at.desc(), StoredFile.id)
    ).all()


def attach(session: Session, ids: Collection[UUID], residency_id: UUID | None, submission_id: UUID) -> None:
    """Give files that belong to no submission yet to this one."""
    session.execute(
        update(StoredFile)
        .where(StoredFile.id.in_(ids), StoredFile.submission_id.is_(None))
        .values(residency_id=residency_id, submission_id=submission_id)
    )


def forgotten(session: Session, before: dt.datetime, limit: int) -> Sequence[StoredFile]:
    """Return files that were uploaded before *before* and never sent."""
    return session.scalars(
        select(StoredFile)
        .where(StoredFile.submission_id.is_(None), StoredFile.kept_at < before)
        .order_by(StoredFile.kept_at)
        .limit(limit)
    ).all()


def known(session: Session, ids: Collection[UUID]) -> set[UUID]:
    """Return those of *ids* that have a row."""
    return set(session.scalars(select(StoredFile.id).where(StoredFile.id.in_(ids))))
