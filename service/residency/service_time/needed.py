"""How many full-time months must be served: the regulation's least length less what is credited."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from service.residency.queries import training
from service.residency.tables import Residency
from service.residency.tables_record import ServiceCredit
from workflows.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Needed:
    """Full-time months: the least length, what is credited, what is left to serve from the start."""

    minimum: Fraction
    credited: Fraction

    @property
    def left(self) -> Fraction:
        """Return what must be served here; never less than nothing."""
        return max(Fraction(0), self.minimum - self.credited)


def of(tx: Transaction, residency: Residency) -> Needed:
    """Return what a residency needs; nothing while its regulation is open."""
    rows = training.credits_of(tx.session, residency.id)
    return Needed(Fraction(residency.min_months or 0), months(rows))


def months(rows: list[ServiceCredit]) -> Fraction:
    """Add up credits in full-time months."""
    return Fraction(sum(row.hundredths for row in rows), 100)
