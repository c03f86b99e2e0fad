"""What an instance costs does not grow with what it has been through."""

from __future__ import annotations

from tests.bench.engine import looping
from tests.engine.kit import Story, line, model, node, user


def test_a_thousand_completed_tasks_leave_nothing_behind() -> None:
    story = Story(looping()).start(n=0, x="")
    tasks, sizes = [], []
    for round_ in range(500):
        story.complete("a", x="v").complete("b")
        tasks.append(len(story.run._tree.tasks))
        sizes.append(len(story.run.dump()))
        story.happened.clear()
        assert story.variables["n"] == round_ + 1
    assert set(tasks) == {tasks[0]}
    assert max(sizes) <= min(sizes) + 16


def test_the_state_is_one_kilobyte_and_sixty_bytes_for_each_waiting_token() -> None:
    for tokens in (1, 5, 20, 60):
        parts = [
            node("startEvent", "s"),
            node("parallelGateway", "f"),
            node("parallelGateway", "j"),
            node("endEvent", "e"),
        ]
        parts += [line("s", "f"), line("j", "e"), *(user(f"u{i}") + line("f", f"u{i}", "j") for i in range(tokens))]
        if tokens == 1:
            parts = [node("startEvent", "s"), user("u"), node("endEvent", "e"), line("s", "u", "e")]
        story = Story(model(*parts)).start(residency_id="0190c3f2-0000-7000-8000-000000000001", edition="rjl_2025")
        assert len(story.run.dump()) <= 1_024 + 60 * tokens
