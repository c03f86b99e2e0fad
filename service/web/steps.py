"""A process in words: its steps in flow order, with who did or has what, and the same states for the drawing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from service.i18n.dates import Due
from service.web import frame, words
from service.web.views.parts import Step
from workflows import history, inbox, instances
from workflows.engine import ActivityMeta, ProcessModel
from workflows.engine.process_model import FlowMeta
from workflows.model import calendar
from workflows.model.events import Happening
from workflows.model.states import InstanceState
from workflows.transaction import Transaction

_PEOPLE = ("userTask", "manualTask")
_MACHINE = ("serviceTask", "businessRuleTask", "sendTask", "callActivity")
_WAITS = ("receiveTask", "intermediateCatchEvent")
_CHOICES = ("exclusiveGateway", "inclusiveGateway", "eventBasedGateway")


@dataclass(slots=True)
class Story:
    """What has happened in an instance, as far as its steps tell it."""

    is_running: bool = True
    done: dict[str, list[history.HistoryEvent]] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    since: dict[str, history.HistoryEvent] = field(default_factory=dict)
    flows: set[str] = field(default_factory=set)
    tasks: dict[str, list[inbox.UserTask]] = field(default_factory=dict)

    def people(self) -> set[UUID | None]:
        """Return everybody whom the steps name."""
        done = {event.actor for events in self.done.values() for event in events}
        return done | {task.assignee for tasks in self.tasks.values() for task in tasks}


def story(tx: Transaction, instance: instances.ProcessInstance) -> Story:
    """Read an instance's story: two queries."""
    told = Story(is_running=instance.state in (InstanceState.RUNNING, InstanceState.SUSPENDED))
    entered: dict[str, int] = {}
    for event in history.of_instance(tx, instance.id):
        _note(told, entered, event)
    told.waiting = {activity for activity, count in entered.items() if count > 0} if told.is_running else set()
    for task in inbox.open_of_instance(tx, instance.id):
        told.tasks.setdefault(task.activity_id, []).append(task)
    return told


def _note(told: Story, entered: dict[str, int], event: history.HistoryEvent) -> None:
    activity = event.activity_id
    if event.kind == Happening.FLOWS_TAKEN:
        told.flows.update(event.data.get("flows", ()))
    elif activity is None:
        return
    elif event.kind == Happening.ACTIVITY_ENTERED:
        entered[activity] = entered.get(activity, 0) + 1
        told.since[activity] = event
    elif event.kind in (Happening.ACTIVITY_COMPLETED, Happening.ACTIVITY_CANCELLED):
        entered[activity] = entered.get(activity, 0) - 1
        if event.kind == Happening.ACTIVITY_COMPLETED:
            told.done.setdefault(activity, []).append(event)
    elif event.kind == Happening.TASK_UNDONE and told.done.get(activity):
        told.done[activity].pop()


def in_order(model: ProcessModel, scope: str | None = None) -> list[ActivityMeta]:
    """Return the nodes of a scope in flow order: each after what leads to it, loops apart."""
    nodes = {node.id: node for node in model.children.get(scope or model.key, ())}
    attached: dict[str, list[ActivityMeta]] = {}
    for node in nodes.values():
        if node.attached_to:
            attached.setdefault(node.attached_to, []).append(node)
    seen: set[str] = set()
    backwards: list[ActivityMeta] = []
    starts = [n for n in nodes.values() if not n.incoming and not n.attached_to]
    for start in reversed(starts):
        _visit(start, nodes, attached, seen, backwards)
    return backwards[::-1]


