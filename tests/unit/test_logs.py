"""Logs carry ids: what people typed or are called never reaches a line."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import structlog

from service import config, logs


@pytest.fixture
def log(tmp_path, capsys) -> Iterator[structlog.stdlib.BoundLogger]:  # type: ignore[no-untyped-def]
    logs.configure(config.Settings.from_env({"RANDA_DATA": str(tmp_path), "RANDA_LOG_FORMAT": "json"}))
    yield structlog.get_logger()
    structlog.reset_defaults()


def test_a_fact_that_is_not_on_the_list_is_dropped(log, capsys) -> None:  # type: ignore[no-untyped-def]
    log.info("task_completed", task_id="t-1", salary=41000, name="Anna Blåklocka", form={"why": "secret"})

    line = json.loads(capsys.readouterr().err)
    assert line["task_id"] == "t-1"
    assert {"salary", "name", "form"}.isdisjoint(line)


def test_an_exception_tells_where_and_never_what(log, capsys) -> None:  # type: ignore[no-untyped-def]
    try:
        raise ValueError("19900101-2389 is wrong")
    except ValueError as wrong:
        log.error("request_failed", exc_info=wrong)

    written = capsys.readouterr().err
    assert "19900101" not in written
    assert "test_logs.py" in json.loads(written)["exception"]


def test_a_line_break_in_a_value_makes_no_second_line(log, capsys) -> None:  # type: ignore[no-untyped-def]
    log.info("task_completed", reason="x\nERROR admin")

    assert len(capsys.readouterr().err.strip().splitlines()) == 1
