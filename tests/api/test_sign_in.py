"""Signing in: passwords, sessions that end, one-time links, and forms that only our own pages can send."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from service import db
from service.app import create_app
from service.auth import accounts, limits, passwords, sessions, tokens
from service.directory import bindings, people
from service.notifications import Letter
from tests.api.browser_like import Browser
from tests.models import stage
from tests.models.stage import ModelStage
from workflows.model.actor import Actor

PASSWORD = "blåbär i skogen 7"


@dataclass
class Postbox:
    """Takes letters instead of a mail server."""

    letters: list[Letter] = field(default_factory=list)

    def send(self, letter: Letter) -> None:
        """Take one letter."""
        self.letters.append(letter)


@dataclass
class Door:
    """The program with an account for Pia of HR."""

    app: Flask
    stage: ModelStage
    post: Postbox
    pia: UUID

    def browser(self) -> Browser:
        return Browser(self.app)


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    made = stage.make(tmp_path)
    made.house.settings = replace(made.house.settings, password_rounds=1, password_memory=64)
    post = Postbox()
    made.house.notifier = replace(made.house.notifier, post=post)
    pia = made.run(lambda tx: people.get(tx, "pia").id)
    kept = passwords.hashed(made.house.settings, PASSWORD)
    made.run(lambda tx: accounts.set_password(tx, pia, kept))
    yield Door(create_app(made.house), made, post, pia)
    made.house.close()


def test_the_right_password_leads_to_where_the_mail_pointed(door: Door) -> None:
    browser = door.browser()
    browser.look("/tasks/00000000-0000-0000-0000-000000000000")

    answer = browser.send("/sign-in", email="pia", password=PASSWORD, next="/residencies")

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/residencies"
    assert browser.look("/residencies").status_code == 200


def test_a_page_asked_for_before_signing_in_is_remembered(door: Door) -> None:
    answer = door.browser().look("/residencies?q=anna")

    assert answer.request.path == "/sign-in"
    assert answer.request.args["next"] == "/residencies?q=anna"


def test_nobody_is_led_to_another_site(door: Door) -> None:
    for elsewhere in ("https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"):
        answer = door.browser().sign_in("pia", PASSWORD, next=elsewhere)

        assert answer.headers["Location"] == "/inbox"


def test_signing_in_gives_a_new_cookie_so_that_a_planted_one_is_worthless(door: Door) -> None:
    browser = door.browser()
    browser.look("/sign-in")
    planted = browser.cookie

    browser.sign_in("pia", PASSWORD)

    assert planted
    assert browser.cookie != planted


def test_wrong_name_and_wrong_password_are_told_alike(door: Door) -> None:
    wrong = door.browser().sign_in("pia", "not the password")
    nobody = door.browser().sign_in("nobody@example.org", "not the password")

    assert (wrong.status_code, nobody.status_code) == (422, 422)
    assert _alert(wrong.text) == _alert(nobody.text)


def test_too_many_attempts_must_wait_even_with_the_right_password(door: Door) -> None:
    browser = door.browser()
    for _ in range(limits.MOST):
        browser.sign_in("pia", "not the password")

    assert browser.sign_in("pia", PASSWORD).status_code == 429

    door.stage.clock.advance(minutes=11)
    assert browser.sign_in("pia", PASSWORD).status_code == 303


def test_a_session_ends_when_nobody_uses_it_and_at_last_in_any_case(door: Door) -> None:
    idle, busy = door.browser(), door.browser()
    idle.sign_in("pia", PASSWORD)
    busy.sign_in("pia", PASSWORD)

    for _ in range(11):
        door.stage.clock.advance(hours=1)
        assert busy.look("/inbox").request.path == "/inbox"
    assert idle.look("/inbox").request.path == "/sign-in"

    door.stage.clock.advance(hours=1, minutes=1)
    assert busy.look("/inbox").request.path == "/sign-in"


def test_signing_out_ends_the_session_on_the_server(door: Door) -> None:
    browser, thief = door.browser(), door.browser()
    browser.sign_in("pia", PASSWORD)
    thief._client.set_cookie("randa", browser.cookie)
    browser.look("/inbox")

    browser.send("/sign-out")

    assert thief.look("/inbox").request.path == "/sign-in"


def test_a_role_that_has_ended_closes_its_pages_at_the_next_request(door: Door) -> None:
    browser = door.browser()
    browser.sign_in("pia", PASSWORD)
    assert browser.look("/start/hire").status_code == 200

    door.stage.run(lambda tx: bindings.unbind_scope(tx, "region", "rjl", by=Actor.system("test")))
    door.stage.clock.advance(hours=1)

    assert browser.look("/start/hire").status_code == 404


def test_no_form_is_taken_without_the_token_of_its_own_page(door: Door) -> None:
    browser, other = door.browser(), door.browser()
    browser.sign_in("pia", PASSWORD)
    other.look("/sign-in")
    browser.look("/inbox")

    assert browser.send_bare("/sign-out").status_code == 400
    assert browser.send_bare("/sign-out", csrf_token=other.token).status_code == 400
    assert browser.send_bare("/sign-out", {"Sec-Fetch-Site": "cross-site"}, csrf_token=browser.token).status_code == 400
    assert browser.look("/inbox").request.path == "/inbox"


def test_a_forgotten_password_is_chosen_anew_by_a_link_that_works_once(door: Door) -> None:
    browser = door.browser()
    browser.look("/forgotten")
    email = door.stage.run(lambda tx: people.get(tx, "pia").email)

    browser.send("/forgotten", email=email)
    door.stage.settle()
    path = re.search(r"/welcome/\S+", door.post.letters[-1].text)[0]  # type: ignore[index]
    browser.look(path)
    answer = browser.send(path, password="hjortron vid myren 3", again="hjortron vid myren 3")

    assert answer.status_code == 303
    assert browser.look("/inbox").request.path == "/inbox"
    assert door.browser().sign_in("pia", PASSWORD).status_code == 422
    assert door.browser().look(path).status_code == 410


def test_asking_for_a_link_tells_nobody_who_has_an_account(door: Door) -> None:
    browser = door.browser()
    browser.look("/forgotten")

    known = browser.send("/forgotten", email="pia")
    unknown = browser.send("/forgotten", email="nobody")
    door.stage.settle()

    assert known.status_code == unknown.status_code == 200
    assert len(known.text) == len(unknown.text)
    assert len(door.post.letters) == 1


def test_a_link_is_worthless_after_its_time(door: Door) -> None:
    secret = door.stage.run(lambda tx: accounts.make_link(tx, "password", door.pia))
    door.stage.clock.advance(hours=accounts.LIVES["password"])

    assert door.browser().look(f"/welcome/{secret}").status_code == 410


def test_weak_passwords_are_refused(door: Door) -> None:
    secret = door.stage.run(lambda tx: accounts.make_link(tx, "invitation", door.pia))
    browser = door.browser()
    browser.look(f"/welcome/{secret}")

    for weak in ("short", "password1234", "aaaaaaaaaaaaaa"):
        assert browser.send(f"/welcome/{secret}", password=weak, again=weak).status_code == 422


def test_a_real_installation_lets_nobody_choose_to_be_somebody(door: Door) -> None:
    browser = door.browser()
    browser.look("/sign-in")

    answer = browser.send("/sign-in/sample", person=str(door.pia))

    assert answer.status_code == 404
    assert browser.look("/inbox").request.path == "/sign-in"


def test_pages_take_no_tokens_and_the_api_takes_no_cookies(door: Door) -> None:
    token = door.stage.run(lambda tx: tokens.create(tx, door.pia, ["tasks:read"], name="test"))
    browser = door.browser()
    browser.sign_in("pia", PASSWORD)

    assert browser._client.get("/api/v1/tasks").status_code == 401
    bare = door.app.test_client().get("/inbox", headers={"Authorization": f"Bearer {token}"})
    assert bare.status_code == 302


def test_a_revoked_or_ended_token_opens_nothing(door: Door) -> None:
    token = door.stage.run(lambda tx: tokens.create(tx, door.pia, ["tasks:read"], name="test", days=2))

    def asks() -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return door.app.test_client().get("/api/v1/tasks", headers=headers).status_code

    assert asks() == 200
    door.stage.clock.advance(days=3)
    assert asks() == 401

    token = door.stage.run(lambda tx: tokens.create(tx, door.pia, ["tasks:read"], name="test"))
    assert asks() == 200
    door.stage.run(lambda tx: tokens.revoke(tx, token.split("_")[1]))
    assert asks() == 401


def test_secrets_are_kept_as_hashes_only(door: Door) -> None:
    cookie = door.stage.run(lambda tx: sessions.open_for(tx, door.stage.house.settings, door.pia))
    link = door.stage.run(lambda tx: accounts.make_link(tx, "password", door.pia))
    token = door.stage.run(lambda tx: tokens.create(tx, door.pia, ["tasks:read"]))
    database = (door.stage.house.settings.data / "randa.db").read_bytes()
    wal = door.stage.house.settings.data / "randa.db-wal"
    database += wal.read_bytes() if wal.exists() else b""

    for secret in (PASSWORD, cookie, link, token.split("_")[2]):
        assert secret.encode() not in database


def test_recognising_a_visitor_takes_two_statements(door: Door) -> None:
    cookie = door.stage.run(lambda tx: sessions.open_for(tx, door.stage.house.settings, door.pia))

    with db.counted() as statements, door.stage.house.reading() as tx:
        sessions.find(tx, door.stage.house.settings, cookie)
        tx.parts.directory.keys_of(tx, door.pia)

    assert len(statements) == 2


def _alert(text: str) -> list[str]:
    return re.findall(r'class="[^"]*error[^"]*"[^>]*>(.*?)</', text, re.DOTALL)


def test_who_was_met_in_english_stays_in_english(door: Door) -> None:
    browser = door.browser()
    browser.look("/sign-in")
    english = {"Accept-Language": "en"}
    browser.send_bare("/sign-in", english, csrf_token=browser.token, email="pia", password=PASSWORD)

    assert '<html lang="en"' in browser.look("/inbox").text


def test_the_regulation_is_told_in_the_words_of_the_visitors_own_guideline(door: Door) -> None:
    browser = door.browser()
    browser.sign_in("pia", PASSWORD)

    page = browser.look("/start/hire").text

    assert "(RJL25-011)" in page or "(RJL22-019)" in page
    assert "NRB-" not in page
