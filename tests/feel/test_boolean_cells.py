"""A cell that says true asks whether the input is true; an unknown input is not."""

from __future__ import annotations

import pytest

from workflows import feel


@pytest.mark.parametrize(
    ("cell", "value", "holds"), [("true", True, True), ("true", None, False), ("false", None, False)]
)
def test_a_literal_boolean_is_compared_with_the_input(cell: str, value: bool | None, holds: bool) -> None:
    assert feel.parse_tests(cell).matches(value, {}) is holds


def test_a_computed_boolean_answers_for_itself() -> None:
    assert feel.parse_tests("1 + 1 = 2").matches("anything", {})
