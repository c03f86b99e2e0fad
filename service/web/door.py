"""The way from a page into the rooms: the house, the visitor's actor, reading and writing transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from flask import current_app, g

from service.wiring.house import House
from workflows.model.actor import Actor
from workflows.transaction import Transaction

T = TypeVar("T")


def house() -> House:
    """Return the house that this program was built with."""
    found: House = current_app.extensions["house"]
    return found


def actor() -> Actor:
    """Return who acts: the signed-in person with the keys held now."""
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
