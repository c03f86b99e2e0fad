"""Every scenario file of every process, played: do our processes do what the guidelines say?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from service import scenarios
from tests.models import shelf
from tests.models import stage as stages
from workflows.store.tables import ProcessInstance

BPMN = Path(__file__).resolve().parents[2] / "bpmn"
ALL = list(scenarios.find(BPMN))
#: What the stories of this run have walked, for the last test.
PLAYED: list[scenarios.Scenario] = []
WALKED: set[str] = set()
#: Bytes; the budget of design/engine.md for every model of ours.
LARGEST_STATE = 2048


@pytest.fixture
def sizes() -> Iterator[dict[str, int]]:
    """Give the largest state that any instance of a process was kept in, at any wait."""
    found: dict[str, int] = {}

    def weigh(instance: ProcessInstance, state: bytes, *_: object) -> None:
        found[instance.definition_key] = max(found.get(instance.definition_key, 0), len(state))

    event.listen(ProcessInstance.snapshot, "set", weigh)
    yield found
    event.remove(ProcessInstance.snapshot, "set", weigh)


@pytest.mark.parametrize("scenario", ALL, ids=[f"{s.process}-{s.edition}-{s.title}" for s in ALL])
def test_the_story_goes_as_told(scenario, tmp_path, sizes):
    played = scenarios.play(scenario, stages.make(tmp_path))
    WALKED.update(played.flows)
    PLAYED.append(scenario)
    assert played.problems == []
    assert sizes
    assert {key: size for key, size in sizes.items() if size > LARGEST_STATE} == {}


def test_there_are_stories_for_every_process_and_edition():
    told = {(s.process, s.edition) for s in ALL}
    editions = {"rjl_2022", "rjl_2025", "norrbotten", "halland", "blekinge"}
    for process in set(shelf.KEYS) - {"overdue"}:
        assert {e for p, e in told if p == process} >= editions, process


def test_every_flow_of_every_model_is_walked_by_some_story():
    if len(PLAYED) < len(ALL):
        pytest.skip("only some of the stories were played")
    drawn = {f"{key}/{flow}" for key in shelf.KEYS for flow in shelf.process(key).flows}
    assert drawn - WALKED == set()
