"""The reference page of operations, made from the register."""

from __future__ import annotations

from collections.abc import Mapping

from service.operations import register
from service.operations.words import Field, Operation

_HEAD = """# Operations / Operationer

What a service task may do (`zeebe:taskDefinition type`). This page is made from the register in `service/operations/`;
a test compares them. Inline operations run in the transaction of the step that reaches
them, once per token, and can be undone with the outcome that set them going.

| operation | runs | inputs | outputs | writes | sv | en |
|---|---|---|---|---|---|---|
"""


def page() -> str:
    """Return ``docs/reference/operations.md``."""
    return _HEAD + "".join(_row(operation) for operation in register.listed())


def _row(operation: Operation) -> str:
    cells = (
        f"`{operation.name}`",
        operation.kind,
        _fields(operation.inputs),
        _fields(operation.outputs),
        operation.writes or "–",
        operation.sv,
        operation.en,
    )
    return f"| {' | '.join(cells)} |\n"


def _fields(fields: Mapping[str, Field]) -> str:
    named = (f"`{name}` {field.type}{'?' if field.is_optional else ''}" for name, field in fields.items())
    return ", ".join(named) or "–"
