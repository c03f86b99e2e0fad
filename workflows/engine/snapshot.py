"""The saved state of an instance: live tokens and variables only, as orjson in zstd; the model is never saved."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
import zstandard
from SpiffWorkflow.task import Task

from workflows.engine.parsing import ROOT
from workflows.engine.tree import Tree
from workflows.model import errors, values

if TYPE_CHECKING:
    from workflows.engine.nodes import Node
    from workflows.engine.process_model import ProcessModel
    from workflows.engine.records import Services

VERSION = 1
MAX_STATE_BYTES = 50_000_000


def dump(tree: Tree) -> bytes:
    """Return the state as bytes; call only when the tree is quiet."""
    position: dict[UUID, int] = {}
    rows: list[list[Any]] = []
    for task in tree.live():
        position[task.id] = len(rows)
        parent = position[task._parent] if task._parent is not None else -1
        rows.append(
            [
                _short(task.id),
                parent,
                task.task_spec.name,
                int(task.state),
                task.internal_data or 0,
                _encoded(task.data),
            ]
        )
    state = {"v": VERSION, "k": tree.model.key, "s": tree.state, "t": rows}
    return zstandard.compress(orjson.dumps(state), 3)


def load(model: ProcessModel, state: bytes, services: Services) -> Tree:
    """Return the tree as it was dumped. Raises SnapshotUnreadable."""
    try:
        kept = orjson.loads(zstandard.decompress(state, max_output_size=MAX_STATE_BYTES))
        if kept["v"] != VERSION:
            raise errors.SnapshotUnreadable(version=kept["v"])
        tree = Tree(model, services)
        tree.state = kept["s"]
        tree.completed = tree.state != "running"
        tasks: list[Task] = []
        for row in kept["t"]:
            tasks.append(_task(tree, tasks, row))
    except (zstandard.ZstdError, KeyError, IndexError, ValueError, TypeError) as problem:
        raise errors.SnapshotUnreadable(why=str(problem)) from problem
    tree.task_tree = tasks[0]
    return tree


def _task(tree: Tree, before: list[Task], row: list[Any]) -> Task:
    short, parent_at, name, state, internal, data = row
    parent = before[parent_at] if parent_at >= 0 else None
    task = Task(tree, _node(tree, parent, name), parent, state=state, id=_long(short))
    task.internal_data = internal or {}
    task.data = {key: values.decode(value) for key, value in data.items()} if data else {}
    return task


def _node(tree: Tree, parent: Task | None, name: str) -> Node:
    if parent is None:
        return tree.model.spec.root
    if name == ROOT:
        return _called(tree, **parent.internal_data).spec.root
    return parent.task_spec.process.task_specs[name]


def _called(tree: Tree, process: str, sha256: str = "", **_: Any) -> ProcessModel:
    """Return the version of a called process that the instance runs."""
    model = tree.services.model_of(process)
    if sha256 in ("", model.sha256):
        return model
    if tree.services.version_of is None:
        raise errors.SnapshotUnreadable(why=f"the called process {process} has another version now")
    return tree.services.version_of(process, sha256)


def _encoded(data: Mapping[str, Any]) -> Any:
    return {key: values.encode(value) for key, value in data.items()} if data else 0


def _short(key: UUID) -> str:
    return base64.urlsafe_b64encode(key.bytes)[:22].decode()


def _long(text: str) -> UUID:
    return UUID(bytes=base64.urlsafe_b64decode(text + "=="))
