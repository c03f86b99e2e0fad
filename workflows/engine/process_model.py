"""What a published process says, in our words: one immutable ProcessModel, one ActivityMeta per element."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from workflows.engine.parsing import ProcessSpec

EventKind = Literal[
    "none",
    "message",
    "timer",
    "signal",
    "error",
    "escalation",
    "conditional",
    "link",
    "terminate",
    "cancel",
    "compensate",
    "multiple",
]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One button of a user task."""

    value: str
    sv: str
    en: str
    signs: bool = False
    #: "" = no comment field, "optional" or "required".
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Mapped:
    """One input or output: FEEL text and the name it is written to (dots make contexts)."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class TaskDefinition:
    """The operation a service task asks for."""

    type: str
    retries: int = 3


@dataclass(frozen=True, slots=True)
class MessageMeta:
    """A message: what a receiver waits for (correlation) and what a sender sends (sends, payload); FEEL texts."""

    name: str
    correlation: str = ""
    sends: str = ""
    payload: str = ""


@dataclass(frozen=True, slots=True)
class TimerMeta:
    """A timer: ISO 8601 text, or FEEL with a leading ``=``."""

    kind: Literal["date", "duration", "cycle"]
    text: str


@dataclass(frozen=True, slots=True)
class EventMeta:
    """What an event waits for or throws."""

    kind: EventKind = "none"
    message: MessageMeta | None = None
    timer: TimerMeta | None = None
    #: Signal or link name.
    name: str = ""
    #: Error or escalation code; None catches every code.
    code: str | None = None
    condition: str = ""


@dataclass(frozen=True, slots=True)
class LoopMeta:
    """How an activity repeats: multi-instance (sequential, parallel) or the standard loop."""

    kind: Literal["sequential", "parallel", "standard"]
    collection: str = ""
    element: str = ""
    output_collection: str = ""
    output_element: str = ""
    cardinality: str = ""
    completion: str = ""
    condition: str = ""
    test_before: bool = False
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class ScheduleMeta:
    """Due and follow-up dates of a task without a deadline policy; FEEL or ISO texts."""

    due: str = ""
    follow_up: str = ""


@dataclass(frozen=True, slots=True)
class FlowMeta:
    """A sequence flow."""

    id: str
    source: str
    target: str
    name: str = ""
    name_en: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityMeta:
    """One flow node with everything the model says about it; ids are the drawing's own."""

    id: str
    #: The BPMN element name: "userTask", "exclusiveGateway", "boundaryEvent" …
    kind: str
    name: str = ""
    name_en: str = ""
    doc: str = ""
    doc_en: str = ""
    #: The sub-process the node lies in, or the process key.
    parent: str = ""
    lane: str = ""
    role: str = ""
    form_id: str = ""
    candidate_groups: str = ""
    assignee: str = ""
    outcomes: tuple[Outcome, ...] = ()
    deadline_policy: str = ""
    serves: tuple[str, ...] = ()
    inputs: tuple[Mapped, ...] = ()
    outputs: tuple[Mapped, ...] = ()
    script: str = ""
    result_variable: str = ""
    called_decision: str = ""
    called_process: str = ""
    task_definition: TaskDefinition | None = None
    #: The activity whose last submission an operation is given.
    submission_activity: str = ""
    schedule: ScheduleMeta = ScheduleMeta()
    priority: str = ""
    event: EventMeta = EventMeta()
    loop: LoopMeta | None = None
    attached_to: str = ""
    is_interrupting: bool = True
    is_event_subprocess: bool = False
    default_flow: str = ""
    incoming: tuple[FlowMeta, ...] = ()
    outgoing: tuple[FlowMeta, ...] = ()
    #: Data objects this activity writes (name of the variable).
    writes: tuple[str, ...] = ()
    #: Data objects of a sub-process, each a local variable.
    data_objects: tuple[str, ...] = ()

    @property
    def message(self) -> MessageMeta | None:
        """Return the message this node waits for or sends, if any."""
        return self.event.message


@dataclass(frozen=True, slots=True)
class ProcessMeta:
    """What hangs on the process itself."""

    deadline_policy: str = ""
    serves: tuple[str, ...] = ()
    doc: str = ""
    doc_en: str = ""
    version_tag: str = ""
    lanes: tuple[tuple[str, str, str], ...] = ()
    data_objects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StartMeta:
    """One way to start the process: the event's id and what it reacts to."""

    activity_id: str
    event: EventMeta


@dataclass(frozen=True, slots=True)
class Uses:
    """The names a process refers to."""

    decisions: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    operations: frozenset[str] = frozenset()
    messages: frozenset[str] = frozenset()
    processes: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class ProcessModel:
    """One executable process, immutable; keep it alive and share it between instances and threads."""

    key: str
    name: str
    name_en: str
    sha256: str
    activities: Mapping[str, ActivityMeta]
    flows: Mapping[str, FlowMeta]
    meta: ProcessMeta = field(default_factory=ProcessMeta)

    def __post_init__(self) -> None:
        object.__setattr__(self, "activities", MappingProxyType(dict(self.activities)))
        object.__setattr__(self, "flows", MappingProxyType(dict(self.flows)))

    @cached_property
    def children(self) -> Mapping[str, tuple[ActivityMeta, ...]]:
        """Return the nodes of each scope (process key or sub-process id), in document order."""
        found: dict[str, list[ActivityMeta]] = {}
        for activity in self.activities.values():
            found.setdefault(activity.parent, []).append(activity)
        return {scope: tuple(nodes) for scope, nodes in found.items()}

    @cached_property
    def starts(self) -> tuple[StartMeta, ...]:
        """Return the start events of the process itself."""
        nodes = self.children.get(self.key, ())
        return tuple(StartMeta(n.id, n.event) for n in nodes if n.kind == "startEvent")

    @cached_property
    def uses(self) -> Uses:
        """Return the names of decisions, forms, operations, messages, processes and roles it refers to."""
        nodes = self.activities.values()
        return Uses(
            decisions=frozenset(n.called_decision for n in nodes if n.called_decision),
            forms=frozenset(n.form_id for n in nodes if n.form_id),
            operations=frozenset(n.task_definition.type for n in nodes if n.task_definition),
            messages=frozenset(n.event.message.name for n in nodes if n.event.message),
            processes=frozenset(n.called_process for n in nodes if n.called_process),
            roles=frozenset(n.role for n in nodes if n.role),
        )

    @cached_property
    def spec(self) -> ProcessSpec:
        """Return SpiffWorkflow's specification, built once and never serialised."""
        from workflows.engine import parsing

        return parsing.build(self)
