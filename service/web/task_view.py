"""From a task to what its page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

import forms
from forms import FieldError
from service.i18n import dates
from service.residency import cases, comments, deadlines
from service.web import frame, steps, task_around, task_facts, task_page, telling, words
from service.web.task_page import Page
from service.web.views import task as views
from service.web.views.parts import FieldError as WrongField
from service.web.views.parts import Tab
from workflows import history, inbox, tasks
from workflows.engine.process_model import Outcome
from workflows.model import calendar

TABS = ("task", "residency", "process", "documents", "comments", "history")


@dataclass(slots=True)
class _Known:
    """What several parts of the view need."""

    whose: str
    told: steps.Story
    said: list[comments.Comment]
    under: list[deadlines.Deadline]
    names: words.Names
    case: Mapping[str, Any]
    is_asked: bool


def build(page: Page, submission_id: str) -> views.TaskView:
    """Return the whole view of a task for one tab."""
    known = _known(page)
    return views.TaskView(
        **_head(page, known),
        **_rights(page, known),
        **_work(page, known, submission_id),
        **_around(page, known),
    )


def _known(page: Page) -> _Known:
    task = page.task
    told = steps.story(page.tx, page.seen.instance)
    said = comments.of_task(page.tx, task.id)
    ids = {task.assignee, task.owner, task.completed_by, *told.people(), *(c.by for c in said)}
    return _Known(
        whose=task_page.state(page),
        told=told,
        said=said,
        under=deadlines.of_tasks(page.tx, [task.id], [task.instance_id]),
        names=words.Names(page.tx, ids),
        case=cases.of(page.tx, task.residency_id) if task.residency_id else {},
        is_asked=task.owner is not None and task.assignee == page.by.person_id,
    )


def _head(page: Page, known: _Known) -> dict[str, Any]:
    task, case = page.task, known.case
    done_on = calendar.local_date(task.completed_at) if task.completed_at else None
    return {
        "id": str(task.id),
        "version": task.version,
        "title": task_page.name(task),
        "lead": _lead(page, case),
        "about": str(case.get("resident_name", "")),
        "about_url": task_page.about_url(page),
        "due": frame.due(task.due_on, done_on=done_on),
        "tab": page.tab,
        "tabs": _tabs(page, len(known.said)),
        "state": "taken" if known.is_asked else known.whose,
        "holder": _holder(page, known.whose, known.names),
        "is_vacant": task.is_vacant and known.whose != "done",
        "moved": _moved(known.under),
        "asked_by": known.names.of(task.owner) if known.is_asked else "",
    }


def _rights(page: Page, known: _Known) -> dict[str, Any]:
    task, whose, is_asked = page.task, known.whose, known.is_asked
    is_taken = task.assignee is not None and task.candidate_key is not None
    return {
        "can_claim": whose == "free" and not is_asked,
        "can_release": whose == "mine" and is_taken and not is_asked,
        "can_hand_over": whose == "mine" and not is_asked,
        "can_resolve": is_asked,
        "can_remind": whose in ("taken", "watched") and not is_asked,
        "can_undo": whose == "done" and tasks.why_not(page.tx, task, page.seen.instance, by=page.by) is None,
    }


def _work(page: Page, known: _Known, submission_id: str) -> dict[str, Any]:
    task, whose, meta, is_here = page.task, known.whose, page.seen.meta, page.tab == "task"
    return {
        "instruction": _instruction(page),
        "why": task_facts.why(meta, known.case.get("edition"), known.under, task.due_on),
        "facts": task_facts.facts(page.tx, known.case),
        "earlier": task_facts.earlier(page) if is_here else (),
        "form": _form(page, whose),
        "kept": _kept(page, whose),
        "answers": _answers(page) if whose == "done" and is_here else (),
        "outcomes": tuple(_outcome(o) for o in meta.outcomes) or (views.Outcome("", frame.say("task.finish")),),
        "comment": page.typed.comment or str((task.draft or {}).get("_comment", "")),
        "comment_error": page.typed.comment_error,
        "submission_id": page.typed.submission_id or submission_id,
        "draft_saved": _draft_saved(task),
        "conflict": page.typed.conflict,
        "errors": _errors(page),
    }


def _around(page: Page, known: _Known) -> dict[str, Any]:
    deployed = page.seen.deployed
    teller = steps.Teller(deployed.model, known.told, known.names, is_brief=page.tab == "task")
    return {
        "steps": teller.steps(),
        "process_name": deployed.name(frame.locale()),
        "process_url": f"/tasks/{page.task.id}/process",
        "drawing": f"/processes/{deployed.key}/{deployed.version}.bpmn",
        "drawing_states": teller.states() if page.tab == "process" else [],
        "drawing_labels": teller.labels() if page.tab == "process" else {},
        "consequences": task_around.consequences(page, known.under) if known.whose != "done" else (),
        "comments": tuple(task_around.comment(c, known.names) for c in known.said),
        "documents": task_facts.documents(page),
        "history": telling.told(page.tx, task_around.history_of(page)) if page.tab == "history" else (),
        "people": task_around.people(page),
        "takers": task_around.takers(page),
        "next_url": task_around.following(page),
    }


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


def _tab_url(page: Page, tab: str) -> str:
    if tab == "residency":
        return task_page.about_url(page)
    return f"/tasks/{page.task.id}" + ("" if tab == "task" else f"/{tab}")


def _draft_saved(task: inbox.UserTask) -> str:
    if task.draft_at is None:
        return ""
    return frame.say("task.draft_saved", at=dates.time_words(task.draft_at, frame.locale()))


def _tabs(page: Page, said: int) -> tuple[Tab, ...]:
    counts = {"documents": len(task_facts.documents(page)) or None, "comments": said or None}
    shown = [t for t in TABS if t != "residency" or task_page.about_url(page)]
    return tuple(Tab(t, _tab_url(page, t), frame.say(f"task.tab.{t}"), counts.get(t)) for t in shown)


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


def _errors(page: Page) -> tuple[WrongField, ...]:
    """Return what was wrong, for the title and for a page without form fields."""
    found = page.typed.submission.errors if page.typed.submission else ()
    wrong = [WrongField(error.field_id, error.line(frame.locale())) for error in found]
    if page.typed.comment_error:
        wrong.append(WrongField("outcome-comment", page.typed.comment_error))
    return tuple(wrong)


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
