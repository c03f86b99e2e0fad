"""The way from a request of the API into the rooms: the house, the token's actor, transactions, repeated requests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from flask import Response, current_app, g, jsonify, request

from service.wiring import House
from workflows import idempotency
from workflows.model import errors
from workflows.model.actor import Actor
from workflows.transaction import Transaction

T = TypeVar("T")
#: Answer header that says that this is the first answer again.
REPLAYED = "Idempotency-Replayed"
_HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


def house() -> House:
    """Return the house that this program was built with."""
    found: House = current_app.extensions["house"]
    return found


def actor() -> Actor:
    """Return who acts: the token's person with the keys held now."""
    found: Actor = g.actor
    return found


@contextmanager
def reading() -> Iterator[Transaction]:
    """Open a transaction that only reads; for GET."""
    with house().reading(g.get("known") or {}) as tx:
        yield tx


def run(operation: Callable[[Transaction], T]) -> T:
    """Do a whole operation in its transaction; for everything but GET."""
    return house().run(operation, g.get("known") or {})


def once(operation: Callable[[Transaction], tuple[dict[str, Any], int]], content: Mapping[str, Any]) -> Response:
    """Do *operation* (→ answer, status) and keep its answer under the request's ``Idempotency-Key``, if it has one.

    The same key with the same *content* gets the first answer again. Raises KeyReused for other content.
    """
    key = idempotency_key()

    def act(tx: Transaction) -> tuple[dict[str, Any], int, bool]:
        asked = {"path": request.path, "content": content}
        known = idempotency.first(tx, key, by=actor(), content=asked) if key else None
        if known is not None:
            return known.answer, known.status, True
        answer, status = operation(tx)
        if key:
            idempotency.keep(tx, key, by=actor(), content=asked, status=status, answer=answer)
        return answer, status, False

    answer, status, is_replayed = run(act)
    return answered(answer, status, is_replayed=is_replayed)


def answered(body: Mapping[str, Any], status: int, *, is_replayed: bool = False) -> Response:
    """Return *body* as JSON; with the status *created* its own address stands in ``Location``."""
    answer = jsonify(body)
    answer.status_code = status
    if status == 201:
        answer.headers["Location"] = body["links"]["self"]
    if is_replayed:
        answer.headers[REPLAYED] = "true"
    return answer


def idempotency_key() -> str | None:
    """Return the request's ``Idempotency-Key``. Raises Invalid unless it is 1 to 200 visible characters."""
    key = request.headers.get(_HEADER)
    if key is not None and not _KEY.fullmatch(key):
        raise errors.Invalid(
            "Idempotency-Key must have 1 to 200 visible ASCII characters.",
            "Idempotency-Key ska ha 1 till 200 synliga ASCII-tecken.",
        )
    return key


def submission_id() -> UUID | None:
    """Return the submission's id from ``Idempotency-Key``: a UUID is itself, other text is this person's own name."""
    key = idempotency_key()
    if key is None:
        return None
    try:
        return UUID(key)
    except ValueError:
        return uuid5(NAMESPACE_URL, f"randa:{actor().person_id}:{key}")
