"""Runs attacks on FEEL in children of their own, and reports how each ended."""

from __future__ import annotations

import json
import os
import resource
import signal
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from workflows import feel

FILE = Path(__file__).parents[1] / "data" / "security" / "feel_attacks.yaml"


class Attack(NamedTuple):
    """One attack and the limit that must end it."""

    limit: str
    name: str
    text: str
    is_cell: bool


class Outcome(NamedTuple):
    """How it ended: the limit, or what happened instead; processor seconds; megabytes that it took; did it parse?"""

    ended_by: str
    seconds: float
    megabytes: float
    parsed: bool


def attacks() -> Iterator[Attack]:
    """Read the file."""
    for limit, group in yaml.safe_load(FILE.read_text(encoding="utf-8")).items():
        for name, given in group.items():
            text = given if isinstance(given, str) else "".join(map(_piece, given))
            yield Attack(limit, name, text.removeprefix("cell: "), text.startswith("cell: "))


def _piece(piece: Any) -> str:
    return piece if isinstance(piece, str) else piece[0] * piece[1]


def run(attack: Attack) -> Outcome:
    """Run one attack in a forked child, which is killed after five seconds of processor time."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        _child(attack, writer)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return Outcome(*json.loads(answer)) if answer else Outcome("killed", 5.0, 0.0, True)


def _child(attack: Attack, writer: int) -> None:
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CPU, (5, 6))
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    parsed, ended_by = False, "crashed"
    try:
        parsed, ended_by = _attempt(attack)
    except BaseException as problem:  # whatever it is, the report names it
        ended_by = f"{type(problem).__name__}: {problem}"[:200]
    finally:
        seconds = time.process_time() - start
        megabytes = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        os.write(writer, json.dumps([ended_by, seconds, megabytes, parsed]).encode())
        os._exit(0)


def _attempt(attack: Attack) -> tuple[bool, str]:
    try:
        parsed = feel.parse_tests(attack.text) if attack.is_cell else feel.parse(attack.text)
    except feel.FeelTooBig as limit:
        return False, limit.limit
    try:
        value = parsed.matches(Decimal(5)) if isinstance(parsed, feel.UnaryTests) else parsed.evaluate({"a": {}})
    except feel.FeelLimit as limit:
        return True, limit.limit
    return True, f"nothing: {str(value)[:80]}"
