"""What an edition asks for: lengths and counts from the policy tables, with the guideline's rows behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from service import catalogue
from service.residency import rules

#: Figures of ``follow_up.dmn`` → the parameter of the guidelines' comparison that they come from.
_PARAMETERS = {
    "supervision": "supervision_target",
    "assessments": "min_assessments_per_year",
    "collegia": "collegium_per_year",
    "iup_reviews": "iup_reviews_per_year",
    "annual_talks": "annual_talk_with_head",
    "check_ins": "annual_checkin_meeting",
    "self_study": "study_time",
    "respondents": "assessment_360_raters",
    "science": "science_time",
    "quality": "quality_work_time",
    "course_programme": "stab_course_days",
}


@dataclass(frozen=True, slots=True)
class Why:
    """The guideline's words behind a target: row id, quotation, ska/bör/kan; empty where the product decides."""

    row: str = ""
    quote: str = ""
    strength: str = ""


@cache
def follow_up(edition: str) -> Mapping[str, Any]:
    """Return the edition's targets of follow-up as ``follow_up.dmn`` gives them. Raises DecisionFailed."""
    found: Mapping[str, Any] = rules.packaged().decide("follow_up", {"edition": edition}).value
    return found


@cache
def training_time(edition: str) -> Mapping[str, Any]:
    """Return the edition's lengths as ``training_time.dmn`` gives them. Raises DecisionFailed."""
    found: Mapping[str, Any] = rules.packaged().decide("training_time", {"edition": edition}).value
    return found


@cache
def why(figure: str, edition: str) -> Why:
    """Return the row that a target comes from in an edition."""
    rows = {row["parameter"]: row for row in catalogue.rows("policy")}
    sources = rows.get(_PARAMETERS.get(figure, ""), {}).get(f"{edition}_src", "")
    return row(sources.split(";")[0].strip())


def row(row_id: str) -> Why:
    """Return a requirement row's words; empty for an unknown id."""
    found = catalogue.requirements().get(row_id)
    return Why(found["id"], found["quote_sv"], found["strength"]) if found else Why()
