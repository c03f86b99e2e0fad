"""What every node of a process has in common, and the process itself: SpiffWorkflow task specs of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from workflows.engine.expressions import NOTHING, Expression, optional
from workflows.engine.process_model import ActivityMeta, FlowMeta
from workflows.engine.records import Wait
from workflows.model import errors

if TYPE_CHECKING:
    from workflows.engine.parsing import ProcessSpec


class Node(BpmnTaskSpec):
    """A node: a token enters (update), runs, completes and leaves along the flows that *choose* names."""

    #: Its children are tokens.
    is_scope = False
    #: Its data are the variables of a process.
    holds_variables = False
    #: A token here keeps its scope alive (listeners and boundary events do not).
    is_token = True
    #: A token here waits for other tokens.
    is_join = False
    #: Entering and cancelling are history.
    is_recorded = True

    def __init__(self, process: ProcessSpec, meta: ActivityMeta, name: str = "") -> None:
        super().__init__(process, name or process.name_of(meta.id))
        self.process = process
        self.meta = meta
        self.bpmn_id, self.bpmn_name = meta.id, meta.name
        self.outputs_map = [(Expression(m.source, meta.id), m.target) for m in meta.outputs]
        self.conditions = {f.id: optional(f.condition, f.id) for f in meta.outgoing}

    def sibling(self, element_id: str) -> Node:
        """Return another node of the same process."""
        return self.process.node(element_id)

    # -- SpiffWorkflow's hooks -----------------------------------------------------------------------

    def test(self) -> None:
        """Skip SpiffWorkflow's connection test: the profile has checked the model."""

    def _predict_hook(self, my_task: Task) -> None:
        """Predict nothing."""

    def _update_hook(self, my_task: Task) -> bool:
        """Return True if the token may run at once; a waiting node sets WAITING and returns False."""
        return True

    def _run_hook(self, my_task: Task) -> bool | None:
        """Do the node's work. True = completed, None = started and waiting for a result."""
        my_task.workflow.record("entered", self, my_task)
        return True

    def _on_complete_hook(self, my_task: Task) -> None:
        if self.is_recorded:
            my_task.workflow.record("completed", self, my_task)
        my_task.workflow.leave(my_task)

    # -- what nodes differ in ------------------------------------------------------------------------

    def choose(self, task: Task) -> list[FlowMeta]:
        """Return the flows a token leaves by: every true or unconditional one, else the default."""
        return self._true_flows(task)

    def trigger(self, task: Task, payload: Mapping[str, Any]) -> None:
        """React to the event this token waits for."""
        raise errors.NotWaiting(token=str(task.id))

    def wait(self, task: Task) -> Wait | None:
        """Describe what the token waits for from outside."""
        return None

    def condition_became_true(self, task: Task) -> bool:
        """Say whether this is a conditional event whose condition has just become true."""
        return False

    def catches(self, kind: str, code: str) -> bool:
        """Say whether this catches an error, escalation or cancellation with this code."""
        return False

    def hears(self, task: Task, signal: str) -> bool:
        """Say whether a token here waits for the signal."""
        return False

    def release(self, task: Task) -> bool:
        """Let a waiting join go on if nothing more can arrive; say whether it did."""
        return False

    def emptied(self, task: Task) -> None:
        """React to the last token of this scope having ended."""
        raise NotImplementedError

    # -- shared work ---------------------------------------------------------------------------------

    def apply_outputs(self, task: Task, result: Mapping[str, Any]) -> None:
        """Write what the output mappings and drawn data objects say; nothing else writes variables."""
        tree = task.workflow
        values = [(target, source.value(task, result)) for source, target in self.outputs_map]
        for target, value in values:
            tree.write(task, target, value)
        for name in self.meta.writes:
            if name in result:
                tree.write(task, name, result[name])

    def _true_flows(self, task: Task) -> list[FlowMeta]:
        taken, any_true = [], False
        for flow in self.meta.outgoing:
            condition = self.conditions[flow.id]
            if flow.id and flow.id == self.meta.default_flow:
                continue
            if condition is None:
                taken.append(flow)
            elif condition.holds(task):
                any_true = True
                taken.append(flow)
        return taken if any_true else taken + self.default_flows()

    def default_flows(self) -> list[FlowMeta]:
        """Return the default flow, if the node has one."""
        return [f for f in self.meta.outgoing if f.id and f.id == self.meta.default_flow]


class PassThrough(Node):
    """A node that does nothing but pass the token on: abstract task, none event, link."""


class Scope(Node):
    """A node whose children are tokens: opens listeners and start events, ends when empty."""

    is_scope = True

    def open(self, task: Task, start_event: str = "", payload: Mapping[str, Any] = NOTHING) -> None:
        """Put tokens on the start event and arm the event sub-processes."""
        tree = task.workflow
        scope_id = self.scope_id
        for name in self.data_objects:
            if name not in tree.visible(task):
                task.data[name] = None
        for listener in self.process.listeners(scope_id):
            listener.arm(tree, task)
        start = self.process.start_of(scope_id, start_event)
        token = tree.enter(task, start)
        start.receive(token, payload)

    @property
    def scope_id(self) -> str:
        """Return the id by which nodes name this scope as their parent."""
        return self.meta.id

    @property
    def data_objects(self) -> tuple[str, ...]:
        """Return the names of the scope's data objects."""
        return self.meta.data_objects

    def close(self, task: Task) -> None:
        """Take away what is left when the scope ends: listeners."""
        for child in list(task.children):
            task.workflow.remove(child)


class Process(Scope):
    """The process itself: the root of the tree, or of a call activity."""

    holds_variables = True

    @property
    def data_objects(self) -> tuple[str, ...]:
        """Return the names of the process's data objects."""
        return self.process.model.meta.data_objects

    def begin(self, task: Task, start_event: str, payload: Mapping[str, Any]) -> None:
        """Start running."""
        task._set_state(TaskState.STARTED)
        task.workflow.record("started", self, task)
        self.open(task, start_event, payload)

    def emptied(self, task: Task) -> None:
        """Complete the process; a called one hands its variables to the call activity."""
        self.close(task)
        tree = task.workflow
        tree.record("ended", self, task)
        task._set_state(TaskState.COMPLETED)
        caller = task.parent
        if caller is None:
            tree.state = "completed"
            tree.completed = True
        else:
            result = dict(task.data)
            tree.remove(task)
            caller.task_spec.finish(caller, result)
