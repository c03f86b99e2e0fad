"""From an outbox row about mail to a letter handed over: two short transactions with the post between them."""

from __future__ import annotations

import datetime as dt
import smtplib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from service import notifications
from service.config import Settings
from service.connectors.notify import Post
from workflows import outbox
from workflows.store import installation
from workflows.transaction import Transaction

if TYPE_CHECKING:
    from service.wiring.house import House


@dataclass(frozen=True, slots=True)
class Notifier:
    """Makes mails of occasions, and sends them."""

    post: Post
    settings: Settings

    def carry(self, house: House, outbox_id: UUID, payload: Mapping[str, str]) -> None:
        """Do what a row of kind ``mail``, ``task_opened`` or ``remind`` says; twice has the effect of once."""
        if "mail_id" in payload:
            self._send(house, outbox_id, UUID(payload["mail_id"]))
            return
        if "link" in payload:
            self._send_link(house, outbox_id, payload)
            return
        if "welcome" in payload:
            self._welcome(house, outbox_id, payload)
            return
        kind = "remind" if "by" in payload else "opened"

        def make(tx: Transaction) -> None:
            if outbox.is_open(tx, outbox_id):
                notifications.about_task(tx, UUID(payload["task_id"]), kind, occasion=str(outbox_id))
                outbox.done(tx, outbox_id)

        house.run(make)

    def _welcome(self, house: House, outbox_id: UUID, payload: Mapping[str, str]) -> None:
        """Invite a new hire; in a sample nobody needs an account."""

        is_real = house.kind() == "real"

        def make(tx: Transaction) -> None:
            if outbox.is_open(tx, outbox_id):
                if is_real:
                    notifications.welcome(tx, UUID(payload["welcome"]), UUID(payload["residency_id"]))
                outbox.done(tx, outbox_id)

        house.run(make)

    def _send_link(self, house: House, outbox_id: UUID, payload: Mapping[str, str]) -> None:
        """Send a one-time link; while the post does not take it, a new one is made each minute as long as asked for."""

        def make(tx: Transaction) -> notifications.Letter | None:
            if not outbox.is_open(tx, outbox_id):
                return None
            outbox.later(tx, outbox_id, seconds=60)
            is_late = tx.wall() >= dt.datetime.fromisoformat(payload["until"])
            name, person_id = installation.read(tx.session, "id") or "randa", UUID(payload["person_id"])
            made = (
                None
                if is_late
                else notifications.link_letter(tx, person_id, "password", url=self.settings.url, installation=name)
            )
            if made is None:
                outbox.done(tx, outbox_id)
            return made

        letter = house.run(make)
        if letter is not None:
            self.post.send(letter)
            house.run(lambda tx: outbox.done(tx, outbox_id))

    def _send(self, house: House, outbox_id: UUID, mail_id: UUID) -> None:
        def write(tx: Transaction) -> notifications.Letter | None:
            name = installation.read(tx.session, "id") or "randa"
            return notifications.letter(tx, mail_id, url=self.settings.url, installation=name)

        letter = house.run(write)  # a welcome makes its one-time link now, so that the secret lies nowhere else
        if letter is None:
            house.run(lambda tx: notifications.sent(tx, mail_id, outbox_id, None))
            return
        try:
            self.post.send(letter)
        except (OSError, smtplib.SMTPException) as exc:
            why = type(exc).__name__
            house.run(lambda tx: notifications.failed(tx, mail_id, outbox_id, error=why))
            return
        house.run(lambda tx: notifications.sent(tx, mail_id, outbox_id, letter.message_id))
