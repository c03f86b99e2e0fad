"""No expression takes the house down: each attack is ended by the limit made for it, quickly and in little memory."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from pathlib import Path

import pytest

from tests.feel import attacks
from workflows import feel

GROUPS = {limit: list(group) for limit, group in itertools.groupby(attacks.attacks(), lambda one: one.limit)}
LIMITS = {"steps", "size", "depth", "stack", "pattern", "length", "nesting", "terms"}
ESCAPES = json.loads((attacks.FILE.parent / "escape_corpus.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("limit", sorted(LIMITS))
def test_each_attack_is_ended_by_its_limit_in_half_a_second_and_100_megabytes(limit: str) -> None:
    for attack in GROUPS[limit]:
        outcome = attacks.run(attack)
        if outcome.seconds >= 0.5:  # two cores shared by all: a slow one gets a second chance
            outcome = attacks.run(attack)
        assert outcome.ended_by == limit, attack.name
        assert outcome.seconds < 0.5, attack.name
        assert outcome.megabytes < 100, attack.name


def test_the_attacks_are_many_and_nearly_all_get_past_the_parser() -> None:
    counts = Counter(attack.limit for attack in attacks.attacks())
    unread = sum(counts[limit] for limit in ("length", "nesting", "terms"))
    assert set(counts) == LIMITS
    assert sum(counts.values()) >= 200
    assert unread <= 0.1 * sum(counts.values())


@pytest.mark.parametrize("escape", ESCAPES, ids=lambda escape: str(escape["name"]))
def test_python_is_nothing_to_feel(escape: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "canary").mkdir()
    try:
        value = feel.parse(escape["source"]).evaluate({"a": 1})
    except (feel.FeelSyntaxError, feel.FeelLimit):
        value = None
    assert feel.kind(value) != "unknown"
    assert list((tmp_path / "canary").iterdir()) == []
