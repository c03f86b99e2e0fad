"""Act in a scene, as its people would: through the verbs and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from service.directory import bindings, people, scopes
from service.directory import queries as directory
from service.residency import deadlines, facts, hires
from service.scenarios.reading import Scenario, day
from workflows import inbox, messages, signals, tasks
from workflows.model import calendar, errors, values
from workflows.model.actor import Actor
from workflows.store.tables import UserTask
from workflows.transaction import Transaction

if TYPE_CHECKING:
    from service.scenarios.looking import Scene

Act = Mapping[str, Any]
HR = Actor.system("hr")


def do(scene: Scene, act: Act) -> None:
    """Do what one step says. Raises the verb's own errors."""
    verb = next(key for key in act if key in _VERBS)
    scene.stage.run(lambda tx: _VERBS[verb](tx, scene, act))


def actor(tx: Transaction, handle: str) -> Actor:
    """Return the person *handle* with the keys they hold now."""
    person = people.get(tx, handle)
    keys = tx.parts.directory.keys_of(tx, person.id)
    behalf = {key: whom for key, whom in keys.items() if whom is not None}
    return Actor(person_id=person.id, keys=frozenset(keys), on_behalf_of=behalf, locale=person.locale)


def bind(tx: Transaction, role: str, person_id: UUID, residency_id: UUID, *, by: Actor) -> None:
    """Give somebody the role in the scope that it has for this residency."""
    key = scopes.own_key(tx, role, residency_id)
    _, _, scope = key.partition("@")
    kind, _, place = scope.partition(":")
    bindings.bind(tx, person_id, key.partition("@")[0], kind, place, by=by, replaces=True)


def guideline(tx: Transaction, scenario: Scenario, hire: Act) -> None:
    """Write down what the specialty's guideline says of the contract, where the story says so."""
    if "guideline" in scenario.given:
        facts.keep_guideline(tx, str(hire["unit"]), str(hire["specialty"]), scenario.given["guideline"])


def _task(tx: Transaction, scene: Scene, name: str, by: Actor | None, act: Act) -> UserTask:
    """Return the open task *process/activity*, the actor's own first. Raises TaskNotFound."""
    found = [
        t for t in inbox.open_of_residency(tx, scene.residency_id) if f"{t.definition_key}/{t.activity_id}" == name
    ]
    if "item" in act:
        found = [t for t in found if act["item"] in values.decode(t.locals).values()]
    if not found:
        raise errors.TaskNotFound(task=name)
    own = [t for t in found if by is not None and t.assignee == by.person_id]
    return next((t for t in (*own, *found) if by is not None and tasks.may_see(t, by)), found[0])


def _done(tx: Transaction, scene: Scene, name: str, by: Actor) -> UserTask:
    page = inbox.tasks_for(tx, by, inbox.Filter(tab="done"))
    for task in page.tasks:
        if task.residency_id == scene.residency_id and f"{task.definition_key}/{task.activity_id}" == name:
            return task
    raise errors.TaskNotFound(task=name)


def _complete(tx: Transaction, scene: Scene, act: Act) -> None:
    by = actor(tx, act["by"])
    task = _task(tx, scene, act["complete"], by, act)
    data = _data(tx, scene.scenario, act)
    tasks.complete(tx, task.id, by=by, outcome=act.get("outcome"), data=data, comment=act.get("comment", ""))


def _data(tx: Transaction, scenario: Scenario, act: Act) -> dict[str, Any]:
    """Return what is typed into the form: a file beside the scenario, with the step's own fields on top."""
    data: dict[str, Any] = {}
    if "form" in act:
        file = _fixture(scenario.file.parent, str(act["form"]), str(act["complete"]))
        data = json.loads(Path(file).read_text(encoding="utf-8"))
    data |= {k: _plain(v) for k, v in (act.get("data") or {}).items()}
    return {k: _person(tx, v) for k, v in data.items()}


def _fixture(folder: Path, name: str, activity: str) -> Path:
    """Look beside the scenario, then beside those of the process whose form it is."""
    own = folder / name
    return own if own.exists() else folder.parents[1] / activity.partition("/")[0] / "scenarios" / name


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _person(tx: Transaction, value: Any) -> Any:
    """Let stories say ``person:bo`` where a form wants a person's id."""
    if isinstance(value, str) and value.startswith("person:"):
        return str(people.get(tx, value.removeprefix("person:")).id)
    return [_person(tx, item) for item in value] if isinstance(value, list) else value


