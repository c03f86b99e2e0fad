"""Step an instance: start or resume its execution, and store every difference afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from workflows import engine, feel
from workflows.engine import Decided, Execution, Services
from workflows.model import errors, values
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.model.ports import OperationCall
from workflows.model.states import InstanceState
from workflows.store import waits
from workflows.store.tables import ProcessInstance
from workflows.tokens import deployed as definitions
from workflows.tokens import sending, waiting
from workflows.tokens.deployed import Deployed
from workflows.tokens.scope import NAMES, extras
from workflows.transaction import Transaction

#: Longer inputs of a decision are not kept in the history.
_LONGEST_INPUT = 120
_NOT_KEPT = ("list", "context", "range", "function")
_ENDS = {"completed": InstanceState.COMPLETED, "cancelled": InstanceState.CANCELLED}
_KINDS = {
    "entered": Happening.ACTIVITY_ENTERED,
    "completed": Happening.ACTIVITY_COMPLETED,
    "cancelled": Happening.ACTIVITY_CANCELLED,
    "decision": Happening.DECISION_MADE,
    "moved": Happening.TOKEN_MOVED,
    "skipped": Happening.TOKEN_MOVED,
    "restarted": Happening.TOKEN_MOVED,
}


class _Bound:
    """Operations with this transaction in hand, remembering which were done (for undo)."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self.done: list[tuple[str, str]] = []

    def runs(self, name: str) -> Literal["inline", "job"]:
        return self._tx.parts.operations.runs(name)

    def perform(self, call: OperationCall) -> Mapping[str, Any]:
        self.done.append((call.name, call.key))
        return self._tx.parts.operations.perform(self._tx, call)


def services(tx: Transaction, deployed: Deployed, instance_id: UUID, residency_id: UUID | None) -> Services:
    """Give the engine what a step of this instance may use."""

    def decide(decision: str, context: Mapping[str, Any]) -> Decided:
        model = deployed.decisions.get(decision)
        if model is None:
            raise errors.DecisionFailed(decision=decision, why="not in the bundle")
        decided = model.decide(decision, context, clock=tx.parts.clock)
        if decided.errors:
            raise errors.DecisionFailed(decision=decision, why="; ".join(f.en for f in decided.errors))
        return Decided(decided.value, [_match(m) for m in decided.matched], [_read(i) for i in decided.inputs])

    return Services(
        clock=tx.parts.clock,
        scope_extras=lambda: extras(tx, deployed, residency_id),
        extra_names=NAMES,
        decide=decide,
        operations=_Bound(tx),
        model_of=lambda key: definitions.current(tx, key).model,
        version_of=lambda key, sha256: definitions.model_version(tx, key, sha256),
        instance_id=instance_id,
        residency_id=residency_id,
        submission_of=lambda activity: _last_submission(tx, instance_id, activity),
    )


def _last_submission(tx: Transaction, instance_id: UUID, activity: str) -> UUID | None:
    """Return what *activity* was last sent: in this very step, or else before."""
    now: UUID | None = tx.known.get(("submission", (instance_id, activity)))
    return now or waits.last_submission(tx.session, instance_id, activity)


def acted(execution: Execution) -> bool:
    """Say whether the step performed inline operations, whose writes later queries of the step must see."""
    return bool(execution.services.operations.done)  # type: ignore[attr-defined]


def _match(match: Any) -> dict[str, Any]:
    return {"decision": match.decision_id, "rule": match.rule_id, "index": match.rule_index, **match.annotations}


def _read(given: Any) -> dict[str, Any]:
    """Keep what a column read; of long texts, lists and contexts only that they were there."""
    value = given.value
    kind = feel.kind(value)
    is_short = kind not in _NOT_KEPT and len(str(value)) <= _LONGEST_INPUT
    kept = value if is_short else f"({kind})"
    return {"decision": given.decision_id, "label": given.label, "label_en": given.label_en, "value": kept}


def begin(
    tx: Transaction,
    instance: ProcessInstance,
    deployed: Deployed,
    variables: Mapping[str, Any],
    *,
    start_event: str | None = None,
    payload: Mapping[str, Any] | None = None,
) -> Execution:
    """Start a new instance's execution with *variables* and ``residency_id``; run it until every token waits."""
    residency_id = instance.residency_id
    given = services(tx, deployed, instance.id, residency_id)
    first = {"residency_id": str(residency_id) if residency_id else None, **variables}
    return engine.start(deployed.model, first, given, start_event=start_event, payload=payload)


def resume(tx: Transaction, instance: ProcessInstance, deployed: Deployed) -> Execution:
    """Load the execution of a locked, running instance. Raises NotWaiting when it has ended or is suspended."""
    if instance.state != InstanceState.RUNNING:
        raise errors.NotWaiting(instance_id=instance.id)
    given = services(tx, deployed, instance.id, instance.residency_id)
    return engine.resume(deployed.model, instance.snapshot, given)


def keep(
    tx: Transaction,
    instance: ProcessInstance,
    deployed: Deployed,
    execution: Execution,
    *,
    by: Actor,
    settled: frozenset[str] = frozenset(),
) -> sending.Sent:
    """Store the step: state, tasks, jobs, subscriptions, messages, history.

    *settled* are the tokens whose rows the verb itself has closed (the completed task, the fired job).
    """
    ended = _ENDS.get(execution.state)
    instance.snapshot = execution.dump()
    instance.engine_version = str(engine.VERSION)
    opened = waiting.store(tx, instance, deployed, execution, settled=settled, by=by)
    _history(tx, instance, execution, by)
    if ended is not None:
        instance.state = ended.value
        instance.ended_at = tx.now()
        if deployed.model.meta.deadline_policy:
            tx.parts.deadlines.closed(tx, task_ids=[], instance_ids=[instance.id])
        happening = Happening.INSTANCE_COMPLETED if execution.state == "completed" else Happening.INSTANCE_CANCELLED
        tx.record(happening, by=by, instance=instance)
    messages = sending.send(tx, instance, execution.thrown, by=by)
    return sending.Sent(messages, list(execution.services.operations.done), opened)  # type: ignore[attr-defined]


def _history(tx: Transaction, instance: ProcessInstance, execution: Execution, by: Actor) -> None:
    """Write what the engine says happened; sequence flows share one row per step."""
    flows = [h.element_id for h in execution.happened if h.what == "flow"]
    for happened in execution.happened:
        kind = _KINDS.get(happened.what)
        if kind is not None:
            tx.record(
                kind,
                by=by,
                instance=instance,
                activity_id=happened.element_id,
                token_id=happened.token_id,
                data=values.encode(dict(happened.details)),
            )
    if flows:
        tx.record(Happening.FLOWS_TAKEN, by=by, instance=instance, data={"flows": flows})
