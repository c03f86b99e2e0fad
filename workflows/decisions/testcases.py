"""Reads the test cases of the DMN TCK in their original form, and compares values as its runner does."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from workflows.decisions import xml
from workflows.decisions.xml import Element
from workflows.model import isotext

MAX_ELEMENTS = 200_000
_NANOSECONDS = re.compile(r"\.\d{6}\d*[1-9]")
_NEAR = Decimal("1e-8")


@dataclass(frozen=True, slots=True)
class Beyond:
    """A value that no value of ours can hold: a year outside 1-9999, or nanoseconds."""

    text: str


@dataclass(frozen=True, slots=True)
class Case:
    """One expected result: of which suite, case and element, with which inputs."""

    suite: str
    case: str
    node: str
    kind: str
    invocable: str
    inputs: Mapping[str, Any]
    expected: Any
    error_expected: bool
    model: Path

    @property
    def id(self) -> str:
        """Return a short name for lists."""
        return f"{self.suite} {self.case} {self.node}"


def read(path: Path) -> list[Case]:
    """Read one file of test cases; a file that holds none gives an empty list."""
    root = xml.parse(path.read_bytes(), max_elements=MAX_ELEMENTS)
    if root.name != "testCases":
        return []
    name = root.first("modelName")
    model = path.parent / (name.text.strip() if name is not None else "")
    return [case for element in root.all("testCase") for case in _cases(element, path, model)]


def _cases(element: Element, path: Path, model: Path) -> list[Case]:
    inputs = {node.get("name"): value(node) for node in element.all("inputNode")}
    return [
        Case(
            suite=path.parent.name,
            case=element.get("id"),
            node=result.get("name"),
            kind=element.get("type") or "decision",
            invocable=element.get("invocableName"),
            inputs=inputs,
            expected=value(expected) if (expected := result.first("expected")) is not None else None,
            error_expected=result.get("errorResult") == "true",
            model=model,
        )
        for result in element.all("resultNode")
    ]


def value(element: Element) -> Any:
    """Read what stands inside an input node, an expected result, an item or a component."""
    if element.get("nil") == "true":
        return None
    simple = element.first("value")
    if simple is not None:
        return _simple(simple)
    items = element.first("list")
    if items is not None:
        return None if items.get("nil") == "true" else [value(item) for item in items.all("item")]
    components = element.all("component")
    return {part.get("name"): value(part) for part in components} if components else None


def _simple(element: Element) -> Any:
    if element.get("nil") == "true":
        return None
    kind = element.get("type").rpartition(":")[2] or "string"
    text = element.text
    if kind == "string":
        return text
    read_ = _SIMPLE.get(kind)
    text = text.strip()
    if read_ is None:
        return text
    found = read_(text)
    return Beyond(text) if found is None or (kind in _TIMES and _NANOSECONDS.search(text)) else found


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


_TIMES = ("date", "time", "dateTime", "duration", "dayTimeDuration", "yearMonthDuration")
_SIMPLE: dict[str, Callable[[str], Any]] = {
    "boolean": {"true": True, "1": True, "false": False, "0": False}.get,
    **dict.fromkeys(("decimal", "double", "float", "integer", "int", "long", "short"), _number),
    "date": isotext.parse_date,
    "time": isotext.parse_time,
    "dateTime": isotext.parse_moment,
    **dict.fromkeys(("duration", "dayTimeDuration", "yearMonthDuration"), isotext.parse_duration),
}


def same(wanted: Any, got: Any) -> bool:
    """Compare as the TCK does: numbers to eight decimals, lists in order, contexts by key, Z as +00:00."""
    if isinstance(wanted, list):
        return isinstance(got, list) and len(wanted) == len(got) and all(map(same, wanted, got))
    if isinstance(wanted, dict):
        return isinstance(got, Mapping) and wanted.keys() == got.keys() and all(same(wanted[k], got[k]) for k in wanted)
    if isinstance(wanted, Decimal):
        return isinstance(got, Decimal) and (wanted == got or abs(wanted - got) < _NEAR)
    if isinstance(wanted, (datetime, time)):
        return type(wanted) is type(got) and _local(wanted) == _local(got) and _same_zone(wanted, got)
    if isinstance(wanted, timedelta) or isinstance(got, timedelta):
        return wanted == got or (not wanted and not got and _is_length(wanted) and _is_length(got))
    return type(wanted) is type(got) and wanted == got


def _is_length(given: Any) -> bool:
    return isinstance(given, (timedelta, isotext.Months))


def _local(moment: Any) -> Any:
    return moment.replace(tzinfo=None, fold=0)


def _same_zone(wanted: Any, got: Any) -> bool:
    zones = wanted.tzinfo, got.tzinfo
    if None in zones:
        return zones == (None, None)
    named = [hasattr(zone, "key") for zone in zones]
    if named[0] != named[1]:
        return True
    return str(zones[0]) == str(zones[1]) if named[0] else wanted.utcoffset() == got.utcoffset()
