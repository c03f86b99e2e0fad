"""Timers: due dates on the Swedish calendar, cycles, boundary timers."""

from __future__ import annotations

import datetime as dt

from tests.engine.kit import (
    T0,
    Story,
    line,
    model,
    node,
    timer,
    user,
)
from tests.engine.test_events import boundary

START, END = node("startEvent", "s"), node("endEvent", "e")

# -- timers ------------------------------------------------------------------------------------------


def test_a_timer_keeps_the_due_time_of_its_arrival() -> None:
    catch = node("intermediateCatchEvent", "t", timer("P1M"))
    story = Story(model(START, catch, END, line("s", "t", "e")), at=dt.datetime(2026, 1, 31, 9, tzinfo=dt.UTC)).start()
    assert story.at("t").due_at == dt.datetime(2026, 2, 28, 9, tzinfo=dt.UTC), "the last day of February"
    story.clock.advance(days=10)
    assert story.at("t").due_at == dt.datetime(2026, 2, 28, 9, tzinfo=dt.UTC)
    assert story.fire("t").is_done


def test_days_are_swedish_days_over_the_change_to_summer_time() -> None:
    catch = node("intermediateCatchEvent", "t", timer("P1D"))
    story = Story(model(START, catch, END, line("s", "t", "e")), at=dt.datetime(2026, 3, 28, 9, tzinfo=dt.UTC)).start()
    assert story.at("t").due_at == dt.datetime(2026, 3, 29, 8, tzinfo=dt.UTC)


def test_a_timer_may_be_a_date_or_an_expression() -> None:
    for text, kind in (("2026-03-01", "timeDate"), ('=date("2026-03-01")', "timeDate"), ("=when", "timeDate")):
        story = Story(model(START, node("intermediateCatchEvent", "t", timer(text, kind)), END, line("s", "t", "e")))
        story.start(when=dt.date(2026, 3, 1))
        assert story.at("t").due_at == dt.datetime(2026, 2, 28, 23, tzinfo=dt.UTC), text


def test_an_interrupting_boundary_timer_cancels_the_task() -> None:
    parts = [START, user("a"), boundary("late", "a", timer("P14D")), user("b"), END]
    story = Story(model(*parts, line("s", "a", "e"), line("late", "b", "e"))).start()
    assert story.waiting == ["a", "late"]
    wait = story.at("late")
    assert (wait.attached_to, wait.attached_token_id) == ("a", story.at("a").token_id)
    assert story.fire("late").waiting == ["b"]
    assert story.trace("cancelled") == ["a"]
    assert story.complete("b").is_done


def test_a_boundary_timer_is_gone_when_the_task_is_done() -> None:
    parts = [START, user("a"), boundary("late", "a", timer("P14D")), user("b"), END]
    assert Story(model(*parts, line("s", "a", "e"), line("late", "b", "e"))).start().complete("a").is_done


def test_a_non_interrupting_cycle_reminds_on_calendar_dates_and_catches_up_once() -> None:
    cycle = boundary("again", "a", timer("R/2026-01-31T09:00:00Z/P1M", "timeCycle"), interrupting=False)
    parts = [START, user("a"), cycle, user("b"), END, line("s", "a", "e"), line("again", "b", "e")]
    story = Story(model(*parts)).start()
    seen = []
    for _ in range(3):
        seen.append(story.at("again").due_at)
        token = story.at("again").token_id
        story.fire("again")
        assert story.at("again").token_id == token, "the same wait gets a new date"
    assert [d.isoformat()[:13] for d in seen if d] == ["2026-01-31T09", "2026-02-28T09", "2026-03-31T08"]
    story.clock.advance(days=100)
    story.fire("again")
    assert story.at("again").due_at > story.clock.now(), "missed rounds are caught up once"
    assert story.tasks == ["a", "b", "b", "b", "b"]


def test_a_cycle_with_a_number_ends() -> None:
    cycle = boundary("again", "a", timer("R2/PT1H", "timeCycle"), interrupting=False)
    parts = [START, user("a"), cycle, user("b"), END, line("s", "a", "e"), line("again", "b", "e")]
    story = Story(model(*parts)).start().fire("again")
    assert story.clock.now() == T0 + dt.timedelta(hours=1)
    story.fire("again")
    assert story.clock.now() == T0 + dt.timedelta(hours=2)
    assert story.waiting == ["a", "b", "b"]
