"""The parts of a residency's page that need more than a line: holders, processes, timeline."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from service.directory import roles
from service.residency import deadlines, queries
from service.web import frame, residency_view, steps, words
from service.web.views import residency as views
from service.web.views.parts import Mark
from workflows import definitions, inbox, instances
from workflows.model import calendar
from workflows.model.states import InstanceState

if TYPE_CHECKING:
    from service.web.residency_view import Page

_MONTH = 30.4375


def holders(page: Page) -> tuple[views.Holder, ...]:
    """Return the open tasks by who has them now: a person, or the holders of a role."""
    found: dict[tuple[str, str], list[inbox.UserTask]] = {}
    for task in page.open:
        found.setdefault((_who(page, task), words.small_role(task.role)), []).append(task)
    reminded = residency_view.reminded_today(page)
    made = [_holder(page, name, role, tasks, reminded) for (name, role), tasks in found.items()]
    return tuple(sorted(made, key=lambda holder: (not holder.is_you, not holder.is_vacant)))


def _who(page: Page, task: inbox.UserTask) -> str:
    if task.assignee is not None:
        return page.names.of(task.assignee)
    held = roles.holders_of_key(page.tx, task.candidate_key or "")
    return ", ".join(person.name for person in held)


def _holder(page: Page, name: str, role: str, tasks: list[inbox.UserTask], reminded: set[UUID]) -> views.Holder:
    is_vacant = all(task.is_vacant for task in tasks)
    if is_vacant and name:
        role = frame.say("residency.instead_of", role=role)
    rows = tuple(_open_task(page, task, reminded, has_holder=bool(name)) for task in tasks)
    is_you = any(task.assignee == page.by.person_id for task in tasks) or name == frame.visitor().name
    return views.Holder(name or frame.say("names.nobody"), role, rows, is_you, is_vacant and not name)


def _open_task(page: Page, task: inbox.UserTask, reminded: set[UUID], *, has_holder: bool) -> views.OpenTask:
    is_mine = page.is_mine(task)
    was_reminded = task.id in reminded
    marks = (Mark(frame.say("task.vacant"), "soon", "user-round-x"),) if task.is_vacant else ()
    may_remind = has_holder and not is_mine and not was_reminded
    return views.OpenTask(
        title=task.name_en if frame.locale() == "en" else task.name_sv,
        due=frame.due(task.due_on),
        url=f"/tasks/{task.id}" if is_mine or task.candidate_key in page.by.keys else "",
        since=calendar.local_date(task.claimed_at or task.created_at),
        remind_url=f"/residencies/{page.id}/tasks/{task.id}/remind" if may_remind else "",
        reminded=frame.say("residency.reminded_today") if was_reminded else "",
        marks=marks,
    )


def parts(page: Page) -> tuple[views.ProcessPart, ...]:
    """Return the processes of the training in the order they began, each with a mark and one line."""
    rows = queries.instances_of(page.tx.session, page.id)
    return tuple(_part(page, row) for row in rows)


def _part(page: Page, row: instances.ProcessInstance) -> views.ProcessPart:
    deployed = definitions.get(page.tx, row.definition_id)
    tasks = [task for task in page.open if task.instance_id == row.id]
    return views.ProcessPart(
        id=str(row.id),
        key=deployed.key,
        name=deployed.name(frame.locale()),
        mark=_mark(row, tasks),
        summary=_summary(page, row, tasks),
        steps=(),
    )


def _mark(row: instances.ProcessInstance, tasks: list[inbox.UserTask]) -> Mark:
    if row.state == InstanceState.COMPLETED:
        return Mark(frame.say("residency.part_done"), "ok")
    if row.state == InstanceState.CANCELLED:
        return Mark(frame.say("residency.part_cancelled"), "", "x")
    if row.state == InstanceState.SUSPENDED:
        return Mark(frame.say("dates.paused"), "info", "pause")
    today = frame.visitor().today
    if any(task.due_on is not None and task.due_on < today for task in tasks):
        return Mark(frame.say("residency.part_late"), "late")
    return Mark(frame.say("residency.part_running"), "info")


def _summary(page: Page, row: instances.ProcessInstance, tasks: list[inbox.UserTask]) -> str:
    if row.ended_at is not None:
        return frame.date("long", calendar.local_date(row.ended_at)).striptags()
    if not tasks:
        day = frame.date("long", calendar.local_date(row.started_at)).striptags()
        return frame.say("residency.part_since", day=day)
    first = tasks[0]
    step = first.name_en if frame.locale() == "en" else first.name_sv
    who = page.names.of(first.assignee) if first.assignee else words.small_role(first.role)
    more = frame.say("residency.part_more", n=len(tasks) - 1) if len(tasks) > 1 else ""
    return frame.say("residency.part_now", step=step, who=who) + more


def chosen(page: Page, found: tuple[views.ProcessPart, ...], wanted: str) -> views.ProcessPart | None:
    """Return one process with drawing and steps: the wanted one, else the one that needs somebody most."""
    order = {"late": 0, "info": 1}
    ranked = sorted(found, key=lambda part: (part.id != wanted, order.get(part.mark.kind, 2), part.key == "residency"))
    if not ranked:
        return None
    part = ranked[0]
    row = next(r for r in queries.instances_of(page.tx.session, page.id) if str(r.id) == part.id)
    deployed = definitions.get(page.tx, row.definition_id)
    told = steps.story(page.tx, row)
    teller = steps.Teller(deployed.model, told, words.Names(page.tx, told.people()))
    return views.ProcessPart(
        id=part.id,
        key=part.key,
        name=part.name,
        mark=part.mark,
        summary=part.summary,
        steps=teller.steps(),
        drawing=f"/processes/{deployed.key}/{deployed.version}.bpmn",
        states=teller.states(),
        labels=teller.labels(),
    )


def about(page: Page, deadline: deadlines.Deadline, task: inbox.UserTask | None) -> str:
    """Return what a deadline is about: its task, or its process."""
    if task is not None:
        return task.name_en if frame.locale() == "en" else task.name_sv
    return words.process(page.tx, deadline.definition_key).name(frame.locale())


def timeline(page: Page) -> views.Timeline | None:
    """Return the training from its start to its planned end; None before the regulation is chosen."""
    residency = page.seen.residency
    end = residency.planned_end_on
    if end is None or end <= residency.start_on:
        return None
    start, today = residency.start_on, frame.visitor().today
    months = _months(start, end)
    description = f"{_day(start)} – {_day(end)}"
    return views.Timeline(
        start_on=start,
        months=months,
        today_at=min(max(_months(start, today), 0), months),
        periods=_periods(page, start, end, today),
        milestones=_milestones(page, start, end, today),
        description=description,
    )


def _periods(page: Page, start: dt.date, end: dt.date, today: dt.date) -> tuple[views.Period, ...]:
    unit = words.unit(page.tx, page.seen.residency.unit)
    found = [_period(unit, "own", start, end, start, today)]
    for leave in queries.leaves(page.tx.session, page.id):
        name = frame.say(f"residency.leave.{leave.kind}")
        found.append(_period(name, "leave", leave.from_on, leave.to_on, start, today))
    return tuple(found)


def _period(name: str, kind: str, first: dt.date, last: dt.date, start: dt.date, today: dt.date) -> views.Period:
    state = "planned" if first > today else "done" if last < today else "now"
    at, length = _months(start, first), _months(first, last)
    return views.Period(name, kind, at, length, state, f"{_day(first)} – {_day(last)}")


def _milestones(page: Page, start: dt.date, end: dt.date, today: dt.date) -> tuple[views.Milestone, ...]:
    found = [("residency.milestone.start", start, "done" if start <= today else "planned")]
    approved = queries.iup_versions(page.tx.session, page.id)
    if approved:
        found.append(("residency.milestone.iup", calendar.local_date(approved[0].approved_at), "done"))
    else:
        due = [d.due_on for d in queries.open_deadlines(page.tx.session, page.id) if d.definition_key == "iup"]
        found += [("residency.milestone.iup", day, "late" if day < today else "planned") for day in due[:1]]
    found.append(("residency.milestone.end", end, "done" if end < today else "planned"))
    return tuple(views.Milestone(frame.say(key), _months(start, day), state, _day(day)) for key, day, state in found)


def _months(start: dt.date, day: dt.date) -> float:
    return round((day - start).days / _MONTH, 2)


def _day(day: dt.date) -> str:
    return frame.date("long", day).striptags()
