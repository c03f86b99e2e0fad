"""What expressions may name besides variables: ``case`` and ``policy``, fetched only when named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from workflows.model import errors
from workflows.tokens.deployed import Deployed
from workflows.transaction import Transaction

#: What the decisions ``policy_<process>`` may read from the case.
_POLICY_INPUTS = ("edition", "region", "specialty", "regulation")
#: The names themselves.
NAMES = ("case", "policy", "residency_id")


def case(tx: Transaction, residency_id: UUID | None) -> Mapping[str, Any]:
    """Return the residency's facts, fetched once per transaction; empty without a residency."""
    if residency_id is None:
        return {}
    slot = ("case", residency_id)
    if slot not in tx.known:
        tx.known[slot] = tx.parts.cases.case(tx, residency_id)
    found: Mapping[str, Any] = tx.known[slot]
    return found


class Policy(Mapping[str, Any]):
    """``policy.<process>.<name>`` for the pinned edition and the instance's own bundle (interfaces.md I6)."""

    def __init__(self, tx: Transaction, deployed: Deployed, residency_id: UUID | None) -> None:
        self._tx, self._deployed, self._residency_id = tx, deployed, residency_id
        self._names = [d.removeprefix("policy_") for d in deployed.decisions if d.startswith("policy_")]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, process: str) -> Any:
        if process not in self._names:
            raise KeyError(process)
        facts = case(self._tx, self._residency_id)
        slot = ("policy", (self._deployed.id, process, self._residency_id))
        if slot not in self._tx.known:
            self._tx.known[slot] = self._decided(process, facts)
        return self._tx.known[slot]

    def _decided(self, process: str, facts: Mapping[str, Any]) -> Any:
        decision = f"policy_{process}"
        inputs = {name: facts.get(name) for name in _POLICY_INPUTS}
        decided = self._deployed.decisions[decision].decide(decision, inputs, clock=self._tx.parts.clock)
        if decided.errors:
            raise errors.DecisionFailed(decision=decision, why="; ".join(f.en for f in decided.errors))
        return decided.value


def extras(tx: Transaction, deployed: Deployed, residency_id: UUID | None) -> Mapping[str, Any]:
    """Return the names that every expression of this instance may use besides its variables."""
    return _Extras(tx, deployed, residency_id)


class _Extras(Mapping[str, Any]):
    """Lazy: a case query runs only when an expression names ``case`` or ``policy``."""

    def __init__(self, tx: Transaction, deployed: Deployed, residency_id: UUID | None) -> None:
        self._parts = (tx, deployed, residency_id)

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)

    def __getitem__(self, name: str) -> Any:
        tx, deployed, residency_id = self._parts
        if name == "case":
            return LazyCase(tx, residency_id)
        if name == "policy":
            return Policy(tx, deployed, residency_id)
        if name == "residency_id":
            return str(residency_id) if residency_id else None
        raise KeyError(name)


class LazyCase(Mapping[str, Any]):
    """The case's facts for forms: the query runs when the first one is asked for."""

    def __init__(self, tx: Transaction, residency_id: UUID | None) -> None:
        self._tx, self._residency_id = tx, residency_id

    def __iter__(self) -> Iterator[str]:
        return iter(case(self._tx, self._residency_id))

    def __len__(self) -> int:
        return len(case(self._tx, self._residency_id))

    def __getitem__(self, name: str) -> Any:
        return case(self._tx, self._residency_id)[name]
