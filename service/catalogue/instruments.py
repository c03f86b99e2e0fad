"""The assessment instruments with their real fields and scales, each at the version of its own content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from service import catalogue


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument: header and footer fields, domains, scales by name; *version* changes with any of them."""

    code: str
    name: str
    version: str
    header: tuple[str, ...]
    domains: tuple[str, ...]
    footer: tuple[str, ...]
    scales: Mapping[str, tuple[str, ...]]
    rules: str
    certainty: str


@cache
def instruments() -> Mapping[str, Instrument]:
    """Return the instruments by code (``MINI_CEX``, ``DOPS`` …); read once."""
    return MappingProxyType({row["code"]: _instrument(row) for row in catalogue.listed("instruments")})


def level(value: str) -> int | None:
    """Return the number that a value of a scale begins with; None for *ej observerat* and scales without numbers."""
    return int(value[0]) if value[:1].isdigit() else None


def _instrument(row: dict[str, object]) -> Instrument:
    content = {name: row.get(name) for name in ("header", "domains", "scales", "footer")}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return Instrument(
        code=str(row["code"]),
        name=str(row["name"]),
        version=hashlib.sha256(text.encode()).hexdigest()[:8],
        header=tuple(row["header"]),  # type: ignore[arg-type]
        domains=tuple(row["domains"]),  # type: ignore[arg-type]
        footer=tuple(row["footer"]),  # type: ignore[arg-type]
        scales={name: tuple(values) for name, values in row["scales"].items()},  # type: ignore[attr-defined]
        rules=str(row.get("rules", "")),
        certainty=str(row["certainty"]),
    )
