"""Live the sample's residents through: hire them, let their people do their tasks, day by day up to today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cache
from importlib import resources
from typing import Any, Protocol, TypeVar
from uuid import UUID

import yaml

from service.directory import people, roles, scopes
from service.residency import cases, facts, hires
from workflows import inbox, tasks
from workflows.model import calendar, errors
from workflows.model.actor import Actor
from workflows.store.tables import UserTask
from workflows.transaction import Transaction

T = TypeVar("T")
HR = Actor.system("hr")
#: The first story begins this many days before today.
EARLIEST = 1800
_HOUR = dt.time(9)
#: Tasks that one story may complete in a day; more means that an answer leads back to its question.
_MOST = 60


class Stage(Protocol):
    """A house whose time can be moved."""

    def run(self, operation: Callable[[Transaction], T]) -> T:
        """Do an operation in a transaction of its own."""
        ...

    def settle(self) -> object:
        """Carry everything that is due, until nothing is."""
        ...

    def travel(self, to: dt.datetime) -> object:
        """Let time pass, stopping at everything that becomes due on the way."""
        ...


@dataclass(slots=True)
class _Story:
    row: Mapping[str, Any]
    today: dt.date
    residency_id: UUID | None = None
    #: (day, what happens that day)
    acts: list[tuple[dt.date, Mapping[str, Any]]] = field(default_factory=list)

    def day(self, offset: int) -> dt.date:
        return self.today + dt.timedelta(days=offset)

    @property
    def supervisor(self) -> str | None:
        name: str | None = self.row.get("appoints") or self.row.get("supervisor")
        return name


def begins_at(today: dt.date) -> dt.datetime:
    """Return where the clock must stand before ``load_residents``: before the first hire."""
    return dt.datetime.combine(today - dt.timedelta(days=EARLIEST), _HOUR, calendar.STOCKHOLM)


def load_residents(stage: Stage, now: dt.datetime, *, progress: Callable[[str], None] = lambda _: None) -> None:
    """Hire twelve residents in the past and let everything happen up to *now*; people and models must be there.

    The stage's clock stands at ``begins_at`` and ends at *now*. Everything goes through the verbs, so that every
    state, mail and history row is true.
    """
    today = calendar.local_date(now)
    stories = [_Story(row, today) for row in _content()["residents"]]
    days: list[tuple[dt.date, int, _Story, Mapping[str, Any]]] = []
    for story in stories:
        hired = story.day(story.row.get("registered", story.row["start"]))
        days.append((hired, len(days), story, {"hire": True}))
        for act in story.row["days"]:
            days.append((story.day(act["day"]), len(days), story, act))
    for day, _, story, act in sorted(days, key=lambda entry: entry[:2]):
        moment = dt.datetime.combine(day, _HOUR, calendar.STOCKHOLM)
        if moment < now:
            stage.travel(moment)
        if "hire" in act:
            progress(story.row["person"])
        _happens(stage, story, act)
    stage.travel(now)


def _happens(stage: Stage, story: _Story, act: Mapping[str, Any]) -> None:
    if "hire" in act:
        stage.run(lambda tx: _hire(tx, story))
    elif "leave" in act:
        stage.run(lambda tx: _leave(tx, story, act["leave"]))
    elif "fte" in act:
        on = story.day(act["day"])
        stage.run(lambda tx: facts.set_working_time(tx, _id(story), from_on=on, percent=act["fte"], by=HR))
    stage.settle()
    for _ in range(_MOST if "do" in act else 0):
        if not stage.run(lambda tx: _do_one(tx, story, act)):
            return
        stage.settle()
    assert "do" not in act, f"{story.row['person']} goes round in a circle: {act}"


def _id(story: _Story) -> UUID:
    assert story.residency_id is not None, "hired first"
    return story.residency_id


def _hire(tx: Transaction, story: _Story) -> None:
    row, start = story.row, story.day(story.row["start"])
    given = {
        "employment_id": f"EX-{row['person'].upper()}",
        "person": row["person"],
        "unit": row["unit"],
        "specialty": row["specialty"],
        "edition": row["edition"],
        "employment_start_on": start,
        "st_start_on": start,
        "licence_on": start - dt.timedelta(days=200),
        "swedish_at": row.get("swedish_at"),
        "trained_in": row.get("trained_in") or ("sweden_55y" if row.get("swedish_at") else None),
        "main_supervisor": row.get("supervisor"),
    }
    story.residency_id = hires.register(tx, given, by=HR).residency_id


def _leave(tx: Transaction, story: _Story, leave: Mapping[str, Any]) -> None:
    first, last = story.day(leave["from"]), story.day(leave["to"])
    facts.record_leave(tx, _id(story), kind=leave["kind"], from_on=first, to_on=last, by=HR)


def _do_one(tx: Transaction, story: _Story, act: Mapping[str, Any]) -> bool:
    """Complete the first open task that the story names; False when none is open."""
    for task in inbox.open_of_residency(tx, _id(story)):
        name = f"{task.definition_key}/{task.activity_id}"
        if task.role in act.get("but_not", ()) or not any(fnmatch(name, wanted) for wanted in act["do"]):
            continue
        answer = _answer(tx, story, name)
        by = _doer(tx, task)
        data, comment = answer.get("data", {}), answer.get("comment", "")
        tasks.complete(tx, task.id, by=by, outcome=answer["outcome"], data=data, comment=comment)
        return True
    return False


def _doer(tx: Transaction, task: UserTask) -> Actor:
    """Return somebody who may do the task: its assignee, or a holder of its key."""
    if task.assignee is not None:
        person = people.get(tx, task.assignee)
    else:
        holders = roles.holders_of_key(tx, task.candidate_key or "")
        if not holders:
            raise errors.TaskNotFound(task_id=task.id)
        person = holders[0]
    keys = tx.parts.directory.keys_of(tx, person.id)
    return Actor(person_id=person.id, keys=frozenset(keys), locale=person.locale)


def _answer(tx: Transaction, story: _Story, name: str) -> dict[str, Any]:
    answers = _content()["answers"]
    guideline = scopes.guideline_of(story.row["edition"])
    base, more = answers[name], answers.get(f"{name}:{guideline}", {})
    data = {**base.get("data", {}), **more.get("data", {})}
    return {**base, "data": _filled(data, _words(tx, story))}


def _words(tx: Transaction, story: _Story) -> dict[str, Any]:
    case = cases.of(tx, _id(story))
    is_new = case["regulation"] == "HSLF_FS_2021_8"
    a, b = ("STa1", "STb1") if is_new else ("a1", "b1")
    end = case["planned_end_on"]
    return {
        "$today": calendar.local_date(tx.now()).isoformat(),
        "$start": case["start_on"].isoformat(),
        "$end": end.isoformat() if end else None,
        "$months": int(case["min_months"] or 60),
        "$supervisor": str(people.get(tx, story.supervisor).id) if story.supervisor else None,
        "$goals": [
            _goal(a, "Kurs och eget ansvar för en utbildningsdag.", "År 1–2", "course", "account"),
            _goal(b, "Handledd mottagning, medsittning varje månad.", "År 1", "service", "sit_in"),
        ],
    }


def _goal(code: str, activities: str, period: str, method: str, assessment: str) -> dict[str, Any]:
    return {
        "codes": [code],
        "activities": activities,
        "where": "Egna kliniken",
        "period": period,
        "methods": [method],
        "assessments": [assessment],
        "documentation": "Bedömningar och intyg sparas i portföljen.",
    }


def _filled(value: Any, words: Mapping[str, Any]) -> Any:
    """Put words in for ``$names``, all the way down."""
    if isinstance(value, dict):
        return {key: _filled(item, words) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, words) for item in value]
    return words[value] if isinstance(value, str) and value.startswith("$") else value


@cache
def _content() -> dict[str, Any]:
    text = resources.files("service.sample").joinpath("residents.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    return content
