"""What goes in and out through the door: services, waits, what happened, what was thrown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from workflows.engine import time
from workflows.engine.process_model import ActivityMeta, ProcessModel
from workflows.model.clock import Clock
from workflows.model.ports import BoundOperations, TimerDate

WaitKind = Literal["user_task", "timer", "message", "signal", "condition", "job"]
HappenedKind = Literal[
    "started", "entered", "completed", "cancelled", "flow", "decision", "operation", "message_sent", "signal_thrown",
    "error", "escalation", "moved", "skipped", "restarted", "ended",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision's answer: its value, and which rules matched, for the page *Varför?*."""

    value: Any
    matched: Any = None
    #: What it read, and nothing else: rows of label, label_en, value.
    inputs: Any = ()


def _no_extras() -> Mapping[str, Any]:
    return {}


def _no_submission(_activity_id: str) -> UUID | None:
    return None


@dataclass(slots=True, kw_only=True)
class Services:
    """What an execution needs from outside; the caller fills it anew for every transaction."""

    clock: Clock
    operations: BoundOperations
    decide: Callable[[str, Mapping[str, Any]], Decided]
    model_of: Callable[[str], ProcessModel]
    instance_id: UUID
    #: The version of a called process, by key and sha256, when *model_of* has a newer one by now.
    version_of: Callable[[str, str], ProcessModel] | None = None
    residency_id: UUID | None = None
    #: Contexts fetched only when an expression names them, e.g. {"case": …, "policy": …}.
    scope_extras: Callable[[], Mapping[str, Any]] = _no_extras
    extra_names: Collection[str] = ("case", "policy")
    submission_of: Callable[[str], UUID | None] = _no_submission
    timer_date: TimerDate = time.timer_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """One token that waits for something from outside; token_id stays the same as long as it waits."""

    token_id: str
    activity_id: str
    kind: WaitKind
    meta: ActivityMeta
    process_key: str
    #: Multi-instance item and loopCounter, inputs of the activity.
    locals: Mapping[str, Any] = field(default_factory=dict)
    #: Timers: when to fire. User tasks: the schedule's due date.
    due_at: dt.datetime | None = None
    follow_up_at: dt.datetime | None = None
    priority: int | None = None
    message_name: str = ""
    signal_name: str = ""
    #: Canonical text; None if the receiver asks for no correlation.
    correlation: str | None = None
    operation: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)
    submission_id: UUID | None = None
    role: str = ""
    assignee: str = ""
    #: For boundary events: the activity it hangs on and that activity's token.
    attached_to: str = ""
    attached_token_id: str = ""
    is_interrupting: bool = False


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened, in the drawing's own ids."""

    what: str
    process_key: str
    element_id: str
    token_id: str
    at: dt.datetime
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Thrown:
    """A message or signal for outside; the throwing instance itself has already heard its own signal."""

    kind: Literal["message", "signal"]
    name: str
    #: Canonical text; None for signals and messages without correlation.
    correlation: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    token_id: str = ""
    activity_id: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """Where a token stands, for the diagram: also scopes and joins, which wait for nothing from outside."""

    token_id: str
    process_key: str
    activity_id: str
    is_scope: bool
