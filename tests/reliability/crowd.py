"""A crowd: the same operation from many threads in the same instant, and what became of each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from workflows.model import errors

#: Seconds that a thread waits for the others before a test is broken.
PATIENCE = 30


@dataclass(frozen=True)
class Outcomes:
    """Answers and refusals, in the order of the callers."""

    answers: list[Any]
    refusals: list[errors.RandaError]

    def codes(self) -> set[str]:
        """Return the kinds of refusal."""
        return {refusal.code for refusal in self.refusals}


def at_once(operations: Sequence[Callable[[], Any]]) -> Outcomes:
    """Call all *operations* in threads that start together; an error that is not ours comes out as it is."""
    gate = threading.Barrier(len(operations))

    def call(operation: Callable[[], Any]) -> Any:
        gate.wait(PATIENCE)
        try:
            return operation()
        except errors.RandaError as refusal:
            return refusal

    with ThreadPoolExecutor(len(operations)) as pool:
        found = [future.result(PATIENCE) for future in [pool.submit(call, operation) for operation in operations]]
    refusals = [result for result in found if isinstance(result, errors.RandaError)]
    return Outcomes([result for result in found if not isinstance(result, errors.RandaError)], refusals)
