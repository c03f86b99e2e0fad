"""Prove the tests: apply named one-line faults from mutants.toml and demand that the named test fails.

    python -m tests.mutants [--only NAME ...] [--fast]

A fault whose text is not found, or that its test does not notice, ends the run with exit code 1: a test that no
fault can break is not evidence. Works in a copy of the tree; the tree itself is never touched.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_LEFT_OUT = shutil.ignore_patterns(
    ".venv", ".git", "node_modules", "var", "__pycache__", ".hypothesis", ".ruff_cache", ".mypy_cache", "*.pyc"
)
#: Seconds that one mutant's test may take.
PATIENCE = 300


@dataclass(frozen=True, slots=True)
class Fault:
    """One line made wrong, and the test that must notice."""

    name: str
    file: str
    old: str
    new: str
    test: str
    because: str

    @property
    def is_slow(self) -> bool:
        """Say whether its test starts a browser or other programs."""
        return self.test.startswith(("tests/browser", "tests/reliability"))


def faults() -> list[Fault]:
    """Read mutants.toml."""
    text = (ROOT / "tests" / "mutants.toml").read_text(encoding="utf-8")
    return [Fault(name=name, **row) for name, row in tomllib.loads(text).items()]


def caught(fault: Fault, workshop: Path) -> str:
    """Return "" when the fault is caught, else why not."""
    file = workshop / fault.file
    before = file.read_text(encoding="utf-8")
    if before.count(fault.old) != 1:
        return f"the text stands {before.count(fault.old)} times in {fault.file}; name it exactly once"
    file.write_text(before.replace(fault.old, fault.new), encoding="utf-8")
    try:
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *fault.test.split()],
            cwd=workshop,
            env={**os.environ, "PYTHONPATH": str(workshop), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        return ""  # a test that hangs has noticed
    finally:
        file.write_text(before, encoding="utf-8")
    if run.returncode == 1:
        return ""
    return "SURVIVED" if run.returncode == 0 else f"pytest ended with {run.returncode}: {run.stdout[-400:]}"


def _work(rows: list[Fault]) -> list[tuple[Fault, str]]:
    with tempfile.TemporaryDirectory(prefix="randa-mutants-") as folder:
        workshop = Path(folder) / "tree"
        shutil.copytree(ROOT, workshop, ignore=_LEFT_OUT, symlinks=True)
        return [(fault, caught(fault, workshop)) for fault in rows]


def main() -> int:
    """Run the faults on two cores and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--fast", action="store_true", help="leave out browser and reliability tests")
    given = parser.parse_args()
    rows = [f for f in faults() if (not given.only or f.name in given.only) and not (given.fast and f.is_slow)]
    halves = [rows[0::2], rows[1::2]]
    with ThreadPoolExecutor(2) as pool:
        results = [row for half in pool.map(_work, halves) for row in half]
    survivors = 0
    for fault, problem in sorted(results, key=lambda r: rows.index(r[0])):
        survivors += bool(problem)
        print(f"{'caught  ' if not problem else 'SURVIVOR'}  {fault.name:<40} {fault.test}  {problem}")
    print(f"{len(rows) - survivors} of {len(rows)} faults caught")
    return 1 if survivors else 0


if __name__ == "__main__":
    raise SystemExit(main())
