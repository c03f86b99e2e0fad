"""What happened, in the past tense: the kinds of history rows and outbox messages."""

from __future__ import annotations

from enum import StrEnum


class Happening(StrEnum):
    """Kinds of history rows; the history is also the audit log."""

    INSTANCE_STARTED = "instance_started"
    INSTANCE_COMPLETED = "instance_completed"
    INSTANCE_CANCELLED = "instance_cancelled"
    ACTIVITY_ENTERED = "activity_entered"
    ACTIVITY_COMPLETED = "activity_completed"
    ACTIVITY_CANCELLED = "activity_cancelled"
    TASK_CREATED = "task_created"
    TASK_CLAIMED = "task_claimed"
    TASK_UNCLAIMED = "task_unclaimed"
    TASK_HANDED_OVER = "task_handed_over"
    TASK_COMPLETED = "task_completed"
    TASK_CANCELLED = "task_cancelled"
    TASK_UNDONE = "task_undone"
    TASK_REMINDED = "task_reminded"
    DECISION_MADE = "decision_made"
    MESSAGE_SENT = "message_sent"
    MESSAGE_RECEIVED = "message_received"
    SIGNAL_SENT = "signal_sent"
    TIMER_FIRED = "timer_fired"
    DUE_MOVED = "due_moved"
    JOB_DONE = "job_done"
    JOB_FAILED = "job_failed"
    INCIDENT_OPENED = "incident_opened"
    INCIDENT_RESOLVED = "incident_resolved"
    TOKEN_MOVED = "token_moved"  # noqa: S105  a BPMN token, not a secret
    FACT_CHANGED = "fact_changed"
    FLOWS_TAKEN = "flows_taken"
    READ = "read"
