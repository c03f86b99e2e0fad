"""The record's queries."""

from __future__ import annotations

from service.residency.queries.deadlines import (
    deadlines_by_id,
    deadlines_of,
    mail_occasions,
    open_deadlines,
    open_watches,
    pending_steps,
    process_deadline,
    step_jobs,
    tasks_under,
    watch_occasions,
)
from service.residency.queries.pages import instances_of, listed, mails, mails_of, steps_done, tasks_of, watches_of
from service.residency.queries.record import (
    active_residency_of,
    case,
    contracts,
    guideline,
    hire,
    hire_of,
    iup_versions,
    leaves,
    lock_residency,
    operation_done,
    residency,
    working_times,
)

__all__ = [
    "active_residency_of",
    "case",
    "contracts",
    "deadlines_by_id",
    "deadlines_of",
    "guideline",
    "hire",
    "hire_of",
    "instances_of",
    "iup_versions",
    "leaves",
    "listed",
    "lock_residency",
    "mail_occasions",
    "mails",
    "mails_of",
    "open_deadlines",
    "open_watches",
    "operation_done",
    "pending_steps",
    "process_deadline",
    "residency",
    "step_jobs",
    "steps_done",
    "tasks_of",
    "tasks_under",
    "watch_occasions",
    "watches_of",
    "working_times",
]
