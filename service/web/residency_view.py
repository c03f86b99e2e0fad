"""From a residency to what its page shows: who has what, what is next, where every process stands, what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import request

from service.directory import roles
from service.i18n import numbers
from service.residency import cases, clock, deadlines, queries, stepping
from service.residency.sight import Seen
from service.web import frame, residency_parts, telling, visiting, words
from service.web.views import residency as views
from service.web.views.parts import Figure
from workflows import history, inbox, tasks
from workflows.model import calendar
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.transaction import Transaction

_EVENTS, _ALL = 12, 300
_UPCOMING = 6
_PEOPLE = ("main_supervisor", "head_of_department", "study_director", "regional_study_director")


@dataclass(slots=True)
class Page:
    """A residency being made into a page."""

    tx: Transaction
    by: Actor
    seen: Seen
    case: Mapping[str, Any] = field(init=False)
    open: list[inbox.UserTask] = field(init=False)
    names: words.Names = field(init=False)

    def __post_init__(self) -> None:
        self.case = cases.of(self.tx, self.id)
        self.open = inbox.open_of_residency(self.tx, self.id)
        self.names = words.Names(self.tx, {task.assignee for task in self.open})

    @property
    def id(self) -> UUID:
        """Return the residency's id."""
        return self.seen.residency.id

    def is_mine(self, task: inbox.UserTask) -> bool:
        """Say whether the visitor can do this task."""
        return task.assignee == self.by.person_id or (task.assignee is None and task.candidate_key in self.by.keys)


def build(page: Page) -> views.ResidencyView:
    """Return the whole view of a residency."""
    tx, residency = page.tx, page.seen.residency
    parts = residency_parts.parts(page)
    chosen = residency_parts.chosen(page, parts, request.args.get("process", ""))
    is_long = request.args.get("events") == "all"
    told = telling.told(tx, history.of_residency(tx, page.id, limit=_ALL if is_long else _EVENTS))
    may_change = bool(page.by.roles() & visiting.STARTERS) and residency.state == "active"
    ribbon = _ribbon(page)
    return views.ResidencyView(
        id=str(page.id),
        name=page.seen.person.name,
        lead=frame.say(
            "residency.lead",
            specialty=words.specialty(residency.specialty),
            unit=words.unit(tx, residency.unit),
            region=words.edition(residency.edition),
        ),
        **ribbon,
        is_starting=residency.state == "active" and not parts,
        is_you=residency.person_id == page.by.person_id,
        figures=_figures(page),
        timeline=residency_parts.timeline(page),
        holders=residency_parts.holders(page),
        open_count=len(page.open),
        upcoming=_upcoming(page),
        processes=parts,
        chosen=chosen,
        events=told,
        more_events_url="" if is_long or len(told) < _EVENTS else f"/residencies/{page.id}?events=all#events",
        people=_people(page),
        facts=_facts(page),
        undo=_undo(page),
        correct_url=f"/residencies/{page.id}/correct" if may_change else "",
        cancel_url=f"/residencies/{page.id}/cancel" if may_change else "",
    )


def _ribbon(page: Page) -> dict[str, str]:
    """Say the next step first: mine if there is one, else what is late, else whom it waits for."""
    if page.seen.residency.state != "active":
        lead = frame.say("residency.ribbon_ended")
        return {"ribbon_kind": "", "ribbon_icon": "circle-check", "ribbon_lead": lead}
    if not queries.instances_of(page.tx.session, page.id):
        lead, text = frame.say("residency.ribbon_starting"), frame.say("residency.ribbon_starting_text")
        return {"ribbon_kind": "info", "ribbon_icon": "refresh-cw", "ribbon_lead": lead, "ribbon_text": text}
    today = frame.visitor().today
    late = [task for task in page.open if task.due_on is not None and task.due_on < today]
    mine = next((task for task in page.open if page.is_mine(task)), None)
    first = mine or (late[0] if late else (page.open[0] if page.open else None))
    if first is None:
        lead, text = frame.say("residency.ribbon_calm"), frame.say("residency.ribbon_calm_text")
        return {"ribbon_kind": "ok", "ribbon_icon": "check", "ribbon_lead": lead, "ribbon_text": text}
    due = frame.due(first.due_on)
    if mine is not None:
        lead = frame.say("residency.ribbon_you")
    elif late:
        n = len(late)
        lead = frame.say("residency.ribbon_late", n=n, words=numbers.capital(numbers.count_words(n, frame.locale())))
    else:
        who = page.names.of(first.assignee) if first.assignee else words.small_role(first.role)
        lead = frame.say("residency.ribbon_wait", who=who)
    looks = {"late": ("late", "triangle-alert"), "soon": ("soon", "clock")}
    kind, icon = looks.get(due.kind, ("info", "circle-dot"))
    day = frame.date("full", first.due_on).striptags() if first.due_on else ""
    key = "task.was_due" if due.kind == "late" else "residency.ribbon_by"
    return {
        "ribbon_kind": kind,
        "ribbon_icon": icon,
        "ribbon_lead": lead,
        "ribbon_text": first.name_en if frame.locale() == "en" else first.name_sv,
        "ribbon_url": f"/tasks/{first.id}" if mine is not None else "",
        "ribbon_side": frame.say(key, day=day) if day else "",
    }


