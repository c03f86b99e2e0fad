"""Exclusive, parallel and inclusive gateways; joins consume one token per arrival."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from workflows.engine.nodes import Node
from workflows.engine.process_model import ActivityMeta, FlowMeta
from workflows.model import errors

if TYPE_CHECKING:
    from workflows.engine.parsing import ProcessSpec
    from workflows.engine.tree import Tree


class ExclusiveGateway(Node):
    """Takes the first flow whose condition is true, otherwise the default."""

    def choose(self, task: Task) -> list[FlowMeta]:
        """Return exactly one flow. Raises NoWayOut."""
        for flow in self.meta.outgoing:
            if flow.id == self.meta.default_flow:
                continue
            condition = self.conditions[flow.id]
            if condition is None or condition.holds(task):
                return [flow]
        return _or_stuck(self, self.default_flows())


class Join(Node):
    """A gateway at which tokens wait, each on its own incoming flow."""

    is_join = True
    is_recorded = False

    def __init__(self, process: ProcessSpec, meta: ActivityMeta, name: str = "") -> None:
        super().__init__(process, meta, name)
        self.is_join = len(meta.incoming) > 1

    def _update_hook(self, my_task: Task) -> bool:
        if not self.is_join or "flow" not in my_task.internal_data:
            return True  # a token that was moved here by hand passes alone
        my_task._set_state(TaskState.WAITING)
        self.arrived(my_task)
        return False

    def arrived(self, task: Task) -> None:
        """React to a token having come."""

    def waiting(self, scope: Task) -> dict[str, list[Task]]:
        """Return the tokens that wait here in this scope, by flow, oldest first."""
        found: dict[str, list[Task]] = {}
        for child in scope.children:
            if child.task_spec is self and child.state == TaskState.WAITING:
                found.setdefault(child.internal_data["flow"], []).append(child)
        return found

    def fire(self, task: Task, consumed: list[Task]) -> None:
        """Consume tokens and let *task* go on for all of them."""
        for other in consumed:
            if other is not task:
                task.workflow.remove(other)
        task._ready()
        task.run()

    def _on_complete_hook(self, my_task: Task) -> None:
        my_task.workflow.record("completed", self, my_task)
        my_task.workflow.leave(my_task)


class ParallelGateway(Join):
    """Waits for one token on every incoming flow, consumes exactly those, and leaves by every flow."""

    def arrived(self, task: Task) -> None:
        """Go on if every flow has a token."""
        tree: Tree = task.workflow
        by_flow = self.waiting(tree.scope_of(task))
        if len(by_flow) == len(self.meta.incoming):
            self.fire(task, _firsts(by_flow))

    def choose(self, task: Task) -> list[FlowMeta]:
        """Return every flow."""
        return list(self.meta.outgoing)


class InclusiveGateway(Join):
    """Waits while another token could still come by an empty flow (BPMN 2.0, table 13.3); leaves by every true flow."""

    def choose(self, task: Task) -> list[FlowMeta]:
        """Return the true flows, otherwise the default. Raises NoWayOut."""
        return _or_stuck(self, super().choose(task))

    def release(self, task: Task) -> bool:
        """Go on if no token elsewhere in the scope can still reach an empty incoming flow."""
        scope = task.workflow.scope_of(task)
        by_flow = self.waiting(scope)
        empty = [f for f in self.meta.incoming if f.id not in by_flow]
        reach = self.process.reach
        to_empty = reach.sources_of(self.meta.id, empty)
        to_full = reach.sources_of(self.meta.id, [f for f in self.meta.incoming if f.id in by_flow])
        for other in scope.children:
            if other.task_spec is self or not other.task_spec.is_token:
                continue
            at = other.task_spec.meta.id
            if at in to_empty and at not in to_full:
                return False
        first = _firsts(by_flow)
        self.fire(first[0], first)
        return True


def _firsts(by_flow: dict[str, list[Task]]) -> list[Task]:
    return [tokens[0] for tokens in by_flow.values()]


def _or_stuck(node: Node, flows: list[FlowMeta]) -> list[FlowMeta]:
    if not flows and node.meta.outgoing:
        raise errors.NoWayOut(element=node.meta.name or node.meta.id)
    return flows
