"""Goals × activities: what is planned, under way and done toward each goal, and what is uncovered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from service.catalogue.goals import Goal
from service.i18n.texts import t
from service.residency.goals import catalogue
from service.residency.goals.catalogue import Catalogue
from service.residency.goals.links import ACTIVITIES
from service.residency.queries import training
from service.residency.tables import Residency
from service.residency.tables_record import GoalLink
from workflows.transaction import Transaction

CellState = Literal["done", "under_way", "planned", "missing", "not_required"]
_RANK = {"planned": 1, "under_way": 2, "done": 3}


@dataclass(frozen=True, slots=True)
class Cell:
    """One activity toward one goal: its state, the state in words, and what stands behind it."""

    activity: str
    state: CellState
    word: str
    links: tuple[GoalLink, ...]


@dataclass(frozen=True, slots=True)
class GoalRow:
    """One goal with its cells in the order of ``ACTIVITIES``."""

    goal: Goal
    cells: tuple[Cell, ...]
    state: Literal["done", "under_way", "planned", "uncovered"]
    word: str
    #: Demanded activities that are neither planned nor done.
    missing: tuple[str, ...]
    is_doubtful: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoalGroup:
    """The goals of one letter with how many are done."""

    group: str
    title: str
    done: int
    rows: tuple[GoalRow, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """All goals of a residency; counts are goals."""

    version: int
    groups: tuple[GoalGroup, ...]
    total: int
    done: int
    uncovered: tuple[str, ...]
    doubtful: tuple[str, ...]


def matrix(tx: Transaction, residency: Residency, locale: str = "sv") -> Matrix:
    """Return the matrix of a residency; empty while its regulation is open."""
    known = catalogue.of_residency(tx, residency)
    return build(known, training.links_of(tx.session, residency.id), locale)


def build(known: Catalogue, links: Sequence[GoalLink], locale: str) -> Matrix:
    """Return the matrix of goals and links already read."""
    by_code: dict[str, list[GoalLink]] = {}
    for link in links:
        by_code.setdefault(link.code, []).append(link)
    rows = [_row(known, goal, by_code.get(code, []), locale) for code, goal in known.goals.items()]
    groups = []
    for group in dict.fromkeys(row.goal.group for row in rows):
        inside = tuple(row for row in rows if row.goal.group == group)
        title = t(f"record.goal_group.{group.lower()}", locale)
        groups.append(GoalGroup(group, title, sum(row.state == "done" for row in inside), inside))
    return Matrix(
        version=known.version,
        groups=tuple(groups),
        total=len(rows),
        done=sum(row.state == "done" for row in rows),
        uncovered=tuple(row.goal.code for row in rows if row.missing),
        doubtful=tuple(row.goal.code for row in rows if row.is_doubtful),
    )


def _row(known: Catalogue, goal: Goal, links: Sequence[GoalLink], locale: str) -> GoalRow:
    cells = tuple(
        _cell(goal, activity, [k for k in links if k.activity == activity], locale) for activity in ACTIVITIES
    )
    missing = tuple(cell.activity for cell in cells if cell.state == "missing" and cell.activity != "certificate")
    state = row_state(links)
    return GoalRow(
        goal=goal,
        cells=cells,
        state=state,
        word=t(f"record.goal_state.{state}", locale),
        missing=missing,
        is_doubtful=known.is_doubtful(goal.code),
        sources=known.corrected.get(goal.code, ()),
    )


def row_state(links: Sequence[GoalLink]) -> Literal["done", "under_way", "planned", "uncovered"]:
    """Say how far a goal has come: done is a signed certificate, nothing less."""
    if any(link.activity == "certificate" and link.state == "done" for link in links):
        return "done"
    if any(link.state in ("under_way", "done") for link in links):
        return "under_way"
    return "planned" if links else "uncovered"


def _cell(goal: Goal, activity: str, links: list[GoalLink], locale: str) -> Cell:
    state: CellState
    if links:
        best = max(links, key=lambda link: _RANK[link.state]).state
        state = "done" if best == "done" else "under_way" if best == "under_way" else "planned"
    else:
        state = "missing" if activity in goal.required or activity == "certificate" else "not_required"
    return Cell(activity, state, t(f"record.cell.{state}", locale), tuple(links))
