"""Doubles of requests that are not forms: the first answer is kept seven days under its key (interfaces I13)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from workflows.model import errors
from workflows.model.actor import Actor
from workflows.store import idempotency as stored
from workflows.store.records import Idempotency
from workflows.transaction import Transaction

KEPT = dt.timedelta(days=7)


def first(tx: Transaction, key: str, *, by: Actor, content: Mapping[str, Any]) -> Idempotency | None:
    """Return the first answer to a request with this key and content, None if there was none in seven days.

    Raises KeyReused when somebody else used the key, or the same person for something else.
    """
    row = stored.find(tx.session, key)
    if row is None or tx.wall() - row.at >= KEPT:
        return None
    if row.by != by.person_id or row.sha256 != _digest(content):
        raise errors.KeyReused(by=row.by, at=row.at.isoformat())
    return row


def keep(
    tx: Transaction, key: str, *, by: Actor, content: Mapping[str, Any], status: int, answer: Mapping[str, Any]
) -> None:
    """Keep an answer for repetitions; *answer* holds ids and links only. Forgets what is older than seven days."""
    stored.forget_before(tx.session, tx.wall() - KEPT)
    tx.session.add(
        Idempotency(key=key, by=by.person_id, sha256=_digest(content), status=status, answer=dict(answer), at=tx.wall())
    )


def _digest(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
