"""The house as commands open it: settings from the environment, few logs, an up-to-date schema."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from service import config, logs, migrations, wiring
from service.config import Settings
from service.wiring import House
from service.wiring.house import KIND
from workflows.model import errors
from workflows.model.actor import Actor
from workflows.store import installation
from workflows.transaction import Transaction

CLI = Actor.system("cli")
#: The installation row with the address of the program that runs now or ran last.
URL = "url"

Add = Any  # argparse's sub-parsers have no public type


@contextmanager
def house(settings: Settings | None = None) -> Iterator[House]:
    """Open the house of this installation; a sample installation is one whatever RANDA_SAMPLE says.

    Links carry the address of the ``randa run`` that uses the same data, unless the environment says another.
    Raises Unavailable when the schema is not that of this release.
    """
    is_ours = settings is None and not (os.environ.get("RANDA_URL") or os.environ.get("PORT"))
    settings = settings or config.from_environment()
    settings.data.mkdir(parents=True, exist_ok=True)
    logs.configure(replace(settings, log_level="warning"))
    opened = wiring.build(settings)
    if not migrations.is_at_head(opened.database.engine):
        raise errors.Unavailable("The database is not up to date: randa db upgrade", "Kör först: randa db upgrade")
    with opened.reading() as tx:
        url = (installation.read(tx.session, URL) if is_ours else None) or settings.url
    wanted = replace(settings, sample=settings.sample or opened.kind() == "sample", url=url)
    if wanted != settings:
        opened.close()
        opened = wiring.build(wanted)
    try:
        yield opened
    finally:
        opened.close()


def found(tx: Transaction, what: str) -> None:
    """Say what this installation is and give it its id, once. Raises Conflict when it is the other kind already."""
    known = installation.read(tx.session, KIND)
    if known not in (None, what):
        raise errors.Conflict(
            f"This installation is {known}. Use another RANDA_DATA or DATABASE_URL.",
            f"Den här installationen är {known}. Använd en annan RANDA_DATA eller DATABASE_URL.",
        )
    if known is None:
        installation.write(tx.session, KIND, what, tx.wall())
        installation.write(tx.session, "id", f"{secrets.token_hex(8)}.randa", tx.wall())


def command(commands: Add, name: str, act: Callable[..., int], words: str) -> Any:
    """Add one command with its sentence; return its parser for arguments."""
    parser = commands.add_parser(name, help=words, description=words)
    parser.set_defaults(act=act)
    return parser


def group(commands: Add, name: str, words: str) -> Add:
    """Add a command that has commands of its own."""
    parser = commands.add_parser(name, help=words, description=words)
    return parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
