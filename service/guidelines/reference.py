"""The page that shows, row by row, where a guideline's sentence lives and which story proves it."""

from __future__ import annotations

from collections.abc import Iterator

from service import catalogue
from service.guidelines.counting import Answer, Coverage, Status, edition_of

_HEAD = """# Riktlinjernas rader / The guidelines' rows

Skapad av `randa guidelines coverage --write`.
En rad är genomförd bara om ett scenario i den egna riktlinjen når det som nämner den.
*Written by that command. A row counts as implemented only if a scenario of its own guideline reaches what names it.*
"""


def summary(coverage: Coverage) -> list[str]:
    """Return a table as lines: edition and strength down, statuses across."""
    numbers = coverage.numbers()
    lines = [f"{'':12}{'':6}" + "".join(f"{status.value:>18}" for status in Status)]
    for edition, strength in sorted({(e, s) for e, s, _ in numbers}):
        cells = "".join(f"{numbers[(edition, strength, status)]:>18}" for status in Status)
        lines.append(f"{edition:12}{strength:6}{cells}")
    return lines


def page(coverage: Coverage) -> str:
    """Return the whole reference page in Markdown: numbers first, then each process with its rows."""
    return "\n".join([_HEAD, *_numbers(coverage), *_processes(coverage), ""])


def _numbers(coverage: Coverage) -> Iterator[str]:
    numbers = coverage.numbers()
    yield "| Riktlinje / Guideline | Styrka / Strength | " + " | ".join(s.value for s in Status) + " |"
    yield "|---|---|" + "---|" * len(Status)
    for edition, strength in sorted({(e, s) for e, s, _ in numbers}):
        cells = " | ".join(str(numbers[(edition, strength, status)]) for status in Status)
        yield f"| {edition} | {strength} | {cells} |"


def _processes(coverage: Coverage) -> Iterator[str]:
    for process in sorted({answer.process for answer in coverage.answers}):
        yield f"\n## {process}\n"
        yield "| Rad / Row | Styrka | Citat / Quote | Vad blev det / Status | Var / Where | Scenario |"
        yield "|---|---|---|---|---|---|"
        for answer in sorted(coverage.answers, key=lambda a: (edition_of(a.row), a.row)):
            if answer.process == process:
                yield _line(answer)


def _line(answer: Answer) -> str:
    quote = catalogue.requirements()[answer.row]["quote_sv"].replace("|", "/").replace("\n", " ")
    where = ", ".join(f"`{place}`" for place in answer.places)
    what = f"{answer.status.value}: {answer.reason_sv}" if answer.reason_sv else answer.status.value
    return f"| {answer.row} | {answer.strength} | «{quote}» | {what} | {where} | {answer.story} |"
