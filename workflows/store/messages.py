"""Queries for messages and who waits for them."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.model.states import MessageState
from workflows.store.tables import Message, Subscription


def lock(session: Session, message_id: UUID) -> Message | None:
    """Lock a message and return it fresh; None when it is gone or another router has it in hand."""
    return session.execute(
        select(Message)
        .where(Message.id == message_id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()


def receivers(session: Session, name: str, correlation: str) -> list[tuple[UUID, str]]:
    """Return (instance, token) that wait for this message, longest waiting first."""
    rows = session.execute(
        select(Subscription.instance_id, Subscription.token_id)
        .where(Subscription.kind == "message", Subscription.name == name, Subscription.correlation == correlation)
        .order_by(Subscription.created_at, Subscription.id)
    )
    return [(row[0], row[1]) for row in rows]


def waiting(session: Session, name: str, correlation: str) -> list[UUID]:
    """Return the messages of a name and correlation that nobody has taken, oldest first."""
    return list(
        session.scalars(
            select(Message.id)
            .where(
                Message.name == name, Message.correlation == correlation, Message.state == MessageState.WAITING.value
            )
            .order_by(Message.created_at, Message.id)
        )
    )


def matching(session: Session, *, limit: int) -> list[UUID]:
    """Return waiting messages for which a subscription exists."""
    query = (
        select(Message.id)
        .join(
            Subscription,
            (Subscription.kind == "message")
            & (Subscription.name == Message.name)
            & (Subscription.correlation == Message.correlation),
        )
        .where(Message.state == MessageState.WAITING)
        .limit(limit)
    )
    return list(session.scalars(query))


def overdue(session: Session, now: dt.datetime, *, limit: int) -> list[Message]:
    """Lock and return waiting messages whose time is out."""
    return list(
        session.scalars(
            select(Message)
            .where(Message.state == MessageState.WAITING, Message.expires_at < now)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )
