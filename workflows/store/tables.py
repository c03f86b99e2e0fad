"""The engine room's tables: definitions, instances, tasks, jobs, messages, history, outbox."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.base import Base, new_id


class BundleFile(Base):
    """One file's text, kept once by content."""

    __tablename__ = "bundle_file"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    body: Mapped[str] = mapped_column(Text)


class ProcessDefinition(Base):
    """A deployed process: key, version and the bundle it runs with (interfaces.md I14)."""

    __tablename__ = "process_definition"
    __table_args__ = (UniqueConstraint("key", "version"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    name_sv: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    bundle_sha256: Mapped[str] = mapped_column(String(64))
    #: {"bpmn": sha, "decisions": {id: sha}, "forms": {key: sha}}
    files: Mapped[dict[str, Any]]
    is_current: Mapped[bool]
    deployed_at: Mapped[dt.datetime]
    deployed_by: Mapped[str] = mapped_column(String(200))


class ProcessInstance(Base):
    """One run of a definition: compressed state of its live tokens, and who it is about."""

    __tablename__ = "process_instance"
    __table_args__ = (UniqueConstraint("definition_key", "business_key"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    definition_id: Mapped[UUID] = mapped_column(ForeignKey("process_definition.id"), index=True)
    definition_key: Mapped[str] = mapped_column(String(64))
    business_key: Mapped[str] = mapped_column(String(200))
    residency_id: Mapped[UUID | None] = mapped_column(index=True)
    region: Mapped[str | None] = mapped_column(String(32))
    parent_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(String(16), index=True)
    snapshot: Mapped[bytes] = mapped_column(LargeBinary)
    engine_version: Mapped[str] = mapped_column(String(16))
    #: Waiting tokens: token id → [kind, row id or None]; the difference to the next list is what must be written.
    waits: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column()
    started_at: Mapped[dt.datetime]
    started_by: Mapped[UUID | None]
    ended_at: Mapped[dt.datetime | None]
    __mapper_args__ = {"version_id_col": version}


class UserTask(Base):
    """An activity that a person does."""

    __tablename__ = "user_task"
    __table_args__ = (
        Index("ix_user_task_open_key", "candidate_key", "sort_at", "id", postgresql_where=text("state = 'open'")),
        Index("ix_user_task_open_assignee", "assignee", "sort_at", "id", postgresql_where=text("state = 'open'")),
        Index("ix_user_task_residency_state", "residency_id", "state"),
        Index("ix_user_task_completed_by", "completed_by", "completed_at"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"), index=True)
    token_id: Mapped[str] = mapped_column(String(40))
    activity_id: Mapped[str] = mapped_column(String(120))
    definition_key: Mapped[str] = mapped_column(String(64))
    residency_id: Mapped[UUID | None]
    region: Mapped[str | None] = mapped_column(String(32))
    name_sv: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    form_key: Mapped[str | None] = mapped_column(String(120))
    role: Mapped[str | None] = mapped_column(String(64))
    candidate_key: Mapped[str | None] = mapped_column(String(160))
    is_vacant: Mapped[bool]
    assignee: Mapped[UUID | None]
    owner: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(String(16))
    #: Multi-instance locals the form and its outputs see (encoded values).
    locals: Mapped[dict[str, Any]]
    priority: Mapped[int]
    created_at: Mapped[dt.datetime]
    claimed_at: Mapped[dt.datetime | None]
    due_on: Mapped[dt.date | None]
    due_at: Mapped[dt.datetime | None]
    #: The due instant, or the end of time: what the inbox sorts by.
    sort_at: Mapped[dt.datetime]
    follow_up_on: Mapped[dt.date | None]
    draft: Mapped[dict[str, Any] | None]
    draft_by: Mapped[UUID | None]
    draft_at: Mapped[dt.datetime | None]
    completed_at: Mapped[dt.datetime | None]
    completed_by: Mapped[UUID | None]
    on_behalf_of: Mapped[UUID | None]
    outcome: Mapped[str | None] = mapped_column(String(64))
    #: Whether the outcome was a signature: nobody signs two roles in one matter (Directory.may_act).
    signed: Mapped[bool | None]
    #: While the outcome may be undone: the instance before it, and what the outcome set going.
    undo_snapshot: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    undo: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class Submission(Base):
    """What somebody sent with a form; its id is also the idempotency key of the sending (I13)."""

    __tablename__ = "submission"
    __table_args__ = (Index("ix_submission_instance_activity", "instance_id", "activity_id", "at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    task_id: Mapped[UUID | None]
    instance_id: Mapped[UUID | None]
    activity_id: Mapped[str | None] = mapped_column(String(120))
    residency_id: Mapped[UUID | None] = mapped_column(index=True)
    form_key: Mapped[str | None] = mapped_column(String(120))
    form_sha256: Mapped[str | None] = mapped_column(String(64))
    data: Mapped[dict[str, Any]]
    outcome: Mapped[str | None] = mapped_column(String(64))
    comment: Mapped[str | None] = mapped_column(Text)
    by: Mapped[UUID | None]
    on_behalf_of: Mapped[UUID | None]
    at: Mapped[dt.datetime]
    sha256: Mapped[str] = mapped_column(String(64))
    undone_at: Mapped[dt.datetime | None]


class Job(Base):
    """Durable work with a due date, retries and a lease of ours."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_due", "state", "due_at"),
        Index("ix_job_deadline", "deadline_id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(16))
    queue: Mapped[str] = mapped_column(String(16))
    instance_id: Mapped[UUID | None] = mapped_column(index=True)
    residency_id: Mapped[UUID | None]
    token_id: Mapped[str | None] = mapped_column(String(40))
    activity_id: Mapped[str | None] = mapped_column(String(120))
    deadline_id: Mapped[UUID | None]
    operation: Mapped[str | None] = mapped_column(String(120))
    inputs: Mapped[dict[str, Any]]
    #: Business time for timers, deadlines and series; wall time for the rest (I9). ``clock`` says which.
    due_at: Mapped[dt.datetime]
    clock: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(20))
    lease: Mapped[UUID | None]
    leased_until: Mapped[dt.datetime | None]
    retries_left: Mapped[int]
    attempts: Mapped[int]
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[dt.datetime]
    done_at: Mapped[dt.datetime | None]


class Message(Base):
    """A message for one receiver; it waits until somebody takes it (interfaces.md I5)."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_waiting", "state", "name", "correlation"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(120))
    correlation: Mapped[str] = mapped_column(String(200))
    payload: Mapped[dict[str, Any]]
    residency_id: Mapped[UUID | None]
    region: Mapped[str | None] = mapped_column(String(32))
    sent_by_instance: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    taken_at: Mapped[dt.datetime | None]
    taken_by: Mapped[UUID | None]


class Subscription(Base):
    """A token that waits for a message or a signal."""

    __tablename__ = "subscription"
    __table_args__ = (
        Index("ix_subscription_match", "kind", "name", "correlation"),
        Index("ix_subscription_instance", "instance_id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(120))
    correlation: Mapped[str] = mapped_column(String(200))
    instance_id: Mapped[UUID]
    residency_id: Mapped[UUID | None]
    region: Mapped[str | None] = mapped_column(String(32))
    token_id: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[dt.datetime]


class HistoryEvent(Base):
    """What happened, who did it; also the audit log, hashed into a chain afterwards."""

    __tablename__ = "history_event"
    __table_args__ = (
        Index("ix_history_event_residency", "residency_id", "at"),
        Index("ix_history_event_instance", "instance_id", "at"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[dt.datetime]
    wall_at: Mapped[dt.datetime]
    kind: Mapped[str] = mapped_column(String(40))
    definition_key: Mapped[str | None] = mapped_column(String(64))
    instance_id: Mapped[UUID | None]
    residency_id: Mapped[UUID | None]
    region: Mapped[str | None] = mapped_column(String(32))
    activity_id: Mapped[str | None] = mapped_column(String(120))
    token_id: Mapped[str | None] = mapped_column(String(40))
    task_id: Mapped[UUID | None]
    actor: Mapped[UUID | None]
    actor_name: Mapped[str] = mapped_column(String(64))
    on_behalf_of: Mapped[UUID | None]
    data: Mapped[dict[str, Any]]
    chain: Mapped[str | None] = mapped_column(String(64))


class Outbox(Base):
    """Something to be told outside this transaction: ids only (interfaces.md I3)."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_open", "dispatched_at", "id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(40))
    queue: Mapped[str] = mapped_column(String(16))
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[dt.datetime]
    dispatched_at: Mapped[dt.datetime | None]
    #: Carried again until the work is done: wall time of the next carrying, None when done.
    again_at: Mapped[dt.datetime | None] = mapped_column(index=True)
