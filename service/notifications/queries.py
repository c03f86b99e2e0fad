"""Queries for mails."""

from __future__ import annotations

import datetime as dt
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


def made_between(session: Session, after: dt.datetime, until: dt.datetime) -> list[Mail]:
    """Return the mails made after one moment of business time and up to another, in order."""
    return list(
        session.scalars(
            select(Mail).where(Mail.created_at > after, Mail.created_at <= until).order_by(Mail.created_at, Mail.id)
        )
    )
