"""The states that instances, tasks, jobs, messages and incidents go through."""

from __future__ import annotations

from enum import StrEnum


class InstanceState(StrEnum):
    """A process instance's life."""

    RUNNING = "running"
    SUSPENDED = "suspended"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class TaskState(StrEnum):
    """A user task's life; who has it is told by ``assignee``."""

    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class JobKind(StrEnum):
    """What a job is for; each kind has one handler."""

    TIMER = "timer"
    SERVICE = "service"
    DEADLINE = "deadline"
    MAIL = "mail"
    SERIES = "series"


class JobState(StrEnum):
    """A job's life: pending until due, leased while carried, then one of the ends."""

    PENDING = "pending"
    LEASED = "leased"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DISCARDED = "result_discarded"


class MessageState(StrEnum):
    """A message waits until exactly one receiver takes it."""

    WAITING = "waiting"
    TAKEN = "taken"
    EXPIRED = "expired"


class IncidentState(StrEnum):
    """An incident is open until a person or a successful retry resolves it."""

    OPEN = "open"
    RESOLVED = "resolved"
