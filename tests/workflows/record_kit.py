"""A residency with its regulation pinned, for the stories of the record."""

from __future__ import annotations

from pathlib import Path

from service.residency import facts as record
from service.residency import hires
from service.sample import people as sample
from tests.workflows.house import HR

NUMBERS = Path(__file__).parents[1] / "data" / "personnummer.txt"


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


def free_numbers():
    """Skatteverket's test numbers that no person of the sample has."""
    taken = set(sample._numbers())
    return [number for number in NUMBERS.read_text().split() if number not in taken]


def problems(caught):
    """Field → what is said of it in Swedish."""
    return {p.pointer: p.sv for p in caught.value.fields}
