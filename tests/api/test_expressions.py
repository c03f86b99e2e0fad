"""Expressions tried over HTTP: an answer for every text, within the ordinary limits."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Api


def tried(api: Api, **body: Any) -> Any:
    answer = api.client("ada", "definitions:read").post("expressions", body)
    assert answer.status_code == 200, answer.json
    return answer.json


def test_an_expression_is_answered_with_its_kind_and_its_cost(api: Api) -> None:
    told = tried(api, expression="=fte + 0.1", context={"fte": 0.7})
    assert (told["kind"], told["text"], told["problem"]) == ("number", "0.8", None)
    assert told["used"]["steps"] < told["limits"]["steps"]
    day = {"@": "date", "v": "2026-11-22"}
    assert tried(api, expression="day.month", context={"day": day})["text"] == "11"
    assert tried(api, cell="[1..5), > 10", value=12)["text"] == "true"


def test_what_is_wrong_with_a_text_is_the_answer(api: Api) -> None:
    told = tried(api, expression="foo ]")
    assert (told["problem"]["code"], told["problem"]["position"]) == ("feel-syntax", 4)
    assert told["problem"]["sv"] != told["problem"]["en"]
    assert [f["code"] for f in tried(api, expression="foo = 1")["findings"]] == ["unknown-name"]
    bomb = tried(api, expression="count(for i in 1..1000, j in 1..1000 return i)")
    assert (bomb["problem"]["code"], bomb["kind"]) == ("feel-limit", None)


def test_only_those_who_own_processes_may_try_and_a_body_must_make_sense(api: Api) -> None:
    assert api.client("mia", "definitions:read").post("expressions", {"expression": "1"}).status_code == 404
    ada = api.client("ada", "definitions:read")
    for body in ({}, {"expression": "1", "cell": "1"}, {"expression": "1", "context": {"@": "x"}}):
        assert ada.post("expressions", body).status_code == 422
