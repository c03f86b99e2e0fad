"""``randa scenarios``, ``feel``, ``conformance``, ``problems``: try things out and compare with standards."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from service import config, logs, problems, sample, scenarios, wiring
from service.cli import opening, setting_up
from service.cli.stepping import HouseStage
from service.wiring import House, models
from workflows import feel
from workflows.decisions import conformance, reference_page
from workflows.model import values
from workflows.model.calendar import STOCKHOLM
from workflows.model.clock import ManualClock, SystemClock

#: Models are data without a module of their own, so the folder is found through its namespace.
_MODELS = Path(next(iter(import_module("bpmn").__path__)))
#: Before any story of ours begins.
_BEGIN = dt.datetime(2025, 12, 1, 8, tzinfo=STOCKHOLM)


def add_to(commands: opening.Add) -> None:
    """Add this family."""
    parts = opening.group(commands, "scenarios", "Stories about the processes.")
    run = opening.command(
        parts, "run", _scenarios, "Play scenario files with the product's own models; 1 on a problem."
    )
    run.add_argument("files", nargs="*", type=Path, help="all of bpmn/*/scenarios when none is given")
    run.add_argument("--process")
    run.add_argument("--edition")
    tried = opening.command(commands, "feel", _feel, "Evaluate a FEEL expression.")
    tried.add_argument("expression")
    tried.add_argument("--context", default="{}", help="names and values as JSON")
    kits = opening.group(commands, "conformance", "Held against others' test kits.")
    tck = opening.command(kits, "dmn-tck", _tck, "Run a folder of the DMN TCK.")
    tck.add_argument("folder", type=Path)
    example = opening.command(commands, "settings", _settings, "Write the list of all settings.")
    example.add_argument("file", nargs="?", type=Path, default=Path(".env.example"))
    page = opening.command(commands, "problems", _problems, "Write the reference page of every error.")
    page.add_argument("file", nargs="?", type=Path, default=Path("docs/reference/problems.md"))


def _scenarios(given: argparse.Namespace) -> int:
    if given.files:
        stories = [story for file in given.files for story in scenarios.read(file)]
    else:
        stories = list(scenarios.find(_MODELS, process=given.process, edition=given.edition))
    wrong = 0
    with theatre() as play:
        for story in stories:
            played = play(story)
            wrong += not played.is_clean
            print(f"{'ok  ' if played.is_clean else 'FAIL'} {story.edition}  {story.title}")
            for problem in played.problems:
                print(f"       {problem}")
    print(f"{len(stories)} scenarios, {wrong} with problems")
    return 1 if wrong or not stories else 0


@contextmanager
def theatre() -> Iterator[Callable[[scenarios.Scenario], scenarios.Played]]:
    """Give a function that plays a story on a fresh copy of a house with the sample's people and our models."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template"
        house = _house(template, ManualClock(_BEGIN))
        house.run(sample.load_people)
        house.run(lambda tx: models.deploy(tx, by=opening.CLI))
        house.database.engine.dispose()

        def play(story: scenarios.Scenario) -> scenarios.Played:
            stage = Path(folder) / "stage"
            shutil.rmtree(stage, ignore_errors=True)
            shutil.copytree(template, stage)
            opened = _house(stage, ManualClock(_BEGIN), house)
            try:
                return scenarios.play(story, HouseStage(opened))
            finally:
                opened.close()

        yield play
        house.close()


def _house(folder: Path, clock: ManualClock, like: House | None = None) -> House:
    """Build a house of its own in *folder*, with the parsed models of another one that has the same."""
    settings = config.Settings.from_env({"RANDA_DATA": str(folder), "RANDA_LOG_LEVEL": "error"})
    if like is None:
        setting_up.prepare(settings)
    logs.configure(settings)
    made = wiring.build(settings, clock)
    if like is not None:
        made.parts.definitions.update(like.parts.definitions)
    return made


def _feel(given: argparse.Namespace) -> int:
    scope = values.decode(json.loads(given.context))
    found = feel.parse(given.expression, names=tuple(scope)).evaluate(scope, clock=SystemClock())
    print(json.dumps(values.encode(found), ensure_ascii=False))
    return 0


def _tck(given: argparse.Namespace) -> int:
    report = conformance.run(given.folder, clock=SystemClock())
    page = Path("docs/reference/feel.md")
    if page.parent.is_dir():  # in a checkout: the page tells what was left out and why
        page.write_text(reference_page.page(report), encoding="utf-8")
    for line in report.lines():
        print(line)
    return 0 if not report.failed else 1


def _problems(given: argparse.Namespace) -> int:
    given.file.write_text(problems.reference(), encoding="utf-8")
    print(given.file)
    return 0


def _settings(given: argparse.Namespace) -> int:
    given.file.write_text(config.example(), encoding="utf-8")
    print(given.file)
    return 0
