"""Finds what the rules of a decision table leave open, where they overlap, and which can never be reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workflows.decisions import cells, domains
from workflows.decisions.boxes import Compiler
from workflows.decisions.domains import Piece
from workflows.decisions.tables import Plan
from workflows.feel.budget import Budget
from workflows.feel.frame import Frame

#: How many steps the search of one table may take; larger tables are reported as not checked.
STEPS = 50_000
#: A region of the table: for each column the numbers of its pieces.
Region = tuple[frozenset[int], ...]


class TooLarge(Exception):
    """The table has too many combinations to look at."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its columns cut into pieces; a column or a cell that cannot be told is None."""

    columns: list[list[Piece] | None]
    rules: list[list[frozenset[int] | None]]

    @property
    def complete(self) -> bool:
        """Say whether every column could be cut."""
        return None not in self.columns

    @property
    def whole(self) -> Region:
        """Return the region of all values."""
        return tuple(frozenset(range(len(column or ()))) for column in self.columns)

    def said(self, region: Region, labels: Sequence[str], locale: str) -> str:
        """Say a region in words, column by column; columns that do not matter are left out."""
        parts = []
        for column, chosen, label in zip(self.columns, region, labels, strict=True):
            if column is None:
                continue
            words = domains.said([column[at] for at in sorted(chosen)], column, locale)
            parts += [f"{label} = {words}"] if words else []
        return ", ".join(parts) or ("any value" if locale == "en" else "alla värden")


def grid(plan: Plan) -> Grid:
    """Cut a table."""
    columns: list[list[Piece] | None] = []
    rules: list[list[frozenset[int] | None]] = [[] for _ in plan.table.rules]
    for at, column in enumerate(plan.table.inputs):
        tests = [row[at] for row in plan.tests if at < len(row)]
        allowed = plan.domains[at]
        wanted = plan.boxes.types.hint(column.type)
        made = domains.pieces(tests, allowed, wanted if isinstance(wanted, str) else "Any")
        if made is not None and allowed.tests:
            made = [made[each] for each in sorted(_passing(cells.compile_tests(Compiler(), allowed), made))]
        columns.append(made)
        for rule, cell in zip(rules, tests, strict=False):
            test = cells.compile_tests(Compiler(), cell)
            rule.append(_passing(test, made) if made is not None else None)
    return Grid(columns, rules)


def _passing(test: cells.Cell | None, made: Sequence[Piece]) -> frozenset[int]:
    if test is None:
        return frozenset(range(len(made)))
    budget = Budget()
    return frozenset(at for at, piece in enumerate(made) if test(piece.value, Frame({"?": piece.value}, None, budget)))


def overlaps(table: Grid) -> Iterator[tuple[int, int, Region]]:
    """Give every pair of rules (counted from 0) that can match at once, with where."""
    for second in range(len(table.rules)):
        for first in range(second):
            pairs = list(zip(table.rules[first], table.rules[second], strict=True))
            if any(one is None or other is None for one, other in pairs):
                continue
            region = tuple(one & other for one, other in pairs if one is not None and other is not None)
            if all(region):
                yield first, second, region


def never(table: Grid) -> list[tuple[int, int]]:
    """Give the rules that have a cell which no declared value passes, as (rule, column)."""
    return [
        (at, column)
        for at, rule in enumerate(table.rules)
        for column, chosen in enumerate(rule)
        if chosen is not None and not chosen
    ]


def hidden(table: Grid) -> list[int]:
    """Give the rules that earlier ones always precede (FIRST); raises TooLarge."""
    found = []
    for at, rule in enumerate(table.rules):
        region = tuple(chosen for chosen in rule if chosen is not None)
        earlier = [tuple(chosen for chosen in each if chosen is not None) for each in table.rules[:at]]
        if len(region) == len(rule) and all(region) and earlier and not gaps(region, earlier, limit=1):
            found.append(at)
    return found


def gaps(within: Region, rules: Sequence[Region], *, limit: int) -> list[Region]:
    """Give up to *limit* regions inside *within* that no rule covers; raises TooLarge."""
    search = _Search(within, rules, limit)
    search.look(0, (1 << len(rules)) - 1, ())
    return search.found


class _Search:
    """Walks the columns from left to right; pieces that the same rules cover go together."""

    def __init__(self, within: Region, rules: Sequence[Region], limit: int) -> None:
        self.within, self.limit = within, limit
        self.left = STEPS
        self.found: list[Region] = []
        self.full: set[tuple[int, int]] = set()
        #: For each column and piece the rules that cover it, as bits.
        self.covering = [
            {piece: sum(1 << at for at, rule in enumerate(rules) if piece in rule[column]) for piece in pieces}
            for column, pieces in enumerate(within)
        ]

    def look(self, column: int, active: int, chosen: Region) -> None:
        """Look for gaps from a column on, where only the *active* rules cover what was *chosen* so far."""
        self.left -= 1
        if self.left < 0:
            raise TooLarge
        if len(self.found) >= self.limit or (column, active) in self.full:
            return
        if not active:
            self.found.append((*chosen, *self.within[column:]))
            return
        if column == len(self.within):
            return
        before = len(self.found)
        groups: dict[int, set[int]] = {}
        for piece, covering in self.covering[column].items():
            groups.setdefault(active & covering, set()).add(piece)
        for covering, together in groups.items():
            self.look(column + 1, covering, (*chosen, frozenset(together)))
        if len(self.found) == before:
            self.full.add((column, active))
