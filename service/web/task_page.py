"""A task being made into a page: who looks, what was typed, whose the task is."""

from __future__ import annotations

from dataclasses import dataclass, field

import forms
from forms import Form, Look, Ports
from service.residency import sight
from service.web import assets, frame
from workflows import inbox, tasks
from workflows.model.actor import Actor
from workflows.model.states import TaskState
from workflows.transaction import Transaction


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


def name(task: inbox.UserTask) -> str:
    """Return a task's name in the visitor's language."""
    return task.name_en if frame.locale() == "en" else task.name_sv


def about_url(page: Page) -> str:
    """Return the training's page, for those who may see it: whoever is only asked about a role may not."""
    slot = ("about_url", page.task.residency_id)
    if slot not in page.tx.known:
        seen = sight.named(page.tx, [page.task.residency_id]).get(page.task.residency_id or page.task.id)
        may_see = seen is not None and sight.reaches(page.by, seen.residency, seen.unit.administration)
        page.tx.known[slot] = f"/residencies/{page.task.residency_id}" if may_see else ""
    return str(page.tx.known[slot])
