"""The goals of the regulations as the files have them: codes, titles, requirements, activities, doubts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from service import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

_REGULATIONS = {"SOSFS 2015:8": "SOSFS_2015_8", "HSLF-FS 2021:8": "HSLF_FS_2021_8"}
_EVERYBODY = ("alla specialiteter", "de flesta specialiteter")
_ACTIVITIES = (("service", ("tjänstgöring", "auskultation")), ("course", ("kurs",)), ("work", ("arbete",)))
_ORDER = ("BT", "STa", "STb", "STc", "a", "b", "c")


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal; *required* are the activities that the regulation demands, *doubts* what should be checked."""

    code: str
    title: str
    group: str
    requirements: tuple[str, ...]
    required: tuple[str, ...]
    recommended: tuple[str, ...]
    certificates: tuple[str, ...]
    has_official_title: bool
    certainty: str
    note: str
    source: str

    @property
    def is_doubtful(self) -> bool:
        """Say whether the row's text should be checked against the printed regulation."""
        return self.certainty.startswith("low") or bool(self.note)


@cache
def of(regulation: str, specialty: str) -> Mapping[str, Goal]:
    """Return the goals of a regulation (``HSLF_FS_2021_8``) and a specialty by code, in the regulation's order."""
    name = catalogue.specialties()[specialty]["name_sv"]
    found = [
        _goal(row)
        for row in catalogue.rows("goals")
        if _REGULATIONS[row["regulation"]] == regulation and _applies(row["applies_to"], name)
    ]
    return MappingProxyType({goal.code: goal for goal in sorted(found, key=_place)})


@cache
def regulations_of(code: str) -> tuple[str, ...]:
    """Return the regulations that have a goal of this code; for telling why a code does not belong."""
    return tuple(sorted({row["regulation"] for row in catalogue.rows("goals") if row["code"] == code}))


def _applies(applies_to: str, name: str) -> bool:
    return applies_to == name or applies_to.startswith((*_EVERYBODY, "BT"))


def _goal(row: Mapping[str, str]) -> Goal:
    return Goal(
        code=row["code"],
        title=row["title_sv"],
        group=re.sub(r"\d+$", "", row["code"]),
        requirements=_parts(row["competence_requirements"], "|"),
        required=_activities(row["required_activities"]),
        recommended=_parts(row["recommended_activities"], "|"),
        certificates=tuple(re.findall(r"Bilaga (\d+\w?)", row["certificate"])),
        has_official_title=row["title_status"] == "official title",
        certainty=row["certainty"],
        note=row["note"],
        source=row["source"],
    )


def _activities(text: str) -> tuple[str, ...]:
    """Return the kinds of activities that a text demands; what is only an alternative does not demand a course."""
    found = []
    for kind, words in _ACTIVITIES:
        parts = [part.lower() for part in _parts(text, "|")]
        if any(word in part.partition("(")[0] for part in parts for word in words):
            found.append(kind)
    return tuple(found)


def _parts(text: str, mark: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(mark) if part.strip())


def _place(goal: Goal) -> tuple[int, int]:
    return _ORDER.index(goal.group), int(goal.code.removeprefix(goal.group))
