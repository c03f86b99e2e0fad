"""A residency with its regulation pinned, for the stories of the record."""

from __future__ import annotations

from service.residency import facts as record
from service.residency import hires
from tests.workflows.house import HR


def begin(home, *, regulation="SOSFS_2015_8", months=60, edition="rjl_2025", **changes):
    """A residency with its regulation pinned."""
    given = {
        "employment_id": "E-1",
        "person": "anna",
        "unit": "kir-jkpg",
        "specialty": "kirurgi",
        "edition": edition,
        "employment_start_on": "2026-01-12",
        "licence_on": "2025-06-01",
        **changes,
    }
    residency_id = home.run(lambda tx: hires.register(tx, given, by=HR)).residency_id

    def pin(tx):
        row = record.locked(tx, residency_id)
        record.set_regulation(tx, row, regulation=regulation, bt_required=False, min_months=months, reason=None, by=HR)

    home.run(pin)
    return residency_id


def problems(caught):
    """Field → what is said of it in Swedish."""
    return {p.pointer: p.sv for p in caught.value.fields}
