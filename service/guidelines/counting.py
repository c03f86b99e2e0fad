"""Count every row of the guidelines as implemented, named, default, out of scope or missing."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import resources
from typing import Any, Protocol

from service import catalogue
from service.guidelines.namings import Naming, Shelf

#: What a row's first letters say of its edition.
EDITIONS = {
    "RJL22": "rjl_2022",
    "RJL25": "rjl_2025",
    "NRB": "norrbotten",
    "HAL": "halland",
    "BLE": "blekinge",
}
#: A row of one of these strengths may be neither missing nor merely named.
BINDING = ("ska", "bör", "duty")


class Status(StrEnum):
    """What became of a row."""

    IMPLEMENTED = "implemented"
    DEFAULT = "default"
    NAMED = "named, not shown"
    OUT_OF_SCOPE = "out of scope"
    MISSING = "missing"


class Told(Protocol):
    """The part of a scenario that is needed here."""

    edition: str
    title: str
    given: Mapping[str, Any]

    @property
    def process(self) -> str:
        """Return the process that the story is about."""
        ...


class Shown(Protocol):
    """A scenario that was played, as ``service.scenarios.play`` returns it."""

    scenario: Any
    visited: set[str]
    flows: set[str]
    decisions: list[dict[str, Any]]
    steps_fired: list[dict[str, Any]]
    forms: set[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one row, where it is named, and the story that reaches it."""

    row: str
    process: str
    strength: str
    status: Status
    places: tuple[str, ...] = ()
    story: str = ""
    reason_sv: str = ""
    reason_en: str = ""

    @property
    def is_lost(self) -> bool:
        """Say whether a binding row is missing or merely named."""
        return self.strength in BINDING and self.status in (Status.MISSING, Status.NAMED)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every row's answer, and names that no row has."""

    answers: tuple[Answer, ...]
    unknown: tuple[Naming, ...]

    def of_processes(self, processes: Iterable[str]) -> Coverage:
        """Return the part that belongs to some processes."""
        wanted = set(processes)
        return Coverage(tuple(a for a in self.answers if a.process in wanted), self.unknown)

    @property
    def lost(self) -> list[Answer]:
        """Return the binding rows that are missing or merely named."""
        return [answer for answer in self.answers if answer.is_lost]

    def numbers(self) -> Counter[tuple[str, str, Status]]:
        """Count answers by edition, strength and status."""
        return Counter((edition_of(a.row), a.strength, a.status) for a in self.answers)


@dataclass(slots=True)
class _Reached:
    """What the stories of one edition have reached, each with the title of the first that did."""

    places: dict[str, str] = field(default_factory=dict)
    policies: dict[str, str] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)


def edition_of(row: str) -> str:
    """Return the edition whose row it is. Raises KeyError for a name that is no row's."""
    return EDITIONS[row.partition("-")[0]]


def process_of(row: Mapping[str, str]) -> str:
    """Return the process that the analysis gives a row to, without its remarks."""
    return row["process"].split(" ")[0].split("(")[0].rstrip(";,")


def count(shelf: Shelf, shown: Iterable[Shown]) -> Coverage:
    """Hold the shelf's namings against the stories that were played; each row only counts in its own edition."""
    reached = _reached(shelf, shown)
    named: dict[str, list[Naming]] = {}
    for naming in shelf.namings:
        named.setdefault(naming.row, []).append(naming)
    known = catalogue.requirements()
    left_out = _out_of_scope()
    answers = tuple(_answer(row, named.get(row["id"], []), reached, left_out) for row in known.values())
    return Coverage(answers, tuple(n for n in shelf.namings if n.row not in known))


def _answer(
    row: Mapping[str, str],
    namings: list[Naming],
    reached: Mapping[str, _Reached],
    left_out: Mapping[str, tuple[str, str]],
) -> Answer:
    process, found = process_of(row), reached.get(edition_of(row["id"]), _Reached())
    hits = [(n, story) for n in namings if (story := _story(n, found, edition_of(row["id"])))]
    places = tuple(dict.fromkeys(n.place for n, _ in hits) or dict.fromkeys(n.place for n in namings))
    why = left_out.get(row["id"]) or left_out.get(process)
    if hits:
        status = Status.DEFAULT if all(n.default for n, _ in hits) else Status.IMPLEMENTED
    elif namings:
        status = Status.NAMED
    else:
        status = Status.OUT_OF_SCOPE if why else Status.MISSING
    reasons = why if why and status is Status.OUT_OF_SCOPE else ("", "")
    return Answer(row["id"], process, row["strength"], status, places, hits[0][1] if hits else "", *reasons)


def _story(naming: Naming, reached: _Reached, edition: str) -> str:
    if naming.editions and edition not in naming.editions:
        return ""
    if naming.row in reached.rows and naming.kind == "rule":
        return reached.rows[naming.row]
    if naming.needs:
        return reached.policies.get(naming.needs, "")
    return reached.places.get(naming.place, "")


def _reached(shelf: Shelf, shown: Iterable[Shown]) -> dict[str, _Reached]:
    found: dict[str, _Reached] = {}
    for played in shown:
        one = found.setdefault(played.scenario.edition, _Reached())
        _note(one, shelf, played)
    return found


def _note(one: _Reached, shelf: Shelf, played: Shown) -> None:
    story = f"{played.scenario.process}: {played.scenario.title}"
    processes = {place.partition("/")[0] for place in played.visited}
    hired = {f"hire/register#{key}" for key in played.scenario.given.get("hire", {})}
    fields: set[str] = getattr(played, "fields", set())
    for place in (*played.visited, *played.flows, *processes, *hired, *fields):
        one.places.setdefault(place, story)
    read = [shelf.policies.get(key, frozenset()) for key in (*processes, *played.forms)]
    due = [shelf.deadlines[place] for place in (*played.visited, *processes) if place in shelf.deadlines]
    for policy in (*due, *(name for names in read for name in names)):
        one.policies.setdefault(policy, story)
    for decision in played.decisions:
        for match in decision.get("matched") or [decision]:
            one.places.setdefault(f"{match.get('decision')}/{match.get('rule')}", story)
    for step in played.steps_fired:
        for row in f"{step.get('serves', '')} {step.get('deadline_serves', '')}".split():
            one.rows.setdefault(row, story)


def _out_of_scope() -> dict[str, tuple[str, str]]:
    text = resources.files(catalogue.__name__).joinpath("out_of_scope.csv").read_text(encoding="utf-8")
    return {row["what"]: (row["reason_sv"], row["reason_en"]) for row in csv.DictReader(text.splitlines())}
