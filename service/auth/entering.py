"""Ways in: a password gives the secret of a new session; a forgotten one, a mail with a one-time link."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from service.auth import accounts, limits, passwords, sessions
from service.config import Settings
from workflows.model import errors
from workflows.transaction import Transaction

#: ``house.run``: does an operation in a transaction of its own.
Run = Callable[[Callable[[Transaction], Any]], Any]


def by_password(run: Run, settings: Settings, *, name: str, password: str, address: str) -> str:
    """Sign in with e-mail address or short name. Raises TooManyAttempts or SignInRefused, the same for every reason.

    Attempts count by name and by address, before the password is looked at; the slow comparison is in no transaction.
    """
    keys = (f"sign-in:name:{name.strip().lower()[:120]}", f"sign-in:address:{address}")

    def counted(tx: Transaction) -> accounts.Candidate:
        limits.count(tx, keys[0])
        limits.count(tx, keys[1], most=limits.MOST * 5)
        return accounts.candidate(tx, name)

    candidate: accounts.Candidate = run(counted)
    if not passwords.is_right(settings, candidate.password, password) or candidate.person_id is None:
        raise errors.SignInRefused
    person_id = candidate.person_id

    def enter(tx: Transaction) -> str:
        limits.forget(tx, keys[0])
        return sessions.open_for(tx, settings, person_id)

    return str(run(enter))


def ask_for_link(run: Run, *, name: str, address: str) -> None:
    """Mail a one-time link to whoever *name* means; says nothing about whether there is such a person.

    The secret is made when the mail is sent, so that it never lies anywhere. Raises TooManyAttempts.
    """

    def ask(tx: Transaction) -> None:
        limits.count(tx, f"link:name:{name.strip().lower()[:120]}")
        limits.count(tx, f"link:address:{address}", most=limits.MOST * 5)
        found = accounts.candidate(tx, name)
        if found.person_id is not None:
            until = tx.wall() + dt.timedelta(hours=accounts.LIVES["password"])
            tx.publish("mail", link="password", person_id=found.person_id, until=until.isoformat())

    run(ask)
