"""The mail that holds a one-time link; its secret exists only in the mail."""

from __future__ import annotations

from uuid import UUID

from service.auth import accounts
from service.auth.accounts import Kind
from service.directory import people
from service.i18n import texts
from service.notifications.letters import Letter
from workflows.store.base import new_id
from workflows.transaction import Transaction


def link_letter(tx: Transaction, person_id: UUID, kind: Kind, *, url: str, installation: str) -> Letter | None:
    """Make a one-time link for a person and return the letter with it; None when there is no address.

    Earlier open links of the person become useless, so a repeated mail is harmless.
    """
    person = people.get(tx, person_id)
    if not person.email:
        return None
    link = f"{url}/welcome/{accounts.make_link(tx, kind, person.id)}"
    page = f"<p>{texts.t('password.letter_html', person.locale)}</p>"
    name = new_id()
    return Letter(
        message_id=f"<{name}@{installation}>",
        thread_id=f"<{name}@{installation}>",
        to=person.email,
        subject=texts.t("password.letter_subject", person.locale),
        text=texts.t("password.letter", person.locale, name=person.first_name, link=link),
        html=f'<!doctype html><html lang="{person.locale}"><head><title>Randa</title></head><body>{page}</body></html>',
        locale=person.locale,
        at=tx.wall(),
    )
