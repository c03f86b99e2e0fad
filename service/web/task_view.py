"""From a task to what its page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from markupsafe import Markup

import forms
from forms import FieldError, Form, Look, Ports
from service.directory import roles
from service.i18n import dates
from service.residency import cases, comments, deadlines, stepping
from service.web import assets, frame, steps, task_facts, telling, words
from service.web.views import task as views
from service.web.views.parts import Choice, Tab
from workflows import history, inbox, tasks
from workflows.engine.process_model import Outcome
from workflows.model import calendar
from workflows.model.actor import Actor
from workflows.model.states import TaskState
from workflows.transaction import Transaction

TABS = ("task", "residency", "process", "documents", "comments", "history")


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed and what was wrong with it, for drawing the page again."""

    submission: forms.Submission | None = None
    comment: str = ""
    comment_error: str = ""
    conflict: str = ""
    submission_id: str = ""


@dataclass(slots=True)
class Page:
    """A task being made into a page."""

    tx: Transaction
    by: Actor
    seen: tasks.View
    tab: str = "task"
    typed: Typed = field(default_factory=Typed)

    @property
    def task(self) -> inbox.UserTask:
        """Return the task row."""
        return self.seen.task

    def ports(self) -> Ports:
        """Return the forms room's ports for this person and residency."""
        ports: Ports = self.tx.parts.forms.ports(self.tx, self.by, self.task.residency_id)  # type: ignore[attr-defined]
        return ports

    def form(self) -> Form | None:
        """Return the form of the task's bundle, if it has one."""
        if self.seen.form_text is None:
            return None
        return forms.Catalog.from_text(self.task.form_key or "", self.seen.form_text)

    def look(self) -> Look:
        """Return where the form finds icons and where it draws itself again."""
        return Look(icons=assets.static_url("icons.svg"), refresh=f"/tasks/{self.task.id}/form")


def state(page: Page) -> str:
    """Return whose the task is: mine, free, taken, done or watched."""
    task, by = page.task, page.by
    if task.state != TaskState.OPEN:
        return "done"
    if task.assignee is not None:
        return "mine" if task.assignee == by.person_id else "taken"
    key = task.candidate_key or ""
    if key not in by.keys:
        return "watched"
    return "free" if key.partition("@")[0] in inbox.SHARED_ROLES else "mine"


def build(page: Page, submission_id: str) -> views.TaskView:
    """Return the whole view of a task for one tab."""
    task, whose = page.task, state(page)
    told = steps.story(page.tx, page.seen.instance)
    said = comments.of_task(page.tx, task.id)
    under = deadlines.of_tasks(page.tx, [task.id], [task.instance_id])
    ids = {task.assignee, task.owner, task.completed_by, *told.people(), *(c.by for c in said)}
    names = words.Names(page.tx, ids)
    teller = steps.Teller(page.seen.deployed.model, told, names, is_brief=page.tab == "task")
    case = cases.of(page.tx, task.residency_id) if task.residency_id else {}
    due = frame.due(task.due_on, done_on=calendar.local_date(task.completed_at) if task.completed_at else None)
    is_asked = task.owner is not None and task.assignee == page.by.person_id
    return views.TaskView(
        id=str(task.id),
        version=task.version,
        title=name(task),
        lead=_lead(page, case),
        about=str(case.get("resident_name", "")),
        about_url=f"/residencies/{task.residency_id}" if task.residency_id else "",
        due=due,
        tab=page.tab,
        tabs=_tabs(page, len(said)),
        state="taken" if is_asked else whose,
        holder=_holder(page, whose, names),
        is_vacant=task.is_vacant and whose != "done",
        moved=_moved(under),
        can_claim=whose == "free" and not is_asked,
        can_release=whose == "mine" and task.assignee is not None and task.candidate_key is not None and not is_asked,
        can_hand_over=whose == "mine" and not is_asked,
        can_resolve=is_asked,
        asked_by=names.of(task.owner) if is_asked else "",
        can_remind=whose in ("taken", "watched") and not is_asked,
        can_undo=whose == "done" and tasks.why_not(page.tx, task, page.seen.instance, by=page.by) is None,
        instruction=_instruction(page),
        why=task_facts.why(page.seen.meta, case.get("edition"), under, task.due_on),
        facts=task_facts.facts(page.tx, case),
        earlier=task_facts.earlier(page) if page.tab == "task" else (),
        form=_form(page, whose),
        kept=_kept(page, whose),
        answers=_answers(page) if whose == "done" and page.tab == "task" else (),
        outcomes=tuple(_outcome(o) for o in page.seen.meta.outcomes) or (views.Outcome("", frame.say("task.finish")),),
        comment=page.typed.comment or str((task.draft or {}).get("_comment", "")),
        comment_error=page.typed.comment_error,
        submission_id=page.typed.submission_id or submission_id,
        draft_saved=_draft_saved(task),
        conflict=page.typed.conflict,
        steps=teller.steps(),
        process_name=page.seen.deployed.name(frame.locale()),
        process_url=f"/tasks/{task.id}/process",
        drawing=f"/processes/{page.seen.deployed.key}/{page.seen.deployed.version}.bpmn",
        drawing_states=teller.states() if page.tab == "process" else [],
        consequences=_consequences(page, under) if whose != "done" else (),
        comments=tuple(_comment(c, names) for c in said),
        documents=task_facts.documents(page),
        history=telling.told(page.tx, _history(page)) if page.tab == "history" else (),
        people=_people(page),
        next_url=_next(page),
    )


