"""Sub-processes: embedded, transaction and event sub-process."""

from __future__ import annotations

from SpiffWorkflow.task import Task

from workflows.engine.activities import Activity
from workflows.engine.expressions import NOTHING
from workflows.engine.nodes import Scope


class SubProcess(Activity, Scope):
    """An embedded sub-process or transaction: its tokens share the process's variables."""

    is_scope = True

    def perform(self, task: Task) -> bool | None:
        """Start the inner tokens."""
        self.open(task)
        return None

    def emptied(self, task: Task) -> None:
        """Complete when the last inner token has ended."""
        self.close(task)
        self.finish(task, NOTHING)


class EventSubProcess(Scope):
    """An event sub-process that has been triggered: lies beside the scope's other tokens."""

    def emptied(self, task: Task) -> None:
        """End; the scope around it ends too if this was the last token."""
        self.close(task)
        task.complete()

    def choose(self, task: Task) -> list:
        """No flow leaves an event sub-process."""
        return []
