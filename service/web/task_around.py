"""What stands around a task: what happens otherwise, comments, history, people who may help, what comes next."""

from __future__ import annotations

from service.directory import roles
from service.directory.tables import Person
from service.residency import comments, deadlines, stepping
from service.web import frame, task_page, words
from service.web.task_page import Page
from service.web.views import task as views
from service.web.views.parts import Choice
from workflows import history, inbox
from workflows.model import calendar


def consequences(page: Page, under: list[deadlines.Deadline]) -> tuple[views.Consequence, ...]:
    """Return what happens on which day if nobody does the task."""
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
        return frame.say("task.consequence.you" if task_page.state(page) == "mine" else "task.consequence.holder")
    return words.role(role)


def _joined(who: list[str]) -> str:
    rest = [w if w[1:2].isupper() else w[:1].lower() + w[1:] for w in who[1:]]
    everybody = [*who[:1], *rest]
    if len(everybody) < 2:
        return "".join(everybody)
    return f"{', '.join(everybody[:-1])} {frame.say('task.and')} {everybody[-1]}"


def comment(comment: comments.Comment, names: words.Names) -> views.Comment:
    """Return a comment as the page shows it."""
    return views.Comment(
        by=names.of(comment.by),
        role=words.role(comment.role),
        at=comment.at,
        text=comment.text,
        is_question=comment.is_question,
    )


def history_of(page: Page) -> list[history.HistoryEvent]:
    """Return what happened in the process, newest first, and everything about this task."""
    kinds = set(history.TOLD)
    rows = history.of_instance(page.tx, page.task.instance_id)
    return [row for row in reversed(rows) if row.kind in kinds or row.task_id == page.task.id]


def people(page: Page) -> tuple[Choice, ...]:
    """Return who may be asked: those who may take the task over, and those of the training."""
    task, found = page.task, {choice.value: choice for choice in takers(page)}
    for role in ("main_supervisor", "head_of_department", "study_director", "resident"):
        for person in roles.holders(page.tx, role, task.residency_id) if task.residency_id else ():
            found.setdefault(str(person.id), _choice(person, role))
    return tuple(choice for value, choice in found.items() if value != str(page.by.person_id))


def takers(page: Page) -> tuple[Choice, ...]:
    """Return who else may do the task: the holders of its key."""
    key = page.task.candidate_key
    found = roles.holders_of_key(page.tx, key) if key else []
    return tuple(_choice(p, (key or "").partition("@")[0]) for p in found if p.id != page.by.person_id)


def _choice(person: Person, role: str) -> Choice:
    return Choice(str(person.id), f"{person.name}, {words.small_role(role)}")


def following(page: Page) -> str:
    """Return the next of the visitor's tasks."""
    following = inbox.tasks_for(page.tx, page.by, inbox.Filter(tab="mine"), limit=2).tasks
    other = next((t for t in following if t.id != page.task.id), None)
    return f"/tasks/{other.id}" if other else ""