def _claim(tx: Transaction, scene: Scene, act: Act) -> None:
    by = actor(tx, act["by"])
    tasks.claim(tx, _task(tx, scene, act["claim"], by, act).id, by=by)


def _undo(tx: Transaction, scene: Scene, act: Act) -> None:
    by = actor(tx, act["by"])
    tasks.undo(tx, _done(tx, scene, act["undo"], by).id, by=by)


def _hand_over(tx: Transaction, scene: Scene, act: Act) -> None:
    by = actor(tx, act["by"])
    task = _task(tx, scene, act["hand_over"], by, act)
    tasks.hand_over(tx, task.id, to=people.get(tx, act["to"]).id, by=by)


def _remind(tx: Transaction, scene: Scene, act: Act) -> None:
    tasks.remind(tx, _task(tx, scene, act["remind"], None, act).id, by=actor(tx, act["by"]))


def _fact(tx: Transaction, scene: Scene, act: Act) -> None:
    name, residency_id = act["fact"], scene.residency_id
    if name == "leave":
        facts.record_leave(
            tx,
            residency_id,
            kind=act.get("kind", "parental"),
            from_on=day(act["from"]),
            to_on=day(act["to"]),
            percent=act.get("percent", 100),
            by=HR,
        )
    elif name == "fte":
        facts.set_working_time(tx, residency_id, from_on=day(act["from"]), percent=act["percent"], by=HR)
    elif name == "start":
        facts.set_start(tx, residency_id, start_on=day(act["on"]), by=HR)
    else:
        raise errors.Invalid(f"no such fact: {name}", f"det finns inget sådant faktum: {name}")


def _correct_hire(tx: Transaction, scene: Scene, act: Act) -> None:
    given = {k: _plain(v) for k, v in act["correct_hire"].items()}
    hires.correct(tx, scene.residency_id, given, reason="scenario", by=HR)


def _cancel_hire(tx: Transaction, scene: Scene, act: Act) -> None:
    hires.cancel(tx, scene.residency_id, reason=str(act["cancel_hire"]), by=HR)


def _hire_again(tx: Transaction, scene: Scene, act: Act) -> None:
    hires.register(tx, {k: _plain(v) for k, v in act["hire"].items()}, by=HR)


def _move_due(tx: Transaction, scene: Scene, act: Act) -> None:
    by = actor(tx, act["by"])
    deadlines.move_policy(tx, scene.residency_id, act["move_due"], to=day(act["to"]), reason=act["reason"], by=by)


def _bind(tx: Transaction, scene: Scene, act: Act) -> None:
    bind(tx, act["bind"], people.get(tx, act["person"]).id, scene.residency_id, by=HR)


def _unbind(tx: Transaction, scene: Scene, act: Act) -> None:
    key = scopes.own_key(tx, act["unbind"], scene.residency_id)
    today = calendar.local_date(tx.now())
    for row in directory.bindings_of_key(tx.session, key, today):
        bindings.unbind(tx, row.id, by=HR)


def _message(tx: Transaction, scene: Scene, act: Act) -> None:
    region = tx.parts.cases.case(tx, scene.residency_id)["region"]
    messages.send(
        tx,
        act["message"],
        correlation=str(scene.residency_id),
        payload=act.get("payload") or {},
        residency_id=scene.residency_id,
        region=region,
        by=HR,
    )


def _signal(tx: Transaction, scene: Scene, act: Act) -> None:
    signals.broadcast(tx, act["signal"], by=HR, residency_id=scene.residency_id)


_VERBS: dict[str, Callable[[Transaction, Any, Act], None]] = {
    "complete": _complete,
    "claim": _claim,
    "undo": _undo,
    "hand_over": _hand_over,
    "remind": _remind,
    "fact": _fact,
    "correct_hire": _correct_hire,
    "cancel_hire": _cancel_hire,
    "move_due": _move_due,
    "bind": _bind,
    "unbind": _unbind,
    "message": _message,
    "signal": _signal,
    "hire": _hire_again,
}
