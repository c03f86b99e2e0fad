"""Sessions on the server: opened at sign-in under a new secret, seen at every request, closed at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from service.auth import queries, secrets
from service.auth.tables import SignIn
from service.config import Settings
from workflows.transaction import Transaction

#: How stale ``seen_at`` may be: a write at each request would cost more than it tells.
_STALE = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Visit:
    """An active person at the door, by session or by token."""

    person_id: UUID
    name: str
    locale: str
    region: str | None
    #: Scopes of a token; None for a browser session, which has no such limits.
    scopes: frozenset[str] | None = None
    token_id: str = ""
    #: The session's ``seen_at`` is stale and should be written.
    is_stale: bool = False


def open_for(tx: Transaction, settings: Settings, person_id: UUID) -> str:
    """Sign a person in and return the secret for the cookie; old sessions that are over are forgotten."""
    secret, now = secrets.new(), tx.wall()
    queries.drop_ended(tx.session, now)
    ends = now + dt.timedelta(hours=settings.session_hours)
    digest = secrets.digest(secret)
    tx.session.add(SignIn(id=digest, person_id=person_id, opened_at=now, seen_at=now, ends_at=ends))
    return secret


def find(tx: Transaction, settings: Settings, secret: str) -> Visit | None:
    """Return who holds the cookie *secret*, or None when it is unknown, idle for too long or over; one query."""
    row = queries.session_with_person(tx.session, secrets.digest(secret))
    if row is None:
        return None
    session, person_id, first, last, locale, region = row
    now = tx.wall()
    if now >= session.ends_at or now - session.seen_at > dt.timedelta(minutes=settings.session_idle_minutes):
        return None
    return Visit(person_id, f"{first} {last}", locale, region, is_stale=now - session.seen_at > _STALE)


def touch(tx: Transaction, secret: str) -> None:
    """Note that a session is in use."""
    queries.touch(tx.session, secrets.digest(secret), tx.wall())


def forget_ended(tx: Transaction) -> None:
    """Delete sessions that are over."""
    queries.drop_ended(tx.session, tx.wall())


def close(tx: Transaction, secret: str) -> None:
    """Sign this browser out."""
    queries.drop_session(tx.session, secrets.digest(secret))


def close_all(tx: Transaction, person_id: UUID) -> None:
    """Sign a person out everywhere."""
    queries.drop_sessions_of(tx.session, person_id)
