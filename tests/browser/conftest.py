"""A browser, the gallery of sample views, and a real house with the sample's people to visit."""

from __future__ import annotations

import datetime as dt
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from service import config, logs, sample, wiring
from service.app import create_app
from service.cli import setting_up
from service.frontend import build
from tests.browser import gallery
from tests.browser.site import Site
from workflows.model.clock import ManualClock

CHROMIUM = Path("/usr/bin/chromium")
MONDAY = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)


class _Silent(WSGIRequestHandler):
    """Serves without a word on standard error."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing."""


def _serve(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium once."""
    build.build()
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed")
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shown() -> Iterator[str]:
    """Serve the gallery; gives its address."""
    yield from _serve(gallery.make())


def _settings(folder: Path) -> config.Settings:
    return config.Settings.from_env({"RANDA_DATA": str(folder), "RANDA_SAMPLE": "1", "RANDA_LOG_LEVEL": "error"})


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a house with the sample's people and our models once; tests live in copies of it."""
    folder = tmp_path_factory.mktemp("furnished")
    setting_up.prepare(_settings(folder))
    logs.configure(_settings(folder))
    house = wiring.build(_settings(folder), ManualClock(MONDAY))
    house.run(sample.load_people)
    setting_up.deploy(house)
    house.close()
    return folder


@pytest.fixture
def site(tmp_path: Path, furnished: Path, chromium: Browser) -> Iterator[Site]:
    """Serve a real house on Monday 23 November 2026."""
    folder = tmp_path / "house"
    shutil.copytree(furnished, folder)
    house = wiring.build(_settings(folder), ManualClock(MONDAY))
    served = _serve(create_app(house))
    yield Site(house, next(served), chromium)
    served.close()
    house.close()
