"""Replies to an action, carried in the address of the next page: ``?said=<key>&about=<task>``; nothing is stored."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from flask import request

from service.web import door, frame, words
from service.web.views.frame import Notice
from workflows import inbox, tasks
from workflows.model import errors
from workflows.transaction import Transaction

#: What may be said without facts: key → (kind, sentence).
PLAIN = {
    "claimed": ("ok", "task.claimed"),
    "released": ("ok", "task.released"),
    "undone": ("ok", "task.undone"),
    "commented": ("ok", "task.commented"),
    "resolved": ("ok", "task.resolved"),
    "draft": ("ok", "task.draft_kept"),
    "registered": ("ok", "hire.registered"),
    "already": ("info", "hire.already"),
    "corrected": ("ok", "hire.corrected"),
    "cancelled": ("ok", "hire.cancelled"),
    "moved": ("ok", "operations.moved"),
    "retried": ("ok", "operations.retried"),
    "repaired": ("ok", "repair.done"),
    "resolved_incident": ("ok", "repair.resolved"),
    "queued": ("ok", "operations.retry_queued"),
    "reminded_already": ("info", "task.reminded_already"),
    "none_picked": ("soon", "inbox.none_picked"),
    "signed_out": ("info", "signin.signed_out"),
}
#: What names a person: key → sentence.
_WITH_NAME = {"handed_over": "task.handed_over", "reminded": "task.reminded", "asked": "task.asked"}
#: What counts: key → sentence.
_COUNTED = {"claimed_n": "inbox.claimed_n", "released_n": "inbox.released_n"}


def reminded(task: inbox.UserTask | None) -> tuple[str, dict[str, object]]:
    """Return the reply to a reminder and whom it names; None is a reminder that was sent already today."""
    if task is None:
        return "reminded_already", {}
    return ("reminded", {"about": task.assignee}) if task.assignee else ("reminded_role", {"role": task.role})


def onward(path: str, said: str, **facts: object) -> str:
    """Return *path* with the reply in its address."""
    query = urlencode({"said": said, **{k: v for k, v in facts.items() if v is not None}})
    return f"{path}{'&' if '?' in path else '?'}{query}"


def read(tx: Transaction) -> tuple[Notice, ...]:
    """Return what the address asks to say; an unknown reply says nothing."""
    said, number = request.args.get("said", ""), request.args.get("n", type=int)
    if said in PLAIN:
        kind, key = PLAIN[said]
        return (Notice(kind, frame.say(key)),)
    if said in _COUNTED and number is not None:
        return (Notice("ok", frame.say(_COUNTED[said], n=number)),)
    if said == "reminded_role":
        return (Notice("ok", frame.say("task.reminded_role", role=words.small_role(request.args.get("role")))),)
    about = request.args.get("about", type=_uuid)
    if about is not None and said in _WITH_NAME:
        return (Notice("ok", frame.say(_WITH_NAME[said], name=words.Names(tx, [about]).of(about))),)
    if about is not None and said == "done":
        return _done(tx, about)
    return ()


def _done(tx: Transaction, task_id: UUID) -> tuple[Notice, ...]:
    try:
        seen = tasks.view(tx, task_id, by=door.actor())
    except errors.TaskNotFound:
        return ()
    can_undo = tasks.why_not(tx, seen.task, seen.instance, by=door.actor()) is None
    more = frame.say("task.done_next" if inbox.next_after(tx, door.actor()) else "task.done_all")
    name = seen.task.name_en if frame.locale() == "en" else seen.task.name_sv
    return (
        Notice(
            "ok",
            more,
            frame.say("task.done_receipt_lead", title=name),
            post=f"/tasks/{task_id}/undo" if can_undo else "",
            link_text=frame.say("frame.undo") if can_undo else "",
        ),
    )


def _uuid(text: str) -> UUID:
    return UUID(text)
