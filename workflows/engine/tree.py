"""One running instance: SpiffWorkflow's task tree in which the children of a scope are its live tokens.

SpiffWorkflow keeps every finished task and predicts every future one; here a token leaves a node by being
completed, entered at the next node under the same scope, and removed, so that the tree holds live tokens only.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState
from SpiffWorkflow.workflow import Workflow

from workflows.engine.records import Happened, Services, Thrown
from workflows.model import errors, values

if TYPE_CHECKING:
    from workflows.engine.nodes import Node
    from workflows.engine.process_model import FlowMeta, ProcessModel

MAX_STEPS = 10_000


class Tree(Workflow):
    """SpiffWorkflow's workflow without prediction, without scans, with a queue of what can run now."""

    task_tree: Task

    def __init__(self, model: ProcessModel, services: Services) -> None:
        super().__init__(model.spec, deserializing=True)
        self.model = model
        self.services = services
        self.happened: list[Happened] = []
        self.thrown: list[Thrown] = []
        self.state = "running"
        self._queue: deque[Task] = deque()
        #: A variable was written since conditions were last looked at.
        self.variables_changed = False

    def _task_completed_notify(self, task: Task) -> None:
        """Do not scan the tree: nodes say themselves what follows."""

    # -- tokens --------------------------------------------------------------------------------------

    def enter(
        self, scope: Task | None, node: Node, *, flow: FlowMeta | None = None, data: Mapping[str, Any] | None = None
    ) -> Task:
        """Put a token on *node* inside *scope*; it moves when its turn comes."""
        task = Task(self, node, scope, state=TaskState.FUTURE)
        if flow is not None and node.is_join:
            task.internal_data["flow"] = flow.id
        if data:
            task.data = dict(data)
        self._queue.append(task)
        return task

    def follow(self, scope: Task, node: Node, flows: Iterable[FlowMeta]) -> None:
        """Send a token along each flow out of *node*."""
        for flow in flows:
            self.record_flow(node, flow)
            self.enter(scope, node.sibling(flow.target), flow=flow)

    def leave(self, task: Task) -> None:
        """Move the token on along the flows its node chooses, and end the scope if it was the last one."""
        node: Node = task.task_spec
        scope = self.scope_of(task)
        self.follow(scope, node, node.choose(task))
        self.remove(task)
        self.settle_scope(scope)

    def settle_scope(self, scope: Task) -> None:
        """Complete *scope* when no token of it is left."""
        if self.is_live(scope) and not any(child.task_spec.is_token for child in scope.children):
            scope.task_spec.emptied(scope)

    def remove(self, task: Task) -> None:
        """Take a task and everything below it out of the tree."""
        if task.id in self.tasks:
            if task.parent is None:
                for child in task.children:
                    self._remove_task(child.id)
            else:
                self._remove_task(task.id)

    def cancel_below(self, task: Task, *, keep: Task | None = None) -> None:
        """Cancel every descendant of *task* (except *keep*), innermost first; nothing of it runs afterwards."""
        for child in list(task.children):
            if child is not keep:
                self.cancel_task(child)

    def cancel_task(self, task: Task) -> None:
        """Cancel a token with all that lies in it and take it out of the tree."""
        self.cancel_below(task)
        node: Node = task.task_spec
        if node.is_recorded and task.has_state(TaskState.READY | TaskState.STARTED | TaskState.WAITING):
            self.record("cancelled", node, task)
        task._set_state(TaskState.CANCELLED)
        self.remove(task)

    def scope_of(self, task: Task) -> Task:
        """Return the nearest task above that holds tokens: the process, a sub-process, a called process."""
        above = task.parent
        while above is not None and not above.task_spec.is_scope:
            above = above.parent
        assert above is not None, "every token lies in a scope"
        return above

    def is_live(self, task: Task) -> bool:
        """Say whether the task is still in the tree and unfinished."""
        return task.id in self.tasks and not task.has_state(TaskState.FINISHED_MASK)

    def live(self) -> Iterator[Task]:
        """Yield all tasks, outer before inner, in the order in which they came."""
        stack = [self.task_tree]
        while stack:
            task = stack.pop()
            yield task
            stack.extend(self.tasks[child] for child in reversed(task._children))

    def find(self, token_id: str) -> Task:
        """Return the live task of a token. Raises NotWaiting."""
        try:
            task = self.tasks.get(UUID(token_id))
        except ValueError:
            task = None
        if task is None or not self.is_live(task):
            raise errors.NotWaiting(token=token_id)
        return task

    # -- steps ---------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Run until every token waits. Raises TooManySteps for a circle without a wait."""
        for _ in range(MAX_STEPS):
            if self._queue:
                self._step(self._queue.popleft())
            elif not self._look_at_conditions() and not self._release_joins():
                return
        raise errors.TooManySteps(limit=MAX_STEPS, element=self._queue[0].task_spec.name if self._queue else "")

    def _step(self, task: Task) -> None:
        if task.id not in self.tasks:
            return
        try:
            task.task_spec._update(task)
            if task.state == TaskState.READY:
                task.run()
            if self.variables_changed:
                self._look_at_conditions()
        except errors.RandaError as problem:
            problem.facts.setdefault("element", task.task_spec.meta.id)
            raise

    def _look_at_conditions(self) -> bool:
        if not self.variables_changed:
            return False
        self.variables_changed = False
        fired = False
        for task in [t for t in self.live() if t.state == TaskState.WAITING]:
            if task.id in self.tasks and task.task_spec.condition_became_true(task):
                task.task_spec.trigger(task, {})
                fired = True
        return fired

    def _release_joins(self) -> bool:
        waiting = [t for t in self.live() if t.state == TaskState.WAITING and t.task_spec.is_join]
        return any(task.id in self.tasks and task.task_spec.release(task) for task in waiting)

    # -- variables -----------------------------------------------------------------------------------

    def visible(self, task: Task) -> dict[str, Any]:
        """Return what an expression at *task* sees: the process's variables below the token's locals."""
        layers = []
        at: Task | None = task
        while at is not None:
            if at.data:
                layers.append(at.data)
            if at.task_spec.holds_variables:
                break
            at = at.parent
        found: dict[str, Any] = {}
        for layer in reversed(layers):
            found.update(layer)
        return found

    def write(self, task: Task, target: str, value: Any) -> None:
        """Write a variable: into the nearest scope above *task* that has it as a local, otherwise the process."""
        try:
            values.encode(value)
        except values.NotStorable as problem:
            raise errors.ExpressionFailed(element=task.task_spec.meta.id, why=f"{target}: {problem}") from problem
        name, _, rest = target.partition(".")
        at = task.parent or task
        while not at.task_spec.holds_variables and name not in at.data:
            at = at.parent
        at.data[name] = _put(at.data.get(name), rest.split("."), value) if rest else value
        self.variables_changed = True

    def extras(self, wanted: Iterable[str]) -> Mapping[str, Any]:
        """Return the lazily given contexts (case, policy) that are named; asks for them only then."""
        wanted = [name for name in wanted if name in self.services.extra_names]
        if not wanted:
            return {}
        given = self.services.scope_extras()
        return {name: given[name] for name in wanted if name in given}

    # -- history -------------------------------------------------------------------------------------

    def record(self, what: str, node: Node, task: Task | None, **details: Any) -> None:
        """Note what happened, in the drawing's own ids."""
        token = str(task.id) if task is not None else ""
        self.happened.append(Happened(what, node.process.key, node.meta.id, token, self.services.clock.now(), details))

    def record_flow(self, node: Node, flow: FlowMeta) -> None:
        """Note that a token took a flow; element_id is the flow's."""
        if flow.id:
            at = self.services.clock.now()
            self.happened.append(Happened("flow", node.process.key, flow.id, "", at, {}))


def _put(context: Any, path: list[str], value: Any) -> dict[str, Any]:
    inner = dict(context) if isinstance(context, Mapping) else {}
    inner[path[0]] = _put(inner.get(path[0]), path[1:], value) if len(path) > 1 else value
    return inner
