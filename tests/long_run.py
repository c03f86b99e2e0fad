"""The full numbers: runs every test marked ``long`` and writes what it showed to docs/reference/long-run.md.

python -m tests.long_run [pytest arguments]
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "long-run.md"


@dataclass(frozen=True)
class Ran:
    """One test: how it ended, how long it took, which figures it noted (``record_property``)."""

    name: str
    ending: str
    seconds: float
    figures: dict[str, str]


def run(arguments: list[str]) -> tuple[int, list[Ran]]:
    """Run the long tests and return pytest's exit code with what ran."""
    with tempfile.TemporaryDirectory(prefix="randa-long-") as folder:
        report = Path(folder) / "report.xml"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-m",
            "long",
            "-o",
            "junit_family=xunit1",
            f"--junitxml={report}",
            *(arguments or ["tests"]),
        ]
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        return code, read(report.read_bytes()) if report.exists() else []


def read(report: bytes) -> list[Ran]:
    """Read a JUnit report."""
    found = []
    for case in ElementTree.fromstring(report).iter("testcase"):
        endings = [child.tag for child in case if child.tag in ("failure", "error", "skipped")]
        figures = {p.get("name", ""): p.get("value", "") for p in case.iter("property")}
        file = case.get("classname", "").removeprefix("tests.").replace(".", "/")
        name = f"{file} {case.get('name', '')}"
        found.append(Ran(name, endings[0] if endings else "passed", float(case.get("time", 0)), figures))
    return found


def page(ran: list[Ran], at: dt.datetime, commit: str, command: str) -> str:
    """Return the page as Markdown."""
    lines = [
        "# The long run",
        "",
        "The full numbers behind the promises of this service, as they were last shown. Do not edit: `make test-long`",
        "writes this page.",
        "",
        f"- when: {at:%Y-%m-%d %H:%M} UTC",
        f"- commit: {commit}",
        f"- machine: {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}",
        f"- run: `{command}`",
        f"- ended: {sum(r.ending == 'passed' for r in ran)} of {len(ran)} passed",
        "",
        "| test | ended | seconds | figures |",
        "|---|---|---|---|",
    ]
    for one in ran:
        figures = "; ".join(f"{name}: {value}" for name, value in one.figures.items()) or "–"
        lines.append(f"| {one.name.replace('|', '/')} | {one.ending} | {one.seconds:.0f} | {figures} |")
    return "\n".join(lines) + "\n"


def _commit() -> str:
    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    changed = " with changes that were not committed" if git("status", "--porcelain", "--untracked-files=no") else ""
    return (git("rev-parse", "--short=12", "HEAD") or "unknown") + changed


def main(arguments: list[str]) -> int:
    """Run, write the page, and return pytest's exit code."""
    commit = _commit()
    code, ran = run(arguments)
    if ran:
        command = " ".join(["python -m tests.long_run", *arguments])
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(page(ran, dt.datetime.now(dt.UTC), commit, command), encoding="utf-8")  # noqa: TID251
        print(f"written: {PAGE.relative_to(ROOT)}")
    return code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
