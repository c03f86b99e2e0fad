"""Guidelines: which of their sentences the house carries out, and which scenario shows it (interfaces.md I11)."""

from __future__ import annotations

from service.guidelines.counting import Answer, Coverage, Status, count
from service.guidelines.namings import Naming, Shelf, read
from service.guidelines.reference import page, summary

__all__ = ["Answer", "Coverage", "Naming", "Shelf", "Status", "count", "page", "read", "summary"]
