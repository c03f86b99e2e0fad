"""Local accounts: sign in with a password, choose one through a one-time link."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from service.auth import queries, secrets
from service.auth.tables import Account, OneTimeLink
from workflows.model import errors
from workflows.transaction import Transaction

Kind = Literal["invitation", "administrator", "password"]
#: Hours that a link lives.
LIVES = {"invitation": 14 * 24, "administrator": 24, "password": 2}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Whom a name may mean, and what is kept of the password; the door compares outside any transaction."""

    person_id: UUID | None
    password: str | None


def candidate(tx: Transaction, name: str) -> Candidate:
    """Return whom *name* (e-mail address or short name) means."""
    row = queries.account_by_name(tx.session, name.strip())
    return Candidate(row[0], row[1]) if row is not None else Candidate(None, None)


def set_password(tx: Transaction, person_id: UUID, kept: str) -> None:
    """Keep a new password (already hashed); every session and open link of the person ends."""
    account = tx.session.get(Account, person_id)
    if account is None:
        tx.session.add(Account(person_id=person_id, password=kept, changed_at=tx.wall()))
    else:
        account.password, account.changed_at = kept, tx.wall()
    queries.drop_sessions_of(tx.session, person_id)
    queries.spend_links_of(tx.session, person_id, tx.wall())


def make_link(tx: Transaction, kind: Kind, person_id: UUID, *, by: UUID | None = None) -> str:
    """Return the secret of a new one-time link; older open links of the person become useless."""
    secret, now = secrets.new(), tx.wall()
    queries.spend_links_of(tx.session, person_id, now)
    tx.session.add(
        OneTimeLink(
            id=secrets.digest(secret),
            kind=kind,
            person_id=person_id,
            made_at=now,
            made_by=by,
            ends_at=now + dt.timedelta(hours=LIVES[kind]),
            used_at=None,
        )
    )
    return secret


def look_at_link(tx: Transaction, secret: str) -> OneTimeLink:
    """Return the open link behind *secret*, locked. Raises LinkSpent."""
    link = queries.link_for_update(tx.session, secrets.digest(secret))
    if link is None or link.used_at is not None or tx.wall() >= link.ends_at:
        raise errors.LinkSpent
    return link


def use_link(tx: Transaction, secret: str, kept: str) -> UUID:
    """Set the password that the link allows to choose; return whose it is. Raises LinkSpent."""
    link = look_at_link(tx, secret)
    link.used_at = tx.wall()
    set_password(tx, link.person_id, kept)
    return link.person_id
