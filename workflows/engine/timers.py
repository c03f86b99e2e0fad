"""A timer's due time: computed once when the token arrives, kept in the token, dated by our calendar."""

from __future__ import annotations

import datetime as dt

from SpiffWorkflow.task import Task

from workflows.engine import time
from workflows.engine.expressions import literal_or, resolve
from workflows.engine.process_model import ActivityMeta
from workflows.model import errors


class Timer:
    """The timer of one event."""

    def __init__(self, meta: ActivityMeta) -> None:
        assert meta.event.timer is not None, "built for timer events"
        self.meta = meta
        self._text = literal_or(meta.event.timer.text, meta.id)

    def begin(self, task: Task) -> None:
        """Compute when it is due, from now."""
        services = task.workflow.services
        now = services.clock.now()
        try:
            text = time.iso_of(resolve(self._text, task))
            if text.startswith("R"):
                self._begin_cycle(task, text, now)
            else:
                task.internal_data["due"] = services.timer_date(text, now).isoformat()
        except (ValueError, OverflowError) as problem:
            raise errors.ExpressionFailed(element=self.meta.id, why=str(problem)) from problem

    def due_at(self, task: Task) -> dt.datetime:
        """Return when it is due, aware UTC."""
        return dt.datetime.fromisoformat(task.internal_data["due"]).astimezone(dt.UTC)

    def next_round(self, task: Task) -> bool:
        """Set the next due time of a cycle; False if there is none.

        Rounds missed meanwhile count as this one: it catches up once.
        """
        kept = task.internal_data
        if "every" not in kept:
            return False
        services = task.workflow.services
        anchor, now = dt.datetime.fromisoformat(kept["from"]), services.clock.now()
        while True:
            kept["round"] += 1
            if kept["times"] is not None and kept["round"] > kept["times"]:
                return False
            due = services.timer_date(time.multiple(kept["every"], kept["round"] - kept["zero"]), anchor)
            if kept.get("end") and due > dt.datetime.fromisoformat(kept["end"]):
                return False
            if due > now:
                kept["due"] = due.isoformat()
                return True

    def _begin_cycle(self, task: Task, text: str, now: dt.datetime) -> None:
        cycle = time.Cycle.parse(text)
        if time.multiple(cycle.every, 1) == time.multiple("P0D", 1):
            raise ValueError("a cycle needs a length above zero")
        first = cycle.start or task.workflow.services.timer_date(cycle.every, now)
        kept = task.internal_data
        kept.update(every=cycle.every, times=cycle.times, round=1, due=first.isoformat())
        # Counted from the start if there is one (it is round 1), otherwise from now (round 1 is one length later).
        kept.update({"from": (cycle.start or now).isoformat(), "zero": 1 if cycle.start else 0})
        if cycle.end is not None:
            kept["end"] = cycle.end.isoformat()
