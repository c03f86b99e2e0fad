"""What lies in the tree: models with README and stories, names that exist, lock files without addresses."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from service.wiring import models
from tests.house.source import ROOT
from workflows import engine

MODELS = sorted(folder.parent for folder in (ROOT / "bpmn").glob("*/*.bpmn"))
#: Places that exist on one machine only.
_ELSEWHERE = re.compile(r"\.\./shared|(?<![\w/.])/work/|(?<![\w/.])/home/\w|(?<![\w/.])/Users/\w")
#: The test kit of others, kept as it came.
_OTHERS = ROOT / "tests" / "data" / "dmn-tck"
_BINARY = {".png", ".woff2", ".ico", ".gz", ".zst", ".pdf"}
_ADDRESS = re.compile(r"https?://|--index-url|--find-links|file:")


def _tracked() -> list[Path]:
    told = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in told.decode().split("\0") if name]


def test_nothing_reaches_out_of_the_tree() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a working tree")
    wrong = []
    for file in _tracked():
        if file == Path(__file__) or _OTHERS in file.parents or not file.is_file() or file.suffix in _BINARY:
            continue
        found = _ELSEWHERE.search(file.read_bytes().decode("utf-8", "replace"))
        if found:
            wrong.append(f"{file.relative_to(ROOT)}: {found.group()}")
    assert wrong == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_file_carries_versions_and_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert _ADDRESS.search(text) is None
    entries = [line for line in text.splitlines() if line and line[0] not in " #"]
    assert entries
    assert all("==" in line for line in entries)
    assert text.count("--hash=sha256:") >= len(entries)


def _stories() -> list[str]:
    return [file.read_text(encoding="utf-8") for file in (ROOT / "bpmn").glob("*/scenarios/*.yaml")]


@pytest.mark.parametrize("folder", MODELS, ids=lambda folder: folder.name)
def test_a_model_is_told_and_shown(folder: Path) -> None:
    assert (folder / f"{folder.name}.bpmn").is_file()
    assert len((folder / "README.md").read_text(encoding="utf-8")) > 200
    assert any(f"{folder.name}/" in story for story in _stories()), "no story shows this process"
    assert not list(folder.rglob("*.py")), "models are data"


@pytest.mark.parametrize("folder", MODELS, ids=lambda folder: folder.name)
def test_everything_that_a_model_names_exists(folder: Path) -> None:
    known = models.references()
    text = (folder / f"{folder.name}.bpmn").read_bytes()
    for reading in engine.read(text, references=known):
        assert [f for f in reading.findings if f.severity == "error"] == []
        assert reading.model is not None
        uses = reading.model.uses
        assert uses.forms <= known.forms
        assert uses.decisions <= known.decisions
        assert uses.operations <= known.operations
        assert uses.roles <= known.roles
        assert uses.processes <= known.processes


@pytest.mark.parametrize("folder", MODELS, ids=lambda folder: folder.name)
def test_everything_that_people_read_in_a_model_exists_in_both_languages(folder: Path) -> None:
    for reading in engine.read((folder / f"{folder.name}.bpmn").read_bytes()):
        assert reading.model is not None
        nodes = reading.model.activities.values()
        assert [n.id for n in nodes if n.name and not n.name_en] == []
        assert [n.id for n in nodes if n.doc and not n.doc_en] == []
        assert [f"{n.id}/{o.value}" for n in nodes for o in n.outcomes if not (o.sv and o.en)] == []
        assert [n.id for n in nodes if n.kind == "userTask" and not (n.name and n.form_id)] == []
