"""Activities that repeat: the body that holds the instances of a multi-instance or standard loop."""

from __future__ import annotations

import bisect
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task

from workflows.engine.activities import Activity
from workflows.engine.expressions import NOTHING, optional
from workflows.engine.process_model import ActivityMeta, LoopMeta
from workflows.model import errors, values

if TYPE_CHECKING:
    from workflows.engine.parsing import ProcessSpec

MAX_INSTANCES = 1_000


class LoopBody(Activity):
    """Carries the boundary events and the flows; its children are the instances."""

    def __init__(self, process: ProcessSpec, meta: ActivityMeta, inner: Activity) -> None:
        super().__init__(process, meta)
        assert meta.loop is not None, "a body is built for a loop"
        self.loop: LoopMeta = meta.loop
        self.inner = inner
        self.inputs_map = []
        self.outputs_map = []

    def take_inputs(self, task: Task) -> None:
        """Inputs belong to the instances."""

    def instance_ended(self, task: Task) -> None:
        """React to an instance having ended."""
        raise NotImplementedError

    def collect(self, task: Task, instance: Task, result: Mapping[str, Any]) -> None:
        """Keep what an instance gives."""

    def start_instance(self, task: Task, index: int, item: Mapping[str, Any] = NOTHING) -> None:
        """Start the instance with this zero-based index."""
        data = {"loopCounter": Decimal(index + 1), **item}
        task.workflow.enter(task, self.inner, data=data)

    def running(self, task: Task) -> list[Task]:
        """Return the instances that have not ended."""
        return [child for child in task.children if child.task_spec is self.inner]

    def finish(self, task: Task, result: Mapping[str, Any]) -> None:
        """End the loop as a whole, as when an administrator skips it."""
        self.done(task)

    def done(self, task: Task) -> None:
        """Cancel what still runs and move on."""
        for child in self.running(task):
            task.workflow.cancel_task(child)
        task.complete()


class MultiInstance(LoopBody):
    """Multi-instance: one instance per item, an output collection in item order, and a completion condition.

    Unlike Zeebe's, the collection has no nulls for instances that are open or were cancelled: conditions over it
    must yield booleans, and a null among them would not.
    """

    def __init__(self, process: ProcessSpec, meta: ActivityMeta, inner: Activity) -> None:
        super().__init__(process, meta, inner)
        self._items = optional(self.loop.collection, meta.id)
        self._number = optional(self.loop.cardinality, meta.id)
        self._output = optional(self.loop.output_element, meta.id)
        self._completion = optional(self.loop.completion, meta.id)

    def perform(self, task: Task) -> bool | None:
        """Start all instances, or the first; no item = done at once."""
        items = self._collection(task)
        task.internal_data["n"] = len(items)
        task.internal_data["done"] = 0
        if self.loop.output_collection:
            task.data[self.loop.output_collection] = []
            task.internal_data["at"] = []
        if not items:
            self._write_collection(task)
            return True
        if self.loop.kind == "sequential":
            task.internal_data["next"] = 1
            if self._items is not None:
                task.internal_data["items"] = [values.encode(item) for item in items]
            items = items[:1]
        for index, item in enumerate(items):
            self.start_instance(task, index, self._named(item))
        return None

    def _collection(self, task: Task) -> list[Any]:
        if self._items is not None:
            items = self._items.value(task)
            if not isinstance(items, (list, tuple)):
                why = "the input collection is not a list"
                raise errors.ExpressionFailed(element=self.meta.id, why=why)
        else:
            number = self._number.value(task) if self._number else None
            if not isinstance(number, Decimal | int) or number != int(number) or number < 0:
                raise errors.ExpressionFailed(element=self.meta.id, why="the loop cardinality is not a whole number")
            items = [None] * min(int(number), MAX_INSTANCES + 1)
        if len(items) > MAX_INSTANCES:
            raise errors.ExpressionFailed(element=self.meta.id, why=f"more than {MAX_INSTANCES} instances")
        return list(items)

    def _named(self, item: Any) -> dict[str, Any]:
        return {self.loop.element: item} if self.loop.element and self._items is not None else {}

    def collect(self, task: Task, instance: Task, result: Mapping[str, Any]) -> None:
        """Put the output element into the output collection: in the items' order, without gaps for open ones."""
        if self._output is None or not self.loop.output_collection:
            return
        index = int(instance.data["loopCounter"]) - 1
        places: list[int] = task.internal_data["at"]
        place = bisect.bisect(places, index)
        places.insert(place, index)
        collected = list(task.data[self.loop.output_collection])
        collected.insert(place, self._output.value(instance, result))
        task.data[self.loop.output_collection] = collected

    def instance_ended(self, task: Task) -> None:
        """Go on if the completion condition holds or all are done; start the next of a sequence."""
        kept = task.internal_data
        kept["done"] += 1
        if self._completion is not None and self._completion.holds(task, self._counters(task)):
            return self.done(task)
        if kept["done"] == kept["n"]:
            return self.done(task)
        if self.loop.kind == "sequential":
            index = kept["next"]
            kept["next"] = index + 1
            items = kept.get("items")
            self.start_instance(task, index, self._named(values.decode(items[index])) if items else {})
        return None

    def _counters(self, task: Task) -> dict[str, Any]:
        kept = task.internal_data
        active = len(self.running(task))
        return {
            "numberOfInstances": Decimal(kept["n"]),
            "numberOfActiveInstances": Decimal(active),
            "numberOfCompletedInstances": Decimal(kept["done"]),
            "numberOfTerminatedInstances": Decimal(0),
        }

    def done(self, task: Task) -> None:
        """Hand the collection over to the scope and move on."""
        self._write_collection(task)
        super().done(task)

    def _write_collection(self, task: Task) -> None:
        name = self.loop.output_collection
        if name:
            task.workflow.write(task, name, task.data[name])


class StandardLoop(LoopBody):
    """The standard loop: while the condition holds, at most *maximum* times."""

    def __init__(self, process: ProcessSpec, meta: ActivityMeta, inner: Activity) -> None:
        super().__init__(process, meta, inner)
        self._condition = optional(self.loop.condition, meta.id)

    def perform(self, task: Task) -> bool | None:
        """Start the first round, or none if tested before."""
        task.internal_data["done"] = 0
        if self.loop.test_before and not self._goes_on(task):
            return True
        self.start_instance(task, 0)
        return None

    def instance_ended(self, task: Task) -> None:
        """Start another round while the condition holds."""
        task.internal_data["done"] += 1
        if self._goes_on(task):
            self.start_instance(task, task.internal_data["done"])
        else:
            self.done(task)

    def _goes_on(self, task: Task) -> bool:
        rounds = task.internal_data["done"]
        if self.loop.maximum is not None and rounds >= self.loop.maximum:
            return False
        counter = {"loopCounter": Decimal(rounds)}
        return self._condition is None or self._condition.holds(task, counter)
