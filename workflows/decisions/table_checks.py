"""Checks one decision table: gaps, overlaps, rules that never match, outputs that are not declared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows.decisions import cells, coverage, hits
from workflows.decisions.boxes import Compiler
from workflows.decisions.coverage import Grid, Region
from workflows.decisions.tables import Plan
from workflows.decisions.work import Finding, Severity
from workflows.feel import check as feel_check
from workflows.feel import operators, tree
from workflows.feel.budget import Budget
from workflows.feel.frame import Frame

#: How many gaps of one table are named.
NAMED = 5


def check(plan: Plan) -> Iterator[Finding]:
    """Check a table; raises coverage.TooLarge when it has too many combinations."""
    table, grid = plan.table, coverage.grid(plan)
    yield from _never(plan, grid)
    yield from _outputs(plan)
    if table.hit_policy == "UNIQUE":
        yield from _overlaps(plan, grid)
    elif table.hit_policy == "ANY":
        yield from (finding for finding in _overlaps(plan, grid) if finding.rule == "table-different")
    elif table.hit_policy == "FIRST" and grid.complete:
        yield from _hidden(plan, grid)
    if table.hit_policy in hits.SINGLE and not any(column.default for column in table.outputs):
        yield from _gaps(plan, grid)


def _labels(plan: Plan, locale: str) -> list[str]:
    return [(column.label_en if locale == "en" else "") or column.label or column.text for column in plan.table.inputs]


def _found(plan: Plan, rule: str, severity: Severity, sv: str, en: str, element: str = "") -> Finding:
    name = plan.boxes.owner_name
    return Finding(rule, severity, element or plan.boxes.owner, f"”{name}”: {sv}", f"“{name}”: {en}")


def _gaps(plan: Plan, grid: Grid) -> Iterator[Finding]:
    if not grid.complete:
        unknown = [at for at, column in enumerate(grid.columns) if column is None]
        sv, en = (", ".join(_labels(plan, locale)[at] for at in unknown) for locale in ("sv", "en"))
        yield _found(
            plan,
            "not-checked",
            "info",
            f"luckor kan inte letas upp, för värdena i {sv} är inte kända.",
            f"gaps cannot be looked for, because the values of {en} are not known.",
        )
        return
    rules = [tuple(chosen or frozenset() for chosen in rule) for rule in grid.rules]
    regions = coverage.gaps(grid.whole, rules, limit=NAMED + 1)
    for region in regions[:NAMED]:
        sv, en = (grid.said(region, _labels(plan, locale), locale) for locale in ("sv", "en"))
        yield _found(plan, "table-gap", "warning", f"ingen regel för {sv}.", f"no rule for {en}.")
    if len(regions) > NAMED:
        yield _found(plan, "table-gap", "warning", "det finns fler luckor.", "there are more gaps.")


def _overlaps(plan: Plan, grid: Grid) -> Iterator[Finding]:
    for first, second, region in coverage.overlaps(grid):
        rule, differs = _sameness(plan, first, second)
        sv, en = (_region(plan, grid, region, locale) for locale in ("sv", "en"))
        yield _found(
            plan,
            rule,
            "error",
            f"regel {first + 1} och {second + 1} gäller båda{differs[0]} för {sv}.",
            f"rules {first + 1} and {second + 1} both hold{differs[1]} for {en}.",
            plan.table.rules[second].id,
        )


def _region(plan: Plan, grid: Grid, region: Region, locale: str) -> str:
    return grid.said(region, _labels(plan, locale), locale)


def _sameness(plan: Plan, first: int, second: int) -> tuple[str, tuple[str, str]]:
    if plan.table.rules[first].outputs == plan.table.rules[second].outputs:
        return "table-overlap", (" (med samma svar)", " (with the same answer)")
    one, other = (_constant_row(plan, at) for at in (first, second))
    if one is not None and other is not None and operators.equal(one, other, Budget()) is True:
        return "table-overlap", (" (med samma svar)", " (with the same answer)")
    different = "table-different" if plan.table.hit_policy == "ANY" else "table-overlap"
    return different, (" men svarar olika", " but answer differently")


def _constant_row(plan: Plan, at: int) -> list[Any] | None:
    texts = plan.table.rules[at].outputs
    found = [read for read in plan.outputs_read[at] if not feel_check.free_names(read)]
    if len(found) != len(texts):
        return None
    return [_constant(node) for node in found]


def _constant(node: tree.Node) -> Any:
    return Compiler().code(node)(Frame({}, None, Budget()))


def _never(plan: Plan, grid: Grid) -> Iterator[Finding]:
    for at, column in coverage.never(grid):
        cell = plan.table.rules[at].tests[column]
        sv, en = (_labels(plan, locale)[column] for locale in ("sv", "en"))
        yield _found(
            plan,
            "rule-never",
            "warning",
            f"regel {at + 1} kan aldrig gälla: {cell} är inget av de värden som {sv} kan ha.",
            f"rule {at + 1} can never hold: {cell} is none of the values that {en} can have.",
            plan.table.rules[at].id,
        )


def _hidden(plan: Plan, grid: Grid) -> Iterator[Finding]:
    for at in coverage.hidden(grid):
        yield _found(
            plan,
            "rule-hidden",
            "warning",
            f"regel {at + 1} nås aldrig: reglerna före den gäller alltid först.",
            f"rule {at + 1} is never reached: the rules before it always come first.",
            plan.table.rules[at].id,
        )


def _outputs(plan: Plan) -> Iterator[Finding]:
    for at, rule in enumerate(plan.table.rules):
        for column, answers, node in zip(plan.table.outputs, plan.answers, plan.outputs_read[at], strict=False):
            test = cells.compile_tests(Compiler(), answers)
            if test is None or feel_check.free_names(node):
                continue
            value = _constant(node)
            values = value if isinstance(value, list) and not _passes(test, value) else [value]
            if not all(each is None or _passes(test, each) for each in values):
                yield _found(
                    plan,
                    "output-not-allowed",
                    "warning",
                    f"regel {at + 1} svarar något som inte är ett av värdena för {column.label}.",
                    f"rule {at + 1} answers something that is not among the values of "
                    f"{column.label_en or column.label}.",
                    rule.id,
                )


def _passes(test: cells.Cell, value: object) -> bool:
    return test(value, Frame({"?": value}, None, Budget()))
