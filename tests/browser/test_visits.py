"""People at work in a real house: without scripts, by keyboard on a phone, with drafts, against somebody faster."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.site import Site, faults, hire, is_too_wide

pytestmark = pytest.mark.browser


def first_task(page: Page, site: Site, name: str) -> str:
    """Open the first task of that name in the inbox; return its address."""
    page.goto(f"{site.url}/inbox")
    page.click(f'.task-row__title a:has-text("{name}")')
    return page.url.partition("?")[0]


def propose(page: Page, name: str = "Kaveldun") -> None:
    """Fill in the proposal of a supervisor and send it."""
    option = page.locator('[name="f.candidate"] option', has_text=name).first
    page.select_option('[name="f.candidate"]', option.get_attribute("value"))
    page.locator('#form input[type="radio"]').first.check()
    page.click('#form .outcomes button[name="_outcome"]')


def test_a_hire_reaches_the_head_without_any_script(site: Site) -> None:
    page = site.open(scripts=False)
    site.sign_in(page, "pia")
    training = hire(page, site)
    assert page.locator("h1").inner_text() == "Ymer Lärkfält"
    site.sign_in(page, "mia")
    first_task(page, site, "Föreslå handledare")
    assert page.locator(".why__quote").count() >= 1
    propose(page)
    assert "Föreslå handledare är klart." in page.locator(".status-region").inner_text()
    site.settle()
    site.sign_in(page, "bo")
    first_task(page, site, "Tacka ja till uppdraget")
    for group in page.locator("#form fieldset").all():
        if group.locator("input[type=radio]").count():
            group.locator("input[type=radio]").first.check()
    for box in page.locator("#form input[type=checkbox]").all():
        box.check()
    page.click('#form .outcomes button[name="_outcome"]')
    site.settle()
    site.sign_in(page, "eva")
    page.goto(training)
    assert "Utse handledare" in page.locator("section[aria-labelledby=open]").inner_text()
    assert page.locator("#steps .step").count() > 3


def test_a_wrong_outcome_is_undone_and_the_answers_are_kept(site: Site) -> None:
    page = site.open(scripts=False)
    site.sign_in(page, "pia")
    hire(page, site)
    site.sign_in(page, "mia")
    task = first_task(page, site, "Föreslå handledare")
    propose(page)
    page.click(".status-region button:has-text('Ångra')")
    assert page.url.startswith(task)
    assert "ångrat" in page.locator(".status-region").inner_text()
    chosen = page.locator('[name="f.candidate"] option:checked').inner_text()
    assert "Kaveldun" in chosen


def test_a_draft_is_saved_as_one_types_and_is_there_the_next_time(site: Site) -> None:
    page = site.open()
    site.sign_in(page, "pia")
    hire(page, site)
    site.sign_in(page, "mia")
    task = first_task(page, site, "Föreslå handledare")
    page.locator("#form textarea").first.fill("Bo känner avdelningen.")
    page.locator("#form select").first.focus()
    page.wait_for_selector('[data-draft-text]:has-text("Utkast sparat")')
    page.goto(f"{site.url}/inbox")
    page.goto(task)
    assert page.locator("#form textarea").first.input_value() == "Bo känner avdelningen."


def test_the_slower_of_two_keeps_what_was_typed(site: Site) -> None:
    slow, fast = site.open(), site.open()
    site.sign_in(slow, "pia")
    hire(slow, site)
    site.sign_in(slow, "mia")
    site.sign_in(fast, "mia")
    first_task(slow, site, "Föreslå handledare")
    first_task(fast, site, "Föreslå handledare")
    propose(fast)
    slow.locator("#form textarea").first.fill("Det här vill jag ha kvar.")
    propose(slow)
    told = slow.locator("main").inner_text()
    assert "redan klar" in told
    assert "Det här vill jag ha kvar." in told


def test_what_one_may_not_see_does_not_exist(site: Site) -> None:
    page = site.open(scripts=False)
    site.sign_in(page, "pia")
    training = hire(page, site)
    for stranger in ("hanna", "petra"):
        site.sign_in(page, stranger)
        answer = page.goto(training)
        assert answer is not None
        assert answer.status == 404
    answer = page.goto(f"{site.url}/operations")
    assert answer is not None
    assert answer.status == 404


def test_sign_in_lands_where_the_mail_pointed_and_never_elsewhere(site: Site) -> None:
    page = site.open(scripts=False)
    page.goto(f"{site.url}/processes/iup?from=mail")
    page.click(f'button[name="person"][value="{site.person("mia")}"]')
    assert page.url == f"{site.url}/processes/iup?from=mail"
    page.context.clear_cookies()
    page.goto(f"{site.url}/sign-in?next=//evil.example/")
    page.click(f'button[name="person"][value="{site.person("mia")}"]')
    assert page.url == f"{site.url}/inbox"


def press_until(page: Page, selector: str, key: str = "Tab", most: int = 120) -> None:
    """Press a key until the focus is where it should be."""
    for _ in range(most):
        if page.evaluate("s => document.activeElement?.matches(s)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_a_phone_and_a_keyboard_are_enough_to_propose_a_supervisor(site: Site) -> None:
    page = site.open(width=390)
    site.sign_in(page, "pia")
    hire(page, site)
    site.sign_in(page, "mia")
    page.goto(f"{site.url}/inbox")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    press_until(page, '.task-row__title a:not([href=""])')
    while "Föreslå" not in page.evaluate("document.activeElement.textContent"):
        page.keyboard.press("Tab")
        press_until(page, ".task-row__title a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tasks/**")
    press_until(page, '[name="f.candidate"]')
    page.keyboard.type("Bo Kav")
    press_until(page, '#form input[type="radio"]')
    page.keyboard.press("Space")
    press_until(page, '#form button[name="_outcome"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**said=done**")
    assert not is_too_wide(page)


@pytest.mark.parametrize(("width", "locale"), [(1280, "sv-SE"), (390, "en-GB")])
def test_real_pages_are_accessible_in_both_languages(site: Site, width: int, locale: str) -> None:
    page = site.open(width=width, locale="sv-SE", free=True)
    site.sign_in(page, "pia")
    training = hire(page, site)
    if locale.startswith("en"):
        page.click(".switch > summary")
        page.click('.switch__panel button[value="en"]')
        assert page.locator("html").get_attribute("lang") == "en"
    paths = ["/inbox", "/residencies", "/start/hire", "/processes", "/processes/iup", "/mail", "/help", "/account"]
    for path in [training.removeprefix(site.url), *paths]:
        page.goto(f"{site.url}{path}")
        assert not faults(page), path
        assert not is_too_wide(page), path
    page.goto(f"{site.url}/start/hire")
    page.locator(".outcomes button").first.click()
    assert page.evaluate("document.activeElement.className").startswith("error-summary")
    assert not faults(page)
