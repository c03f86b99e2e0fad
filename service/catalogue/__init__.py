"""Reference data of the product: requirement rows, policy table, roles and scopes, goals, specialties, forms."""

from __future__ import annotations

import csv
import json
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

Row = dict[str, str]


def text(name: str) -> str:
    """Return the text of the catalogue file *name*."""
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")


def rows(name: str) -> tuple[Row, ...]:
    """Return the rows of *name*.csv, in the order of the file; read once."""
    return _rows(f"{name}.csv")


def requirements() -> Mapping[str, Row]:
    """Return the guidelines' requirement rows by id (columns: id, section, strength, quote_sv …)."""
    return _by("requirements", "id")


def roles() -> Mapping[str, Row]:
    """Return the roles by role_id, with their titles in each edition."""
    return _by("roles", "role_id")


def role_scopes() -> Mapping[str, Row]:
    """Return where a role is held, by role: one column per region, and the fallback role (interfaces.md I5b)."""
    return _by("role_scope", "role")


def specialties() -> Mapping[str, Row]:
    """Return the specialties by id."""
    return _by("specialties", "id")


@cache
def listed(name: str) -> tuple[dict[str, Any], ...]:
    """Return the entries of *name*.json (certificates, instruments); read once."""
    return tuple(json.loads(text(f"{name}.json")))


@cache
def _rows(filename: str) -> tuple[Row, ...]:
    return tuple(csv.DictReader(text(filename).splitlines(keepends=True)))


@cache
def _by(name: str, column: str) -> Mapping[str, Row]:
    return MappingProxyType({row[column]: row for row in rows(name)})
