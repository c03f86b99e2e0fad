"""Why a decision came out as it did: the rules that matched and what was read, from the history, in words."""

from __future__ import annotations

from functools import cache
from typing import Any

from service.i18n import texts
from service.web import frame
from workflows import decisions, definitions, feel, history, instances
from workflows.decisions import DecisionModel, Match
from workflows.model import values
from workflows.transaction import Transaction

#: Names of codes that stand in cells.
_WORDS = ("roles.", "names.edition.", "names.region.", "names.regulation.")


def why(tx: Transaction, row: history.HistoryEvent) -> str:
    """Return one line a matched rule, and what the tables read; an empty text when nothing was kept."""
    model = _model(tx, row)
    if model is None:
        return ""
    matched = [found for kept in row.data.get("matched") or () if (found := _match(model, kept)) is not None]
    lines = decisions.explain(matched, frame.locale(), _words(frame.locale()))
    read = "; ".join(_said(kept) for kept in row.data.get("inputs") or ())
    return " ".join(part for part in (f"{'. '.join(_capital(lines))}." if lines else "", _given(read)) if part)


def _given(read: str) -> str:
    return frame.say("told.decision_read", inputs=read) if read else ""


def _capital(lines: list[str]) -> list[str]:
    return [line[:1].upper() + line[1:] for line in lines]


def _model(tx: Transaction, row: history.HistoryEvent) -> DecisionModel | None:
    """Return the table in the version that the instance runs with."""
    if row.instance_id is None:
        return None
    instance = instances.get(tx, row.instance_id)
    return definitions.get(tx, instance.definition_id).decisions.get(str(row.data.get("decision")))


def _match(model: DecisionModel, kept: dict[str, Any]) -> Match | None:
    rule = str(kept.get("rule") or "")
    return model.rules.get(rule) if rule else Match(str(kept.get("decision")), "", 0)


def _said(kept: dict[str, Any]) -> str:
    label = (kept["label_en"] or kept["label"]) if frame.locale() == "en" else kept["label"]
    return f"{label}: {said(values.decode(kept['value']))}"


def said(value: object) -> str:
    """Return a value of FEEL in the visitor's words: yes and no, names of codes, dates as they are written."""
    if value is None:
        return frame.say("told.unknown")
    if isinstance(value, bool):
        return frame.say("told.yes") if value else frame.say("told.no")
    if isinstance(value, str):
        return _words(frame.locale()).get(value, value)
    return feel.text_of(value)


@cache
def _words(locale: str) -> dict[str, str]:
    found = ((key, prefix) for key in texts.catalogue() for prefix in _WORDS if key.startswith(prefix))
    return {key.removeprefix(prefix): texts.t(key, locale) for key, prefix in found}
