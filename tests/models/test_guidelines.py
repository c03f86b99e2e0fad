"""Coverage counts what stories reach, in their own guideline, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from service import catalogue, guidelines
from service.guidelines import counting
from tests.models import shelf

SHELF = guidelines.read(shelf.BPMN, shelf.FORMS)


@dataclass
class Played:
    """A story with nothing but what it has reached."""

    edition: str
    visited: set[str] = field(default_factory=set)
    flows: set[str] = field(default_factory=set)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    steps_fired: list[dict[str, Any]] = field(default_factory=list)
    forms: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)

    @property
    def scenario(self) -> Any:
        return SimpleNamespace(edition=self.edition, title="En saga", process="iup", given={})


def status(row: str, *played: Played) -> guidelines.Status:
    found = guidelines.count(SHELF, played)
    return next(answer.status for answer in found.answers if answer.row == row)


def test_no_place_names_a_row_that_no_guideline_has() -> None:
    assert guidelines.count(SHELF, []).unknown == ()


def test_a_place_with_an_invented_row_is_found() -> None:
    invented = guidelines.Naming("HAL-9999", "element", "iup/draft_iup")
    found = guidelines.count(guidelines.Shelf((invented,), {}, {}, frozenset()), [])
    assert found.unknown == (invented,)


def test_a_row_that_is_only_named_is_not_implemented_and_is_lost() -> None:
    assert status("HAL-103") is guidelines.Status.NAMED
    found = guidelines.count(SHELF, [])
    assert "HAL-103" in {answer.row for answer in found.lost}


def test_a_story_of_another_guideline_does_not_count() -> None:
    assert status("HAL-103", Played("halland", {"iup/draft_iup"})) is guidelines.Status.IMPLEMENTED
    assert status("HAL-103", Played("blekinge", {"iup/draft_iup"})) is guidelines.Status.NAMED


def test_a_field_counts_only_when_somebody_filled_it_in() -> None:
    naming = next(n for n in SHELF.namings if n.kind == "field" and n.row.startswith("HAL"))
    edition = counting.edition_of(naming.row)
    only = guidelines.Shelf((naming,), {}, {}, frozenset())
    without = guidelines.count(only, [Played(edition, forms={naming.place.partition("#")[0]})])
    filled = guidelines.count(only, [Played(edition, fields={naming.place})])
    assert [a.status for a in without.answers if a.row == naming.row] == [guidelines.Status.NAMED]
    assert [a.status for a in filled.answers if a.row == naming.row] == [guidelines.Status.IMPLEMENTED]


def test_a_rule_counts_where_its_policy_was_read_in_its_own_edition() -> None:
    rule = next(n for n in SHELF.namings if n.place.startswith("policy_iup/") and n.row.startswith("BLE"))
    only = guidelines.Shelf((rule,), SHELF.policies, {}, frozenset())
    read = guidelines.count(only, [Played("blekinge", {"iup/approve_iup"})])
    other = guidelines.count(only, [Played("halland", {"iup/approve_iup"})])
    assert next(a for a in read.answers if a.row == rule.row).status != guidelines.Status.NAMED
    assert next(a for a in other.answers if a.row == rule.row).status is guidelines.Status.NAMED


@pytest.mark.parametrize("strength", ["kan", "info"])
def test_what_is_optional_is_never_lost(strength: str) -> None:
    lost = {answer.row for answer in guidelines.count(SHELF, []).lost}
    assert not [row for row, of in catalogue.requirements().items() if of["strength"] == strength and row in lost]


def test_the_page_quotes_every_row() -> None:
    written = guidelines.page(guidelines.count(SHELF, []))
    assert all(row in written for row in catalogue.requirements())
