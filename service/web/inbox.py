"""The inbox: what is mine, what my role has, what I watch, what I have done; filter in the address; acts on many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from service.i18n import numbers
from service.residency import sight
from service.residency.sight import Seen
from service.web import door, frame, receipts, visiting, words
from service.web.views.inbox import Group, InboxView, Waiting
from service.web.views.parts import Mark, Pager, Tab, TaskRow
from workflows import definitions, inbox, tasks
from workflows.model import calendar, errors
from workflows.transaction import Transaction

blueprint = Blueprint("inbox", __name__)
_WEEK = 7
_SHOWN = 50
_WAITED = 6
#: What of the address is the filter; the rest is a reply to an action.
_FILTER = ("tab", "q", "residency", "process", "after")


@blueprint.get("/")
def home() -> Response:
    """Go to the inbox."""
    return redirect("/inbox", 302)


@blueprint.get("/inbox")
def show() -> str:
    """Show one tab of the inbox."""
    with door.reading() as tx:
        visiting.dress(tx)
        view = _view(tx)
        kept = {name: value for name, value in request.args.items() if name in _FILTER}
        here = f"/inbox?{urlencode(kept)}" if kept else "/inbox"
        return frame.page("inbox.html", view=view, lead=_lead(view), active="inbox", here=here)


def _view(tx: Transaction) -> InboxView:
    by = door.actor()
    tab = request.args.get("tab", "mine")
    tab = tab if tab in inbox.TABS else "mine"
    mine = sight.visible(tx, by) if tab != "done" else []
    found = inbox.tasks_for(tx, by, _filter(tab, mine), cursor=request.args.get("after"), limit=_SHOWN)
    about = sight.named(tx, {task.residency_id for task in found.tasks})
    processes = {d.key: d.name(frame.locale()) for d in definitions.listed(tx)}
    groups = _groups(tab, found.tasks, about, processes)
    counts = inbox.counts(tx, by)
    sizes = {group.key: len(group.rows) for group in groups}
    return InboxView(
        tab=tab,
        tabs=_tabs(counts),
        groups=groups,
        late=sizes.get("late", 0),
        this_week=sizes.get("week", 0),
        total=len(found.tasks),
        query=request.args.get("q", "").strip(),
        residency=request.args.get("residency", ""),
        process=request.args.get("process", ""),
        residencies=tuple((str(seen.residency.id), seen.person.name) for seen in mine),
        processes=tuple(sorted(processes.items(), key=lambda item: item[1])),
        waiting=_waiting(tx, mine, {task.id for task in found.tasks}),
        substitute_for=_lent(tx),
        may_start=bool(by.roles() & visiting.STARTERS),
        pager=_pager(found, tab),
        acts={"mine": ("release",), "role": ("claim",)}.get(tab, ()),
    )


def _filter(tab: str, mine: list[Seen]) -> inbox.Filter:
    typed, chosen = request.args.get("q", "").strip(), request.args.get("residency", "")
    named = {seen.residency.id for seen in mine if typed and typed.lower() in seen.person.name.lower()}
    wanted = {seen.residency.id for seen in mine if str(seen.residency.id) == chosen}
    ids = frozenset(wanted) if chosen else (frozenset(named) if typed and named else None)
    return inbox.Filter(
        tab=tab,  # type: ignore[arg-type]
        words="" if chosen else typed,
        residencies=ids,
        process=request.args.get("process") or None,
    )


def _tabs(counts: inbox.Counts) -> tuple[Tab, ...]:
    numbers_of: Mapping[str, int | None] = {"mine": counts.mine, "role": counts.role, "watched": counts.watched}
    return tuple(
        Tab(
            tab,
            f"/inbox?tab={tab}",
            frame.say(f"inbox.tab.{tab}"),
            numbers_of.get(tab) or None,
            counts.overdue if tab == "mine" else 0,
        )
        for tab in inbox.TABS
    )


def _groups(
    tab: str, found: list[inbox.UserTask], about: Mapping[UUID, Seen], processes: Mapping[str, str]
) -> tuple[Group, ...]:
    rows: dict[str, list[TaskRow]] = {}
    today = frame.visitor().today
    for task in found:
        key = "done" if tab == "done" else _stretch(task.due_on, today)
        rows.setdefault(key, []).append(row(task, about, processes, is_watched=tab == "watched"))
    order = ("late", "week", "later", "done")
    return tuple(Group(key, tuple(rows[key])) for key in order if key in rows)


def _stretch(due_on: dt.date | None, today: dt.date) -> str:
    if due_on is None:
        return "later"
    days = (due_on - today).days
    return "late" if days < 0 else "week" if days <= _WEEK else "later"


def row(
    task: inbox.UserTask, about: Mapping[UUID, Seen], processes: Mapping[str, str], *, is_watched: bool = False
) -> TaskRow:
    """Return a task as a row of a list; a watched one leads to the training, where one may remind."""
    seen = about.get(task.residency_id) if task.residency_id else None
    done_on = calendar.local_date(task.completed_at) if task.completed_at else None
    holder = "" if not is_watched or not task.role else f"{words.role(task.role)}, "
    return TaskRow(
        id=str(task.id),
        url=f"/residencies/{task.residency_id}" if is_watched and task.residency_id else f"/tasks/{task.id}",
        title=task.name_en if frame.locale() == "en" else task.name_sv,
        due=frame.due(task.due_on, done_on=done_on),
        about=seen.person.name if seen else "",
        note=f"{holder}{processes.get(task.definition_key, task.definition_key)}",
        marks=_marks(task),
    )


def _marks(task: inbox.UserTask) -> tuple[Mark, ...]:
    marks = []
    if task.is_vacant and task.completed_at is None:
        marks.append(Mark(frame.say("task.vacant"), "soon", "user-round-x"))
    if task.owner is not None and task.assignee == door.actor().person_id and task.completed_at is None:
        marks.append(Mark(frame.say("task.question"), "info", "message-circle-question-mark"))
    return tuple(marks)


def _waiting(tx: Transaction, mine: list[Seen], shown: set[UUID]) -> tuple[Waiting, ...]:
    """Return what others have to do in the visitor's own training, or in those that they supervise; first due first."""
    by = door.actor()
    near = [s for s in mine if any(k.endswith(f"@residency:{s.residency.id}") for k in by.keys)]
    found = [(task, s) for s in near for task in inbox.open_of_residency(tx, s.residency.id) if _is_others(task, shown)]
    found.sort(key=lambda pair: pair[0].sort_at)
    names = words.Names(tx, {task.assignee for task, _ in found[:_WAITED]})
    return tuple(_waited(task, seen, names) for task, seen in found[:_WAITED])


