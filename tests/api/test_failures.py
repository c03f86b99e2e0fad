"""What people and programs are told when something goes wrong: what to do, and nothing that they must not know."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from service import permissions, problems
from service.app import create_app
from tests.models import stage
from workflows.model import errors


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The program with three pages that fail."""
    made = stage.make(tmp_path)
    app = create_app(made.house)
    failures = {
        "secret": ValueError("19900101-2389"),
        "busy": errors.Unavailable(),
        "seen": errors.TaskAlreadyClaimed(),
    }
    rules = dict(permissions.ROUTES)
    for name, failure in failures.items():

        def fail(failure: Exception = failure) -> str:
            raise failure

        app.add_url_rule(f"/fails/{name}", f"fails.{name}", fail)
        rules[f"fails.{name}"] = permissions.PUBLIC
    monkeypatch.setattr(permissions, "ROUTES", rules)
    yield app
    made.house.close()


def test_an_unforeseen_error_tells_nothing_but_where_to_ask(app: Flask) -> None:
    answer = app.test_client().get("/fails/secret")

    assert answer.status_code == 500
    assert "19900101" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["X-Request-ID"] in answer.text


def test_a_busy_service_says_when_to_come_back(app: Flask) -> None:
    answer = app.test_client().get("/fails/busy")

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


def test_a_person_gets_a_page_and_a_program_gets_a_document(app: Flask) -> None:
    page = app.test_client().get("/no/such/page", headers={"Accept": "text/html"})
    document = app.test_client().get("/no/such/page", headers={"Accept": "application/json"})

    assert page.status_code == document.status_code == 404
    assert page.mimetype == "text/html"
    assert document.mimetype == problems.CONTENT_TYPE
    assert document.json["type"] == "/problems/not-found"


def test_errors_speak_the_visitors_language(app: Flask) -> None:
    swedish = app.test_client().get("/no/such/page", headers={"Accept-Language": "sv"})
    english = app.test_client().get("/no/such/page", headers={"Accept-Language": "en"})

    assert errors.NotFound.sv in swedish.text
    assert "nothing here that you may see" in english.text


def test_every_answer_forbids_foreign_scripts_and_framing(app: Flask) -> None:
    for path in ("/sign-in", "/no/such/page", "/fails/secret", "/api/v1/tasks", "/livez"):
        headers = app.test_client().get(path).headers
        policy = headers["Content-Security-Policy"]

        assert "script-src 'self'" in policy
        assert "unsafe" not in policy.replace("style-src-attr 'unsafe-inline'", "")
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_route_without_a_rule_is_closed(app: Flask) -> None:
    app.add_url_rule("/forgotten-rule", "forgotten.rule", lambda: "open")

    assert app.test_client().get("/forgotten-rule").status_code == 404


def test_the_type_of_a_problem_is_a_page(app: Flask) -> None:
    for kind in problems.kinds():
        assert app.test_client().get(f"/problems/{kind.code}").status_code == 200, kind
