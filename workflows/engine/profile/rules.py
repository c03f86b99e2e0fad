"""The register of all rules of the publication check: id, severity, group, one sentence in Swedish and English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workflows.engine.profile import rules_ours, rules_standard

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; the sentences take {name} (the element's name or id) and the facts of a finding."""

    id: str
    group: str
    severity: Severity
    sv: str
    en: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the check says about one element, in Swedish and English."""

    rule: str
    severity: Severity
    element: str | None
    sv: str
    en: str


def _register() -> dict[str, Rule]:
    found: dict[str, Rule] = {}
    for group, rows in {**rules_standard.GROUPS, **rules_ours.GROUPS}.items():
        for line in rows.strip().splitlines():
            key, severity, sv, en = (part.strip() for part in line.split("|"))
            assert key not in found, key
            found[key] = Rule(key, group, severity, sv, en)  # type: ignore[arg-type]
    return found


RULES = _register()


def finding(rule_id: str, element: str | None, **facts: object) -> Finding:
    """Return a finding of this rule about an element."""
    rule = RULES[rule_id]
    facts.setdefault("name", element or "")
    return Finding(rule_id, rule.severity, element, rule.sv.format(**facts), rule.en.format(**facts))
