"""Random secrets, and the hashes under which they are kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets as randomness


def new() -> str:
    """Return 32 random bytes as text that fits in an address."""
    return randomness.token_urlsafe(32)


def digest(secret: str) -> str:
    """Return the hash under which a random secret is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_same(given: str, kept: str) -> bool:
    """Compare without telling by the time how much was right."""
    return hmac.compare_digest(given.encode(), kept.encode())


def csrf(key: str, cookie: str) -> str:
    """Return the token that forms of the browser with *cookie* carry."""
    return hmac.new(key.encode(), f"csrf:{cookie}".encode(), hashlib.sha256).hexdigest()
