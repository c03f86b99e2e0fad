"""Writes docs/reference/profile.md from the tables of constructs and rules."""

from __future__ import annotations

from workflows.engine.profile.constructs import EXECUTED
from workflows.engine.profile.rules import RULES

_HEAD = """# The profile: what is executed, what is refused

*Generated from `workflows/engine/profile/` by `workflows.engine.profile.page.text()`; a test compares.*

A model is executed as BPMN 2.0 defines it, or refused at publication by a rule with an id and a sentence that says
what to do instead. Every executed construct has a small model (`tests/engine/constructs.py`) that is played in 25
random orders, saved and reloaded at every wait, and golden snapshots (`tests/engine/snapshots/`) that later releases
must continue. Where our words are stricter than Camunda 8's:

- only explicit outputs write variables; a called process sees and gives only what is mapped;
- a multi-instance output collection holds what finished instances gave, in item order, without nulls for others;
- a cycle timer's missed rounds are caught up once; days, weeks and months are Swedish calendar days;
- an error that nothing catches, a condition that is no boolean and a gateway without a way out are incidents.

## Executed

| construct | på svenska | test |
|---|---|---|
"""
_TEST = "`tests/engine/test_constructs.py` [{key}]"
_REFUSED = """
## Refused or warned about

Each rule has a drawing that breaks it in `tests/engine/broken.py`, tried by `tests/engine/test_profile.py`.
"""


def text() -> str:
    """Return the page."""
    rows = "".join(f"| {en} | {sv} | {_TEST.format(key=key)} |\n" for key, (sv, en) in EXECUTED.items())
    parts = [_HEAD, rows, _REFUSED]
    for group in dict.fromkeys(rule.group for rule in RULES.values()):
        parts.append(f"\n### {group.capitalize()}\n\n| rule | | says | säger |\n|---|---|---|---|\n")
        found = [rule for rule in RULES.values() if rule.group == group]
        parts += [f"| `{rule.id}` | {rule.severity} | {rule.en} | {rule.sv} |\n" for rule in found]
    return "".join(parts)
