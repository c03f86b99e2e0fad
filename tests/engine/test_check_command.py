"""`randa models check --json` prints one verdict per process and never a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from service.cli import models
from tests.engine.broken import plain
from tests.engine.kit import document, process


def test_each_process_gets_a_line_and_what_cannot_be_read_gets_one_without_a_process(tmp_path: Path) -> None:
    files = {
        "good.bpmn": document(
            process(*plain(), key="one"), process(*plain(), key="two").replace('"s', '"t').replace('"a', '"b')
        ),
        "binary.bpmn": bytes(range(256)) * 100,
        "huge.bpmn": b"<x>" * 1_000_000,
        "noise.form": b"\xff\xfe\x00",
        "noise.dmn": b"<<<",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    verdicts = [v for name in [*files, "missing.bpmn"] for v in models.checked(tmp_path / name)]
    for verdict in verdicts:
        assert set(json.loads(json.dumps(verdict))) == {"file", "process", "verdict", "findings"}
        for found in verdict["findings"]:
            assert set(found) == {"rule", "severity", "element", "message_sv", "message_en"}
    unreadable = [v for v in verdicts if Path(v["file"]).name in ("binary.bpmn", "huge.bpmn", "missing.bpmn")]
    assert [(v["process"], v["verdict"]) for v in unreadable] == [(None, "refused")] * 3
    assert all(v["verdict"] == "refused" for v in verdicts if "noise" in v["file"])


@pytest.mark.parametrize("key", ["iup", "residency"])
def test_our_own_models_are_accepted(key: str) -> None:
    (verdict,) = models.checked(Path(__file__).parents[2] / "bpmn" / key / f"{key}.bpmn")
    assert (verdict["process"], verdict["verdict"]) == (key, "accepted")
