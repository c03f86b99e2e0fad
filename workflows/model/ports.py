"""What the engine room needs from outside, as protocols that ``service.wiring`` fills."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from workflows.model.actor import Actor
    from workflows.transaction import Transaction

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationCall:
    """One call of an operation by a service task (interfaces.md I3)."""

    name: str
    inputs: Values
    submission_id: UUID | None
    instance_id: UUID
    activity_id: str
    residency_id: UUID | None
    #: The token's id: the same on every repetition, so that an operation can be idempotent.
    key: str


class Operations(Protocol):
    """The register of operations; inline ones run in the completing transaction, jobs outside any."""

    def runs(self, name: str) -> Literal["inline", "job"]:
        """Say how *name* runs. Raises OperationUnknown."""
        ...

    def perform(self, tx: Transaction | None, call: OperationCall) -> Values:
        """Do it; *tx* only for inline. Raises BpmnError for a modelled failure."""
        ...

    def undo(self, tx: Transaction, name: str, key: str) -> None:
        """Take back what the inline operation *name* did under *key*. Raises CannotUndo if it can't."""
        ...


class BoundOperations(Protocol):
    """Operations with the transaction already in hand, as the engine sees them."""

    def runs(self, name: str) -> Literal["inline", "job"]:
        """Say how *name* runs."""
        ...

    def perform(self, call: OperationCall) -> Values:
        """Do an inline operation now."""
        ...


@dataclass(frozen=True, slots=True)
class Scoped:
    """Where a task goes: the key that opens it, and whether that is only a fallback."""

    candidate_key: str
    role: str
    is_vacant: bool = False


class Directory(Protocol):
    """Who holds which role, in which scope, when."""

    def scope_key(self, tx: Transaction, role: str, residency_id: UUID | None, region: str | None) -> Scoped:
        """Return the candidate key for *role* in this residency; the fallback role's if nobody holds it."""
        ...

    def keys_of(self, tx: Transaction, person_id: UUID) -> Mapping[str, UUID | None]:
        """Return the person's keys now → on whose behalf (None = own), in one query."""
        ...

    def may_act(
        self,
        tx: Transaction,
        person_id: UUID,
        residency_id: UUID | None,
        role: str,
        *,
        signs: bool,
        instance_id: UUID | None = None,
    ) -> None:
        """Raise NotAllowed when a conflict of interest forbids *person_id* to act (own matter, two roles).

        *instance_id* names the matter: with it, who signed there in another role may not sign again.
        """
        ...


class Cases(Protocol):
    """The facts of a residency that models may name as ``case`` (interfaces.md I6)."""

    def case(self, tx: Transaction, residency_id: UUID) -> Values:
        """Return region, edition, regulation, specialty, unit, start_on, planned_end_on, fte … in one query."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A task or instance that has just begun to run against a deadline policy."""

    #: Empty for a task that shares the open deadline of its process.
    policy: str
    instance_id: UUID
    task_id: UUID | None
    activity_id: str | None
    definition_key: str
    residency_id: UUID | None
    at: dt.datetime


class Deadlines(Protocol):
    """Deadlines of tasks and processes, with their reminders and escalations (interfaces.md I7)."""

    def opened(self, tx: Transaction, opened: Sequence[Opened]) -> Mapping[UUID, dt.date]:
        """Open deadlines; return due dates by task id (or instance id for a process deadline)."""
        ...

    def closed(self, tx: Transaction, *, task_ids: Sequence[UUID], instance_ids: Sequence[UUID]) -> None:
        """Close the deadlines of tasks and instances that ended."""
        ...

    def reopened(self, tx: Transaction, *, task_ids: Sequence[UUID], instance_ids: Sequence[UUID]) -> None:
        """Open again the deadlines that an undone outcome had closed, with their unsent steps."""
        ...

    def run_step(self, tx: Transaction, deadline_id: UUID, step: int) -> None:
        """Do what a due step says: remind, notify or assign. Doing it twice has the effect of once."""
        ...


class Series(Protocol):
    """Short processes that start again and again (interfaces.md I8)."""

    def run_due(self, tx: Transaction, inputs: Values) -> None:
        """Start the next instance of the series that a job names, and plan the one after; twice as once."""
        ...


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A form's data after checking: typed values, and the same as plain JSON for the submission row."""

    values: dict[str, Any]
    plain: dict[str, Any]


class Forms(Protocol):
    """Checks what a person submits against the form of the instance's bundle."""

    def clean(
        self,
        tx: Transaction,
        form_text: str,
        form_key: str,
        data: Mapping[str, Any],
        scope: Mapping[str, Any],
        *,
        by: Actor,
    ) -> Cleaned:
        """Return checked data; *tx* and *by* are for lists of the house and for files that *by* may use.

        Raises InvalidSubmission with one FieldProblem per wrong field.
        """
        ...


class Holidays(Protocol):
    """Bank holidays, for lengths counted in working days."""

    def is_holiday(self, day: dt.date) -> bool:
        """Say whether *day* is a Swedish bank holiday."""
        ...


TimerDate = Callable[[str, dt.datetime], dt.datetime]
