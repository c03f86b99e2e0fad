"""What completing a user task costs through the verbs, with the commit, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from service import db
from tests.bench.measuring import Figure, each, middle
from tests.engine import kit
from tests.workflows import stage as stages
from tests.workflows.stage import RESIDENCY, Stage
from workflows import inbox, instances, tasks
from workflows.model.actor import Actor

#: Seven of the ten counted statements of a completion over HTTP; session and scope keys are the door's.
STATEMENTS = 8
COUNT = 150
ME = Actor.system("bench")
_ROLE = '<zeebe:assignmentDefinition candidateGroups="colleague"/>'


def figures(url: str, name: str) -> Iterator[Figure]:
    """Complete the first of two tasks in many instances, one after the other."""
    stage = stages.make(db.open_url(url).engine)
    stage.deploy(
        "plan",
        kit.node("startEvent", "s"),
        kit.user("one", ("word", "word"), ext=_ROLE),
        kit.user("two", ext=_ROLE),
        kit.node("endEvent", "e"),
        kit.line("s", "one", "two", "e"),
    )
    who = stage.person("p", "colleague")
    waiting = [_first(stage, number) for number in range(COUNT + 1)]
    with db.counted() as statements:
        _complete(stage, waiting.pop(), who)
    costs = each([lambda t=task: _complete(stage, t, who) for task in waiting])
    yield Figure(f"{name}: completing a task through the verbs, median", middle(costs) * 1e3, "ms")
    yield Figure(f"{name}: statements of it (the door adds two)", len(statements), "statements", STATEMENTS)
    yield Figure(f"{name}: commits of it", statements.commits, "commits", 1)
    stage.engine.dispose()


def _first(stage: Stage, number: int) -> UUID:
    def start(tx):
        made = instances.start(tx, "plan", business_key=f"plan:{number}", by=ME, residency_id=RESIDENCY, region="rjl")
        return inbox.open_of_instance(tx, made.id)[0].id

    return stage.run(start)


def _complete(stage: Stage, task_id: UUID, who: Actor) -> None:
    stage.run(lambda tx: tasks.complete(tx, task_id, by=who, outcome=None, data={"word": "hi"}))
