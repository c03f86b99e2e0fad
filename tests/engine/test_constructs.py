"""Every construct of the profile: 25 random orders, saved and reloaded at every wait, and old snapshots."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import SpiffWorkflow.version

from tests.engine.constructs import COMMON, CONSTRUCTS, play, play_on, story
from workflows import engine
from workflows.engine.profile.constructs import EXECUTED

SNAPSHOTS = Path(__file__).parent / "snapshots"
VERSION = SpiffWorkflow.version.__version__
OLD = sorted(SNAPSHOTS.glob("*/*.json.zst"))


def test_every_construct_of_the_profile_has_a_model() -> None:
    assert set(CONSTRUCTS) == set(EXECUTED)


@pytest.mark.parametrize("key", sorted(CONSTRUCTS))
def test_played_in_25_random_orders_with_and_without_reload(key: str) -> None:
    construct = CONSTRUCTS[key]
    for seed in range(25):
        kept, plain = play(construct, seed, reload=True), play(construct, seed, reload=False)
        assert [(h.what, h.element_id) for h in kept.happened] == [(h.what, h.element_id) for h in plain.happened]
        assert kept.variables == plain.variables
        assert (kept.run.state, kept.run.tokens) == ("completed", [])
        assert construct.holds(kept), kept.trace()
        assert kept.size <= 2_048


def first_waits(key: str) -> dict[str, bytes]:
    """The state of a construct at each activity it waits at, in a run of its own."""
    found: dict[str, bytes] = {}
    construct = CONSTRUCTS[key]
    for seed in range(6):
        told = story(construct, reload=False).start(construct.start, **COMMON)
        rnd = random.Random(seed)
        for _ in range(4):
            for wait in told.run.waits:
                found.setdefault(wait.activity_id, told.run.dump())
            play_on(construct, told, rnd, acts=1)
    return found


def write_missing_snapshots() -> None:
    """Add the snapshots of new constructs; an existing one is never written again."""
    for key in CONSTRUCTS:
        for activity, state in first_waits(key).items():
            path = SNAPSHOTS / VERSION / f"{key}@{activity}.json.zst"
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(state)


def test_every_construct_has_snapshots() -> None:
    assert {path.name.partition("@")[0] for path in OLD} == set(CONSTRUCTS)


@pytest.mark.parametrize("path", OLD, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_instance_saved_by_an_older_release_is_continued(path: Path) -> None:
    key, _, activity = path.name.removesuffix(".json.zst").partition("@")
    construct = CONSTRUCTS[key]
    told = story(construct, reload=True)
    told.run = engine.resume(told.main, path.read_bytes(), told.services)
    assert activity in told.waiting
    play_on(construct, told, random.Random(1))
    assert (told.run.state, told.run.tokens) == ("completed", [])


if __name__ == "__main__":
    write_missing_snapshots()
