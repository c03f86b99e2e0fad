"""Local accounts: invited by a one-time link, signed in with a password, forgotten and chosen anew; limits hold."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from service.auth import accounts
from service.auth.limits import MOST
from service.directory import people
from tests.browser.site import Site

pytestmark = pytest.mark.browser
WORDS = "tallkotte regnrock trumpet"


def invited(site: Site, handle: str) -> str:
    """Return the address of an invitation."""
    person_id = site.person(handle)
    return f"{site.url}/welcome/{site.house.run(lambda tx: accounts.make_link(tx, 'invitation', person_id))}"


def email_of(site: Site, handle: str) -> str:
    """Return somebody's address."""
    with site.house.reading() as tx:
        return people.get(tx, handle).email or ""


def choose(page: Page, first: str, second: str) -> None:
    """Fill in the new password twice."""
    page.fill("#password", first)
    page.fill("#again", second)
    page.click("text=Spara och logga in")


def sign_in(page: Page, site: Site, email: str, password: str) -> None:
    """Sign in with an account."""
    page.goto(f"{site.url}/sign-in")
    page.fill("#email", email)
    page.fill("#password", password)
    page.click('form[action="/sign-in"] button')


def test_an_invitation_becomes_an_account_once(site: Site) -> None:
    page, link, email = site.open(scripts=False), invited(site, "eva"), email_of(site, "eva")
    page.goto(link)
    assert "Eva Kråkbär" in page.locator("main").inner_text()
    choose(page, "kort", "kort")
    assert "minst 12 tecken. Du skrev 4." in page.locator("main").inner_text()
    choose(page, WORDS, f"{WORDS}!")
    assert "olika" in page.locator("main").inner_text()
    choose(page, WORDS, WORDS)
    assert page.url == f"{site.url}/inbox"
    answer = page.goto(link)
    assert answer is not None
    assert answer.status == 410
    page.context.clear_cookies()
    sign_in(page, site, email, "något helt annat")
    assert "hör inte ihop" in page.locator("main").inner_text()
    sign_in(page, site, email, WORDS)
    assert page.url == f"{site.url}/inbox"


def test_guessing_is_slowed_down(site: Site) -> None:
    page = site.open(scripts=False)
    for _ in range(MOST):
        sign_in(page, site, "eva@example.se", "gissning")
    sign_in(page, site, "eva@example.se", "gissning")
    assert "För många försök" in page.locator("main").inner_text()


def test_a_forgotten_password_says_the_same_whoever_asks(site: Site) -> None:
    page, texts = site.open(scripts=False), []
    for email in (email_of(site, "eva"), "ingen@example.se"):
        page.goto(f"{site.url}/forgotten")
        page.fill("#email", email)
        page.click("text=Skicka en länk")
        texts.append(page.locator("main").inner_text())
    assert texts[0] == texts[1]


def test_a_page_that_is_too_old_is_refused(site: Site) -> None:
    page = site.open(scripts=False)
    site.sign_in(page, "mia")
    page.goto(f"{site.url}/help")
    answer = page.request.post(f"{site.url}/shortcuts", form={"on": "1", "csrf_token": "forged"})
    assert answer.status == 400
