"""Who comes in, and how a refusal is told: default deny, one kind of document, the person's language."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from service import permissions, problems
from service.auth import sessions, tokens
from service.directory import people
from tests.api.conftest import Api, Client, hire

#: A task that does not exist; fixed, so that parallel runs collect the same names.
ANY = str(UUID(int=4711))
#: Every operation of the API: method, path, scope.
DOORS = [
    ("POST", "hr-events", "hr-events:write"),
    ("GET", "process-definitions", "definitions:read"),
    ("GET", "process-definitions/iup", "definitions:read"),
    ("GET", "process-definitions/iup/bpmn", "definitions:read"),
    ("GET", "process-instances", "instances:read"),
    ("GET", f"process-instances/{ANY}", "instances:read"),
    ("POST", "process-instances", "instances:write"),
    ("GET", "tasks", "tasks:read"),
    ("GET", f"tasks/{ANY}", "tasks:read"),
    ("POST", f"tasks/{ANY}/claim", "tasks:write"),
    ("POST", f"tasks/{ANY}/unclaim", "tasks:write"),
    ("POST", f"tasks/{ANY}/complete", "tasks:write"),
    ("POST", "messages", "messages:write"),
    ("POST", "expressions", "definitions:read"),
]


def knock(client: Client, method: str, path: str, **headers: str) -> TestResponse:
    return client.get(path, **headers) if method == "GET" else client.post(path, {}, **headers)


def test_every_operation_stands_in_the_list_above(api: Api) -> None:
    described = api.client("mia").get("openapi.json").json["paths"]
    found = {(method.upper(), path) for path, item in described.items() for method in item if method != "parameters"}
    assert len(found) == len(DOORS)
    assert {permissions.ROUTES[rule].scope for rule in permissions.ROUTES if permissions.ROUTES[rule].scope} == {
        scope for _, _, scope in DOORS
    }


@pytest.mark.parametrize(("method", "path", "scope"), DOORS)
def test_a_door_opens_for_its_own_scope_only(api: Api, method: str, path: str, scope: str) -> None:
    others = [name for name in tokens.SCOPES if name != scope]
    refused = knock(api.client("ada", *others), method, path)
    assert (refused.status_code, refused.json["type"]) == (403, "/problems/scope-missing")
    assert refused.json["facts"] == {"scope": scope}
    assert scope in refused.json["detail"]
    opened = knock(api.client("ada", scope), method, path)
    assert opened.status_code in (200, 404, 422)


@pytest.mark.parametrize(("method", "path", "scope"), DOORS)
def test_without_a_good_token_nothing_opens(api: Api, method: str, path: str, scope: str) -> None:
    good = api.client("ada", scope).token
    cookie = api.stage.run(lambda tx: sessions.open_for(tx, api.stage.house.settings, people.get(tx, "ada").id))
    for given in ("", "randa_x_y", good[:-1], good + "x", "randa__"):
        answer = knock(Client(api.app, given), method, path, Cookie=f"randa={cookie}")
        assert (answer.status_code, answer.json["type"]) == (401, "/problems/not-signed-in")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert "Set-Cookie" not in answer.headers


def test_a_token_ends_when_revoked_when_its_time_is_up_and_with_its_person(api: Api) -> None:
    revoked, old, left = (api.client("ada", "definitions:read") for _ in range(3))
    assert revoked.get("process-definitions").status_code == 200
    api.stage.run(lambda tx: tokens.revoke(tx, revoked.token.split("_")[1]))
    assert revoked.get("process-definitions").status_code == 401
    api.stage.clock.advance_wall(days=tokens.LONGEST_DAYS)
    assert old.get("process-definitions").status_code == 401
    fresh = api.client("ada", "definitions:read")
    assert left.get("process-definitions").status_code == 401
    api.stage.run(lambda tx: setattr(people.get(tx, "ada"), "is_active", False))
    assert fresh.get("process-definitions").status_code == 401


@pytest.mark.parametrize(("handle", "opens"), [("pia", True), ("ada", True), ("mia", False), ("anna", False)])
def test_only_hr_registers_hires_and_sends_messages(api: Api, handle: str, opens: bool) -> None:
    client = api.client(handle)
    assert (client.post("hr-events", {}).status_code == 422) == opens
    assert (client.post("messages", {}).status_code == 422) == opens


def test_a_token_does_not_open_pages(api: Api) -> None:
    answer = api.client("mia").get("/inbox", Accept="application/json")
    assert answer.status_code == 401


def refusals(api: Api) -> dict[str, TestResponse]:
    mia, http = api.client("mia"), api.app.test_client()
    headers = {"Authorization": f"Bearer {api.client('pia').token}"}

    def send(body: bytes, kind: str = "application/json") -> TestResponse:
        return http.post("/api/v1/hr-events", data=body, content_type=kind, headers=headers)

    return {
        "not-found": mia.get("finns-ej"),
        "task-not-found": mia.get(f"tasks/{ANY}"),
        "wrong-method": mia.post("process-definitions", {}),
        "wrong-media-type": send(b"type=employee.hired", "application/x-www-form-urlencoded"),
        "malformed": send(b'{"type": '),
        "too-large": send(b'{"type": "' + b"x" * 2_000_001 + b'"}'),
        "invalid": send(b"{}"),
        "invalid-hire": api.client("pia").post("hr-events", hire(unit="x")),
        "not-signed-in": Client(api.app, "").get("tasks"),
        "scope-missing": api.client("mia", "tasks:write").get("tasks"),
    }


def test_every_refusal_is_a_problem_document_in_two_languages(api: Api) -> None:
    statuses = {kind.code: problems.status_of(kind.__new__(kind)) for kind in problems.kinds()}
    for code, answer in refusals(api).items():
        assert answer.status_code == statuses[code], code
        assert answer.content_type == "application/problem+json", code
        told = json.loads(answer.data)
        assert told["type"] == f"/problems/{code}"
        assert told["status"] == answer.status_code
        assert told["instance"] == answer.request.path
        assert told["request_id"] == answer.headers["X-Request-ID"]
        assert told["title"] and told["detail"], code  # noqa: PT018
        assert set(told) <= {"type", "title", "status", "detail", "instance", "request_id", "facts", "errors"}
        assert not any(word in answer.get_data(as_text=True) for word in ("Traceback", "SELECT", "sqlalchemy"))


def test_a_refusal_speaks_the_persons_language_and_else_the_requests(api: Api) -> None:
    mia = api.client("mia")
    assert mia.get(f"tasks/{ANY}", Accept_Language="en").json["detail"].startswith("Det finns ingen")
    api.stage.run(lambda tx: people.set_locale(tx, people.get(tx, "mia").id, "en"))
    assert mia.get(f"tasks/{ANY}", Accept_Language="sv").json["detail"].startswith("There is no")
    stranger = Client(api.app, "")
    assert stranger.get("tasks", Accept_Language="en-GB").json["title"] == "Sign in first."
    assert stranger.get("tasks").json["title"] == "Logga in först."


@pytest.mark.parametrize(
    "body",
    [
        b"[]", b"null", b'"x"', b"7", b"\xff\xfe", b'{"type": NaN}', b'{"a": "\\u0000"}', b'{"\\u0000": 1}',
        b'{"a": "\\ud800"}', b'{"a": ' + b"[" * 5000 + b"]" * 5000 + b"}",
        b'{"a": ' + b'{"b": ' * 40 + b"1" + b"}" * 41, b'{"type": "employee.hired"} x',
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_as_such(api: Api, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {api.client('pia').token}"}
    answer = api.app.test_client().post(
        "/api/v1/hr-events", data=body, content_type="application/json", headers=headers
    )
    assert (answer.status_code, json.loads(answer.data)["type"]) == (400, "/problems/malformed")


def test_the_description_is_whole(api: Api) -> None:
    answer = Client(api.app, "").get("/api/v1/openapi.json")
    told: dict[str, Any] = answer.json
    assert (answer.status_code, told["openapi"]) == (200, "3.1.0")
    routes = {rule.rule for rule in api.app.url_map.iter_rules() if rule.rule.startswith("/api/")}
    assert len(told["paths"]) == len(routes) - 1  # openapi.json does not describe itself
    for path, item in told["paths"].items():
        for method, operation in ((m, o) for m, o in item.items() if m != "parameters"):
            assert operation["summary"], (method, path)
            assert "default" in operation["responses"], (method, path)
    for response in told["components"]["responses"].values():
        assert list(response["content"]) == ["application/problem+json"]
    names = [o["operationId"] for item in told["paths"].values() for m, o in item.items() if m != "parameters"]
    assert sorted(names) == sorted(set(names))
    keyed = {p for p, item in told["paths"].items() if "Idempotency-Key" in json.dumps(item)}
    assert {path.rpartition("/")[2] for path in keyed} == {"hr-events", "process-instances", "complete", "messages"}
    assert told["security"] == [{"token": []}]
