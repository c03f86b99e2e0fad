"""What a service task may do: a register of operations with typed inputs, each with its undo."""

from __future__ import annotations

from service.operations.register import HouseOperations, Operation, listed

__all__ = ["HouseOperations", "Operation", "listed"]
