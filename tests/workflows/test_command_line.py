"""The command line as an administrator meets it: what it says, what it refuses, and what a second call does."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from service import cli
from service.cli import opening, travelling
from workflows.model import errors
from workflows.model.calendar import STOCKHOLM
from workflows.store import installation

BPMN = Path(__file__).parents[2] / "bpmn"
INIT = (
    *("init", "--region", "halland", "--region-name", "Region Halland", "--edition", "halland"),
    *("--first-name", "Ada", "--last-name", "Malva", "--email", "ada@example.org"),
)


@dataclass
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


Randa = Callable[..., Said]


@pytest.fixture
def randa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Randa:
    monkeypatch.setenv("RANDA_DATA", str(tmp_path / "data"))

    def run(*words: str) -> Said:
        code = cli.main(words)
        told = capsys.readouterr()
        return Said(code, told.out, told.err)

    return run


def test_init_makes_an_empty_house_with_a_link_for_its_first_administrator(randa: Randa) -> None:
    said = randa(*INIT)

    assert said.code == 0
    assert re.search(r"http://localhost:8000/welcome/\S{40,}", said.out)
    assert "revoked" not in randa("tokens", "list").out


def test_a_real_installation_has_no_sample_and_no_time_travel(randa: Randa) -> None:
    randa(*INIT)

    assert randa("sample", "load").code == 1
    refused = randa("time", "travel", "5 months")
    assert refused.code == 1
    assert "sample installation" in refused.err


def test_nothing_works_before_the_schema_is_there_and_the_command_says_what_to_do(randa: Randa) -> None:
    said = randa("incidents")

    assert said.code == 1
    assert "randa db upgrade" in said.err

    assert randa("db", "upgrade").code == 0
    assert randa("incidents").out.strip() == "0 incidents"


def test_models_are_deployed_once_and_unchanged_ones_keep_their_version(randa: Randa) -> None:
    randa("db", "upgrade")

    first, second = randa("models", "deploy"), randa("models", "deploy")

    assert "iup version 1" in first.out
    assert first.out == second.out


def test_the_check_of_our_own_models_finds_nothing_wrong(randa: Randa) -> None:
    said = randa("models", "check", str(BPMN))

    assert said.code == 0, said.out


def test_a_damaged_drawing_is_told_line_by_line_for_a_program(randa: Randa, tmp_path: Path) -> None:
    drawing = (BPMN / "iup" / "iup.bpmn").read_text(encoding="utf-8").replace("zeebe:userTask", "zeebe:userTusk", 1)
    file = tmp_path / "broken.bpmn"
    file.write_text(drawing.replace('candidateGroups="', 'candidateGroups="=[[', 1), encoding="utf-8")

    said = randa("models", "check", "--json", str(file))

    verdicts = [json.loads(line) for line in said.out.splitlines()]
    assert said.code == 1
    assert any(verdict["verdict"] == "refused" for verdict in verdicts)
    assert str(file) in said.out


def test_a_person_is_added_with_a_role_and_a_link_and_a_token_acts_as_them(randa: Randa) -> None:
    randa(*INIT)

    added = randa(
        *("people", "add", "--first-name", "Petra", "--last-name", "Slån", "--email", "petra@example.org"),
        *("--role", "hr@region:halland"),
    )
    token = randa("tokens", "create", "--person", "petra@example.org", "--scope", "tasks:read", "--name", "HR-systemet")

    assert added.code == 0, added.err
    assert "/welcome/" in added.out
    assert token.out.startswith("randa_")
    assert "HR-systemet" in randa("tokens", "list").out


def test_feel_is_answered_as_json(randa: Randa) -> None:
    assert randa("feel", 'fte < 100 and region = "rjl"', "--context", '{"fte": 80, "region": "rjl"}').out == "true\n"


def test_how_far_to_travel_is_read_as_people_write_it() -> None:
    here = dt.datetime(2026, 1, 31, 8, tzinfo=STOCKHOLM)

    assert travelling.read("1 month", here).date() == dt.date(2026, 2, 28)
    assert travelling.read("2 veckor", here).date() == dt.date(2026, 2, 14)
    assert travelling.read("P1Y", here).date() == dt.date(2027, 1, 31)
    assert travelling.read("2026-06-01", here) == dt.datetime(2026, 6, 1, 8, tzinfo=STOCKHOLM)
    with pytest.raises(errors.Invalid):
        travelling.read("soon", here)


def test_links_carry_the_address_of_the_program_that_runs(randa: Randa, monkeypatch: pytest.MonkeyPatch) -> None:
    randa(*INIT)
    with opening.house() as house:
        house.run(lambda tx: installation.write(tx.session, opening.URL, "http://localhost:8123", tx.wall()))

    assert randa("people", "invite", "ada@example.org").out.startswith("http://localhost:8123/welcome/")

    monkeypatch.setenv("PORT", "8200")
    assert randa("people", "invite", "ada@example.org").out.startswith("http://localhost:8200/welcome/")
