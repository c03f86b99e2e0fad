"""Search from every page: residents, tasks and processes that the visitor may see."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, request

from service.residency import sight
from service.web import door, frame, visiting, words
from workflows import definitions, inbox
from workflows.transaction import Transaction

blueprint = Blueprint("search", __name__)
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found."""

    title: str
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one kind."""

    title: str
    hits: tuple[Hit, ...]


@blueprint.get("/search")
def show() -> str:
    """Search in names of people, tasks and processes."""
    typed = request.args.get("q", "").strip()
    with door.reading() as tx:
        visiting.dress(tx)
        found = [_people(tx, typed), _tasks(tx, typed), _processes(tx, typed)] if typed else []
        return frame.page("search.html", query=typed, groups=[group for group in found if group.hits])


def _people(tx: Transaction, typed: str) -> Group:
    seen = [s for s in sight.visible(tx, door.actor()) if typed.lower() in s.person.name.lower()]
    hits = [
        Hit(
            s.person.name,
            f"/residencies/{s.residency.id}",
            f"{words.specialty(s.residency.specialty)}, {words.unit(tx, s.residency.unit)}",
        )
        for s in seen[:_SHOWN]
    ]
    return Group(frame.say("search.people"), tuple(hits))


def _tasks(tx: Transaction, typed: str) -> Group:
    rows = []
    for tab in ("mine", "role"):
        rows += inbox.tasks_for(tx, door.actor(), inbox.Filter(tab=tab, words=typed), limit=_SHOWN).tasks
    about = sight.named(tx, {task.residency_id for task in rows})
    hits = []
    for task in rows[:_SHOWN]:
        seen = about.get(task.residency_id) if task.residency_id else None
        title = task.name_en if frame.locale() == "en" else task.name_sv
        hits.append(Hit(title, f"/tasks/{task.id}", seen.person.name if seen else ""))
    return Group(frame.say("search.tasks"), tuple(hits))


def _processes(tx: Transaction, typed: str) -> Group:
    found = [d for d in definitions.listed(tx) if typed.lower() in d.name(frame.locale()).lower()]
    return Group(
        frame.say("search.processes"),
        tuple(Hit(d.name(frame.locale()), f"/processes/{d.key}", "") for d in found[:_SHOWN]),
    )
