"""What one call of a decision leaves behind: the rules that matched, what went wrong, and the work that was done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from workflows.feel.budget import Budget

#: How many readings of tables one call keeps.
TABLES_NOTED = 20
Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a modeller should know: a rule of ours, how bad, the element's id, and a sentence."""

    rule: str
    severity: Severity
    element: str
    sv: str
    en: str

    def text(self, locale: str = "sv") -> str:
        """Return the sentence in *locale* (sv or en)."""
        return self.en if locale == "en" else self.sv


@dataclass(frozen=True, slots=True)
class Said:
    """A cell in words: the column's label in two languages and the cell's FEEL text."""

    label: str
    label_en: str
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that matched; enough to say why years later, without the model.

    *rule_index* is counted from 1, as people count rows. When no rule matched and the defaults were used,
    *rule_id* is empty and *rule_index* 0.
    """

    decision_id: str
    rule_id: str
    rule_index: int
    annotations: dict[str, str] = field(default_factory=dict)
    conditions: tuple[Said, ...] = ()
    outputs: tuple[Said, ...] = ()
    sv: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """What one column of a table read: the decision, the column's label in two languages, the value."""

    decision_id: str
    label: str
    label_en: str
    value: Any


class Work(Budget):
    """The budget of one call, with what happened on the way; closures find it as `frame.budget`."""

    __slots__ = ("decision_id", "findings", "matched", "tables")

    def __init__(self, given: Budget) -> None:
        super().__init__(given.steps, given.depth, given.size)
        self.steps_left, self.made_left = given.steps_left, given.made_left
        self.level, self.clock = given.level, given.clock
        self.matched: list[Match] = []
        self.findings: list[Finding] = []
        #: What each table read: its columns with the decision's id, and their values.
        self.tables: list[tuple[tuple[tuple[str, str, str], ...], list[Any]]] = []
        self.decision_id = ""

    def settle(self, given: Budget) -> None:
        """Write what was used back to the budget that was given."""
        given.steps_left, given.made_left = self.steps_left, self.made_left

    def note(self, columns: tuple[tuple[str, str, str], ...], row: list[Any]) -> None:
        """Keep what a table read; of a table asked again and again only the first times."""
        if len(self.tables) < TABLES_NOTED:
            self.tables.append((columns, row))

    @property
    def inputs(self) -> list[Input]:
        """Return what every table read, column by column."""
        rows = (zip(columns, row, strict=True) for columns, row in self.tables)
        return [Input(*column, value) for row in rows for column, value in row]

    def report(self, finding: Finding) -> None:
        """Keep a finding, once."""
        if finding not in self.findings:
            self.findings.append(finding)


def report(budget: Budget, finding: Finding) -> None:
    """Keep a finding if this work keeps any (a function called from outside does not)."""
    if isinstance(budget, Work):
        budget.report(finding)


@dataclass(frozen=True, slots=True)
class Decided:
    """The value of a decision, the rules that matched in every table on the way, and what went wrong.

    *errors* mean that the value should not be used; *warnings* are only worth a look (an input that was not given).
    """

    value: Any
    matched: list[Match]
    errors: list[Finding]
    warnings: list[Finding] = field(default_factory=list)
    #: What the tables on the way read; nothing else of the context.
    inputs: list[Input] = field(default_factory=list)
