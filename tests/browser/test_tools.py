"""The tools of those who own and run processes: trying expressions, reading why, repairing what is stuck."""

from __future__ import annotations

from uuid import UUID

import pytest
from playwright.sync_api import Page

from tests.browser.site import Site, faults, hire, is_too_wide
from workflows import instances

pytestmark = pytest.mark.browser
TRY = "/processes/try"


def answer(page: Page) -> str:
    """Return what stands under *Svar*."""
    return page.locator("#answer").inner_text()


def tried(page: Page, text: str, **fields: str) -> str:
    """Fill in the form and send it; return the answer."""
    page.fill("#text", text)
    for name, value in fields.items():
        page.fill(f"#{name}", value)
    page.click("button:has-text('Prova')")
    return answer(page)


def test_an_administrator_tries_expressions_and_others_do_not_find_the_page(site: Site) -> None:
    page = site.open(scripts=False)
    site.sign_in(page, "mia")
    page.goto(f"{site.url}/processes")
    assert "Prova ett uttryck" not in page.locator("main").inner_text()
    assert page.goto(f"{site.url}{TRY}").status == 404
    site.sign_in(page, "ada")
    page.goto(f"{site.url}/processes")
    page.click("text=Prova ett uttryck")
    page.click("button:has-text('Prova')")
    assert "Uttrycket är sant." in answer(page)
    assert "ett tal" in tried(page, "2 + fte")
    assert "2.8" in answer(page)
    said = tried(page, "1 +\n  foo ]")
    assert "Rad 2" in said
    assert page.locator(".code-place").first.inner_text().splitlines()[-1].endswith("^")
    assert "Namnet ”foo” är okänt." in tried(page, "foo = 1")
    assert "gräns" in tried(page, "count(for i in 1..1000, j in 1..1000 return i)")
    assert "inte ett JSON-objekt" in tried(page, "1", context="[1")
    page.select_option("#mode", "cell")
    assert "Uttrycket är sant." in tried(page, "[1..5), > 10", tested="12", context="{}")


def test_a_training_lends_its_facts_and_the_answer_follows_the_typing(site: Site) -> None:
    page = site.open(free=True, width=390)
    site.sign_in(page, "pia")
    hire(page, site)
    site.sign_in(page, "ada")
    page.goto(f"{site.url}{TRY}")
    page.fill("#text", "case.specialty")
    page.select_option("#residency", index=1)
    page.wait_for_selector("#answer pre:has-text('kirurgi')")
    assert "case.fte" in page.locator("#answer .facts").text_content()
    assert not is_too_wide(page)
    assert faults(page) == []


def test_the_history_says_why_the_regulation_was_chosen_and_a_run_is_held_with_a_reason(site: Site) -> None:
    page = site.open(free=True, width=390)
    site.sign_in(page, "pia")
    training = hire(page, site)
    events = page.locator("main").inner_text()
    assert "Föreskriften valdes av en regel" in events
    assert "Regel " in events
    assert "Underlag: Tjänst: ST; Legitimerad: ja" in events
    residency = UUID(training.rpartition("/")[2])
    with site.house.reading() as tx:
        run = next(i.id for i in instances.of_residency(tx, residency) if i.state == "running")
    site.sign_in(page, "ada")
    page.goto(f"{site.url}/operations/instances/{run}")
    assert not is_too_wide(page)
    assert faults(page) == []
    page.click("text=Pausa processen")
    assert faults(page) == []
    page.click("button:has-text('Pausa processen')")
    assert "Skriv varför." in page.locator("main").inner_text()
    page.fill("#why", "Fel i modellen.")
    page.click("button:has-text('Pausa processen')")
    said = page.locator("main").inner_text()
    assert "Pausad" in said
    assert "Fel i modellen." in said
