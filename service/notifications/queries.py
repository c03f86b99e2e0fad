"""Queries for mails."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from service.residency.tables import Mail


def has_occasion(session: Session, occasion: str) -> bool:
    """Say whether a mail for this occasion exists already."""
    return bool(session.scalar(select(exists().where(Mail.occasion == occasion))))


def lock(session: Session, mail_id: UUID) -> Mail | None:
    """Lock a mail and return it fresh."""
    return session.execute(
        select(Mail).where(Mail.id == mail_id).with_for_update().execution_options(populate_existing=True)
    ).scalar_one_or_none()
