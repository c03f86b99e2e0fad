"""Runs folders of the OMG community's DMN TCK and says how many cases pass, and which are left out and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from workflows import decisions
from workflows.decisions import notation, testcases, xml
from workflows.decisions.boxes import Read
from workflows.decisions.model import DecisionModel
from workflows.decisions.testcases import Beyond, Case
from workflows.model import errors
from workflows.model.clock import Clock

#: Cases of the TCK that are known to disagree with the standard are kept apart there, and not run.
_APART = "non-compliant"
_YEAR = re.compile(r'"[+-]?\d{5,}-\d\d|"-\d{4,}-\d\d|\(\s*(?:-\s*\d{1,9}|\d{5,9})\s*,\s*\d{1,2}\s*,|\d{9}')
_FRACTION = re.compile(r":\d\d\.\d{6}\d*[1-9]|\d\.\d{6}\d*[1-9]S|nanosecond")
YEARS, NANOSECONDS = "years outside 1-9999", "nanoseconds"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one case ended: *passed*, or else why it is *left_out* ("" = it failed)."""

    case: Case
    passed: bool
    got: str = ""
    left_out: str = ""


@dataclass(slots=True)
class Report:
    """The outcomes of all cases in a folder."""

    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def counted(self) -> list[Outcome]:
        """Return the outcomes that count: all but those left out."""
        return [outcome for outcome in self.outcomes if not outcome.left_out]

    @property
    def left_out(self) -> list[Outcome]:
        """Return the outcomes of cases that need what our values cannot hold."""
        return [outcome for outcome in self.outcomes if outcome.left_out]

    @property
    def failed(self) -> list[Outcome]:
        """Return the outcomes that count and did not pass."""
        return [outcome for outcome in self.counted if not outcome.passed]

    @property
    def cases(self) -> tuple[int, int]:
        """Return how many cases pass, of how many."""
        return _score(self.counted)

    @property
    def valued(self) -> tuple[int, int]:
        """Return the same for cases whose expected result is not null."""
        return _score([outcome for outcome in self.counted if outcome.case.expected is not None])

    @property
    def models(self) -> tuple[int, int]:
        """Return how many models pass in all their cases that count, of how many."""
        whole: dict[Path, bool] = {}
        for outcome in self.counted:
            whole[outcome.case.model] = whole.get(outcome.case.model, True) and outcome.passed
        return sum(whole.values()), len(whole)

    def lines(self) -> list[str]:
        """Say the result in English, for a terminal; the last line is `N of M cases, V of W with a value`."""
        said = [f"failed: {outcome.case.id}: {outcome.got}" for outcome in self.failed]
        for reason in (YEARS, NANOSECONDS):
            number = sum(outcome.left_out == reason for outcome in self.outcomes)
            said += [f"{number} cases left out: {reason}"] if number else []
        said.append("{} of {} models whole".format(*self.models))
        return [*said, "{} of {} cases, {} of {} with a value".format(*self.cases, *self.valued)]


def _score(outcomes: list[Outcome]) -> tuple[int, int]:
    return sum(outcome.passed for outcome in outcomes), len(outcomes)


def run(folder: Path | str, *, clock: Clock | None = None) -> Report:
    """Run every test file in a folder and below it, in order of its path.

    *clock* answers today() and now(). A model that cannot be read fails all its cases. Raises errors.NoTestCases
    when the folder holds none.
    """
    report = Report()
    for path in sorted(Path(folder).rglob("*.xml")):
        if _APART not in path.parts:
            report.outcomes.extend(_run_file(path, clock))
    if not report.outcomes:
        raise errors.NoTestCases(folder=str(folder))
    return report


def _run_file(path: Path, clock: Clock | None) -> Iterator[Outcome]:
    try:
        cases = testcases.read(path)
    except errors.UnreadableModel:
        return
    for case in cases:
        yield _run_case(case, clock)


def _run_case(case: Case, clock: Clock | None) -> Outcome:
    try:
        model = _model(case.model)
        got = _answer(model, case, clock)
        shown = repr(got)
    except (errors.RandaError, OSError) as problem:
        got, shown = None, type(problem).__name__
        passed = case.error_expected
        return Outcome(case, passed, shown, "")
    passed = (case.error_expected and got is None) or testcases.same(case.expected, got)
    return Outcome(case, passed, shown[:120], "" if passed else _beyond(case, model))


def _answer(model: DecisionModel, case: Case, clock: Clock | None) -> Any:
    if case.kind == "decision" or not case.invocable:
        return model.decide(model.named(case.node).id, case.inputs, clock=clock).value
    node = model.find(case.invocable)
    if isinstance(node, notation.KnowledgeModel):
        return model.invoke(case.invocable, case.inputs, clock=clock).value
    value = model.decide(case.invocable, case.inputs, clock=clock).value
    several = isinstance(node, notation.DecisionService) and len(node.outputs) > 1 and isinstance(value, dict)
    return value.get(case.node) if several and case.node != case.invocable else value


@lru_cache(maxsize=8)
def _model(path: Path) -> DecisionModel:
    """Read a model with the models beside it that it imports, directly or through others."""
    source = path.read_bytes()
    beside = {}
    for other in sorted(path.parent.glob("*.dmn")):
        try:
            beside[other] = xml.parse(other.read_bytes())
        except errors.UnreadableModel:
            continue
    wanted = _imported(xml.parse(source))
    found: dict[Path, None] = {}
    while wanted:
        namespace = wanted.pop()
        for other, root in beside.items():
            if other != path and other not in found and root.get("namespace") == namespace:
                found[other] = None
                wanted += _imported(root)
    return decisions.read(source, imports={other.name: other.read_bytes() for other in found})


def _imported(root: xml.Element) -> list[str]:
    return [element.get("namespace") for element in root.all("import")]


# --- what is left out ---


def _beyond(case: Case, model: DecisionModel) -> str:
    """Say why a case that did not pass lies outside what our values hold; nothing if it does not."""
    texts = [read.text for read in _texts(model, case.node)]
    texts += _beyond_values([case.expected, *case.inputs.values()])
    if any(_FRACTION.search(text) for text in texts):
        return NANOSECONDS
    return YEARS if any(_YEAR.search(text) for text in texts) else ""


def _texts(model: DecisionModel, name: str) -> list[Read]:
    """Give the FEEL texts of an element and of all that it requires."""
    try:
        waiting = [model.named(name).id]
    except errors.DecisionNotFound:
        return []
    seen: set[str] = set()
    while waiting:
        identity = waiting.pop()
        node = model.graph.nodes.get(identity)
        if identity not in seen and isinstance(node, (notation.Decision, notation.KnowledgeModel)):
            seen.add(identity)
            waiting += [href.rpartition("#")[2] for href in node.requires]
    return [read for read in model.graph.read if read.owner in seen]


def _beyond_values(given: list[Any]) -> list[str]:
    found = [f'"{value.text}' for value in given if isinstance(value, Beyond)]
    for value in given:
        if isinstance(value, (list, dict)):
            found += _beyond_values(list(value.values()) if isinstance(value, dict) else value)
    return found
