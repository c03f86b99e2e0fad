"""Complete a task: check the form, step the instance, prepare the undo."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from workflows import tokens
from workflows.engine import ActivityMeta
from workflows.model import errors
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.model.ports import Cleaned
from workflows.model.states import TaskState
from workflows.store import locking
from workflows.store.base import new_id
from workflows.store.tables import ProcessInstance, Submission, UserTask
from workflows.tasks.seeing import View, must_be_free, must_be_open, view_of
from workflows.transaction import Transaction

#: How long an outcome may be undone while nobody has acted on it (product.md).
UNDO_WINDOW = dt.timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Completed:
    """What completing did: the task, and whether this was the first time the submission came."""

    task: UserTask
    submission: Submission
    is_repeat: bool
    opened: list[UUID]


def complete(
    tx: Transaction,
    task_id: UUID,
    *,
    by: Actor,
    outcome: str | None,
    data: Mapping[str, Any],
    comment: str = "",
    submission_id: UUID | None = None,
) -> Completed:
    """Complete a user task with its form's data and run the instance until every token waits.

    *submission_id* makes a repetition harmless: same person and content → the first answer again (I13).
    Whoever holds the role may complete an unclaimed task directly; it becomes theirs in the same step.

    Raises TaskNotFound, TaskAlreadyCompleted, TaskAlreadyClaimed, SubmissionDiffers, UnknownOutcome,
    CommentRequired, InvalidSubmission, NotOwnMatter, SignedTwice, and Broken errors of the model.
    """
    submission_id = submission_id or new_id()
    task, instance, first = locking.lock_task(tx.session, task_id, submission_id)
    digest = _digest(task_id, outcome, data, comment)
    if first is not None:
        return _repeated(task, first, digest, by)
    must_be_open(task, by)
    must_be_free(task, by)
    seen = view_of(tx, task, instance)
    signs = _checked_outcome(seen.meta, outcome, comment)
    _may_act(tx, task, by, signs)
    cleaned = _cleaned(tx, seen, outcome, data, by)
    submission = _submitted(tx, task, seen, submission_id, cleaned.plain, outcome, comment, digest, by)
    tx.known["submission", (instance.id, task.activity_id)] = submission.id
    with tx.session.no_autoflush:  # nothing in it reads what it writes, and each early flush costs a statement
        _close(tx, task, submission, by, signs)
    before = (instance.snapshot, dict(instance.waits))
    execution = tokens.resume(tx, instance, seen.deployed)
    result = {**cleaned.values, "outcome": outcome, "comment": comment, "completed_by": str(by.person_id or by.name)}
    execution.complete(task.token_id, result)
    with nullcontext() if tokens.acted(execution) else tx.session.no_autoflush:
        sent = tokens.keep(tx, instance, seen.deployed, execution, by=by, settled=frozenset({task.token_id}))
        _prepare_undo(tx, task, instance, before, sent)
    return Completed(task, submission, is_repeat=False, opened=sent.tasks)


def _cleaned(tx: Transaction, seen: View, outcome: str | None, data: Mapping[str, Any], by: Actor) -> Cleaned:
    """Return the form's checked data; a task without a form takes none. Raises InvalidSubmission."""
    if seen.form_text is None:
        return Cleaned({}, {})
    scope = {**seen.scope, "outcome": outcome}
    return tx.parts.forms.clean(tx, seen.form_text, seen.task.form_key or "", data, scope, by=by)


def _may_act(tx: Transaction, task: UserTask, by: Actor, signs: bool) -> None:
    if task.role is None or by.person_id is None:
        return
    tx.parts.directory.may_act(
        tx, by.person_id, task.residency_id, task.role, signs=signs, instance_id=task.instance_id
    )


def _checked_outcome(meta: ActivityMeta, outcome: str | None, comment: str) -> bool:
    """Return whether the outcome signs. Raises UnknownOutcome or CommentRequired."""
    if not meta.outcomes:
        if outcome not in (None, "", "done"):
            raise errors.UnknownOutcome(outcome=outcome)
        return False
    chosen = next((o for o in meta.outcomes if o.value == outcome), None)
    if chosen is None:
        raise errors.UnknownOutcome(outcome=outcome, possible=[o.value for o in meta.outcomes])
    if chosen.comment == "required" and not comment.strip():
        problem = errors.FieldProblem("/comment", errors.CommentRequired.sv, "Write a comment.")
        raise errors.CommentRequired(fields=[problem])
    return chosen.signs


def _digest(task_id: UUID, outcome: str | None, data: Mapping[str, Any], comment: str) -> str:
    text = json.dumps([str(task_id), outcome, data, comment], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _repeated(task: UserTask, first: Submission, digest: str, by: Actor) -> Completed:
    if first.sha256 != digest or first.by != by.person_id:
        raise errors.SubmissionDiffers(by=first.by, by_name=str(first.by), at=first.at.isoformat())
    return Completed(task, first, is_repeat=True, opened=[])


def _submitted(
    tx: Transaction,
    task: UserTask,
    seen: View,
    submission_id: UUID,
    plain: dict[str, Any],
    outcome: str | None,
    comment: str,
    digest: str,
    by: Actor,
) -> Submission:
    row = Submission(
        id=submission_id,
        task_id=task.id,
        instance_id=task.instance_id,
        activity_id=task.activity_id,
        residency_id=task.residency_id,
        form_key=task.form_key,
        form_sha256=seen.deployed.form_sha256.get(task.form_key or ""),
        data=plain,
        outcome=outcome,
        comment=comment or None,
        by=by.person_id,
        on_behalf_of=by.on_behalf_of.get(task.candidate_key or ""),
        at=tx.now(),
        sha256=digest,
    )
    tx.session.add(row)
    return row


def _close(tx: Transaction, task: UserTask, submission: Submission, by: Actor, signs: bool) -> None:
    task.state = TaskState.COMPLETED.value
    task.completed_at, task.completed_by = tx.now(), by.person_id
    task.on_behalf_of = submission.on_behalf_of
    task.assignee = task.assignee or by.person_id
    task.outcome, task.signed = submission.outcome, signs
    task.draft = None
    if task.due_on is not None:
        tx.parts.deadlines.closed(tx, task_ids=[task.id], instance_ids=[])
    tx.record(
        Happening.TASK_COMPLETED,
        by=by,
        task=task,
        on_behalf_of=submission.on_behalf_of,
        data={"outcome": submission.outcome, "submission": str(submission.id), "comment": submission.comment},
    )


def _prepare_undo(
    tx: Transaction,
    task: UserTask,
    instance: ProcessInstance,
    before: tuple[bytes, dict[str, Any]],
    sent: tokens.Sent,
) -> None:
    task.undo_snapshot = before[0]
    task.undo = {
        "waits": before[1],
        # A query on the way may have written the instance already: then no further version follows.
        "version_after": instance.version + tx.session.is_modified(instance),
        "messages": [str(m) for m in sent.messages],
        "operations": sent.operations,
        "opened": [str(t) for t in sent.tasks],
        "until": (tx.wall() + UNDO_WINDOW).isoformat(),
    }
