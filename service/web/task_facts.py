"""What stands beside a decision: the reasons, the facts of the training, what others wrote before, documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

import forms
from service.files import keeping
from service.residency import deadlines
from service.web import frame, reasons, steps, words
from service.web.views.parts import Quote
from service.web.views.task import Document, Fact
from workflows import history
from workflows.engine import ActivityMeta
from workflows.model import calendar
from workflows.model.calendar import Period
from workflows.transaction import Transaction

if TYPE_CHECKING:
    from service.web.task_page import Page

_KILO = 1024


def why(
    meta: ActivityMeta, edition: str | None, under: list[deadlines.Deadline], due_on: dt.date | None
) -> tuple[Quote, ...]:
    """Return why the task exists, and why its last day is what it is."""
    found = reasons.quotes(meta.serves, edition)
    if due_on is None or not under:
        return found
    deadline = under[0]
    title = frame.say("why.due", day=frame.date("long", due_on).striptags())
    note = _counted(deadline)
    rows = deadline.serves.replace(";", " ").replace(",", " ").split()
    quoted = reasons.quotes(rows, edition, title=title)
    if not quoted:
        return (*found[:1], reasons.default(title, note), *found[1:])
    if found and quoted[0].row == found[0].row:
        return (*found[:1], reasons.default(title, f"{frame.say('why.same')} {note}"), *found[1:])
    told = replace(quoted[0], explanation=note)
    return (*found[:1], told, *quoted[1:], *tuple(q for q in found[1:] if q.row != told.row))


def _counted(deadline: deadlines.Deadline) -> str:
    """Say from which day a deadline counts, and how long."""
    period = Period.parse(deadline.length)
    parts = [("names.months", period.months), ("names.days", period.days)]
    length = " ".join(frame.say(key, n=n) for key, n in parts if n)
    day = frame.date("long", deadline.starts_on).striptags()
    return frame.say("why.counted", length=length, day=day) if length else ""


def facts(tx: Transaction, case: Mapping[str, Any]) -> tuple[Fact, ...]:
    """Return the training in short."""
    if not case:
        return ()
    found = [
        Fact(frame.say("residency.fact.regulation"), words.regulation(case["regulation"])),
        Fact(frame.say("residency.fact.start_on"), frame.date("long", case["start_on"])),
        Fact(frame.say("residency.fact.fte"), words.working_time(tx, UUID(case["residency_id"]), case["start_on"])),
        Fact(frame.say("residency.fact.unit"), words.unit(tx, case["unit"])),
        Fact(words.role("main_supervisor"), case["main_supervisor_name"] or frame.say("residency.nobody")),
    ]
    if case["planned_end_on"]:
        found.insert(2, Fact(frame.say("residency.fact.planned_end_on"), frame.date("long", case["planned_end_on"])))
    return tuple(found)


def earlier(page: Page) -> tuple[tuple[str, tuple[tuple[str, object], ...]], ...]:
    """Return what others sent in this process before: the last answer of each step, latest first."""
    last: dict[str, history.Submission] = {}
    for sent in history.submissions(page.tx, page.task.instance_id):
        if sent.task_id != page.task.id and sent.activity_id:
            last.pop(sent.activity_id, None)
            last[sent.activity_id] = sent
    names = words.Names(page.tx, {s.by for s in last.values()})
    found = []
    for sent in reversed(last.values()):
        meta = page.seen.deployed.model.activities.get(sent.activity_id or "")
        lines = answers(page, sent)
        if meta is not None and lines:
            day = frame.date("long", calendar.local_date(sent.at)).striptags()
            found.append((f"{steps.name(meta)}, {names.of(sent.by)} {day}", lines))
    return tuple(found)


def answers(page: Page, sent: history.Submission) -> tuple[tuple[str, object], ...]:
    """Return what one person sent: outcome, comment, and the form's answers."""
    found: list[tuple[str, object]] = []
    meta = page.seen.deployed.model.activities.get(sent.activity_id or "")
    outcome = next((o for o in meta.outcomes if o.value == sent.outcome), None) if meta else None
    if outcome is not None:
        found.append((frame.say("task.outcome"), outcome.en if frame.locale() == "en" else outcome.sv))
    if sent.comment:
        found.append((frame.say("task.comments_word"), sent.comment))
    text = page.seen.deployed.forms.get(sent.form_key or "")
    if text:
        form = forms.Catalog.from_text(sent.form_key or "", text)
        lines = form.summary(sent.data, page.seen.scope, page.ports(), locale=frame.locale())
        found += [(line.label, line.text) for line in lines if line.text and line.kind not in ("heading", "row")]
    return tuple(found)


def documents(page: Page) -> tuple[Document, ...]:
    """Return the files of the training."""
    if page.task.residency_id is None:
        return ()
    slot = ("documents", page.task.residency_id)
    if slot not in page.tx.known:
        page.tx.known[slot] = keeping.of_residency(page.tx, page.task.residency_id)
    return tuple(Document(row.filename, f"/files/{row.id}", size(row.size)) for row in page.tx.known[slot])


def size(count: int) -> str:
    """Return a file's size: ``240 kB``."""
    return f"{max(1, round(count / _KILO))} kB"
