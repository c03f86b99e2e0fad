"""How fast the language of the models is: one condition, one table of six rules."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tests.bench.measuring import Figure, seconds
from tests.unit import decisions_kit
from workflows import feel

_RULES = (
    '"rjl", "halland" | < 1 => "a"',
    '"rjl" | [1..5] => "b"',
    '"halland" | [1..5] => "c"',
    '"norrbotten" | - => "d"',
    '"blekinge" | <= 3 => "e"',
    '"blekinge" | > 3 => "f"',
)


def figures() -> Iterator[Figure]:
    """Measure one condition and one decision, parsed once as in the service."""
    condition = feel.parse('x > 3 and name = "abc"')
    scope = {"x": Decimal(5), "name": "abc"}
    assert condition.condition(scope) is True
    cost = seconds(lambda: condition.condition(scope), times=5_000)
    yield Figure('FEEL: x > 3 and name = "abc"', cost * 1e6, "us", 3)
    rules = decisions_kit.table(_RULES, given={"region": "string", "years": "number"})
    asked = {"region": "blekinge", "years": Decimal(4)}
    assert rules.decide("choose", asked).value == "f"
    cost = seconds(lambda: rules.decide("choose", asked), times=1_000)
    yield Figure("DMN: table of six rules, the last one matches", cost * 1e6, "us", 30)
