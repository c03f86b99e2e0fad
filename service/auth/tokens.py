"""API tokens: ``randa_<id>_<secret>``, acting as one person within scopes, for at most a year."""

from __future__ import annotations

import datetime as dt
import secrets as randomness
from collections.abc import Collection
from uuid import UUID

from service.auth import queries, secrets
from service.auth.sessions import Visit
from service.auth.tables import ApiToken
from workflows.model import errors
from workflows.transaction import Transaction

SCOPES = (
    "hr-events:write",
    "definitions:read",
    "instances:read",
    "instances:write",
    "tasks:read",
    "tasks:write",
    "messages:write",
)
LONGEST_DAYS = 365
_PREFIX = "randa"
#: How stale ``used_at`` may be.
_STALE = dt.timedelta(hours=1)


def create(tx: Transaction, person_id: UUID, scopes: Collection[str], *, name: str = "", days: int = 365) -> str:
    """Return the text of a new token; it is shown once and kept only as a hash. Raises Invalid."""
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise errors.Invalid(
            f"Unknown scope: {', '.join(unknown) or '–'}. There are: {', '.join(SCOPES)}",
            f"Okänt omfång: {', '.join(unknown) or '–'}. Det finns: {', '.join(SCOPES)}",
        )
    token_id, secret, now = randomness.token_hex(6), secrets.new(), tx.wall()
    ends = now + dt.timedelta(days=min(max(days, 1), LONGEST_DAYS))
    tx.session.add(
        ApiToken(
            id=token_id,
            secret=secrets.digest(secret),
            person_id=person_id,
            name=name,
            scopes=sorted(set(scopes)),
            made_at=now,
            ends_at=ends,
            used_at=None,
            revoked_at=None,
        )
    )
    return f"{_PREFIX}_{token_id}_{secret}"


def find(tx: Transaction, text: str) -> Visit | None:
    """Return who comes with the token *text*, or None when it is unknown, ended or revoked; one query."""
    prefix, _, rest = text.partition("_")
    token_id, _, secret = rest.partition("_")
    if prefix != _PREFIX or not secret:
        return None
    row = queries.token_with_person(tx.session, token_id)
    if row is None:
        return None
    token, person_id, first, last, locale, region = row
    is_right = secrets.is_same(secrets.digest(secret), token.secret)
    if not is_right or token.revoked_at is not None or tx.wall() >= token.ends_at:
        return None
    is_stale = token.used_at is None or tx.wall() - token.used_at > _STALE
    return Visit(person_id, f"{first} {last}", locale, region, frozenset(token.scopes), token.id, is_stale)


def touch(tx: Transaction, token_id: str) -> None:
    """Note that a token is in use."""
    token = tx.session.get(ApiToken, token_id)
    if token is not None:
        token.used_at = tx.wall()


def revoke(tx: Transaction, token_id: str) -> None:
    """Make a token useless from now on."""
    token = tx.session.get(ApiToken, token_id)
    if token is not None and token.revoked_at is None:
        token.revoked_at = tx.wall()


def listed(tx: Transaction) -> list[ApiToken]:
    """Return every token, newest first."""
    return queries.tokens(tx.session)