def name(task: inbox.UserTask) -> str:
    """Return a task's name in the visitor's language."""
    return task.name_en if frame.locale() == "en" else task.name_sv


def _lead(page: Page, case: Mapping[str, Any]) -> str:
    process = frame.say("task.lead_process", process=page.seen.deployed.name(frame.locale()))
    if not case:
        return process
    who = frame.say(
        "task.lead",
        name=case["resident_name"],
        specialty=words.specialty(case["specialty"]),
        unit=words.unit(page.tx, case["unit"]),
    )
    return f"{who} {process}"


def _draft_saved(task: inbox.UserTask) -> str:
    if task.draft_at is None:
        return ""
    return frame.say("task.draft_saved", at=dates.time_words(task.draft_at, frame.locale()))


def _tabs(page: Page, said: int) -> tuple[Tab, ...]:
    task = page.task
    counts = {"documents": len(task_facts.documents(page)) or None, "comments": said or None}
    urls = {"task": f"/tasks/{task.id}", "residency": f"/residencies/{task.residency_id}"}
    shown = [t for t in TABS if t != "residency" or task.residency_id is not None]
    return tuple(Tab(t, urls.get(t, f"/tasks/{task.id}/{t}"), frame.say(f"task.tab.{t}"), counts.get(t)) for t in shown)


def _holder(page: Page, whose: str, names: words.Names) -> str:
    task = page.task
    if whose == "done":
        at = frame.moment(task.completed_at).striptags()
        return frame.say("task.holder_done", name=names.of(task.completed_by), at=at)
    if task.assignee is None:
        if whose == "mine":
            return frame.say("task.holder_you")
        return frame.say("task.holder_free_role", role=words.small_role(task.role)) if task.role else ""
    at = frame.moment(task.claimed_at).striptags() if task.claimed_at else ""
    if whose == "mine":
        return frame.say("task.holder_you_since", at=at) if at else frame.say("task.holder_you")
    return frame.say("task.holder_other", name=names.of(task.assignee), at=at)


def _moved(under: list[deadlines.Deadline]) -> str:
    moved = next((d for d in under if d.moved_reason), None)
    return frame.say("task.moved_reason", why=moved.moved_reason) if moved else ""


def _instruction(page: Page) -> str:
    meta = page.seen.meta
    return (meta.doc_en if frame.locale() == "en" else meta.doc) or meta.doc


