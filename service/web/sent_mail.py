"""Skickad post: what the sample installation would have mailed; no mail leaves it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, request

from service.directory import queries as directory
from service.directory.tables import Person
from service.notifications import letters
from service.residency import queries, sight
from service.residency.tables import Mail
from service.web import door, frame, visiting
from service.web.views.operations import MailRow
from service.web.views.parts import Mark
from workflows.transaction import Transaction

blueprint = Blueprint("sent_mail", __name__)
_SHOWN = 100


@blueprint.get("/mail")
def show() -> str:
    """Show the mails, newest first, and the chosen one in full."""
    with door.reading() as tx:
        visiting.dress(tx)
        regions = door.actor().regions
        found = queries.mails(tx.session, regions=regions, state=None, limit=_SHOWN)
        total = queries.mail_count(tx.session, regions=regions)
        seen = sight.named(tx, {row.residency_id for row in found})
        about = {key: one.person.name for key, one in seen.items()}
        people = directory.people(tx.session, {row.to_person for row in found})
        rows = [_row(tx, row, people[row.to_person], about) for row in found]
        chosen = next((row for row in rows if row.id == request.args.get("m")), rows[0] if rows else None)
        return frame.page("sent_mail.html", mails=rows, total=total, chosen=chosen, active="mail")


def _row(tx: Transaction, row: Mail, to: Person, about: Mapping[UUID, str]) -> MailRow:
    here = urlsplit(request.host_url)
    letter = letters.written(tx, row, url=f"{here.scheme}://{here.netloc}", installation="randa")
    return MailRow(
        id=str(row.id),
        to=to.name,
        address=to.email or "",
        about=about.get(row.residency_id, "") if row.residency_id else "",
        subject=letter.subject,
        at=row.created_at,
        state=Mark(""),
        text=letter.text,
        url=f"/mail?m={row.id}",
    )
