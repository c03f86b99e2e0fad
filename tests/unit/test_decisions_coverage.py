"""What the checker says of a table is what the table does: held against trying every value, on generated tables."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.decisions_kit import table
from workflows import decisions
from workflows.decisions import DecisionModel

EDITIONS = ("rjl", "halland", "blekinge")
#: Half steps lie between all whole numbers that a cell may name.
NUMBERS = [Decimal(half) / 2 for half in range(-3, 24)]

bounds = st.integers(0, 5)
numbers = st.one_of(
    st.just("-"),
    st.builds(
        lambda low, more, a, b: f"{a}{low}..{low + more}{b}",
        bounds,
        bounds,
        st.sampled_from("[("),
        st.sampled_from("])"),
    ),
    st.builds(lambda sign, at: f"{sign} {at}", st.sampled_from(["<", "<=", ">", ">="]), bounds),
    st.builds(lambda at: f"not({at})", bounds),
    st.builds(lambda at, other: f"{at}, > {other}", bounds, bounds),
)
texts = st.one_of(st.just("-"), *(st.just(f'"{name}"') for name in EDITIONS), st.just('not("rjl")'))
rows = st.lists(st.tuples(numbers, texts), min_size=1, max_size=5)


def model(found: list[tuple[str, str]], policy: str) -> DecisionModel:
    return table(
        [f"{number} | {text} => {at}" for at, (number, text) in enumerate(found)],
        given={"age": "number", "edition": "string"},
        values={"edition": ", ".join(f'"{name}"' for name in EDITIONS)},
        policy=policy,
    )


def matching(asked: DecisionModel) -> list[list[int]]:
    """Try every value; give the rules that match."""
    contexts = [{"age": age, "edition": edition} for age in NUMBERS for edition in EDITIONS]
    return [[match.rule_index for match in asked.decide("choose", each).matched] for each in contexts]


def rules_said(asked: DecisionModel) -> list[str]:
    return [finding.rule for finding in decisions.check(asked)]


@settings(max_examples=120, deadline=None)
@given(rows)
def test_gaps_and_overlaps_are_reported_exactly_when_there_are_some(found: list[tuple[str, str]]) -> None:
    unique = model(found, "UNIQUE")
    hits = matching(unique)
    assert ("table-gap" in rules_said(unique)) == any(not each for each in hits)
    assert ("table-overlap" in rules_said(unique)) == any(len(each) > 1 for each in hits)


@settings(max_examples=120, deadline=None)
@given(rows)
def test_a_rule_is_hidden_or_impossible_exactly_when_it_never_comes_first(found: list[tuple[str, str]]) -> None:
    first = model(found, "FIRST")
    reached = {each[0] for each in matching(first) if each}
    said = [finding for finding in decisions.check(first) if finding.rule in ("rule-hidden", "rule-never")]
    assert {f"rule_{at}" for at in range(1, len(found) + 1) if at not in reached} == {each.element for each in said}
