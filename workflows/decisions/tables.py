"""Decision tables: reads the columns and rules once, then finds the rules that match."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workflows.decisions import cells, hits, notation
from workflows.decisions.boxes import Boxes, Compiler, Names
from workflows.decisions.work import Finding, Match, Said, Work, report
from workflows.feel import tree
from workflows.feel.frame import Code, Frame

Column = tuple[Code, cells.Cell | None, Finding]
#: What a rule asks: (column, cell), dashes left out.
Asked = tuple[tuple[int, cells.Cell], ...]


class Plan:
    """A table whose texts are read; `compile` makes its code."""

    def __init__(self, boxes: Boxes, table: notation.Table, names: Names) -> None:
        self.boxes, self.table = boxes, table
        boxes.plans.append(self)
        self.names = names
        self.inputs = [boxes.text(column.text, names, column.id) for column in table.inputs]
        hints = [boxes.types.hint(column.type) for column in table.inputs]
        self.allowed = [boxes.tests(column.allowed, {}, column.id) for column in table.inputs]
        #: What the checker takes as the domain of each column: its own values, or those of its type.
        self.domains = [
            boxes.tests(column.allowed or self._allowed_by_type(column.type), {}, column.id) for column in table.inputs
        ]
        self.answers = [
            boxes.tests(column.allowed or self._allowed_by_type(column.type), {}, column.id) for column in table.outputs
        ]
        self.tests = [
            [boxes.tests(cell, names, rule.id, hint) for cell, hint in zip(rule.tests, hints, strict=False)]
            for rule in table.rules
        ]
        #: The output cells, as read and as fitted to the types of their columns.
        self.outputs_read = [[boxes.text(cell, names, rule.id) for cell in rule.outputs] for rule in table.rules]
        self.outputs = [
            [boxes.typed(node, column.type, rule.id) for node, column in zip(row, table.outputs, strict=False)]
            for row, rule in zip(self.outputs_read, table.rules, strict=True)
        ]
        self.defaults = [boxes.text(column.default, names, column.id) for column in table.outputs]

        #: What is said of each rule when it matches.
        self.matches = [self._match(at, rule) for at, rule in enumerate(table.rules, 1)]

    @property
    def nodes(self) -> tuple[tree.Node, ...]:
        """Return the nodes inside, which say how much work the table is."""
        outputs = (node for row in self.outputs for node in row)
        tests = (test for row in self.tests for cell in row for test in cell.tests)
        return (*self.inputs, *outputs, *tests)

    def compile(self, compiling: Compiler) -> Code:
        """Compile the table; its code gives the outcome and notes the rules that matched."""
        columns = [
            (compiling.code(node), cells.compile_tests(compiling, allowed), self._outside(at))
            for at, (node, allowed) in enumerate(zip(self.inputs, self.allowed, strict=True))
        ]
        asked = [
            tuple(
                (at, cell)
                for at, tests in enumerate(row[: len(columns)])
                if (cell := cells.compile_tests(compiling, tests)) is not None
            )
            for row in self.tests
        ]
        outcome = hits.outcome(self._shape(compiling))
        heads = tuple((self.boxes.owner, column.label, column.label_en) for column in self.table.inputs)
        return _code(columns, asked, outcome, heads, only_first=self.table.hit_policy == "FIRST")

    def _outside(self, at: int) -> Finding:
        column = self.table.inputs[at]
        return Finding(
            "input-not-allowed",
            "error",
            column.id or self.boxes.owner,
            f"”{self.boxes.owner_name}”: värdet för ”{column.label}” är inte bland de tillåtna ({column.allowed}).",
            f"“{self.boxes.owner_name}”: the value of “{column.label_en or column.label}” is not among those allowed "
            f"({column.allowed}).",
        )

    def _shape(self, compiling: Compiler) -> hits.Shape:
        table = self.table
        return hits.Shape(
            policy=table.hit_policy,
            aggregation=table.aggregation,
            element=self.boxes.owner,
            name=self.boxes.owner_name,
            names=tuple(column.name for column in table.outputs),
            rows=[[compiling.code(node) for node in row] for row in self.outputs],
            defaults=[
                compiling.code(node) if column.default else None
                for node, column in zip(self.defaults, table.outputs, strict=True)
            ],
            ranks=[
                [cells.compile_tests(compiling, tree.Tests((test,))) for test in answers.tests]
                for answers in self.answers
            ],
            matches=self.matches,
        )

    def _allowed_by_type(self, reference: str) -> str:
        definition = self.boxes.types.definitions.get(reference)
        return definition.allowed if definition is not None else ""

    def _match(self, at: int, rule: notation.Rule) -> Match:
        table = self.table
        pairs = zip(table.annotations, rule.annotations, strict=False)
        inputs = zip(table.inputs, rule.tests, strict=False)
        outputs = zip(table.outputs, rule.outputs, strict=False)
        return Match(
            decision_id=self.boxes.owner,
            rule_id=rule.id,
            rule_index=at,
            annotations={name: text for name, text in pairs if text},
            conditions=tuple(Said(column.label, column.label_en, text) for column, text in inputs if text != "-"),
            outputs=tuple(Said(column.label, column.label_en, text) for column, text in outputs),
            sv=rule.sv,
            en=rule.en,
        )


def _code(
    columns: list[Column],
    asked: list[Asked],
    outcome: Callable[[list[int], Frame], Any],
    heads: tuple[tuple[str, str, str], ...],
    *,
    only_first: bool,
) -> Code:
    cost = len(asked) + len(columns)

    def run(frame: Frame) -> Any:
        frame.budget.burn(cost)
        values, frames = [], []
        for code, allowed, finding in columns:
            value = code(frame)
            inner = frame.inner({"?": value})
            if allowed is not None and value is not None and not allowed(value, inner):
                report(frame.budget, finding)
                return None
            values.append(value)
            frames.append(inner)
        if isinstance(frame.budget, Work):
            frame.budget.note(heads, values)
        found: list[int] = []
        for at, tests in enumerate(asked):
            for column, cell in tests:
                if not cell(values[column], frames[column]):
                    break
            else:
                found.append(at)
                if only_first:
                    break
        return outcome(found, frame)

    return run
