"""Look at a scene: are the open tasks, mails and facts exactly those that the story expects?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from service.directory import people
from service.residency import queries
from service.scenarios.reading import Scenario, day
from workflows import inbox, incidents, instances
from workflows.store.tables import UserTask
from workflows.transaction import Transaction

if TYPE_CHECKING:
    from service.scenarios.playing import Stage

#: Mails that merely say that a task has come are not part of a story's expectations unless it names the kind.
_UNTOLD = frozenset({"assigned"})


@dataclass(slots=True)
class Scene:
    """A story under way."""

    scenario: Scenario
    residency_id: UUID
    stage: Stage
    _seen_mails: set[UUID] = field(default_factory=set)

    def problems(self, expect: Mapping[str, Any]) -> list[str]:
        """Return what is not as expected, in words."""
        return self.stage.run(lambda tx: self._compare(tx, expect))

    def mark(self) -> None:
        """Count mails from here on: expectations about mails are exact since the last step that looked."""
        self._seen_mails = self.stage.run(lambda tx: {m.id for m in _mails(tx, self.residency_id)})

    def at_end(self, end: Mapping[str, Any], visited: set[str]) -> list[str]:
        """Return what is not as the end of the story says."""
        missing = [f"{v} har inte nåtts" for v in end.get("visited", []) if v not in visited]
        return missing + self.problems({k: v for k, v in end.items() if k != "visited"})

    def _compare(self, tx: Transaction, expect: Mapping[str, Any]) -> list[str]:
        found: list[str] = []
        if "tasks" in expect:
            found += self._tasks(tx, expect["tasks"] or [])
        if "mails" in expect:
            found += self._mails(tx, expect["mails"] or [], str(expect.get("of", "")))
        if "watched" in expect:
            found += self._watched(tx, expect["watched"] or [])
        if "incidents" in expect:
            count = len([i for i in incidents.listed(tx) if i.residency_id == self.residency_id])
            found += [] if count == expect["incidents"] else [f"{count} störningar, väntade {expect['incidents']}"]
        if "running" in expect:
            running = sorted(
                i.definition_key for i in instances.of_residency(tx, self.residency_id) if i.state == "running"
            )
            wanted = sorted(expect["running"] or [])
            found += [] if running == wanted else [f"pågående processer {running}, väntade {wanted}"]
        for name, value in (expect.get("facts") or {}).items():
            actual = fact(tx, self.residency_id, name)
            found += [] if str(actual) == str(value) else [f"{name} är {actual}, väntade {value}"]
        return found

    def _tasks(self, tx: Transaction, wanted: list[Mapping[str, Any]]) -> list[str]:
        """Compare exactly, for the processes that are named (all of them when none is expected)."""
        processes = {w["activity"].partition("/")[0] for w in wanted}
        open_now = inbox.open_of_residency(tx, self.residency_id)
        actual = [t for t in open_now if not processes or t.definition_key in processes]
        left, found = list(actual), []
        for want in wanted:
            match = next((t for t in left if _task_differs(tx, t, want) is None), None)
            if match is not None:
                left.remove(match)
                continue
            close = next((t for t in left if _name(t) == want["activity"]), None)
            if close is None:
                found.append(f"uppgiften {want['activity']} finns inte; öppna: {sorted(map(_name, open_now))}")
            else:
                left.remove(close)
                found.append(f"{want['activity']}: {_task_differs(tx, close, want)}")
        return found + [f"uppgiften {_name(t)} ({t.candidate_key}) väntades inte" for t in left]

    def _mails(self, tx: Transaction, wanted: list[Mapping[str, Any]], of: str) -> list[str]:
        """Compare exactly; with *of*, only the mails about that process."""
        told = {w["kind"] for w in wanted}
        fresh = [
            m
            for m in _mails(tx, self.residency_id)
            if m.id not in self._seen_mails and (m.kind not in _UNTOLD or m.kind in told)
            if not of or str(m.about).startswith(f"{of}/")
        ]
        names = {p: people.get(tx, p).handle or str(p) for p in {m.to_person for m in fresh}}
        actual = sorted(f"{names[m.to_person]} {m.kind} {m.about}" for m in fresh)
        expected = sorted(f"{w['to']} {w['kind']} {w['about']}" for w in wanted)
        return [] if actual == expected else [f"mejl {actual}, väntade {expected}"]

    def _watched(self, tx: Transaction, wanted: list[Any]) -> list[str]:
        actual = sorted(w.candidate_key.partition("@")[0] for w in queries.watches_of(tx.session, self.residency_id))
        expected = sorted(str(w) for w in wanted)
        return [] if actual == expected else [f"bevakas av {actual}, väntade {expected}"]


def _name(task: UserTask) -> str:
    return f"{task.definition_key}/{task.activity_id}"


def _task_differs(tx: Transaction, task: UserTask, want: Mapping[str, Any]) -> str | None:
    """Return what differs between a task and what the story says of it; None if nothing."""
    if _name(task) != want["activity"]:
        return "en annan uppgift"
    if "role" in want and task.role != want["role"]:
        return f"rollen är {task.role}, väntade {want['role']}"
    if "due_on" in want and task.due_on != (day(want["due_on"]) if want["due_on"] else None):
        return f"förfaller {task.due_on}, väntade {want['due_on']}"
    if "assignee" in want:
        handle = people.get(tx, task.assignee).handle if task.assignee else None
        if handle != want["assignee"]:
            return f"ligger hos {handle}, väntade {want['assignee']}"
    if "vacant" in want and task.is_vacant != want["vacant"]:
        return f"vakant {task.is_vacant}"
    return None


def _mails(tx: Transaction, residency_id: UUID) -> list[Any]:
    return queries.mails_of(tx.session, residency_id)


def fired_steps(tx: Transaction, residency_id: UUID) -> list[dict[str, Any]]:
    """Return the deadline steps that were carried out, with the rows they serve."""
    return queries.steps_done(tx.session, residency_id)


def fact(tx: Transaction, residency_id: UUID, name: str) -> Any:
    """Return a fact of the residency that stories may name: a case fact or a count."""
    if name == "iup_versions":
        return len(queries.iup_versions(tx.session, residency_id))
    if name == "contracts":
        return len([c for c in queries.contracts(tx.session, residency_id) if c.state == "signed"])
    if name == "state":
        residency = queries.residency(tx.session, residency_id)
        return residency.state if residency is not None else None
    value = tx.parts.cases.case(tx, residency_id).get(name)
    return value.isoformat() if isinstance(value, dt.date) else value
