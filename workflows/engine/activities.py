"""Tasks and call activities: what starts, what waits, what is written when it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from workflows.engine import propagation
from workflows.engine.expressions import NOTHING, Expression, literal_or, optional, resolve
from workflows.engine.messages import Outgoing
from workflows.engine.nodes import Node
from workflows.engine.process_model import ActivityMeta
from workflows.engine.records import Wait
from workflows.model import errors, ports, values

if TYPE_CHECKING:
    from workflows.engine.parsing import ProcessSpec
    from workflows.engine.tree import Tree


class Activity(Node):
    """An activity: inputs in, boundary events armed, work, outputs out."""

    def __init__(self, process: ProcessSpec, meta: ActivityMeta, name: str = "", *, has_boundary: bool = True) -> None:
        super().__init__(process, meta, name)
        self.inputs_map = [(Expression(m.source, meta.id), m.target) for m in meta.inputs]
        #: False inside a loop, whose body carries the boundary events.
        self.has_boundary = has_boundary

    def _run_hook(self, my_task: Task) -> bool | None:
        tree: Tree = my_task.workflow
        tree.record("entered", self, my_task)
        self.take_inputs(my_task)
        if self.has_boundary:
            for boundary in self.process.boundaries(self.meta.id):
                boundary.arm(tree, my_task)
        return self.perform(my_task)

    def take_inputs(self, task: Task) -> None:
        """Evaluate the inputs into the token's locals."""
        for source, target in self.inputs_map:
            task.data[target] = source.value(task)

    def perform(self, task: Task) -> bool | None:
        """Do the work; True = done, None = waits."""
        return True

    def finish(self, task: Task, result: Mapping[str, Any]) -> None:
        """Write the outputs, disarm the boundary events and move on."""
        self.wrap_up(task, result)
        task.complete()

    def wrap_up(self, task: Task, result: Mapping[str, Any]) -> None:
        """Write what the result gives, before the token moves on."""
        self.apply_outputs(task, result)
        body = task.parent
        if body is not None and not self.has_boundary:
            body.task_spec.collect(body, task, result)

    def _on_complete_hook(self, my_task: Task) -> None:
        tree: Tree = my_task.workflow
        if self.has_boundary:
            for child in list(my_task.children):
                tree.remove(child)
            super()._on_complete_hook(my_task)
        else:
            tree.record("completed", self, my_task)
            body = my_task.parent
            tree.remove(my_task)
            body.task_spec.instance_ended(body)

    def inputs_of(self, task: Task) -> dict[str, Any]:
        """Return the values of the declared inputs."""
        return {target.partition(".")[0]: task.data.get(target) for _, target in self.inputs_map}


class ScriptTask(Activity):
    """A script task: one FEEL expression, one variable."""

    def __init__(self, process: ProcessSpec, meta: ActivityMeta, name: str = "", *, has_boundary: bool = True) -> None:
        super().__init__(process, meta, name, has_boundary=has_boundary)
        self._script = optional(meta.script, meta.id)

    def perform(self, task: Task) -> bool | None:
        """Evaluate and write the result variable."""
        value = self._script.value(task) if self._script else None
        self.keep_result(task, value)
        return True

    def keep_result(self, task: Task, value: Any) -> None:
        """Write the result variable; outputs see it too."""
        name = self.meta.result_variable
        if name:
            task.workflow.write(task, name, value)
        self.wrap_up(task, {name: value} if name else {})


class DecisionTask(ScriptTask):
    """A business rule task: asks a decision, keeps why it answered so."""

    def perform(self, task: Task) -> bool | None:
        """Decide and write the result variable."""
        tree: Tree = task.workflow
        decided = tree.services.decide(self.meta.called_decision, tree.visible(task))
        tree.record(
            "decision",
            self,
            task,
            decision=self.meta.called_decision,
            value=decided.value,
            matched=decided.matched,
            inputs=list(decided.inputs),
        )
        self.keep_result(task, decided.value)
        return True


class ServiceTask(Activity):
    """A service task: an inline operation is performed now, a job is waited for."""

    @property
    def operation(self) -> str:
        """Return the operation's name."""
        assert self.meta.task_definition is not None, "built only for elements with a task definition"
        return self.meta.task_definition.type

    def perform(self, task: Task) -> bool | None:
        """Perform the inline operation, or begin to wait for the job."""
        tree: Tree = task.workflow
        if tree.services.operations.runs(self.operation) == "job":
            return None
        try:
            result = tree.services.operations.perform(self._call(task))
        except errors.BpmnError as problem:
            propagation.raise_error(task, problem.error_code, str(problem))
            return None
        tree.record("operation", self, task, operation=self.operation)
        self.wrap_up(task, result or {})
        return True

    def _call(self, task: Task) -> ports.OperationCall:
        services = task.workflow.services
        return ports.OperationCall(
            name=self.operation,
            inputs=self.inputs_of(task),
            submission_id=self._submission(task),
            instance_id=services.instance_id,
            activity_id=self.meta.id,
            residency_id=services.residency_id,
            key=str(task.id),
        )

    def _submission(self, task: Task) -> UUID | None:
        activity = self.meta.submission_activity
        return task.workflow.services.submission_of(activity) if activity else None

    def wait(self, task: Task) -> Wait | None:
        """Return the job to be done."""
        return Wait(
            token_id=str(task.id),
            activity_id=self.meta.id,
            kind="job",
            meta=self.meta,
            process_key=self.process.key,
            locals=locals_of(task),
            operation=self.operation,
            inputs=self.inputs_of(task),
            submission_id=self._submission(task),
        )


class SendTask(Activity):
    """A send task with a message."""

    def __init__(self, process: ProcessSpec, meta: ActivityMeta, name: str = "", *, has_boundary: bool = True) -> None:
        super().__init__(process, meta, name, has_boundary=has_boundary)
        self._message = Outgoing(meta)

    def perform(self, task: Task) -> bool | None:
        """Hand the message out."""
        self._message.send(self, task)
        self.wrap_up(task, NOTHING)
        return True


class NoneTask(Activity):
    """An abstract task: nothing to do, but inputs, outputs and boundary events count."""

    def perform(self, task: Task) -> bool | None:
        """Only map."""
        self.wrap_up(task, NOTHING)
        return True


class CallActivity(Activity):
    """A call activity: another process with its own variables; only mappings go in and out."""

    def __init__(self, process: ProcessSpec, meta: ActivityMeta, name: str = "", *, has_boundary: bool = True) -> None:
        super().__init__(process, meta, name, has_boundary=has_boundary)
        self._called = literal_or(meta.called_process, meta.id)

    def perform(self, task: Task) -> bool | None:
        """Start the called process below this token."""
        tree: Tree = task.workflow
        key = shown(resolve(self._called, task))
        model = tree.services.model_of(key)
        root_node = model.spec.root
        task.internal_data.update(process=key, sha256=model.sha256)
        root = Task(tree, root_node, task, state=TaskState.FUTURE)
        root.data = self.inputs_of(task)
        root_node.begin(root, "", NOTHING)
        return None


def locals_of(task: Task) -> dict[str, Any]:
    """Return what the token sees besides the process's variables: inputs, multi-instance item, loopCounter."""
    found: dict[str, Any] = {}
    at: Task | None = task
    while at is not None and not at.task_spec.holds_variables:
        found = {**at.data, **found}
        at = at.parent
    return found


def shown(value: Any) -> str:
    """Return a value as text, "" for null."""
    if value is None or isinstance(value, str):
        return value or ""
    return str(values.plain(value))
