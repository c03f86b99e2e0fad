"""Occasions for mail: a task has opened, somebody reminds; and the end of a mail's way."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from service.auth.tables import Account
from service.directory import people, queries
from service.directory.tables import Person
from service.notifications import queries as own
from service.residency.tables import Mail, Residency
from workflows import incidents, outbox
from workflows.inbox import SHARED_ROLES
from workflows.model import calendar
from workflows.model.states import TaskState
from workflows.store.base import new_id
from workflows.store.tables import UserTask
from workflows.transaction import Transaction

#: A task of a whole group is mailed to nobody when it opens: the group looks in *Min roll*.
_KINDS = {"opened": "assigned", "remind": "reminded_by_hand"}
#: Attempts before a mail is called undeliverable.
ATTEMPTS = 5
#: Wall seconds before the next attempt, by attempts so far.
BACK_OFF = (30, 120, 600, 3600)


def about_task(tx: Transaction, task_id: UUID, kind: str, *, occasion: str) -> list[UUID]:
    """Make one mail row for each person who holds the task; the same *occasion* makes each only once."""
    task = tx.session.get(UserTask, task_id)
    if task is None or task.state != TaskState.OPEN:
        return []
    if kind == "opened" and task.assignee is None and task.role in SHARED_ROLES:
        return []
    made = []
    for person in _holders(tx, task):
        row = _mail(tx, task, person, _KINDS[kind], f"{kind}:{task.id}:{occasion}:{person.id}")
        if row is not None:
            made.append(row.id)
    return made


def _holders(tx: Transaction, task: UserTask) -> list[Person]:
    if task.assignee is not None:
        return [people.get(tx, task.assignee)]
    today = calendar.local_date(tx.now())
    found = queries.holders(tx.session, [task.candidate_key or ""], today)
    return list({person.id: person for _, person in found}.values())


def welcome(tx: Transaction, person_id: UUID, residency_id: UUID) -> None:
    """Make the mail that invites a new hire to choose a password; once, and never for who has one."""
    person = people.get(tx, person_id)
    occasion = f"welcome:{person.id}"
    if tx.session.get(Account, person.id) is not None or own.has_occasion(tx.session, occasion):
        return
    residency = tx.session.get(Residency, residency_id)
    row = Mail(
        id=new_id(),
        occasion=occasion,
        kind="welcome",
        to_person=person.id,
        as_role="resident",
        residency_id=residency_id,
        region=residency.region if residency else None,
        about="hire",
        params={},
        state="pending",
        created_at=tx.now(),
    )
    tx.session.add(row)
    tx.publish("mail", queue="bulk", mail_id=row.id)


def _mail(tx: Transaction, task: UserTask, person: Person, kind: str, occasion: str) -> Mail | None:
    if own.has_occasion(tx.session, occasion):
        return None
    row = Mail(
        id=new_id(),
        occasion=occasion,
        kind=kind,
        to_person=person.id,
        as_role=task.role,
        residency_id=task.residency_id,
        region=task.region,
        instance_id=task.instance_id,
        task_id=task.id,
        deadline_id=None,
        about=f"{task.definition_key}/{task.activity_id}",
        due_on=task.due_on,
        params={},
        state="pending",
        created_at=tx.now(),
        sent_at=None,
        message_id=None,
        error=None,
    )
    tx.session.add(row)
    tx.publish("mail", queue="bulk", mail_id=row.id)
    return row


def sent(tx: Transaction, mail_id: UUID, outbox_id: UUID, message_id: str | None) -> None:
    """Note that a mail has gone (or was gone already); it is not carried again."""
    row = own.lock(tx.session, mail_id)
    if row is not None and row.state != "sent" and message_id is not None:
        row.state, row.sent_at, row.message_id, row.error = "sent", tx.now(), message_id, None
    outbox.done(tx, outbox_id)


def failed(tx: Transaction, mail_id: UUID, outbox_id: UUID, *, error: str) -> bool:
    """Plan the next attempt, or give up after five: then it stands in Drift. True if it gave up."""
    row = own.lock(tx.session, mail_id)
    if row is None or row.state == "sent":
        outbox.done(tx, outbox_id)
        return False
    attempts = int(row.params.get("attempts", 0)) + 1
    row.params, row.error = {**row.params, "attempts": attempts}, error
    if attempts < ATTEMPTS:
        outbox.later(tx, outbox_id, seconds=BACK_OFF[min(attempts, len(BACK_OFF)) - 1])
        return False
    row.state = "failed"
    outbox.done(tx, outbox_id)
    incidents.open_for(
        tx,
        "mail_undelivered",
        sv="Ett mejl gick inte att leverera. Kontrollera adressen och försök igen.",
        en="A mail could not be delivered. Check the address and try again.",
        residency_id=row.residency_id,
        region=row.region,
        detail={"mail": str(row.id)},
    )
    return True


def retry(tx: Transaction, mail_id: UUID) -> None:
    """Try an undelivered mail again from the beginning."""
    row = own.lock(tx.session, mail_id)
    if row is not None and row.state == "failed":
        row.state, row.params = "pending", {**row.params, "attempts": 0}
        tx.publish("mail", queue="bulk", mail_id=row.id)


def made_between(tx: Transaction, after: dt.datetime, until: dt.datetime) -> list[Mail]:
    """Return the mails made after one moment of business time and up to another, in order."""
    return own.made_between(tx.session, after, until)
