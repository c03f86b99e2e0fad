"""What an administrator may do to a stuck token: move, skip, restart (audited by the caller)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task

from workflows.engine.activities import Activity
from workflows.model import errors

if TYPE_CHECKING:
    from workflows.engine.nodes import Node
    from workflows.engine.tree import Tree


def move(task: Task, to_activity: str) -> None:
    """Give the token's node up and put a token on another node of the same scope."""
    tree: Tree = task.workflow
    task = _outermost(task)
    node: Node = task.task_spec
    if not node.is_token or node.holds_variables or not _may_be_entered(node, to_activity):
        raise errors.CannotMove(element=node.meta.id, target=to_activity)
    scope = tree.scope_of(task)
    tree.record("moved", node, task, to=to_activity)
    tree.cancel_task(task)
    tree.enter(scope, node.sibling(to_activity))


def _may_be_entered(node: Node, to_activity: str) -> bool:
    target = node.process.model.activities.get(to_activity)
    if target is None or target.parent != node.meta.parent or target.is_event_subprocess:
        return False
    return node.sibling(to_activity).is_token


def skip(task: Task, result: Mapping[str, Any]) -> None:
    """Go on as if the node had done its work with this result."""
    tree: Tree = task.workflow
    node: Node = task.task_spec
    tree.record("skipped", node, task)
    if isinstance(node, Activity):
        for child in list(task.children):
            if child.task_spec.is_token:
                tree.cancel_task(child)
        node.finish(task, result)
    elif node.is_join:
        task._ready()
        task.run()
    else:
        node.trigger(task, result)


def restart(task: Task) -> None:
    """Give the node up and begin it anew, inside a multi-instance with the same item."""
    tree: Tree = task.workflow
    node: Node = task.task_spec
    parent = task.parent
    if parent is None or not node.is_token or node.is_join or node.holds_variables:
        raise errors.NotWaiting(token=str(task.id))
    tree.record("restarted", node, task)
    tree.cancel_task(task)
    tree.enter(parent, node, data=task.data)


def _outermost(task: Task) -> Task:
    """Return the task itself, or the loop or event gateway around it: these cannot do without one of theirs."""
    parent = task.parent
    return task if parent is None or parent.task_spec.is_scope else parent
