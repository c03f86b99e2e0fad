"""``randa models``: check drawings and tables as publication does, import foreign ones, deploy the product's own."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import forms
from service.cli import opening
from service.wiring import models
from service.wiring.forms import FeelExpressions
from workflows import decisions, engine
from workflows.engine import importing
from workflows.model import errors
from workflows.model.clock import SystemClock

Finding = dict[str, str | None]
#: What publication says about one process: file, process (None: unreadable, or no process), findings.
Verdict = dict[str, Any]
#: More is refused unread.
READ_AT_MOST = 2_000_001


def add_to(commands: opening.Add) -> None:
    """Add this family."""
    parts = opening.group(commands, "models", "Process models, decision tables and forms.")
    check = opening.command(parts, "check", _check, "Check .bpmn, .dmn and .form files or folders; 1 if one is wrong.")
    check.add_argument("--json", action="store_true", help="one JSON object per process and line")
    check.add_argument("files", nargs="+", type=Path)
    brought = opening.command(parts, "import", _import, "Translate a model of Camunda 7, Flowable or SpiffWorkflow.")
    brought.add_argument("file", type=Path)
    brought.add_argument("to", type=Path, help="where the translated model is written")
    opening.command(parts, "deploy", _deploy, "Deploy the product's own processes; unchanged ones keep their version.")


def _deploy(_given: argparse.Namespace) -> int:
    with opening.house() as house:
        for key, version in house.run(lambda tx: models.deploy(tx, by=opening.CLI)).items():
            print(f"{key} version {version}")
    return 0


def _check(given: argparse.Namespace) -> int:
    files = [file for path in given.files for file in _files(path)]
    verdicts = [verdict for file in files for verdict in checked(file)]
    for verdict in verdicts:
        print(json.dumps(verdict, ensure_ascii=False) if given.json else _lines(verdict))
    refused = sum(verdict["verdict"] == "refused" for verdict in verdicts)
    if not given.json:
        print(f"{len(files)} files, {len(verdicts) - refused} accepted, {refused} refused")
    return 1 if refused or not files else 0


def _import(given: argparse.Namespace) -> int:
    imported = importing.translate(_bytes(given.file))
    given.to.write_bytes(imported.xml)
    for entry in imported.entries:
        print(f"{entry.element or '-'}: {entry.en}")
    for verdict in checked(given.to):
        print(_lines(verdict))
    return 0


def checked(file: Path) -> Iterator[Verdict]:
    """Yield the verdict on each process of a file; whatever the file is, it is a finding, never an exception."""
    try:
        text = _bytes(file)
    except OSError as problem:
        yield _verdict(
            file, None, [_finding("file-unreadable", "error", None, "Filen går inte att öppna.", str(problem))]
        )
        return
    if file.suffix == ".dmn":
        yield _verdict(file, None, list(_of_tables(text)))
    elif file.suffix == ".form":
        yield _verdict(file, None, list(_of_form(text)))
    else:
        for reading in engine.read(text, references=models.references()):
            found = [_finding(f.rule, f.severity, f.element, f.sv, f.en) for f in reading.findings]
            yield _verdict(file, reading.process_id, found)


def _bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(READ_AT_MOST)


def _of_tables(text: bytes) -> Iterator[Finding]:
    try:
        model = decisions.read(text)
    except errors.RandaError as refused:
        yield _finding(refused.code, "error", None, refused.text("sv"), refused.text("en"))
        return
    for found in decisions.check(model):
        yield _finding(found.rule, found.severity, found.element, found.sv, found.en)


def _of_form(text: bytes) -> Iterator[Finding]:
    try:
        decoded = text.decode()
    except UnicodeDecodeError as problem:
        yield _finding("form-unreadable", "error", None, "Formuläret är inte UTF-8.", str(problem))
        return
    for wrong in forms.check(decoded, FeelExpressions(SystemClock())):
        yield _finding(wrong.rule, "error", wrong.path, wrong.sv, wrong.en)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(
        f for f in path.rglob("*") if f.suffix in (".bpmn", ".dmn", ".form") or f.name.endswith(".bpmn20.xml")
    )


def _finding(rule: str, severity: str, element: str | None, sv: str, en: str) -> Finding:
    return {"rule": rule, "severity": severity, "element": element, "message_sv": sv, "message_en": en}


def _verdict(file: Path, process: str | None, findings: list[Finding]) -> Verdict:
    is_refused = any(finding["severity"] == "error" for finding in findings)
    verdict = "refused" if is_refused else "accepted"
    return {"file": str(file), "process": process, "verdict": verdict, "findings": findings}


def _lines(verdict: Verdict) -> str:
    lines = [f"{verdict['file']}: {verdict['process'] or '-'}: {verdict['verdict']}"]
    for found in verdict["findings"]:
        lines.append(f"  {found['severity']}: {found['element'] or '-'}: {found['message_en']} ({found['rule']})")
    return "\n".join(lines)
