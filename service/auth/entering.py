"""Ways in: a password, a person of the sample, a one-time link; each gives the secret of a new session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

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


def as_sample(run: Run, settings: Settings, person_id: UUID) -> str:
    """Sign in as a person of the sample. Raises NotSample in every other installation."""
    if not settings.sample:
        raise errors.NotSample
    return str(run(lambda tx: sessions.open_for(tx, settings, person_id)))


def by_link(run: Run, settings: Settings, secret: str, password: str) -> str:
    """Choose a password through a one-time link, and sign in. Raises LinkSpent or WeakPassword."""
    run(lambda tx: accounts.look_at_link(tx, secret).kind)  # a spent link needs no slow hash
    kept = passwords.hashed(settings, password)
    return str(run(lambda tx: sessions.open_for(tx, settings, accounts.use_link(tx, secret, kept))))


def ask_for_link(run: Run, *, name: str, address: str) -> None:
    """Mail a one-time link to whoever *name* means; says nothing about whether there is such a person.

    The secret is made when the mail is sent, so that it never lies anywhere. Raises TooManyAttempts.
    """

    def ask(tx: Transaction) -> None:
        limits.count(tx, f"link:{address}")
        found = accounts.candidate(tx, name)
        if found.person_id is not None:
            tx.publish("mail", queue="interactive", link="password", person_id=found.person_id)

    run(ask)
