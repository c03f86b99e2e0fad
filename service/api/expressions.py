"""``expressions``: try a text of FEEL, as the page *Prova ett uttryck* does."""

from __future__ import annotations

from typing import Any

from service.api import door
from service.api.parsing import Resource
from service.api.schemas.expressions import ExpressionSent, ExpressionTried
from service.i18n import texts
from workflows import feel
from workflows.feel import Tried, budget
from workflows.model import errors, values
from workflows.model.errors import FieldProblem

blueprint = Resource(
    "tried-expressions", __name__, url_prefix="/api/v1/expressions", description="Texts of FEEL, tried out."
)


@blueprint.post("")
@blueprint.arguments(ExpressionSent)
@blueprint.response(200, ExpressionTried)
def try_out(given: dict[str, Any]) -> dict[str, Any]:
    """Try an expression

    Evaluated within the ordinary limits; nothing is kept. With `cell` instead of `expression` the text is a cell of
    a decision table, held against `value`. What is wrong with the text is an answer, not an error.
    """
    if ("expression" in given) == ("cell" in given):
        raise errors.Invalid(fields=[_problem("/expression", "expression_or_cell")])
    scope, clock = _values(given["context"], "/context"), door.house().parts.clock
    if "cell" in given:
        tested = _values(given["value"], "/value")
        return _told(feel.attempt_tests(given["cell"], tested, scope, clock=clock))
    return _told(feel.attempt(given["expression"], scope, clock=clock))


def _values(given: Any, pointer: str) -> Any:
    try:
        return feel.scope_of(given)
    except values.NotStorable as exc:
        raise errors.Invalid(fields=[_problem(pointer, "wrong")]) from exc


def _problem(pointer: str, key: str) -> FieldProblem:
    return FieldProblem(pointer, texts.t(f"api.{key}", "sv"), texts.t(f"api.{key}", "en"))


def _told(found: Tried) -> dict[str, Any]:
    wrong = found.problem
    return {
        "kind": found.kind or None,
        "text": found.answer,
        "problem": None
        if wrong is None
        else {"code": wrong.code, "position": found.position, "sv": wrong.text("sv"), "en": wrong.text("en")},
        "findings": [{"code": f.code, "position": f.position, "sv": f.sv, "en": f.en} for f in found.findings],
        "used": {"steps": found.steps, "depth": found.depth, "size": found.made},
        "limits": {"steps": budget.STEPS, "depth": budget.DEPTH, "size": budget.SIZE},
    }
