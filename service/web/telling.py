"""What happened, in sentences: history rows as events of a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from service.i18n import texts
from service.web import decided, frame, steps, words
from service.web.views.parts import Event
from workflows import history
from workflows.engine import ActivityMeta
from workflows.model import errors
from workflows.model.events import Happening
from workflows.transaction import Transaction

_DONE = (Happening.TASK_COMPLETED, Happening.INSTANCE_COMPLETED, Happening.FACT_CHANGED, Happening.INSTANCE_STARTED)
_LATE = (Happening.INCIDENT_OPENED, Happening.INSTANCE_CANCELLED)


def told(tx: Transaction, rows: Sequence[history.HistoryEvent]) -> tuple[Event, ...]:
    """Return rows as events; names in one query, definitions from memory."""
    ids = {i for row in rows for i in (row.actor, row.on_behalf_of, *_mentioned(row))}
    names = words.Names(tx, ids)
    return tuple(_event(tx, row, names) for row in rows if _is_for_people(row))


def _is_for_people(row: history.HistoryEvent) -> bool:
    """Say whether there are words for a row; steps of the machinery (flows, policy, eligibility lists) have none."""
    if row.kind == Happening.DECISION_MADE:
        return texts.has(f"told.decision.{row.data.get('decision')}")
    return row.kind == Happening.FACT_CHANGED or texts.has(f"told.{row.kind}")


def _mentioned(row: history.HistoryEvent) -> list[UUID]:
    found = []
    for name in ("to", "person"):
        try:
            found.append(UUID(str(row.data.get(name))))
        except ValueError:
            continue
    return found


def _event(tx: Transaction, row: history.HistoryEvent, names: words.Names) -> Event:
    who = names.of(row.actor)
    if row.on_behalf_of:
        who = f"{who} {frame.say('told.on_behalf', name=names.of(row.on_behalf_of))}"
    return Event(
        at=row.at,
        text=_text(tx, row, names),
        who=who,
        note=_note(tx, row),
        kind="done" if row.kind in _DONE else "today" if row.kind in _LATE else "",
    )


def _note(tx: Transaction, row: history.HistoryEvent) -> str:
    """Return what stands under the sentence: a comment, a reason, or why a decision came out."""
    if row.kind == Happening.DECISION_MADE:
        return decided.why(tx, row)
    comment = row.data.get("comment")
    return frame.say("told.comment", text=comment) if comment else str(row.data.get("reason") or "")


def _text(tx: Transaction, row: history.HistoryEvent, names: words.Names) -> str:
    if row.kind == Happening.FACT_CHANGED:
        return _fact(row.data, names)
    step, outcome, process = _model_words(tx, row)
    if row.kind == Happening.DECISION_MADE:
        return frame.say(f"told.decision.{row.data['decision']}")
    facts: dict[str, Any] = {"step": step, "process": process}
    key = f"told.{row.kind}"
    if row.kind == Happening.TASK_COMPLETED and outcome:
        key, facts = "told.task_completed_with", {**facts, "outcome": outcome}
    if row.kind == Happening.TASK_HANDED_OVER:
        key = "told.task_asked" if row.data.get("asks") else key
        facts["to"] = names.of(_mentioned(row)[0] if _mentioned(row) else None)
    if row.kind == Happening.DUE_MOVED:
        facts["day"] = frame.date("long", dt.date.fromisoformat(str(row.data.get("to"))[:10])).striptags()
    return frame.say(key, **facts)


def _model_words(tx: Transaction, row: history.HistoryEvent) -> tuple[str, str, str]:
    """Return the step's, the outcome's and the process's names."""
    if row.definition_key is None:
        return "", "", ""
    try:
        deployed = words.process(tx, row.definition_key)
    except errors.DefinitionNotFound:
        return row.activity_id or "", "", row.definition_key
    meta = deployed.model.activities.get(row.activity_id or "")
    step = steps.name(meta) if meta else (row.activity_id or "")
    return step, outcome_text(meta, row.data.get("outcome")), deployed.name(frame.locale())


def outcome_text(meta: ActivityMeta | None, value: Any) -> str:
    """Return an outcome in words; an empty text when the element has none of that value."""
    found = next((o for o in meta.outcomes if o.value == value), None) if meta else None
    return "" if found is None else (found.en if frame.locale() == "en" else found.sv)


def _fact(data: dict[str, Any], names: words.Names) -> str:
    fact, what = str(data.get("fact")), str(data.get("what", ""))
    key = f"told.fact.{fact}_{what}" if what and texts.has(f"told.fact.{fact}_{what}") else f"told.fact.{fact}"
    if not texts.has(key):
        key = "told.fact.other"
    person = data.get("person")
    name = names.of(UUID(str(person))) if person else ""
    role = words.small_role(data.get("role"))
    return frame.say(key, name=name, role=role, regulation=words.regulation(data.get("regulation")))
