"""The command line: ``randa COMMAND``, one module per family of commands."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from service.cli import accounts, checking, guidelines, keeping, models, running, setting_up, travelling
from workflows.model import errors

_FAMILIES = (running, setting_up, models, travelling, accounts, keeping, checking, guidelines)


def main(argv: Sequence[str] | None = None) -> int:
    """Do one command and return the exit code: 0 done, 1 refused or something found, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="randa", description="Doctors' specialisation training as processes.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for family in _FAMILIES:
        family.add_to(commands)
    given = parser.parse_args(argv)
    try:
        return int(given.act(given))
    except errors.RandaError as refused:
        print(f"randa: {refused.text('en')}", file=sys.stderr)
        for problem in getattr(refused, "fields", ()):
            print(f"  {problem.pointer}: {problem.en}", file=sys.stderr)
        for finding in getattr(refused, "findings", ()):
            print(f"  {finding.element or '-'}: {finding.en} ({finding.rule})", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read has heard enough
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  stays open to the end of the process
        return 1