def _form(page: Page, whose: str) -> Markup:
    form = page.form()
    if form is None or page.tab != "task" or whose == "done":
        return Markup("")
    ports, scope, typed = page.ports(), page.seen.scope, page.typed
    if typed.submission is not None and whose == "mine":
        shown = typed.submission
        if typed.comment_error:
            error = FieldError("/comment", "outcome-comment", typed.comment_error, typed.comment_error)
            shown = forms.Submission(shown.data, shown.raw, (*shown.errors, error), shown.action, shown.focus)
        return form.render_again(shown, scope, ports, locale=frame.locale(), look=page.look())
    draft = {k: v for k, v in (page.task.draft or {}).items() if not k.startswith("_")} or None
    return form.render(None, (), scope, ports, locale=frame.locale(), draft=draft, look=page.look())


def _kept(page: Page, whose: str) -> Markup:
    """Return what was typed as text to copy, when the task can no longer be filled in."""
    form, typed = page.form(), page.typed.submission
    if form is None or typed is None or whose == "mine":
        return Markup("")
    return form.render(typed.raw, (), page.seen.scope, page.ports(), locale=frame.locale(), read_only=True)


def _answers(page: Page) -> tuple[tuple[str, object], ...]:
    mine = [s for s in history.submissions(page.tx, page.task.instance_id) if s.task_id == page.task.id]
    return task_facts.answers(page, mine[-1]) if mine else ()


def _outcome(outcome: Outcome) -> views.Outcome:
    text = outcome.en if frame.locale() == "en" else outcome.sv
    says_so = any(word in text.lower() for word in frame.say("task.signs").split())
    if outcome.signs and not says_so:
        text = frame.say("task.sign_outcome", outcome=text)
    return views.Outcome(outcome.value, text, outcome.signs, outcome.comment == "required")


def _consequences(page: Page, under: list[deadlines.Deadline]) -> tuple[views.Consequence, ...]:
    own = [d for d in under if d.task_id == page.task.id] or under
    found = []
    for deadline in own[:1]:
        for step in deadline.steps:
            at = stepping.moment(deadline, step)
            who = [_told(page, role) for role in step["to"]]
            text = frame.say(f"task.consequence.{step['act']}", who=_joined(who))
            found.append(views.Consequence(calendar.local_date(at), text, is_past=at <= page.tx.now()))
    return tuple(sorted(found, key=lambda c: c.on))


def _told(page: Page, role: str) -> str:
    if role == "holder":
        return frame.say("task.consequence.you" if state(page) == "mine" else "task.consequence.holder")
    return words.role(role)


def _joined(who: list[str]) -> str:
    rest = [w if w[1:2].isupper() else w[:1].lower() + w[1:] for w in who[1:]]
    everybody = [*who[:1], *rest]
    if len(everybody) < 2:
        return "".join(everybody)
    return f"{', '.join(everybody[:-1])} {frame.say('task.and')} {everybody[-1]}"


def _comment(comment: comments.Comment, names: words.Names) -> views.Comment:
    return views.Comment(
        by=names.of(comment.by),
        role=words.role(comment.role),
        at=comment.at,
        text=comment.text,
        is_question=comment.is_question,
    )


def _history(page: Page) -> list[history.HistoryEvent]:
    kinds = set(history.TOLD)
    rows = history.of_instance(page.tx, page.task.instance_id)
    return [row for row in reversed(rows) if row.kind in kinds or row.task_id == page.task.id]


def _people(page: Page) -> tuple[Choice, ...]:
    """Return who may take the task over or be asked: other holders of its key, and those of the training."""
    task, found = page.task, dict[UUID, Choice]()
    if task.candidate_key:
        for person in roles.holders_of_key(page.tx, task.candidate_key):
            found[person.id] = Choice(str(person.id), f"{person.name}, {words.role_of_key(task.candidate_key)}")
    for role in ("main_supervisor", "head_of_department", "study_director", "resident"):
        for person in roles.holders(page.tx, role, task.residency_id) if task.residency_id else ():
            found.setdefault(person.id, Choice(str(person.id), f"{person.name}, {words.small_role(role)}"))
    return tuple(choice for person_id, choice in found.items() if person_id != page.by.person_id)


def _next(page: Page) -> str:
    following = inbox.tasks_for(page.tx, page.by, inbox.Filter(tab="mine"), limit=2).tasks
    other = next((t for t in following if t.id != page.task.id), None)
    return f"/tasks/{other.id}" if other else ""
