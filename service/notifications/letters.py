"""What a mail says: plain text and HTML in the reader's language, and no more about people than is needed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from html import escape
from typing import Any
from uuid import UUID

from service.auth import accounts
from service.directory import people
from service.i18n import dates, texts
from service.residency.tables import Mail
from workflows import tokens
from workflows.model import calendar, errors
from workflows.store.tables import ProcessInstance, UserTask
from workflows.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail ready to be sent."""

    message_id: str
    #: The matter: mails about one process thread under it.
    thread_id: str
    to: str
    subject: str
    text: str
    html: str
    locale: str
    at: dt.datetime


def letter(tx: Transaction, mail_id: UUID, *, url: str, installation: str) -> Letter | None:
    """Return a mail as it is to be sent; None when it is gone, sent already, or the person has no address.

    Its Message-ID is ``<mail id@installation>`` on every repetition (interfaces.md I13).
    """
    row = tx.session.get(Mail, mail_id)
    if row is None or row.state == "sent":
        return None
    link = f"{url}/welcome/{accounts.make_link(tx, 'invitation', row.to_person)}" if row.kind == "welcome" else ""
    return written(tx, row, url=url, installation=installation, link=link)


def written(tx: Transaction, row: Mail, *, url: str, installation: str, link: str = "") -> Letter:
    """Write a mail row out, also one that has been sent before; *link* instead of the page. Raises PersonNotFound."""
    person = people.get(tx, row.to_person)
    words = _Words(person.locale, row, calendar.local_date(tx.now()), *_named(tx, row, person.locale))
    link = link or (f"{url}/tasks/{row.task_id}" if row.task_id else f"{url}/residencies/{row.residency_id}")
    paragraphs = [words.greeting(person.first_name), words.body(), words.due()]
    text = "\n\n".join([*(p for p in paragraphs if p), f"{words.open_it()}\n{link}", words.footer()])
    return Letter(
        message_id=f"<{row.id}@{installation}>",
        thread_id=f"<{row.instance_id or row.id}@{installation}>",
        to=person.email or "",
        subject=words.subject(),
        text=text,
        html=_html([p for p in paragraphs if p], words.open_it(), link, words.footer(), person.locale),
        locale=person.locale,
        at=row.created_at,
    )


def _named(tx: Transaction, row: Mail, locale: str) -> tuple[str, str]:
    """Return the task's and the process's names."""
    task = tx.session.get(UserTask, row.task_id) if row.task_id else None
    instance = tx.session.get(ProcessInstance, row.instance_id) if row.instance_id else None
    process = ""
    if instance is not None:
        try:
            process = tokens.get(tx, instance.definition_id).name(locale)
        except errors.DefinitionNotFound:
            process = instance.definition_key
    name = "" if task is None else task.name_en if locale == "en" else task.name_sv
    return name, process


@dataclass(frozen=True, slots=True)
class _Words:
    locale: str
    row: Mail
    today: dt.date
    task: str
    process: str

    def _t(self, key: str, **more: Any) -> str:
        return texts.t(f"mail.{key}", self.locale, task=self.task or self.process, process=self.process, **more)

    def subject(self) -> str:
        return self._t(f"{self.row.kind}.subject")

    def greeting(self, name: str) -> str:
        return self._t("greeting", name=name)

    def body(self) -> str:
        return self._t(f"{self.row.kind}.body")

    def due(self) -> str:
        if self.row.due_on is None:
            return ""
        when = dates.due_words(self.row.due_on, self.today, self.locale).text.lower()
        return self._t("due", when=when, date=dates.date_words("year", self.row.due_on, self.locale))

    def open_it(self) -> str:
        return self._t("open")

    def footer(self) -> str:
        return self._t("footer")


def _html(paragraphs: list[str], open_it: str, link: str, footer: str, locale: str) -> str:
    body = "".join(f"<p>{escape(p)}</p>" for p in paragraphs)
    return (
        f'<!doctype html><html lang="{locale}"><head><meta charset="utf-8"><title>Randa</title></head>'
        f'<body>{body}<p><a href="{escape(link, quote=True)}">{escape(open_it)}</a></p>'
        f"<p><small>{escape(footer)}</small></p></body></html>"
    )