def _figures(page: Page) -> tuple[Figure, ...]:
    residency, today = page.seen.residency, frame.visitor().today
    late = sum(1 for task in page.open if task.due_on is not None and task.due_on < today)
    found = []
    if residency.min_months:
        facts = deadlines.facts_of(page.tx, page.id)
        served = clock.served_months(residency.start_on, min(today, residency.ended_on or today), facts)
        done = numbers.number(float(served), frame.locale(), decimals=1)
        value = frame.say("residency.served", done=done, total=residency.min_months)
        found.append(Figure(value, frame.say("residency.served_label")))
    found.append(Figure(str(len(page.open)), frame.say("residency.open_label", n=len(page.open))))
    found.append(Figure(str(late), frame.say("residency.late_label", n=late)))
    if residency.planned_end_on:
        end = frame.date("short", residency.planned_end_on).striptags()
        found.append(Figure(end, frame.say("residency.end_label")))
    return tuple(found)


def _upcoming(page: Page) -> tuple[tuple[str, str], ...]:
    """Return what will happen by itself: last days, and whom Randa tells when."""
    found: list[tuple[dt.date, str]] = []
    now = page.tx.now()
    tasks_of = {task.id: task for task in page.open}
    for deadline in queries.open_deadlines(page.tx.session, page.id):
        task = tasks_of.get(deadline.task_id) if deadline.task_id else None
        what = residency_parts.about(page, deadline, task)
        if deadline.due_on >= frame.visitor().today:
            found.append((deadline.due_on, frame.say("residency.last_day", what=what)))
        for step in deadline.steps:
            at = stepping.moment(deadline, step)
            if at > now and step["act"] != "remind":
                who = ", ".join(words.role(role) for role in step["to"])
                found.append((calendar.local_date(at), frame.say("residency.told_late", who=who, what=what)))
    found.sort()
    return tuple((frame.date("short", day).striptags(), text) for day, text in dict.fromkeys(found))[:_UPCOMING]


def _people(page: Page) -> tuple[tuple[str, str], ...]:
    found = []
    for role in _PEOPLE:
        scoped = page.tx.parts.directory.scope_key(page.tx, role, page.id, page.seen.residency.region)
        held = () if scoped.is_vacant else roles.holders_of_key(page.tx, scoped.candidate_key)
        found.append((words.role(role), ", ".join(person.name for person in held)))
    return tuple(found)


def _facts(page: Page) -> tuple[tuple[str, object], ...]:
    residency = page.seen.residency
    hire = queries.hire_of(page.tx.session, page.id)
    found: list[tuple[str, object]] = [
        ("regulation", words.regulation(residency.regulation)),
        ("edition", words.edition(residency.edition)),
        ("start_on", frame.date("long", residency.start_on)),
        ("planned_end_on", frame.date("long", residency.planned_end_on) if residency.planned_end_on else "–"),
        ("fte", words.working_time(page.tx, page.id, residency.start_on)),
    ]
    if residency.bt_required is not None:
        found.append(("bt", frame.say("names.yes" if residency.bt_required else "names.no")))
    if hire is not None:
        found.append(("employment", hire.employment_id))
    return tuple((frame.say(f"residency.fact.{key}"), value) for key, value in found)


def _undo(page: Page) -> views.Undoable | None:
    """Return the visitor's last outcome here, if it may still be undone."""
    done = inbox.tasks_for(page.tx, page.by, inbox.Filter(tab="done", residencies=frozenset({page.id})), limit=1)
    for task in done.tasks:
        seen = tasks.view(page.tx, task.id, by=page.by)
        if task.undo and tasks.why_not(page.tx, task, seen.instance, by=page.by) is None:
            title = task.name_en if frame.locale() == "en" else task.name_sv
            until = dt.datetime.fromisoformat(str(task.undo["until"]))
            return views.Undoable(frame.say("residency.undo_text", title=title), f"/tasks/{task.id}/undo", until)
    return None


def reminded_today(page: Page) -> set[UUID]:
    """Return the tasks whose holders somebody has reminded today."""
    rows = history.of_residency(page.tx, page.id, kinds=(Happening.TASK_REMINDED,), limit=50)
    today = frame.visitor().today
    return {row.task_id for row in rows if row.task_id and calendar.local_date(row.at) == today}
