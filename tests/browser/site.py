"""A real house being visited: sign in, fill in, go on; with or without scripts, at any width."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from playwright.sync_api import Browser, BrowserContext, Page

from service import sample
from service.cli.stepping import HouseStage
from service.directory import people
from service.wiring import House

ROOT = Path(__file__).resolve().parents[2]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: A doctor whom nobody in the sample is.
DOCTOR = {
    "personnummer": (ROOT / "service" / "sample" / "personnummer.txt").read_text().split()[-1],
    "first_name": "Ymer",
    "last_name": "Lärkfält",
    "email": "ymer.larkfalt@randa.example",
    "employment_id": "H-20417",
    "employment_start_on": "2026-11-30",
    "licence_on": "2025-06-01",
}
CHOSEN = {"unit": "kir-jkpg", "specialty": "kirurgi"}
TICKED = {"employment_type": "permanent", "swedish_at": "no"}


@dataclass(slots=True)
class Site:
    """The house, its address and a browser."""

    house: House
    url: str
    browser: Browser

    def person(self, handle: str) -> UUID:
        """Return the id of one of the sample's people."""
        with self.house.reading() as tx:
            found: UUID = people.get(tx, handle).id
            return found

    def open(self, *, width: int = 1280, scripts: bool = True, locale: str = "sv-SE", free: bool = False) -> Page:
        """Return a new page; *free* switches the content security policy off, for axe only."""
        context: BrowserContext = self.browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, locale=locale, bypass_csp=free
        )
        context.set_default_timeout(10_000)
        return context.new_page()

    def sign_in(self, page: Page, handle: str) -> None:
        """Become somebody, from whatever page one is on."""
        page.context.clear_cookies()
        page.goto(f"{self.url}/sign-in")
        page.click(f'button[name="person"][value="{self.person(handle)}"]')

    def settle(self) -> None:
        """Carry what is due, as dispatcher and worker would."""
        HouseStage(self.house).settle()

    def everybody(self) -> list[sample.SignIn]:
        """Return the people that one may sign in as."""
        with self.house.reading() as tx:
            return sample.signed_in_list(tx)


def hire(page: Page, site: Site) -> str:
    """Register the doctor by the form; return the address of the training."""
    page.goto(f"{site.url}/start/hire")
    for name, value in DOCTOR.items():
        page.fill(f'[name="f.{name}"]', value)
    for name, value in CHOSEN.items():
        page.select_option(f'[name="f.{name}"]', value)
    for name, value in TICKED.items():
        page.check(f'[name="f.{name}"][value="{value}"]')
    page.click("text=Registrera och starta")
    training = page.url.partition("?")[0]
    site.settle()
    page.goto(training)
    return training


@cache
def _axe() -> str:
    return (ROOT / "service/frontend/node_modules/axe-core/axe.min.js").read_text()


def faults(page: Page) -> list[str]:
    """Return what axe finds wrong on the page (opened with ``free``): rule and the first piece of HTML."""
    page.evaluate(_axe())
    found: dict[str, Any] = page.evaluate(f"axe.run(document, {{runOnly: {RULES!r}}})")
    assert len(found["passes"]) > 5, "axe looked at nothing"
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found["violations"]]


def is_too_wide(page: Page) -> bool:
    """Say whether the page must be scrolled sideways."""
    wide: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return wide
