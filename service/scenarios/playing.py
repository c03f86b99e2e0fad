"""Play a scenario through the house's verbs, and tell every expectation that does not hold."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar
from uuid import UUID

from service.directory import people
from service.residency import hires
from service.scenarios import acting, looking
from service.scenarios.reading import Scenario, Step, day
from workflows import history, instances
from workflows.model import calendar, errors
from workflows.model.actor import Actor
from workflows.model.calendar import STOCKHOLM, Period
from workflows.model.clock import Clock
from workflows.transaction import Transaction

T = TypeVar("T")
HR = Actor.system("hr")


class Stage(Protocol):
    """A house on a manual clock with the sample directory and the models, given by the caller."""

    clock: Clock

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
class Played:
    """How a scenario went: every problem in words, and the elements and flows that it reached."""

    scenario: Scenario
    problems: list[str] = field(default_factory=list)
    #: ``process/activity``
    visited: set[str] = field(default_factory=set)
    #: ``process/flow``
    flows: set[str] = field(default_factory=set)
    #: Requirement rows of matched rules, fired steps and submitted fields are read from these.
    decisions: list[dict[str, Any]] = field(default_factory=list)
    steps_fired: list[dict[str, Any]] = field(default_factory=list)
    forms: set[str] = field(default_factory=set)
    #: ``form#field``, also of the rows of lists
    fields: set[str] = field(default_factory=set)

    @property
    def is_clean(self) -> bool:
        """Say whether everything held."""
        return not self.problems


def play(scenario: Scenario, stage: Stage) -> Played:
    """Play *scenario* on a fresh *stage*; problems are collected, only broken files raise."""
    played = Played(scenario)
    start = _start_of(scenario)
    stage.travel(dt.datetime.combine(start, dt.time(8), STOCKHOLM))
    residency_id = stage.run(lambda tx: _hire(tx, scenario))
    stage.settle()
    scene = looking.Scene(scenario, residency_id, stage)
    for step in scenario.steps:
        try:
            _step(scene, step, played)
        except errors.RandaError as exc:
            fields = [f"{p.pointer}: {p.sv}" for p in getattr(exc, "fields", [])]
            played.problems.append(f"steg {step.number}: {exc.code}: {exc.text('sv')} {' '.join(fields)}".strip())
            break
    stage.run(lambda tx: _reached(tx, residency_id, played))
    if played.is_clean:
        played.problems += [f"slut: {p}" for p in scene.at_end(scenario.end, played.visited)]
    return played


def _start_of(scenario: Scenario) -> dt.date:
    hire = scenario.given.get("hire", {})
    return day(scenario.given.get("at") or hire.get("employment_start_on") or hire["st_start_on"])


def _hire(tx: Transaction, scenario: Scenario) -> UUID:
    """Bind the roles that the story names, then register the hire as HR would."""
    roles: dict[str, str] = dict(scenario.given.get("roles") or {})
    facts: dict[str, Any] = {
        "employment_type": "permanent",
        "fte": 100,
        "edition": scenario.edition,
        **scenario.given["hire"],
    }
    facts.setdefault("employment_start_on", facts.get("st_start_on"))
    if "main_supervisor" in roles:
        facts.setdefault("main_supervisor", roles.pop("main_supervisor"))
    acting.guideline(tx, scenario, facts)
    registered = hires.register(tx, facts, by=HR)
    for role, handle in roles.items():
        _bind(tx, role, handle, registered.residency_id)
    return registered.residency_id


def _bind(tx: Transaction, role: str, handle: str, residency_id: UUID) -> None:
    person = people.get(tx, handle)
    scoped = tx.parts.directory.scope_key(tx, role, residency_id, None)
    if scoped.is_vacant or scoped.candidate_key not in tx.parts.directory.keys_of(tx, person.id):
        acting.bind(tx, role, person.id, residency_id, by=HR)


def _step(scene: looking.Scene, step: Step, played: Played) -> None:
    if step.after is not None:
        scene.stage.travel(calendar.plus(scene.stage.clock.now(), Period.parse(step.after)))
    if step.do is not None:
        acting.do(scene, step.do)
        scene.stage.settle()
    if step.refuse is not None:
        problem = _refused(scene, step.refuse)
        if problem:
            played.problems.append(f"steg {step.number}: {problem}")
    if step.expect is not None:
        played.problems += [f"steg {step.number}: {p}" for p in scene.problems(step.expect)]
        scene.mark()


def _refused(scene: looking.Scene, act: Any) -> str:
    because = act["because"]
    try:
        acting.do(scene, {k: v for k, v in act.items() if k != "because"})
    except errors.RandaError as exc:
        return "" if exc.code == because else f"väntade {because}, fick {exc.code}: {exc.text('sv')}"
    return f"väntade {because}, men det gick"


def _reached(tx: Transaction, residency_id: UUID, played: Played) -> None:
    for instance in instances.of_residency(tx, residency_id):
        seen = history.visited(tx, instance.id)
        played.visited |= {f"{instance.definition_key}/{activity}" for activity in seen.completed}
        played.flows |= {f"{instance.definition_key}/{flow}" for flow in seen.flows}
        for sent in history.submissions(tx, instance.id):
            if sent.form_key:
                played.forms.add(sent.form_key)
                played.fields |= {f"{sent.form_key}#{key}" for key in _filled(sent.data)}
        for row in history.of_instance(tx, instance.id):
            if row.kind == "decision_made":
                played.decisions.append(row.data)
    played.steps_fired += looking.fired_steps(tx, residency_id)


def _filled(data: Any) -> set[str]:
    """Return the keys of the fields that were filled in, those of list rows too."""
    if isinstance(data, list):
        return {key for item in data for key in _filled(item)}
    if not isinstance(data, dict):
        return set()
    return {k for k, v in data.items() if v not in (None, "", [])} | {k for v in data.values() for k in _filled(v)}


def as_json(played: Played) -> str:
    """Return one line of JSON for a machine."""
    s = played.scenario
    facts = {
        "scenario": s.title,
        "edition": s.edition,
        "process": s.process,
        "file": s.file.name,
        "clean": played.is_clean,
        "problems": played.problems,
    }
    return json.dumps(facts, ensure_ascii=False)
