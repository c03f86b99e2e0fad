"""Every page in every state: nothing for axe to find, no sideways scrolling on a phone, no error in the console."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import gallery_views, site
from tests.browser.states import STATES

pytestmark = pytest.mark.browser
SHOWN = [(name, state) for name in gallery_views.PAGES for state in STATES.get(name, ("",))]


@pytest.fixture(scope="module", params=[(1280, "sv", "light"), (390, "en", "dark")], ids=["desk", "phone"])
def visit(request: pytest.FixtureRequest, chromium: Browser) -> tuple[Page, str]:
    """Open a page at a width, in a language and a colour scheme; scripts may look at it."""
    width, locale, scheme = request.param
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    return context.new_page(), locale


@pytest.mark.parametrize(("name", "state"), SHOWN, ids=[f"{n}-{s or 'usual'}" for n, s in SHOWN])
def test_a_page_is_accessible_and_fits(visit: tuple[Page, str], shown: str, name: str, state: str) -> None:
    page, locale = visit
    if state and locale == "en":
        pytest.skip("the phone looks at usual states only")
    answer = page.goto(f"{shown}/{name}?lang={locale}&state={state}")
    assert answer is not None
    assert answer.status == 200
    assert not site.faults(page)
    assert not site.is_too_wide(page)


def test_the_policy_lets_our_scripts_and_nothing_else_run(chromium: Browser, shown: str) -> None:
    page = chromium.new_context().new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{shown}/residency")
    page.wait_for_selector("[data-drawn]")
    assert page.evaluate("document.documentElement.dataset.ready") == "1"
    assert not said
    policy = page.request.get(f"{shown}/inbox").headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-eval" not in policy
    assert "script-src 'self' 'unsafe-inline'" not in policy


@pytest.mark.parametrize("width", [1280, 390])
def test_the_mark_of_bpmn_io_is_visible_and_uncovered(chromium: Browser, shown: str, width: int) -> None:
    """Its licence asks for it (service/static/bpmn.io.LICENSE)."""
    page = chromium.new_context(viewport={"width": width, "height": 900}).new_page()
    page.goto(f"{shown}/task/process")
    page.wait_for_selector("[data-drawn]")
    mark = page.locator(".bjs-powered-by")
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box is not None
    assert box["width"] > 30
    hit = page.evaluate(
        "([x, y]) => !!document.elementFromPoint(x, y)?.closest('.bjs-powered-by')",
        [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2],
    )
    assert hit


def test_choosing_a_step_marks_it_in_the_drawing_and_back(chromium: Browser, shown: str) -> None:
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{shown}/task/process")
    page.wait_for_selector("[data-drawn]")
    page.click('#steps [data-step="draft_iup"]')
    assert page.locator('.djs-element.is-chosen[data-element-id="draft_iup"]').count() == 1
    page.locator('.djs-element[data-element-id="review_iup"]').click()
    assert page.locator('#steps .is-chosen[data-step="review_iup"]').count() == 1


def test_the_wheel_over_a_drawing_scrolls_the_page(chromium: Browser, shown: str) -> None:
    page = chromium.new_context(viewport={"width": 1280, "height": 700}).new_page()
    page.goto(f"{shown}/task/process")
    page.wait_for_selector("[data-drawn]")
    box = page.locator(".diagram__canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 200, box["y"] + 100)
    page.mouse.wheel(0, 300)
    for _ in range(100):
        if page.evaluate("window.scrollY") > 50:
            return
        page.wait_for_timeout(20)
    raise AssertionError("the wheel was caught by the drawing")


def test_the_focus_is_seen_on_every_kind_of_control(chromium: Browser, shown: str) -> None:
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{shown}/task")
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        tag, style, width, band = page.evaluate(
            "(() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return [e.tagName, s.outlineStyle, parseFloat(s.outlineWidth), s.boxShadow]; })()"
        )
        if tag == "BODY":
            break
        assert style == "solid", tag
        assert width >= 2, tag
        assert band != "none", tag
        seen.add(tag)
    assert {"A", "BUTTON", "TEXTAREA", "SUMMARY", "INPUT"} <= seen
