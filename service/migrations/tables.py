"""Every table of the house, imported once so that the one metadata knows them all."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from sqlalchemy import MetaData

import service
from workflows.store import records, tables
from workflows.store.base import Base

__all__ = ["metadata", "records", "tables"]


def metadata() -> MetaData:
    """Return the metadata with the tables of every room: each keeps them in ``tables``, or modules named so first."""
    for room in pkgutil.iter_modules(service.__path__):
        if room.ispkg and room.name != "migrations":
            inside = {m.name for m in pkgutil.iter_modules([f"{service.__path__[0]}/{room.name}"])}
            for module in sorted(name for name in inside if name.startswith("tables")):
                import_module(f"service.{room.name}.{module}")
    return Base.metadata
