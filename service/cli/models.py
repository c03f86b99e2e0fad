"""``randa models``: check drawings and tables as publication does, deploy the product's own."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import forms
from service.cli import opening
from service.wiring import models
from service.wiring.forms import FeelExpressions
from workflows import decisions, engine
from workflows.model import errors
from workflows.model.clock import SystemClock

Row = dict[str, str | None]


def add_to(commands: opening.Add) -> None:
    """Add this family."""
    parts = opening.group(commands, "models", "Process models, decision tables and forms.")
    check = opening.command(parts, "check", _check, "Check .bpmn, .dmn and .form files or folders; 1 if one is wrong.")
    check.add_argument("--json", action="store_true", help="one JSON object per finding and line")
    check.add_argument("files", nargs="+", type=Path)
    opening.command(parts, "deploy", _deploy, "Deploy the product's own processes; unchanged ones keep their version.")


def _deploy(_given: argparse.Namespace) -> int:
    with opening.house() as house:
        for key, version in house.run(lambda tx: models.deploy(tx, by=opening.CLI)).items():
            print(f"{key} version {version}")
    return 0


def _check(given: argparse.Namespace) -> int:
    files = [file for path in given.files for file in _files(path)]
    rows = [row for file in files for row in findings(file)]
    for row in rows:
        print(json.dumps(row, ensure_ascii=False) if given.json else _line(row))
    wrong = sum(row["severity"] == "error" for row in rows)
    if not given.json:
        print(f"{len(files)} files, {wrong} errors, {len(rows) - wrong} remarks")
    return 1 if wrong or not files else 0


def findings(file: Path) -> Iterator[Row]:
    """Yield what the publication check says about one file: file, element, rule, severity, sv, en."""
    text = file.read_bytes()
    if file.suffix == ".bpmn":
        for reading in engine.read(text, references=models.references()):
            for found in reading.findings:
                yield _row(file, found.element, found.rule, found.severity, found.sv, found.en)
    elif file.suffix == ".dmn":
        yield from _of_tables(file, text)
    else:
        for wrong in forms.check(text.decode(), FeelExpressions(SystemClock())):
            yield _row(file, wrong.path, wrong.rule, "error", wrong.sv, wrong.en)


def _of_tables(file: Path, text: bytes) -> Iterator[Row]:
    try:
        model = decisions.read(text)
    except errors.RandaError as refused:
        yield _row(file, None, refused.code, "error", refused.text("sv"), refused.text("en"))
        return
    for found in decisions.check(model):
        yield _row(file, found.element, found.rule, found.severity, found.sv, found.en)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(f for f in path.rglob("*") if f.suffix in (".bpmn", ".dmn", ".form"))


def _row(file: Path, element: str | None, rule: str, severity: str, sv: str, en: str) -> Row:
    return {"file": str(file), "element": element, "rule": rule, "severity": severity, "sv": sv, "en": en}


def _line(row: Row) -> str:
    return f"{row['file']}: {row['severity']}: {row['element'] or '-'}: {row['en']} ({row['rule']})"
