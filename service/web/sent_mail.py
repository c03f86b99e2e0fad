"""Skickad post: what the sample installation would have mailed; no mail leaves it."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, request

from service.directory import queries as directory
from service.notifications import letters
from service.residency import queries
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
        found = queries.mails(tx.session, regions=None, state=None, limit=_SHOWN)
        people = directory.people(tx.session, {row.to_person for row in found})
        rows = [_row(tx, row, people[row.to_person].name, people[row.to_person].email or "") for row in found]
        chosen = next((row for row in rows if row.id == request.args.get("m")), rows[0] if rows else None)
        return frame.page("sent_mail.html", mails=rows, chosen=chosen, active="mail")


def _row(tx: Transaction, row: Mail, to: str, address: str) -> MailRow:
    here = urlsplit(request.host_url)
    letter = letters.written(tx, row, url=f"{here.scheme}://{here.netloc}", installation="randa")
    return MailRow(
        id=str(row.id),
        to=to,
        address=address,
        subject=letter.subject,
        at=row.created_at,
        state=Mark(""),
        text=letter.text,
        url=f"/mail?m={row.id}",
    )
