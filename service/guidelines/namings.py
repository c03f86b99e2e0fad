"""Where the models, tables and forms name a row of a guideline."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from lxml import etree

ROW = re.compile(r"\b(?:RJL22|RJL25|NRB|HAL|BLE)-\d+[a-z]?\b")
_POLICY = re.compile(r"\bpolicy\.([a-z_]+)\.")
_TEXT = re.compile(r'"([^"]*)"')
#: Tables whose rules are matched by a policy's name and the edition, not by a business rule task.
_BY_POLICY = ("deadlines", "escalations")

Kind = Literal["element", "process", "flow", "rule", "field"]


@dataclass(frozen=True, slots=True)
class Naming:
    """One place that names a row.

    *place* is ``process/element``, ``decision/rule`` or ``form#field``; *needs* is the policy whose use matches a
    rule of a policy table, *editions* the guidelines that the rule holds for (empty: all), *default* what the rule
    says of itself where the guideline is silent.
    """

    row: str
    kind: Kind
    place: str
    needs: str = ""
    editions: frozenset[str] = frozenset()
    default: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Every naming, and which policies each process, element and form reads."""

    namings: tuple[Naming, ...]
    #: Process or form key → the policies that its text reads.
    policies: dict[str, frozenset[str]]
    #: ``process`` or ``process/element`` → the policy of its deadline.
    deadlines: dict[str, str]
    processes: frozenset[str]


def read(models: Path, forms: Path) -> Shelf:
    """Read every drawing and table under *models* and every form under *forms*."""
    namings: list[Naming] = []
    policies: dict[str, frozenset[str]] = {}
    deadlines: dict[str, str] = {}
    for file in sorted(models.glob("*/*.bpmn")):
        key = file.parent.name
        text = file.read_bytes()
        namings += _of_drawing(key, text, deadlines)
        policies[key] = frozenset(_POLICY.findall(text.decode()))
    for file in sorted(models.glob("decisions/*.dmn")):
        namings += _of_tables(file.read_bytes())
    for file in sorted(forms.glob("*/*.form")):
        key = f"{file.parent.name}/{file.stem}"
        body = file.read_text(encoding="utf-8")
        namings += _of_form(key, json.loads(body))
        policies[key] = frozenset(_POLICY.findall(body))
    processes = frozenset(file.parent.name for file in models.glob("*/*.bpmn"))
    return Shelf(tuple(namings), policies, deadlines, processes)


def _tree(text: bytes) -> Any:
    return etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True))


def _local(element: Any) -> str:
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def _of_drawing(key: str, text: bytes, deadlines: dict[str, str]) -> Iterator[Naming]:
    for element in _tree(text).iter():
        owner = element.getparent().getparent() if _local(element) in ("serves", "deadline") else None
        if owner is None:
            continue
        tag = _local(owner)
        place = key if tag == "process" else f"{key}/{owner.get('id')}"
        if _local(element) == "deadline":
            deadlines[place] = element.get("policy", "")
            continue
        kind: Kind = "process" if tag == "process" else "flow" if tag == "sequenceFlow" else "element"
        for row in ROW.findall(element.get("rows", "")):
            yield Naming(row, kind, place)


def _of_tables(text: bytes) -> Iterator[Naming]:
    for decision in (e for e in _tree(text).iter() if _local(e) == "decision"):
        table = next((e for e in decision if _local(e) == "decisionTable"), None)
        if table is None:
            continue
        names = [e.get("name") for e in table if _local(e) == "annotation"]
        for rule in (e for e in table if _local(e) == "rule"):
            yield from _of_rule(str(decision.get("id")), rule, names)


def _of_rule(decision: str, rule: Any, names: list[str]) -> Iterator[Naming]:
    cells = ["".join(e.itertext()).strip() for e in rule if _local(e) == "inputEntry"]
    told = dict(
        zip(names, ("".join(e.itertext()).strip() for e in rule if _local(e) == "annotationEntry"), strict=False)
    )
    needs = decision.removeprefix("policy_") if decision.startswith("policy_") else ""
    editions = _TEXT.findall(cells[0]) if needs else []
    if decision in _BY_POLICY:
        needs = next(iter(_TEXT.findall(cells[0])), "")
        editions = _TEXT.findall(cells[1])
    for row in ROW.findall(told.get("serves", "")):
        yield Naming(row, "rule", f"{decision}/{rule.get('id')}", needs, frozenset(editions), told.get("default", ""))


def _of_form(key: str, component: dict[str, Any]) -> Iterator[Naming]:
    for part in component.get("components", []):
        place = f"{key}#{part.get('key') or part.get('path') or part.get('id')}"
        for row in ROW.findall(part.get("properties", {}).get("serves", "")):
            yield Naming(row, "field", place)
        yield from _of_form(key, part)