def _lent(tx: Transaction) -> tuple[str, ...]:
    """Say for whom the visitor stands in now."""
    lenders = set(door.actor().on_behalf_of.values())
    names = words.Names(tx, lenders)
    return tuple(sorted(frame.say("inbox.substitute_for", name=names.of(person)) for person in lenders))


def _is_others(task: inbox.UserTask, shown: set[UUID]) -> bool:
    by = door.actor()
    return task.id not in shown and task.assignee != by.person_id and task.candidate_key not in by.keys


def _waited(task: inbox.UserTask, seen: Seen, names: words.Names) -> Waiting:
    who = names.of(task.assignee) if task.assignee else words.role(task.role)
    title = task.name_en if frame.locale() == "en" else task.name_sv
    if task.due_on is None:
        note = frame.say("inbox.waiting_note_undated", who=who)
    else:
        note = frame.say("inbox.waiting_note", who=who, day=frame.date("row", task.due_on).striptags())
    return Waiting(title, f"{seen.person.name}. {note}", f"/residencies/{seen.residency.id}")


def _pager(found: inbox.Page, tab: str) -> Pager | None:
    if found.next_cursor is None:
        return None
    query = urlencode({**request.args, "tab": tab, "after": found.next_cursor})
    return Pager(1, len(found.tasks), len(found.tasks), 2, next=f"/inbox?{query}")


def _lead(view: InboxView) -> str:
    if view.tab != "mine" or not view.groups:
        return "" if view.groups else frame.say("inbox.lead_none")
    late = _counted("inbox.lead_late", view.late)
    week = _counted("inbox.lead_week", view.this_week)
    if late and week:
        return frame.say("inbox.lead_both", late=numbers.capital(late), week=week)
    if late or week:
        return frame.say("inbox.lead_one", text=numbers.capital(late or week))
    return frame.say("inbox.lead_calm", n=view.total)


def _counted(key: str, n: int) -> str:
    return frame.say(key, n=n, words=numbers.count_words(n, frame.locale())) if n else ""


@blueprint.post("/inbox/acts")
def act() -> Response:
    """Do one thing with many tasks, each in its own transaction; say how many it was."""
    back = request.form.get("back", "/inbox")
    path = back if back.startswith("/inbox") else "/inbox"
    acts: Mapping[str, tuple[Callable[..., object], str]] = {
        "claim": (tasks.claim, "claimed_n"),
        "release": (tasks.unclaim, "released_n"),
    }
    verb = acts.get(request.form.get("act", ""))
    chosen = [UUID(text) for text in request.form.getlist("task") if _is_uuid(text)]
    if verb is None or not chosen:
        return redirect(receipts.onward(path, "none_picked"), 303)
    done = sum(_done(verb[0], task_id) for task_id in chosen)
    return redirect(receipts.onward(path, verb[1], n=done), 303)


def _done(verb: Callable[..., object], task_id: UUID) -> bool:
    try:
        door.run(lambda tx: verb(tx, task_id, by=door.actor()))
    except errors.RandaError:
        return False
    return True


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
