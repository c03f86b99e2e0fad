"""``randa run``: everything in one terminal, with visible progress; Ctrl-C stops everything."""

from __future__ import annotations

import argparse
import contextlib
import functools
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from service import config, sample
from service.cli import opening, setting_up
from service.cli.programs import Program, Programs
from service.config import Settings
from service.directory import queries
from service.frontend import build
from workflows.store import installation

T = TypeVar("T")


def add_to(commands: opening.Add) -> None:
    """Add this family."""
    opening.command(commands, "run", _run, "Start web, worker, dispatcher and our own Valkey; Ctrl-C stops all.")


def _run(_given: argparse.Namespace) -> int:
    settings = config.from_environment()
    _step("Database", lambda: setting_up.prepare(settings))
    with opening.house(settings) as house:
        is_sample = house.kind() != "real"
        house.run(lambda tx: installation.write(tx.session, opening.URL, settings.url, tx.wall()))
    settings = replace(settings, sample=is_sample)
    _step("Pages", build.build)
    programs = Programs(settings)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    try:
        _start(settings, programs)
        if not stopping.is_set():
            _greet(settings)
        while not stopping.wait(0.5):
            for name in programs.mend():
                print(f"  {name} had ended and was started again", flush=True)
    finally:
        _say("\nStopping")
        programs.stop(lambda name: _say(f" · {name}"))
        _say(" · done\n")
    return 0


def _say(words: str) -> None:
    """Print without a new line; a terminal that has gone away must not keep anything from being stopped."""
    with contextlib.suppress(OSError):
        print(words, end="", flush=True)


def _start(settings: Settings, programs: Programs) -> None:
    """Start everything; what takes longest to come up begins first."""
    programs.end_leftovers()
    programs.spawn(Program.WEB)
    if settings.has_own_valkey:
        programs.spawn(Program.EMBEDDED)
        _step("Valkey", lambda: programs.await_ready(Program.EMBEDDED))
    if settings.sample:
        _step("Models and sample", lambda: setting_up.load_sample(settings))
    else:
        _step("Models", lambda: _deploy(settings))
    # Only now: the sample's past is lived through on a clock of its own, which their present would overtake.
    for program in (Program.WORKER, Program.DISPATCHER):
        programs.spawn(program)
    for program in (Program.WORKER, Program.DISPATCHER, Program.WEB):
        _step(program.capitalize(), functools.partial(programs.await_ready, program))


def _deploy(settings: Settings) -> None:
    with opening.house(settings) as house:
        setting_up.deploy(house)


def _step(name: str, act: Callable[[], T]) -> T:
    """Do one step of the start, saying what and how long it took."""
    print(f"  {name:<20}", end="", flush=True)
    began = time.perf_counter()
    done = act()
    print(f"{time.perf_counter() - began:5.1f} s", flush=True)
    return done


def _greet(settings: Settings) -> None:
    print(f"\nRanda is at {settings.url}   (Ctrl-C stops it; data and logs are in {settings.data})", flush=True)
    if not settings.sample:
        return
    with opening.house(settings) as house, house.reading() as tx:
        people = sample.signed_in_list(tx)
        names = {region.id: region.name_sv for region in queries.regions(tx.session)}
    print("Sign in as anybody; for instance:")
    for region in dict.fromkeys(person.region for person in people):
        print(f"\n  {names.get(region, region)}")
        for person in [p for p in people if p.region == region]:
            roles = ", ".join(role.replace("_", " ") for role in person.roles) or "not hired yet"
            print(f"    {person.handle:<10} {person.name:<26} {roles}")
    print(flush=True)
