"""Writes docs/reference/feel.md: what of FEEL and DMN holds here, what does not, and the TCK cases left out."""

from __future__ import annotations

from itertools import groupby

from workflows.decisions.conformance import NANOSECONDS, YEARS, Report
from workflows.feel import budget, reader

_TEXT = """# FEEL and DMN in Randa

> Svenska: FEEL är språket i villkor, tabeller och formulär. Allt i DMN 1.5 (nivå 3) gäller, utom det som står under
> *Left out*. Den här sidan skrivs av `randa conformance dmn-tck MAPP`; ändra den inte för hand.

FEEL is the language of conditions, decision tables and forms: DMN 1.5, conformance level 3, except what stands under
*Left out*. This page is written by `randa conformance dmn-tck FOLDER`; do not edit it by hand.

## Result

| | passed | of |
|---|---|---|
| cases | {cases[0]} | {cases[1]} |
| cases whose expected result is a value | {valued[0]} | {valued[1]} |
| models of which every case passes | {models[0]} | {models[1]} |

The cases come from the OMG community's DMN TCK (Apache-2.0). Compared as its runner does: numbers to eight decimals,
lists in order, contexts by key.

## Left out / Utelämnat

- **Years outside 1-9999** and **nanoseconds**: dates and times have the range and the microseconds of ISO 8601 as
  registers use them. Such text is null, finer fractions are cut. / Årtal utanför 1-9999 och nanosekunder finns inte.
- **External functions** (Java, PMML): never called, always null. / Externa funktioner anropas aldrig.

{left_out}
## Limits / Gränser

Every evaluation has a budget; what goes beyond is an error with the name of the limit, never a hang.

| limit | value | counts |
|---|---|---|
| steps | {steps:,} | items looked at, calls, nodes inside loops |
| depth | {depth} | nested calls, nested lists in a result |
| size | {size:,} | list items, context entries, characters made |
| nesting | {nesting} | parentheses, lists and functions inside each other in the text |
| terms | {terms} | operators in a row |

## Decision tables / Beslutstabeller

- All hit policies: UNIQUE, ANY, FIRST, PRIORITY, OUTPUT ORDER, RULE ORDER, COLLECT with sum, min, max and count.
- As DMN says, a mistake gives null. But the answer carries errors, and a business rule task with an error becomes an
  incident: rules that overlap under UNIQUE, rules that differ under ANY, no rule and no default output (for tables that
  give one answer), a value outside the declared values, a value that does not fit its type, an expression that
  cannot be read. / En affärsregel som inte ger ett säkert svar blir en störning, aldrig ett tyst *null*.
- A table that may have no answer says so with a default output of `null`.
- `today()` and `now()` ask Randa's clock.
"""


def page(report: Report) -> str:
    """Return the page as Markdown."""
    return _TEXT.format(
        cases=report.cases,
        valued=report.valued,
        models=report.models,
        left_out=_left_out(report),
        steps=budget.STEPS,
        depth=budget.DEPTH,
        size=budget.SIZE,
        nesting=reader.NESTING,
        terms=reader.TERMS,
    )


def _left_out(report: Report) -> str:
    lines = []
    for reason in (YEARS, NANOSECONDS):
        outcomes = [outcome for outcome in report.left_out if outcome.left_out == reason]
        if outcomes:
            lines.append(f"### {reason}: {len(outcomes)} cases\n")
        for suite, found in groupby(outcomes, key=lambda outcome: outcome.case.suite):
            lines.append(f"- `{suite}`: " + ", ".join(f"`{outcome.case.case}`" for outcome in found))
        if outcomes:
            lines.append("")
    if report.failed:
        lines.append(f"### Does not pass: {len(report.failed)} cases\n")
        lines += [f"- `{outcome.case.id}`" for outcome in report.failed]
        lines.append("")
    return "\n".join(lines)
