"""What the inbox costs with 10,000 open tasks for a role of fifty, and with a million in the house."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import text

from service import db
from tests.bench.measuring import Figure, each, middle
from tests.engine import kit
from tests.workflows import stage as stages
from tests.workflows.stage import Stage
from workflows import inbox, instances
from workflows.model.actor import Actor
from workflows.store.base import new_id
from workflows.transaction import Transaction

OWN, HOUSE, PEOPLE = 10_000, 1_000_000, 50
KEY = "hr@region:rjl"
ME = Actor.system("bench")
_FILL = text("""
INSERT INTO user_task (id, instance_id, token_id, activity_id, definition_key, residency_id, region, name_sv, name_en,
                       role, candidate_key, is_vacant, state, locals, priority, created_at, due_on, due_at, sort_at,
                       version)
SELECT gen_random_uuid(), :instance, 't' || n, 'do_it', 'plan', gen_random_uuid(), 'rjl', 'Gör det', 'Do it',
       'hr', coalesce(cast(:key AS text), 'main_supervisor@residency:' || n), false, 'open', '{}', 50, now(),
       current_date + cast(n % 300 AS int), now() + (n % 300) * interval '1 day',
       now() + (n % 300) * interval '1 day', 1
FROM generate_series(cast(:first AS bigint), cast(:last AS bigint)) AS n
""")


def figures(url: str, *, large: bool) -> Iterator[Figure]:
    """Measure list and counts together, as one page asks for them; then again in a full house."""
    stage = stages.make(db.open_url(url).engine)
    stage.deploy(
        "plan", kit.node("startEvent", "s"), kit.user("do_it"), kit.node("endEvent", "e"), kit.line("s", "do_it", "e")
    )
    instance = stage.run(lambda tx: instances.start(tx, "plan", business_key="plan:1", by=ME, region="rjl").id)
    fill = {"instance": instance, "key": KEY, "first": 1, "last": OWN}
    _say(stage, fill)
    people = [Actor(person_id=new_id(), keys=frozenset({KEY, f"head_of_department@unit:u{n}"})) for n in range(PEOPLE)]
    small, statements = _page(stage, people)
    yield Figure(f"inbox: page and counts, {OWN} open tasks for a role of {PEOPLE}", small * 1e3, "ms", 20)
    yield Figure("inbox: statements of it", statements, "statements", 4)
    if large:
        _say(stage, {**fill, "key": None, "first": OWN + 1, "last": HOUSE})
        big, _ = _page(stage, people)
        yield Figure(f"inbox: the same with {HOUSE} open tasks in the house", big * 1e3, "ms", 20)
        yield Figure("inbox: full house / small house", big / small, "x", 1.5)
    stage.engine.dispose()


def _say(stage: Stage, fill: dict[str, object]) -> None:
    with stage.engine.connect() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(_FILL, fill)
        connection.commit()
    with stage.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("VACUUM ANALYZE user_task"))


def _page(stage: Stage, people: list[Actor]) -> tuple[float, int]:
    """Return the median seconds of one person's page, and its statements."""
    for actor in people[:5]:
        stage.run(lambda tx, a=actor: _look(tx, a))
    with db.counted() as statements:
        stage.run(lambda tx: _look(tx, people[0]))
    costs = each([lambda a=actor: stage.run(lambda tx: _look(tx, a)) for actor in people])
    return middle(costs), len(statements)


def _look(tx: Transaction, actor: Actor) -> None:
    page = inbox.tasks_for(tx, actor, inbox.Filter(tab="role"), limit=50)
    counts = inbox.counts(tx, actor)
    assert (len(page.tasks), counts.role) == (50, 1000)
