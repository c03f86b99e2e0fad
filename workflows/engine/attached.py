"""Events that wait beside the flow: boundary events and the start events of event sub-processes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from workflows.engine.events import Waiting
from workflows.engine.nodes import Node
from workflows.engine.process_model import ActivityMeta
from workflows.engine.records import Wait

if TYPE_CHECKING:
    from workflows.engine.parsing import ProcessSpec
    from workflows.engine.tree import Tree


class Attached(Node):
    """Waits as a child of what it hangs on, without being a token of the scope."""

    is_token = False
    is_recorded = False

    def __init__(self, process: ProcessSpec, meta: ActivityMeta, name: str = "") -> None:
        super().__init__(process, meta, name)
        self.waiting = Waiting(meta)

    def arm(self, tree: Tree, host: Task) -> None:
        """Begin to wait, attached to *host*."""
        task = Task(tree, self, host, state=TaskState.FUTURE)
        self.waiting.begin(task)

    def catches(self, kind: str, code: str) -> bool:
        """Say whether this catches an error, escalation or cancellation with this code."""
        event = self.meta.event
        return event.kind == kind and (event.code is None or event.code == code)

    def hears(self, task: Task, signal: str) -> bool:
        """Say whether this waits for the signal."""
        return self.waiting.hears(task, signal)

    def condition_became_true(self, task: Task) -> bool:
        """Look at the condition."""
        return self.waiting.became_true(task)

    def wait_again(self, task: Task) -> None:
        """Keep waiting after a non-interrupting event; a timer only if another round is left."""
        if self.waiting.timer is not None and not self.waiting.timer.next_round(task):
            task.workflow.remove(task)

    def note(self, task: Task) -> None:
        """Put the event into the history."""
        tree: Tree = task.workflow
        tree.record("entered", self, task)
        tree.record("completed", self, task)


class BoundaryEvent(Attached):
    """A boundary event on an activity."""

    def trigger(self, task: Task, payload: Mapping[str, Any]) -> None:
        """Leave by the event's flows; an interrupting one first cancels the activity with all that lies in it."""
        tree: Tree = task.workflow
        host = task.parent
        assert host is not None, "a boundary event hangs on an activity"
        scope = tree.scope_of(host)
        self.note(task)
        self.apply_outputs(host, payload)
        flows = self.choose(task)
        if self.meta.is_interrupting:
            tree.cancel_task(host)
        else:
            self.wait_again(task)
        tree.follow(scope, self, flows)
        tree.settle_scope(scope)

    def wait(self, task: Task) -> Wait | None:
        """Return the wait, with what it hangs on."""
        return self.waiting.wait(
            self,
            task,
            attached_to=self.meta.attached_to,
            attached_token_id=str(task.parent.id) if task.parent is not None else "",
            is_interrupting=self.meta.is_interrupting,
        )


class Listener(Attached):
    """The start event of an event sub-process, armed while the scope around it runs."""

    def trigger(self, task: Task, payload: Mapping[str, Any]) -> None:
        """Start the event sub-process; an interrupting one first cancels everything else in the scope."""
        tree: Tree = task.workflow
        scope = task.parent
        assert scope is not None, "a listener lies in a scope"
        body = self.sibling(self.meta.parent)
        if self.meta.is_interrupting:
            tree.cancel_below(scope, keep=task)
        running = Task(tree, body, scope, state=TaskState.STARTED)
        tree.record("entered", body, running)
        self.note(task)
        if self.meta.is_interrupting:
            tree.remove(task)
        else:
            self.wait_again(task)
        for listener in self.process.listeners(body.meta.id):
            listener.arm(tree, running)
        for name in body.meta.data_objects:
            running.data.setdefault(name, None)
        self._begin(tree, running, payload)

    def _begin(self, tree: Tree, running: Task, payload: Mapping[str, Any]) -> None:
        start = Task(tree, self, running, state=TaskState.STARTED)
        self.apply_outputs(start, payload)
        flows = self.choose(start)
        tree.remove(start)
        tree.follow(running, self, flows)
        tree.settle_scope(running)

    def wait(self, task: Task) -> Wait | None:
        """Return the wait."""
        return self.waiting.wait(self, task, is_interrupting=self.meta.is_interrupting)
