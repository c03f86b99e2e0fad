"""Prova ett uttryck: what a text of FEEL gives for some facts, what it costs, and where it is wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn
from uuid import UUID

from flask import Blueprint, request

from service.i18n import numbers
from service.residency import cases, sight
from service.web import door, frame, visiting
from service.web.views.expressions import Answer, Fault, TryView
from service.web.views.parts import Choice, FieldError, Figure
from workflows import feel
from workflows.feel import Tried, budget
from workflows.model import errors, values
from workflows.transaction import Transaction

blueprint = Blueprint("expressions", __name__, url_prefix="/processes/try")
EXPRESSION, CELL = "expression", "cell"
#: Longer facts are refused unread.
LONGEST_JSON = 20_000
_EXAMPLE = '{\n  "fte": 0.8,\n  "region": "rjl"\n}'


class _Wrong(Exception):
    """A field of this page that cannot be used."""


@blueprint.get("")
def show() -> str:
    """Show the page with an example."""
    with door.reading() as tx:
        return _draw(tx, _view(tx, {"text": '=fte < 1 and region = "rjl"', "context": _EXAMPLE}))


@blueprint.post("")
def try_out() -> str:
    """Evaluate what was typed, within the ordinary limits; nothing is kept."""
    with door.reading() as tx:
        return _draw(tx, _view(tx, request.form, is_sent=True))


def _draw(tx: Transaction, view: TryView) -> str:
    visiting.dress(tx)
    return frame.page("try_expression.html", view=view, active="processes")


def _view(tx: Transaction, sent: Mapping[str, str], *, is_sent: bool = False) -> TryView:
    wrong: list[FieldError] = []
    case = _case(tx, sent.get("residency", ""))
    answer = _answer(tx, sent, case, wrong) if is_sent else None
    seen = sight.visible(tx, door.actor())
    return TryView(
        mode=CELL if sent.get("mode") == CELL else EXPRESSION,
        text=sent.get("text", ""),
        tested=sent.get("tested", ""),
        context=sent.get("context", ""),
        residency=sent.get("residency", ""),
        residencies=tuple(Choice(str(s.residency.id), s.person.name) for s in seen),
        errors=tuple(wrong),
        answer=answer,
        facts=tuple((f"case.{name}", feel.text_of(value)) for name, value in sorted(case.items())),
    )


def _case(tx: Transaction, chosen: str) -> Mapping[str, Any]:
    """Return the facts of a training that the visitor may see. Raises ResidencyNotFound."""
    if not chosen:
        return {}
    try:
        residency_id = UUID(chosen)
    except ValueError:
        raise errors.ResidencyNotFound from None
    sight.must_see(tx, residency_id, door.actor())
    return cases.of(tx, residency_id)


def _answer(
    tx: Transaction, sent: Mapping[str, str], case: Mapping[str, Any], wrong: list[FieldError]
) -> Answer | None:
    text, is_cell, clock = sent.get("text", ""), sent.get("mode") == CELL, tx.parts.clock
    scope = _json(sent, "context", "{}", wrong)
    tested = _json(sent, "tested", "null", wrong) if is_cell else None
    if not isinstance(scope, dict):
        wrong.append(FieldError("context", frame.say("expressions.context_wrong")))
    if wrong:
        return None
    scope = {**scope, "case": dict(case)} if case else scope
    found = feel.attempt_tests(text, tested, scope, clock=clock) if is_cell else feel.attempt(text, scope, clock=clock)
    return told(text, found)


def _json(sent: Mapping[str, str], name: str, empty: str, wrong: list[FieldError]) -> Any:
    """Return a field's JSON as values of FEEL; what is wrong with it is added to *wrong*."""
    text = sent.get(name, "").strip() or empty
    try:
        if len(text) > LONGEST_JSON:
            raise _Wrong
        return feel.scope_of(json.loads(text, parse_constant=_no_constant))
    except (ValueError, RecursionError, values.NotStorable, _Wrong):
        wrong.append(FieldError(name, frame.say(f"expressions.{name}_wrong")))
        return {}


def _no_constant(_name: str) -> NoReturn:
    """Refuse NaN and Infinity, which JSON does not have."""
    raise _Wrong


def told(text: str, found: Tried) -> Answer:
    """Say what came of *text* in the visitor's words."""
    locale = frame.locale()
    findings = tuple(_fault(f.en if locale == "en" else f.sv, text, f.position) for f in found.findings)
    if found.problem is not None:
        problem = _fault(found.problem.text(locale), text, found.position)
        return Answer(problem=problem, findings=findings, used=_used(found))
    return Answer(sentence=_sentence(found), value=found.answer, findings=findings, used=_used(found))


def _sentence(found: Tried) -> str:
    if found.value is None:
        return frame.say("expressions.nothing")
    if isinstance(found.value, bool):
        return frame.say("expressions.is_true" if found.value else "expressions.is_false")
    return frame.say("expressions.is_kind", kind=found.kind_text(frame.locale()))


def _fault(sentence: str, text: str, position: int | None) -> Fault:
    if position is None:
        return Fault(sentence)
    before = text[:position]
    number, start = before.count("\n") + 1, before.rfind("\n") + 1
    line = text[start:].partition("\n")[0].rstrip("\r")
    return Fault(sentence, line, " " * (position - start) + "^", number)


def _used(found: Tried) -> tuple[Figure, ...]:
    """Return the budget: what was used of each limit."""
    rows = (
        ("steps", found.steps, budget.STEPS),
        ("depth", found.depth, budget.DEPTH),
        ("size", found.made, budget.SIZE),
    )
    return tuple(
        Figure(numbers.number(used, frame.locale()), frame.say(f"expressions.used_{name}", of=_number(of)))
        for name, used, of in rows
    )


def _number(count: int) -> str:
    return numbers.number(count, frame.locale())
