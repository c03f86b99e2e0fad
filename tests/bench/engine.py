"""How fast the engine alone is, and whether it stays so; `python -m tests.bench.engine`."""

from __future__ import annotations

import statistics
import time

from tests.engine.kit import Story, flow, line, model, node, script, timer, user
from workflows import engine

#: Budgets of the design: milliseconds, ratio, bytes.
MS, RATIO, BYTES = 1.0, 1.1, 1_024


def looping() -> engine.ProcessModel:
    """A loop with a parallel split and join, a boundary timer, a script and a choice."""
    hook = node("boundaryEvent", "bt", timer("P1D"), attachedToRef="a", cancelActivity="false")
    parts = [node("startEvent", "s"), node("exclusiveGateway", "m"), node("parallelGateway", "f"), hook, user("n")]
    parts += [user("a", ("x", "x")), user("b"), node("endEvent", "ne"), line("bt", "n", "ne"), line("f", "b", "j")]
    parts += [node("parallelGateway", "j"), script("n1", "n", "n + 1"), node("exclusiveGateway", "y", default="y_e")]
    parts += [node("endEvent", "e"), line("s", "m", "f", "a", "j", "n1", "y", "e"), flow("y", "m", "n < 100000")]
    return model(*parts)


def rows(rounds: int = 5_000) -> list[tuple[str, float, float, str]]:
    """Return (what, measured, budget, unit) for one loop of *rounds* rounds and for many waiting tokens."""
    story = Story(looping())
    state = engine.start(story.main, {"n": 0, "x": ""}, story.services).dump()
    early, state = _cycles(story, state, 20)
    fresh, state = _cycles(story, state, 400)
    _, state = _cycles(story, state, 2 * rounds - 820)
    late, state = _cycles(story, state, 400)
    return [
        ("engine share of a completion", min(fresh, late), MS, "ms"),
        (f"cost after {rounds} rounds / at first", late / fresh, RATIO, "×"),
        ("state after the rounds", float(len(state)), BYTES + 2 * 60, "B"),
        ("state with 20 waiting tokens", float(len(_wide(20))), BYTES + 20 * 60, "B"),
        ("first rounds", early, MS * 4, "ms"),
    ]


def _cycles(story: Story, state: bytes, number: int) -> tuple[float, bytes]:
    spent = []
    for _ in range(number):
        started = time.perf_counter()
        run = engine.resume(story.main, state, story.services)
        wait = next(w for w in run.waits if w.activity_id in ("a", "b"))
        run.complete(wait.token_id, {"x": "value"})
        assert run.waits
        state = run.dump()
        spent.append(time.perf_counter() - started)
    return statistics.median(spent) * 1_000, state


def _wide(tokens: int) -> bytes:
    parts = [node("startEvent", "s"), node("parallelGateway", "f"), node("parallelGateway", "j"), node("endEvent", "e")]
    parts += [line("s", "f"), line("j", "e"), *(user(f"u{i}") + line("f", f"u{i}", "j") for i in range(tokens))]
    story = Story(model(*parts)).start(residency_id="0190c3f2-0000-7000-8000-000000000001", edition="rjl_2025")
    return story.run.dump()


if __name__ == "__main__":
    for what, measured, budget, unit in rows():
        print(f"{what:<40} {measured:>9.2f} {unit:<3} budget {budget:g}  {'ok' if measured <= budget else 'OVER'}")
