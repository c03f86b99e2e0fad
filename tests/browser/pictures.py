"""Takes the pictures of ``docs/pages.md``: every page and state at 1280 and 390 px, two in dark, into var/pictures."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from service.frontend import build
from tests.browser import gallery, gallery_views
from tests.browser.states import STATES

OUT = Path(__file__).resolve().parents[2] / "var" / "pictures"
CHROMIUM = "/usr/bin/chromium"
DARK = ("inbox", "residency")


def wanted() -> Iterator[tuple[str, str, int, str]]:
    """Yield page, state, width and colour scheme."""
    for name in gallery_views.PAGES:
        for state in STATES.get(name, ("",)):
            yield from ((name, state, width, "light") for width in (1280, 390))
    yield from ((name, "", 1280, "dark") for name in DARK)


def take(browser: Browser, address: str, name: str, state: str, width: int, scheme: str) -> Path:
    """Take one picture of a whole page."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    answer = page.goto(f"{address}/{name}?state={state}", wait_until="networkidle")
    assert answer is not None, "a page answers"
    assert answer.status == 200, f"{name} {state}: {answer.status}"
    parts = [name.replace("/", "_"), state, str(width), scheme if scheme == "dark" else ""]
    file = OUT / ("-".join(part for part in parts if part) + ".png")
    page.screenshot(path=file, full_page=True)
    context.close()
    return file


def main() -> None:
    """Take them all and print where they are."""
    build.build()
    OUT.mkdir(parents=True, exist_ok=True)
    server = make_server("127.0.0.1", 0, gallery.make(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        files = [take(browser, f"http://127.0.0.1:{server.server_port}", *one) for one in wanted()]
    server.shutdown()
    print(f"{len(files)} pictures in {OUT}")


if __name__ == "__main__":
    main()
