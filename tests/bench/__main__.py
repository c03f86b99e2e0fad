"""Run the bench: ``python -m tests.bench [--only NAME ...] [--large] [--out FILE]``."""

from __future__ import annotations

import argparse
import json
import logging
import os
import platform
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import structlog

from tests import postgres
from tests.bench import completing, engine, inboxes, states, timers, words
from tests.bench.measuring import Figure, table

DURABLE = "PostgreSQL with fsync"


def _engine() -> Iterator[Figure]:
    for what, measured, budget, unit in engine.rows():
        yield Figure(f"engine: {what}", measured, unit, budget)


def _sqlite() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        yield from completing.figures(f"sqlite:///{folder}/bench.db", "SQLite")


def _postgres(measure: Callable[[str], Iterator[Figure]], *, durable: bool = True) -> Iterator[Figure]:
    server = postgres.Server(durable=durable)
    try:
        yield from measure(server.fresh())
    finally:
        server.stop()


def _timers() -> Iterator[Figure]:
    """What two cores do is judged; what this machine's disk adds is told beside it."""
    yield from _postgres(lambda url: timers.figures(url, note="database in memory", budget=300), durable=False)
    yield from _postgres(lambda url: timers.figures(url, note=DURABLE))


def main() -> int:
    """Print a table and write it as JSON; exit code 1 when a budget is not met."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="feel engine states sqlite postgres timers inbox")
    parser.add_argument("--large", action="store_true", help="a million open tasks; every scenario")
    parser.add_argument("--out", type=Path, default=Path("var/bench.json"))
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    benches: dict[str, Callable[[], Iterator[Figure]]] = {
        "feel": words.figures,
        "engine": _engine,
        "states": lambda: states.figures(everything=given.large),
        "sqlite": _sqlite,
        "postgres": lambda: _postgres(lambda url: completing.figures(url, DURABLE)),
        "timers": _timers,
        "inbox": lambda: _postgres(lambda url: inboxes.figures(url, large=given.large)),
    }
    found: list[Figure] = []
    for name, run in benches.items():
        if not given.only or name in given.only:
            found += (figures := list(run()))
            print(table(figures), end="\n\n", flush=True)
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "load": os.getloadavg()[0]}
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps({"machine": machine, "figures": [f.row() for f in found]}, indent=1) + "\n")
    print(f"written: {given.out}")
    return 1 if any(f.verdict == "NOT MET" for f in found) else 0


if __name__ == "__main__":
    raise SystemExit(main())
