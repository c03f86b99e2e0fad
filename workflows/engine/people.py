"""User and manual tasks: who gets them, when they are due; they wait for a person."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task

from workflows.engine import time
from workflows.engine.activities import Activity, locals_of, shown
from workflows.engine.expressions import Expression, literal_or, resolve
from workflows.engine.process_model import ActivityMeta
from workflows.engine.records import Wait
from workflows.model import errors

if TYPE_CHECKING:
    from workflows.engine.parsing import ProcessSpec


class UserTask(Activity):
    """A user or manual task: waits for a person."""

    def __init__(self, process: ProcessSpec, meta: ActivityMeta, name: str = "", *, has_boundary: bool = True) -> None:
        super().__init__(process, meta, name, has_boundary=has_boundary)
        self.manual = True
        self._groups = literal_or(meta.candidate_groups, meta.id)
        self._assignee = literal_or(meta.assignee, meta.id)
        self._due = literal_or(meta.schedule.due, meta.id)
        self._follow_up = literal_or(meta.schedule.follow_up, meta.id)
        self._priority = literal_or(meta.priority, meta.id)

    def perform(self, task: Task) -> bool | None:
        """Decide once who gets the task and when it is due, and wait."""
        found = {
            "role": self._role(task) if self._groups else None,
            "assignee": shown(resolve(self._assignee, task)),
            "due": self._moment(task, self._due),
            "follow": self._moment(task, self._follow_up),
            "priority": self._number(task),
        }
        task.internal_data.update({key: value for key, value in found.items() if value})
        return None

    def _role(self, task: Task) -> str:
        given = resolve(self._groups, task)
        if isinstance(given, (list, tuple)) and len(given) == 1:
            given = given[0]
        if not isinstance(given, str) or not given:
            why = f"candidateGroups must give exactly one role, it gave {given!r}"
            raise errors.ExpressionFailed(element=self.meta.id, why=why)
        return given

    def _moment(self, task: Task, given: Expression | str) -> str | None:
        value = resolve(given, task) if given else None
        if not value:
            return None
        services = task.workflow.services
        try:
            return services.timer_date(time.iso_of(value), services.clock.now()).isoformat()
        except ValueError as problem:
            raise errors.ExpressionFailed(element=self.meta.id, why=str(problem)) from problem

    def _number(self, task: Task) -> int | None:
        value = resolve(self._priority, task) if self._priority else None
        try:
            return int(value) if value is not None else None
        except (TypeError, ValueError) as problem:
            raise errors.ExpressionFailed(element=self.meta.id, why=str(problem)) from problem

    def wait(self, task: Task) -> Wait | None:
        """Return the open task."""
        kept = task.internal_data
        return Wait(
            token_id=str(task.id),
            activity_id=self.meta.id,
            kind="user_task",
            meta=self.meta,
            process_key=self.process.key,
            locals=locals_of(task),
            due_at=_at(kept.get("due")),
            follow_up_at=_at(kept.get("follow")),
            priority=kept.get("priority"),
            role=kept.get("role") or self.meta.role,
            assignee=kept.get("assignee") or "",
        )


def _at(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
