"""The task page: look at a task, fill in its form, choose an outcome; every reply is a redirect or the page again."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

import forms
from forms import NoUploads, Submission
from service import problems
from service.files import keeping
from service.i18n import dates
from service.web import door, frame, headers, receipts, task_view, visiting, words
from service.web.task_page import Page, Typed
from workflows import inbox, tasks
from workflows.model import errors
from workflows.transaction import Transaction

blueprint = Blueprint("task", __name__, url_prefix="/tasks")
#: The page's own fields; the form's begin with ``f.``.
OUTCOME, COMMENT, SUBMISSION = "_outcome", "_comment", "submission_id"
#: What is told beside the typed text; everything else is a page of its own.
TOLD = (errors.Conflict, errors.NotAllowed, errors.Invalid)


@blueprint.get("/<uuid:task_id>")
def show(task_id: UUID) -> str:
    """Show the task with its form."""
    return _look(task_id, "task")


@blueprint.get("/<uuid:task_id>/<any(process, documents, comments, history):tab>")
def show_tab(task_id: UUID, tab: str) -> str:
    """Show another part of the task."""
    return _look(task_id, tab)


def _look(task_id: UUID, tab: str, typed: Typed | None = None) -> str:
    with door.reading() as tx:
        return draw(Page(tx, door.actor(), tasks.view(tx, task_id, by=door.actor()), tab, typed or Typed()))


def draw(page: Page) -> str:
    """Make the page of a task."""
    visiting.dress(page.tx)
    if page.tab == "process":
        headers.allow_drawing()
    view = task_view.build(page, str(uuid4()))
    return frame.page("task.html", view=view, active="inbox", here=request.path)


@blueprint.post("/<uuid:task_id>/complete")
def complete(task_id: UUID) -> Response | tuple[str, int]:
    """Complete the task, or show the page again with what must be mended; go on to the next task."""
    try:
        answer = door.run(lambda tx: _complete(tx, task_id))
    except TOLD as refused:
        return _again(task_id, refused), problems.status_of(refused)
    if isinstance(answer, _Wrong):
        return answer.html, 422 if answer.is_error else 200
    return redirect(receipts.onward(answer, "done", about=task_id), 303)


@dataclass(frozen=True, slots=True)
class _Wrong:
    html: str
    is_error: bool


def _complete(tx: Transaction, task_id: UUID) -> str | _Wrong:
    page = Page(tx, door.actor(), tasks.view(tx, task_id, by=door.actor()))
    submission, comment = _read(page), request.form.get(COMMENT, "")
    typed = _wrong(page, submission, comment)
    if typed is not None:
        page.typed = typed
        is_error = bool(typed.comment_error or (typed.submission and typed.submission.errors))
        return _Wrong(draw(page), is_error)
    done = tasks.complete(
        tx,
        task_id,
        by=page.by,
        outcome=request.form.get(OUTCOME) or None,
        data=forms.plain(submission.data) if submission else {},
        comment=comment.strip(),
        submission_id=_submission_id(),
    )
    _attach(page, submission, done.submission.id)
    following = inbox.next_after(tx, page.by)
    return f"/tasks/{following.id}" if following is not None else "/inbox"


def _read(page: Page, *, with_files: bool = True) -> Submission | None:
    form = page.form()
    if form is None:
        return None
    uploads = request.files if with_files else NoUploads()
    return form.read(request.form, uploads, page.seen.scope, page.ports(), locale=frame.locale())


def _wrong(page: Page, submission: Submission | None, comment: str) -> Typed | None:
    """Return what to show again, or None when the answer can be used."""
    chosen = next((o for o in page.seen.meta.outcomes if o.value == request.form.get(OUTCOME)), None)
    missing = ""
    if chosen is not None and chosen.comment == "required" and not comment.strip():
        missing = frame.say("task.comment_missing")
    if (submission is None or submission.is_complete) and not missing:
        return None
    return Typed(submission, comment, missing, submission_id=request.form.get(SUBMISSION, ""))


def _submission_id() -> UUID | None:
    try:
        return UUID(request.form.get(SUBMISSION, ""))
    except ValueError:
        return None


def _attach(page: Page, submission: Submission | None, submission_id: UUID) -> None:
    form = page.form()
    if form is None or submission is None:
        return
    lines = form.summary(submission.data, page.seen.scope, page.ports())
    ids = [UUID(file_id) for line in lines for file_id in line.files]
    keeping.attach(page.tx, ids, residency_id=page.task.residency_id, submission_id=submission_id)


def _again(task_id: UUID, refused: errors.RandaError) -> str:
    """Show the page again with why it was refused; what was typed is kept."""
    with door.reading() as tx:
        page = Page(tx, door.actor(), tasks.view(tx, task_id, by=door.actor()))
        page.typed = Typed(
            _read(page, with_files=False),
            request.form.get(COMMENT, ""),
            conflict=_named(page, refused),
        )
        return draw(page)


def _named(page: Page, refused: errors.RandaError) -> str:
    """Return the refusal in words, with names for the ids in it."""
    facts = dict(refused.facts)
    for fact, name in (("assignee", "assignee_name"), ("by", "by_name")):
        if isinstance(facts.get(fact), UUID):
            facts[name] = words.Names(page.tx, [facts[fact]]).of(facts[fact])
    if page.task.completed_at is not None and "at" in facts:
        facts["at"] = frame.moment(page.task.completed_at).striptags()
    return type(refused)(**facts).text(frame.locale()) if facts else refused.text(frame.locale())


@blueprint.post("/<uuid:task_id>/form")
def refresh(task_id: UUID) -> str:
    """Draw only the form's fields again, as when an answer shows new questions; nothing is kept."""
    with door.reading() as tx:
        page = Page(tx, door.actor(), tasks.view(tx, task_id, by=door.actor()))
        form, submission = page.form(), _read(page, with_files=False)
        if form is None or submission is None:
            raise errors.NotFound
        calm = Submission(submission.data, submission.raw, (), submission.action, submission.focus)
        return form.render_again(calm, page.seen.scope, page.ports(), locale=frame.locale(), look=page.look())


@blueprint.post("/<uuid:task_id>/draft")
def save_draft(task_id: UUID) -> Response | str:
    """Keep what is typed; a script gets a sentence back, a button the page."""
    is_script = "HX-Request" in request.headers

    def keep(tx: Transaction) -> str:
        page = Page(tx, door.actor(), tasks.view(tx, task_id, by=door.actor()))
        submission = _read(page, with_files=not is_script)
        typed = {**(submission.raw if submission else {}), COMMENT: request.form.get(COMMENT, "")}
        row = tasks.save_draft(tx, task_id, by=page.by, data=typed)
        assert row.draft_at is not None, "a draft has just been kept"
        return frame.say("task.draft_saved", at=dates.time_words(row.draft_at, frame.locale()))

    said = door.run(keep)
    return said if is_script else redirect(receipts.onward(f"/tasks/{task_id}", "draft"), 303)
