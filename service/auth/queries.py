"""Queries of signing in; the person's row belongs to the directory above, so only its columns are named here."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, String, Uuid, column, delete, func, or_, select, table, update
from sqlalchemy.orm import Session

from service.auth.tables import Account, ApiToken, Attempts, OneTimeLink, SignIn

PERSON = table(
    "person",
    column("id", Uuid()),
    column("handle", String),
    column("first_name", String),
    column("last_name", String),
    column("email", String),
    column("locale", String),
    column("unit", String),
    column("is_active", Boolean),
)
UNIT = table("unit", column("id", String), column("region", String))
_WHO = (PERSON.c.id, PERSON.c.first_name, PERSON.c.last_name, PERSON.c.locale, UNIT.c.region)


def session_with_person(session: Session, digest: str) -> Any | None:
    """Return (session row, person id, first name, last name, locale, region) of an active person; one statement."""
    return session.execute(
        select(SignIn, *_WHO)
        .join(PERSON, PERSON.c.id == SignIn.person_id)
        .outerjoin(UNIT, UNIT.c.id == PERSON.c.unit)
        .where(SignIn.id == digest, PERSON.c.is_active)
    ).one_or_none()


def token_with_person(session: Session, token_id: str) -> Any | None:
    """Return (token row, person id, first name, last name, locale, region) of an active person; one statement."""
    return session.execute(
        select(ApiToken, *_WHO)
        .join(PERSON, PERSON.c.id == ApiToken.person_id)
        .outerjoin(UNIT, UNIT.c.id == PERSON.c.unit)
        .where(ApiToken.id == token_id, PERSON.c.is_active)
    ).one_or_none()


def account_by_name(session: Session, name: str) -> Any | None:
    """Return (person id, password hash or None) of the active person with this e-mail address or handle."""
    return session.execute(
        select(PERSON.c.id, Account.password)
        .outerjoin(Account, Account.person_id == PERSON.c.id)
        .where(PERSON.c.is_active, or_(func.lower(PERSON.c.email) == name.lower(), PERSON.c.handle == name))
        .limit(1)
    ).one_or_none()


def touch(session: Session, digest: str, at: dt.datetime) -> None:
    """Note that a session is in use."""
    session.execute(update(SignIn).where(SignIn.id == digest).values(seen_at=at))


def drop_session(session: Session, digest: str) -> None:
    """Sign one browser out."""
    session.execute(delete(SignIn).where(SignIn.id == digest))


def drop_sessions_of(session: Session, person_id: UUID) -> None:
    """Sign a person out everywhere."""
    session.execute(delete(SignIn).where(SignIn.person_id == person_id))


def drop_ended(session: Session, at: dt.datetime) -> None:
    """Forget sessions that are over."""
    session.execute(delete(SignIn).where(SignIn.ends_at < at))


def link_for_update(session: Session, digest: str) -> OneTimeLink | None:
    """Return a link, locked."""
    return session.scalars(
        select(OneTimeLink).where(OneTimeLink.id == digest).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()


def spend_links_of(session: Session, person_id: UUID, at: dt.datetime) -> None:
    """Make every open link of a person useless."""
    session.execute(
        update(OneTimeLink).where(OneTimeLink.person_id == person_id, OneTimeLink.used_at.is_(None)).values(used_at=at)
    )


def tokens(session: Session) -> list[ApiToken]:
    """Return every API token, newest first."""
    return list(session.scalars(select(ApiToken).order_by(ApiToken.made_at.desc())))


def attempts_for_update(session: Session, key: str) -> Attempts | None:
    """Return the count under *key*, locked."""
    return session.scalars(
        select(Attempts).where(Attempts.key == key).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()


def forget_attempts(session: Session, key: str) -> None:
    """Begin counting anew."""
    session.execute(delete(Attempts).where(Attempts.key == key))


def drop_attempts_before(session: Session, at: dt.datetime) -> None:
    """Delete counts that began before *at*."""
    session.execute(delete(Attempts).where(Attempts.since < at))