def _visit(
    node: ActivityMeta,
    nodes: Mapping[str, ActivityMeta],
    attached: Mapping[str, list[ActivityMeta]],
    seen: set[str],
    backwards: list[ActivityMeta],
) -> None:
    if node.id in seen:
        return
    seen.add(node.id)
    after = [nodes[flow.target] for flow in node.outgoing if flow.target in nodes]
    for following in reversed([*after, *attached.get(node.id, ())]):
        _visit(following, nodes, attached, seen, backwards)
    backwards.append(node)


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells the steps of a model, with a story or without one (the library's page)."""

    model: ProcessModel
    told: Story | None = None
    names: words.Names | None = None
    #: Leave gateways and what the machine does by itself out, as beside a task.
    is_brief: bool = False

    def steps(self, scope: str | None = None) -> tuple[Step, ...]:
        """Return the steps in order; what was never reached in a process that ended is left out."""
        return tuple(self._all(scope))

    def _all(self, scope: str | None) -> Iterator[Step]:
        for node in in_order(self.model, scope):
            step = self._step(node)
            if step is not None and (self.told is None or self.told.is_running or step.state != "next"):
                yield step

    def _step(self, node: ActivityMeta) -> Step | None:
        if node.kind in _CHOICES:
            return None if self.is_brief or len(node.outgoing) < 2 or not node.name else self._choice(node)
        if node.kind == "subProcess":
            return Step(name=name(node), state=self._state(node), element=node.id, steps=self.steps(node.id))
        if node.kind in _PEOPLE:
            return self._for_people(node)
        if self.is_brief or node.kind not in (*_MACHINE, *_WAITS) or not node.name:
            return None
        return Step(
            name=name(node),
            state=self._state(node),
            who=self._machine(node),
            element=node.id,
            is_current=self._state(node) == "now",
        )

    def _state(self, node: ActivityMeta) -> str:
        if self.told is None:
            return "next"
        if node.id in self.told.tasks or node.id in self.told.waiting:
            return "now"
        return "done" if node.id in self.told.done else "next"

    def _for_people(self, node: ActivityMeta) -> Step:
        tasks = self.told.tasks.get(node.id, []) if self.told else []
        if not tasks:
            return Step(name=name(node), state=self._state(node), who=self._people(node), element=node.id)
        first = min(tasks, key=lambda task: task.sort_at)
        due = frame.due(first.due_on) if first.due_on else None
        return Step(
            name=name(node),
            state="late" if due is not None and due.kind == "late" else "now",
            who="; ".join(dict.fromkeys(self._holder(task) for task in tasks)),
            due=due,
            element=node.id,
            is_current=True,
        )

    def _holder(self, task: inbox.UserTask) -> str:
        who = self.names.of(task.assignee) if task.assignee and self.names else words.role(task.role)
        day = frame.date("long", calendar.local_date(task.created_at))
        return frame.say("steps.who_now", who=who, day=day.striptags())

    def _people(self, node: ActivityMeta) -> str:
        events = self.told.done.get(node.id, []) if self.told else []
        if not events or self.names is None:
            return words.role(node.role)
        last = events[-1]
        day = frame.date("long", calendar.local_date(last.at)).striptags()
        who = frame.say("steps.who_done", who=self.names.of(last.actor), day=day)
        often = frame.say("steps.times", n=len(events))
        return f"{who} ({often})" if often and node.loop is None else who

    def _machine(self, node: ActivityMeta) -> str:
        events = self.told.done.get(node.id, []) if self.told else []
        if events:
            day = frame.date("long", calendar.local_date(events[-1].at)).striptags()
            return frame.say("steps.automatic_done", day=day) if node.kind in _MACHINE else day
        if node.kind in _MACHINE:
            return frame.say("steps.automatic")
        if self.told is not None and node.id not in self.told.waiting:
            return ""
        return frame.say("steps.waits_timer" if node.event.kind == "timer" else "steps.waits_message")

    def _choice(self, node: ActivityMeta) -> Step:
        is_race = node.kind == "eventBasedGateway"
        ways = tuple(self._way(flow, is_race=is_race) for flow in node.outgoing)
        state = "done" if any(way.state == "done" for way in ways) else "next"
        return Step(name=name(node), state=state, element=node.id, steps=ways)

    def _way(self, flow: FlowMeta, *, is_race: bool) -> Step:
        answer = (flow.name_en if frame.locale() == "en" else flow.name) or flow.name or frame.say("steps.otherwise")
        target = self._next_named(flow.target, set())
        taken = self.told is not None and flow.id in self.told.flows
        step = target or frame.say("steps.ends")
        text = step if is_race else frame.say("steps.then", answer=answer, step=step)
        return Step(name=text, state="done" if taken else "way")

    def _next_named(self, node_id: str, seen: set[str]) -> str:
        node = self.model.activities.get(node_id)
        if node is None or node_id in seen:
            return ""
        if node.name and node.kind != "endEvent":
            return name(node)
        return next((n for f in node.outgoing if (n := self._next_named(f.target, seen | {node_id}))), "")

    def states(self) -> list[dict[str, str]]:
        """Return what the drawing marks: element, status, and a badge in words."""
        marks: list[dict[str, str]] = []
        if self.told is None:
            return marks
        for node in self.model.activities.values():
            tasks = self.told.tasks.get(node.id, [])
            if tasks:
                due = frame.due(min(tasks, key=lambda task: task.sort_at).due_on)
                marks.append({"id": node.id, **_badge(due, self._short(tasks))})
            elif node.id in self.told.waiting:
                marks.append({"id": node.id, "status": "now", "badge": ""})
            elif node.id in self.told.done:
                marks.append({"id": node.id, "status": "done", "badge": ""})
        return marks + [{"id": flow, "status": "done", "badge": ""} for flow in sorted(self.told.flows)]

    def labels(self) -> dict[str, str]:
        """Return what the drawing says in English, by element; nothing in Swedish, which the drawing itself holds."""
        if frame.locale() != "en":
            return {}
        named = {node.id: node.name_en for node in self.model.activities.values() if node.name_en}
        named |= {flow.id: flow.name_en for flow in self.model.flows.values() if flow.name_en}
        named |= {lane: words.role(role) for lane, _, role in self.model.meta.lanes if role}
        return {**named, self.model.key: self.model.name_en or self.model.name}

    def _short(self, tasks: list[inbox.UserTask]) -> str:
        first = tasks[0]
        return self.names.of(first.assignee) if first.assignee and self.names else words.role(first.role)


def name(node: ActivityMeta) -> str:
    """Return an element's name in the visitor's language."""
    return (node.name_en if frame.locale() == "en" else node.name) or node.name or node.id


def _badge(due: Due, who: str) -> dict[str, str]:
    return {"status": "late", "badge": due.text} if due.kind == "late" else {"status": "now", "badge": who}
