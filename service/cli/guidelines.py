"""``randa guidelines coverage``: which sentences of the guidelines are carried out, and which story shows it."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

from service import guidelines, scenarios
from service.cli import checking, opening

_MODELS = Path(next(iter(import_module("bpmn").__path__)))
_FORMS = Path(next(iter(import_module("forms").__path__))) / "definitions"
#: Issue 6: the processes whose binding rows may neither be missing nor merely named.
CORE = (
    "recruitment",
    "onboarding",
    "supervisor_appointment",
    "contract",
    "iup",
    "supervision",
    "competence_assessment",
    "specialist_collegium",
    "annual_review",
    "service_period",
    "side_placement",
    "at_risk_action_plan",
    "training_deficiency_report",
    "bt_programme",
    "bt_joint_assessment",
    "specialist_application",
    "leave_pause_extension",
)


def add_to(commands: opening.Add) -> None:
    """Add this family."""
    parts = opening.group(commands, "guidelines", "The regions' guidelines, row by row.")
    covered = opening.command(
        parts, "coverage", _coverage, "Play every story and count the rows; 1 when a binding row of them is lost."
    )
    covered.add_argument("--process", action="append", help="only this process's rows (again for more)")
    covered.add_argument("--rows", action="store_true", help="each row: where it is named, and the story")
    covered.add_argument("--write", type=Path, metavar="FILE", help="write the reference page")


def _coverage(given: argparse.Namespace) -> int:
    shelf = guidelines.read(_MODELS, _FORMS)
    with checking.theatre() as play:
        played = [play(story) for story in scenarios.find(_MODELS)]
    whole = guidelines.count(shelf, played)
    if given.write is not None:
        given.write.write_text(guidelines.page(whole), encoding="utf-8")
    coverage = whole.of_processes(given.process or CORE)
    print("\n".join(guidelines.summary(coverage)))
    shown = coverage.answers if given.rows else coverage.lost
    for answer in sorted(shown, key=lambda a: (a.process, a.row)):
        places = ", ".join(answer.places) or "-"
        print(f"{answer.process}  {answer.row}  {answer.strength}  {answer.status.value}  {places}  {answer.story}")
    for naming in coverage.unknown:
        print(f"unknown row {naming.row} at {naming.place}")
    broken = [p for p in played if p.problems]
    for one in broken:
        print(f"story with problems: {one.scenario.edition} {one.scenario.title}")
    print(f"{len(coverage.lost)} binding rows lost, {len(coverage.unknown)} unknown, {len(broken)} stories broken")
    return 1 if coverage.lost or coverage.unknown or broken else 0
