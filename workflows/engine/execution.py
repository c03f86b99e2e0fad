"""An execution: one instance in memory, with the verbs that move it on; every verb runs until all is quiet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from workflows.engine import propagation, repair, snapshot
from workflows.engine.activities import ServiceTask
from workflows.engine.expressions import NOTHING
from workflows.engine.people import UserTask
from workflows.engine.records import Happened, Services, Thrown, Token, Wait
from workflows.engine.tree import Tree
from workflows.model import errors

if TYPE_CHECKING:
    from workflows.engine.process_model import ProcessModel

Values = Mapping[str, Any]


def start(
    model: ProcessModel,
    variables: Values,
    services: Services,
    *,
    start_event: str | None = None,
    payload: Values | None = None,
) -> Execution:
    """Start an instance and run it until it waits; *payload* is visible to the start event's outputs."""
    tree = Tree(model, services)
    root = Task(tree, model.spec.root, None, state=TaskState.FUTURE)
    root.data = dict(variables)
    tree.task_tree = root
    model.spec.root.begin(root, start_event or "", payload or NOTHING)
    tree.settle()
    return Execution(tree)


def resume(model: ProcessModel, state: bytes, services: Services) -> Execution:
    """Take a dumped instance up again. Raises SnapshotUnreadable."""
    return Execution(snapshot.load(model, state, services))


class Execution:
    """One running instance. After an exception throw it away: nothing of a half-run instance may be saved."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    # -- verbs ---------------------------------------------------------------------------------------

    def complete(self, token_id: str, result: Values) -> None:
        """Complete a user or manual task; *result* is visible to its outputs only. Raises NotWaiting."""
        task = self._find(token_id, UserTask)
        self._act(lambda: task.task_spec.finish(task, result))

    def deliver(self, token_id: str, payload: Values) -> None:
        """Deliver a message to a token that waits for one. Raises NotWaiting."""
        self._trigger(token_id, "message", payload)

    def fire(self, token_id: str) -> None:
        """Fire a timer that is due. Raises NotWaiting."""
        self._trigger(token_id, "timer", NOTHING)

    def reschedule(self, token_id: str, due_at: dt.datetime) -> None:
        """Move a timer's due time. Raises NotWaiting."""
        task = self._waiting(token_id, "timer")
        task.internal_data["due"] = due_at.astimezone(dt.UTC).isoformat()

    def signal(self, name: str, payload: Values | None = None) -> bool:
        """Let every token that waits for the signal hear it; say whether any did."""
        heard: list[bool] = []
        self._act(lambda: heard.append(propagation.hear_signal(self._tree, name, payload)))
        return heard[0]

    def finish_job(self, token_id: str, result: Values) -> None:
        """Complete a job. Raises NotWaiting if its token is gone: the result is then discarded."""
        task = self._find(token_id, ServiceTask)
        self._act(lambda: task.task_spec.finish(task, result))

    def throw_error(self, token_id: str, code: str, message: str = "") -> None:
        """Raise a modelled error at a job's token. Raises UncaughtBpmnError if the model does not catch it."""
        task = self._find(token_id, ServiceTask)
        self._act(lambda: propagation.raise_error(task, code, message))

    def cancel(self) -> None:
        """Cancel the whole instance."""
        tree, root = self._tree, self._tree.task_tree
        tree.cancel_below(root)
        tree.record("cancelled", root.task_spec, root)
        root._set_state(TaskState.CANCELLED)
        tree.state, tree.completed = "cancelled", True

    def move(self, token_id: str, to_activity: str) -> None:
        """Repair: take the token away and start at another node of the same sub-process. Raises CannotMove."""
        self._act(lambda: repair.move(self._tree.find(token_id), to_activity))

    def skip(self, token_id: str, result: Values) -> None:
        """Repair: go on as if the token's work were done with this result."""
        self._act(lambda: repair.skip(self._tree.find(token_id), result))

    def restart(self, token_id: str) -> None:
        """Repair: give the node up and begin it anew, with a new token."""
        self._act(lambda: repair.restart(self._tree.find(token_id)))

    def assign(self, variables: Values) -> None:
        """Repair: set variables; conditional events look again."""

        def write() -> None:
            self._tree.task_tree.data.update(variables)
            self._tree.variables_changed = True

        self._act(write)

    # -- what there is to know -----------------------------------------------------------------------

    @property
    def waits(self) -> list[Wait]:
        """Return every token that waits for something from outside."""
        found = (task.task_spec.wait(task) for task in self._live())
        return [wait for wait in found if wait is not None]

    @property
    def tokens(self) -> list[Token]:
        """Return where every token stands, also scopes and joins."""
        nodes = [(task, task.task_spec) for task in self._live() if not task.task_spec.holds_variables]
        return [Token(str(t.id), n.process.key, n.meta.id, n.is_scope) for t, n in nodes if n.is_token]

    @property
    def happened(self) -> list[Happened]:
        """Return what happened since start or resume, in order."""
        return self._tree.happened

    @property
    def thrown(self) -> list[Thrown]:
        """Return the messages and signals for outside since start or resume."""
        return self._tree.thrown

    @property
    def variables(self) -> dict[str, Any]:
        """Return the process's variables."""
        return dict(self._tree.task_tree.data)

    @property
    def state(self) -> str:
        """Return "running", "completed" or "cancelled"."""
        return self._tree.state

    @property
    def model(self) -> ProcessModel:
        """Return the model it runs."""
        return self._tree.model

    @property
    def services(self) -> Services:
        """Return what this step was given from outside."""
        return self._tree.services

    def dump(self) -> bytes:
        """Return the state to save."""
        return snapshot.dump(self._tree)

    # -- inside --------------------------------------------------------------------------------------

    def _live(self) -> list[Task]:
        return list(self._tree.live()) if self._tree.state == "running" else []

    def _act(self, act: Callable[[], object]) -> None:
        act()
        self._tree.settle()

    def _find(self, token_id: str, kind: type) -> Task:
        task = self._tree.find(token_id)
        if not isinstance(task.task_spec, kind) or task.state != TaskState.STARTED:
            raise errors.NotWaiting(token=token_id)
        return task

    def _waiting(self, token_id: str, kind: str) -> Task:
        task = self._tree.find(token_id)
        waiting = getattr(task.task_spec, "waiting", None)
        if getattr(waiting, "kind", None) != kind:
            raise errors.NotWaiting(token=token_id)
        return task

    def _trigger(self, token_id: str, kind: str, payload: Values) -> None:
        task = self._waiting(token_id, kind)
        self._act(lambda: task.task_spec.trigger(task, payload))
