"""Every scenario file of every process, played: do our processes do what the guidelines say?"""

from __future__ import annotations

from pathlib import Path

import pytest

from service import scenarios
from tests.models import stage as stages

BPMN = Path(__file__).resolve().parents[2] / "bpmn"
ALL = list(scenarios.find(BPMN))


@pytest.mark.parametrize("scenario", ALL, ids=[f"{s.process}-{s.edition}-{s.title}" for s in ALL])
def test_the_story_goes_as_told(scenario, tmp_path):
    played = scenarios.play(scenario, stages.make(tmp_path))
    assert played.problems == []


def test_there_are_stories_for_every_process_and_edition():
    told = {(s.process, s.edition) for s in ALL}
    editions = {"rjl_2022", "rjl_2025", "norrbotten", "halland", "blekinge"}
    for process in ("residency", "onboarding", "supervisor_appointment", "contract", "iup"):
        assert {e for p, e in told if p == process} >= editions, process
