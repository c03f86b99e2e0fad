"""Passwords: argon2id, a few at a time, the same time for a name that does not exist."""

from __future__ import annotations

import threading
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from service.config import Settings
from workflows.model import errors

LEAST = 12
#: Each takes 64 MB for a quarter of a second; more at once would only help an attacker.
_turns = threading.BoundedSemaphore(2)
_COMMON = ("password", "lösenord", "123456789012", "qwertyuiop", "administrator", "sommar", "vinter")


def hashed(settings: Settings, password: str) -> str:
    """Return what is kept of a new password. Raises WeakPassword."""
    plain = password.strip().lower()
    is_common = any(plain.strip("0123456789!.?-_") == word or plain == word for word in _COMMON)
    if len(password) < LEAST or is_common or len(set(password)) < 5:
        raise errors.WeakPassword(length=LEAST)
    with _turns:
        return _hasher(settings.password_rounds, settings.password_memory).hash(password)


def is_right(settings: Settings, kept: str | None, given: str) -> bool:
    """Compare a password; takes as long when there is no account (*kept* None)."""
    hasher = _hasher(settings.password_rounds, settings.password_memory)
    with _turns:
        try:
            return hasher.verify(kept or _nobody(hasher), given) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


@lru_cache(maxsize=4)
def _hasher(rounds: int, memory: int) -> PasswordHasher:
    return PasswordHasher(time_cost=max(rounds, 1), memory_cost=max(memory, 64), parallelism=2)


@lru_cache(maxsize=4)
def _nobody(hasher: PasswordHasher) -> str:
    return hasher.hash("nobody has this password")
