"""Read a scenario file: YAML with closed keys, so that a misspelt word is an error and not a silent nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_TOP = {"scenario", "edition", "given", "steps", "end", "about"}
_GIVEN = {"hire", "roles", "at", "facts", "guideline"}
_STEP = {"expect", "after", "do", "refuse", "note"}
_EXPECT = {"tasks", "mails", "of", "watched", "incidents", "facts", "running"}
_TASK = {"activity", "role", "due_on", "assignee", "vacant", "item"}
_MAIL = {"to", "about", "kind"}
_DO = {
    "complete": {"by", "outcome", "form", "data", "comment", "item"},
    "claim": {"by"},
    "undo": {"by"},
    "hand_over": {"by", "to"},
    "remind": {"by"},
    "fact": {"from", "to", "on", "percent", "kind", "reason", "values"},
    "correct_hire": {"by"},
    "cancel_hire": {"by"},
    "move_due": {"by", "to", "reason"},
    "bind": {"person", "from", "to"},
    "unbind": {"person", "to"},
    "message": {"payload"},
    "signal": set(),
    "hire": set(),
}
_END = {"facts", "visited", "incidents", "running"}


class ScenarioUnreadable(ValueError):
    """A scenario file says something that no scenario can say."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: first time passes, then somebody does something (or is refused), then what is expected holds."""

    number: int
    after: str | None
    do: Mapping[str, Any] | None
    refuse: Mapping[str, Any] | None
    expect: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Scenario:
    """One story."""

    title: str
    edition: str
    file: Path
    given: Mapping[str, Any]
    steps: tuple[Step, ...]
    end: Mapping[str, Any]

    @property
    def process(self) -> str:
        """Return the process whose folder the file lies in."""
        return self.file.parent.parent.name


def find(folder: Path, *, process: str | None = None, edition: str | None = None) -> Iterator[Scenario]:
    """Read every scenario under a folder of models, in the order of their names."""
    for file in sorted(folder.glob(f"{process or '*'}/scenarios/*.yaml")):
        for scenario in read(file):
            if edition in (None, scenario.edition):
                yield scenario


def read(file: Path) -> list[Scenario]:
    """Read one file; it may hold several scenarios, separated by ``---``. Raises ScenarioUnreadable."""
    try:
        documents = list(yaml.safe_load_all(file.read_text(encoding="utf-8")))
    except yaml.YAMLError as exc:
        raise ScenarioUnreadable(f"{file.name}: {exc}") from exc
    return [_scenario(file, document) for document in documents if document is not None]


def _scenario(file: Path, raw: Any) -> Scenario:
    where = f"{file.parent.parent.name}/{file.name}"
    _closed(raw, _TOP, where)
    for key in ("scenario", "edition", "given", "steps"):
        if key not in raw:
            raise ScenarioUnreadable(f"{where}: {key} is missing")
    _closed(raw["given"], _GIVEN, f"{where} given")
    _closed(raw.get("end") or {}, _END, f"{where} end")
    steps = tuple(_step(f"{where} step {n}", n, step) for n, step in enumerate(raw["steps"], 1))
    return Scenario(raw["scenario"], raw["edition"], file, raw["given"], steps, raw.get("end") or {})


def _step(where: str, number: int, raw: Any) -> Step:
    _closed(raw, _STEP, where)
    expect = raw.get("expect")
    if expect is not None:
        _closed(expect, _EXPECT, f"{where} expect")
        for task in expect.get("tasks") or []:
            _closed(task, _TASK, f"{where} expect tasks")
        for mail in expect.get("mails") or []:
            _closed(mail, _MAIL, f"{where} expect mails")
    for key in ("do", "refuse"):
        if key in raw:
            _act(f"{where} {key}", raw[key], {"because"} if key == "refuse" else set())
    return Step(number, raw.get("after"), raw.get("do"), raw.get("refuse"), expect)


def _act(where: str, raw: Any, more: set[str]) -> None:
    verbs = [key for key in raw if key in _DO]
    if not isinstance(raw, dict) or len(verbs) != 1:
        raise ScenarioUnreadable(f"{where}: name exactly one of {', '.join(sorted(_DO))}")
    _closed(raw, {verbs[0]} | _DO[verbs[0]] | more, where)


def _closed(raw: Any, allowed: set[str], where: str) -> None:
    if not isinstance(raw, dict):
        raise ScenarioUnreadable(f"{where}: write keys and values")
    if unknown := set(raw) - allowed:
        raise ScenarioUnreadable(f"{where}: {', '.join(sorted(unknown))} is not one of {', '.join(sorted(allowed))}")


def day(value: Any) -> dt.date:
    """Return a YAML date; text in ISO form is one too."""
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
