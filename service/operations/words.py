"""How an operation describes itself: name, kind, inputs, outputs, what it writes, a sentence in two languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from workflows.model.ports import OperationCall
from workflows.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Field:
    """An input or output: its type (a name of ``values.TYPES``, or ``person``), and whether it may be missing."""

    type: str
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What an operation returns to the model, and what its undo needs to know (plain JSON)."""

    result: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)


Perform = Callable[[Transaction, OperationCall, UUID], Done]
Undo = Callable[[Transaction, UUID, Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation. ``perform`` and ``undo`` get the residency's id; a read has no undo and writes nothing."""

    name: str
    kind: Literal["inline", "job"] = "inline"
    inputs: Mapping[str, Field] = field(default_factory=dict)
    outputs: Mapping[str, Field] = field(default_factory=dict)
    writes: str = ""
    sv: str
    en: str
    perform: Perform
    undo: Undo | None = None

    @property
    def only_reads(self) -> bool:
        """Say whether it changes nothing."""
        return not self.writes
