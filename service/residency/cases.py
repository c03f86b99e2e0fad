"""The facts of a residency that models name as ``case``: the engine room's port ``Cases``."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from service.residency import queries
from workflows.model import calendar, errors
from workflows.transaction import Transaction

FOREIGN = frozenset({"eu_eea", "third_country"})


class ResidencyCases:
    """Reads a residency's facts as FEEL values, in one query."""

    def case(self, tx: Transaction, residency_id: UUID) -> Mapping[str, Any]:
        """Return the facts that ``docs/reference/interfaces.md`` I6 lists; dates are dates, ids are text.

        ``fte`` is percent of full time today. Raises ResidencyNotFound.
        """
        row = queries.case(tx.session, residency_id, calendar.local_date(tx.now()))
        if row is None:
            raise errors.ResidencyNotFound(residency_id=residency_id)
        residency, first, last, administration, percent, supervisor_id, supervisor_first, supervisor_last = row
        return {
            "residency_id": str(residency.id),
            "person_id": str(residency.person_id),
            "region": residency.region,
            "edition": residency.edition,
            "regulation": residency.regulation,
            "specialty": residency.specialty,
            "unit": residency.unit,
            "administration": administration,
            "state": residency.state,
            "start_on": residency.start_on,
            "employment_start_on": residency.employment_start_on,
            "planned_end_on": residency.planned_end_on,
            "fte": Decimal(percent if percent is not None else 100),
            "min_months": Decimal(residency.min_months) if residency.min_months is not None else None,
            "bt_required": residency.bt_required,
            "position_type": residency.position_type,
            "resident_name": f"{first} {last}",
            "main_supervisor": str(supervisor_id) if supervisor_id else None,
            "main_supervisor_name": f"{supervisor_first} {supervisor_last}" if supervisor_id else None,
            "has_main_supervisor": supervisor_id is not None,
            "foreign_background": residency.trained_in in FOREIGN,
        }


def of(tx: Transaction, residency_id: UUID) -> Mapping[str, Any]:
    """Return the case facts, fetched once per transaction."""
    slot = ("case", residency_id)
    if slot not in tx.known:
        tx.known[slot] = tx.parts.cases.case(tx, residency_id)
    found: Mapping[str, Any] = tx.known[slot]
    return found
