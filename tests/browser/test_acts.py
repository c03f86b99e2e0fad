"""What people do beside completing a task: hand over, ask and answer, comment, remind, correct, cancel, move a date."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from service.directory import bindings, roles
from tests.browser.site import Site, hire
from workflows import incidents
from workflows.model.actor import Actor

pytestmark = pytest.mark.browser
PROPOSE = "Föreslå handledare"


def inbox(page: Page, site: Site, handle: str) -> str:
    """Return what somebody's inbox says."""
    site.sign_in(page, handle)
    page.goto(f"{site.url}/inbox")
    return page.locator("main").inner_text()


def open_task(page: Page, site: Site, handle: str) -> str:
    """Open the proposal as somebody; return its address."""
    inbox(page, site, handle)
    page.click(f'.task-row__title a:has-text("{PROPOSE}")')
    return page.url


def said(page: Page) -> str:
    """Return what the page says about the last action."""
    return page.locator(".status-region").inner_text()


@pytest.fixture
def page(site: Site) -> Page:
    """Give a page without scripts, after Pia has registered a doctor."""
    opened = site.open(scripts=False)
    site.sign_in(opened, "pia")
    hire(opened, site)
    return opened


def test_a_question_takes_the_task_there_and_the_answer_brings_it_back(page: Page, site: Site) -> None:
    task = open_task(page, site, "mia")
    page.click("#ask summary")
    page.select_option("#ask-whom", label="Eva Kråkbär, verksamhetschef")
    page.fill("#ask-text", "Vem har tid i vår?")
    page.click("#ask button")
    assert "Eva Kråkbär" in said(page)
    assert PROPOSE in inbox(page, site, "eva")
    page.goto(task)
    assert "Vem har tid i vår?" in page.locator("main").inner_text()
    page.fill("#answer", "Bo har tid.")
    page.click('form[action$="/resolve"] button')
    assert PROPOSE not in inbox(page, site, "eva")
    open_task(page, site, "mia")
    assert "Bo har tid." in page.locator("main").inner_text()


def test_a_comment_needs_words(page: Page, site: Site) -> None:
    open_task(page, site, "mia")
    page.click('form[action$="/comments"] >> text=Skicka kommentaren')
    assert "Skriv en kommentar" in page.locator("main").inner_text()
    open_task(page, site, "mia")
    page.fill("#comment-text", "Vi väntar på besked.")
    page.click("text=Skicka kommentaren")
    assert "Vi väntar på besked." in page.locator(".thread").inner_text()


def test_a_reminder_goes_to_whoever_has_it_once_a_day(page: Page, site: Site) -> None:
    page.click("section[aria-labelledby=open] button:has-text('Påminn') >> nth=0")
    assert "påminnelse är skickad" in said(page)
    assert "påmind i dag" in page.locator("section[aria-labelledby=open]").inner_text()
    site.settle()
    page.goto(f"{site.url}/mail")
    assert f"Påminnelse: {PROPOSE}" in page.locator("main").inner_text()


def test_a_hire_is_corrected_and_cancelled_with_reasons(page: Page, site: Site) -> None:
    training = page.url.partition("?")[0]
    page.click("text=Rätta uppgifter")
    page.fill('[name="f.fte"]', "75")
    page.click("text=Spara rättelsen")
    assert "Skriv varför." in page.locator("main").inner_text()
    page.fill("#why", "Deltid från början.")
    page.fill('[name="f.fte"]', "75")
    page.click("text=Spara rättelsen")
    assert "rättade" in said(page)
    assert "75 procent" in page.locator("main").inner_text()
    page.goto(f"{training}/cancel")
    page.click("button.button--danger")
    assert "Skriv varför." in page.locator("main").inner_text()
    page.fill("#why", "Tackade nej.")
    page.click("button.button--danger")
    assert "avbruten" in said(page)
    assert PROPOSE not in inbox(page, site, "mia")


def test_a_date_is_moved_with_a_reason_that_everybody_sees(page: Page, site: Site) -> None:
    site.sign_in(page, "ada")
    page.goto(f"{site.url}/operations?tab=timers")
    page.click("tr:has-text('Utse huvudansvarig handledare') >> text=Flytta datum")
    page.fill("#move-on", "2027-01-15")
    page.fill("#move-why", "Julledighet på kliniken.")
    page.click("text=Flytta datumet")
    assert "flyttat" in said(page)
    open_task(page, site, "mia")
    ribbon = page.locator(".ribbon").inner_text()
    assert "fredag 15 januari 2027" in ribbon
    assert "Julledighet" in ribbon


def test_an_incident_is_found_explained_and_tried_again(page: Page, site: Site) -> None:
    site.house.run(
        lambda tx: incidents.open_for(
            tx,
            "message_expired",
            sv="Ett meddelande fick ingen mottagare.",
            en="A message found no receiver.",
            region="rjl",
            detail={"message": "0190aaaa-0000-7000-8000-000000000000"},
        )
    )
    site.sign_in(page, "ada")
    page.goto(f"{site.url}/operations")
    assert "En störning är öppen." in page.locator("main").inner_text()
    page.click("tbody th a")
    assert "message_expired" in page.locator("#incident").inner_text()
    page.click("#incident button:has-text('Försök igen nu')")
    assert "Inget är stoppat." in page.locator("main").inner_text()
    assert "löst" in said(page)


def test_a_vacant_role_is_covered_marked_and_listed(site: Site) -> None:
    with site.house.reading() as tx:
        (held,) = [key for key in roles.rights(tx, site.person("mia")) if key.startswith("study_director@")]
    kind, _, place = held.partition("@")[2].partition(":")
    site.house.run(lambda tx: bindings.unbind_scope(tx, kind, place, by=Actor.system("test")))
    page = site.open(scripts=False)
    site.sign_in(page, "pia")
    hire(page, site)
    assert "Vakant roll" in page.locator("section[aria-labelledby=open]").inner_text()
    assert "Vakant roll" in inbox(page, site, "siv")
    site.sign_in(page, "ada")
    page.goto(f"{site.url}/operations?tab=vacant")
    row = page.locator("tbody tr").first.inner_text()
    assert "Studierektor" in row
    assert "Övergripande studierektor" in row
