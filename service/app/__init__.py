"""The web program: pages and API in one Flask application around one house."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from flask import Blueprint, Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from service import api, config, logs, web, wiring
from service.app import failures, own, requests
from service.web import frame
from service.wiring import House
from workflows.model import errors

_HERE = Path(__file__).resolve().parent.parent
#: Uploads are at most 20 MB each (service.files); a form may carry a few.
MOST_BYTES = 64_000_000
#: A form field outside files; texts are far shorter.
MOST_FORM_BYTES = 2_000_000


def create_app(house: House | None = None) -> Flask:
    """Return the application for *house*, or for this process's own house from the environment."""
    if house is None:
        settings = config.from_environment()
        logs.configure(settings)
        house = wiring.house(settings)
        _must_not_pretend(house)
    app = Flask(
        "service",
        root_path=str(_HERE),
        static_folder=str(_HERE / "static"),
        template_folder=str(_HERE / "web" / "templates"),
    )
    app.extensions["house"] = house
    _configure(app, house)
    requests.install(app)
    frame.install(app)
    failures.install(app)
    for blueprint in (own.health, own.problems, *_screens()):
        app.register_blueprint(blueprint)
    api.install(app)
    return app


def _must_not_pretend(house: House) -> None:
    """Refuse to open a real installation as a sample: anybody could then sign in as anybody. Raises SettingsWrong."""
    if house.settings.sample and house.kind() == "real":
        raise errors.SettingsWrong(mistakes="RANDA_SAMPLE: this is a real installation")


def _screens() -> Iterator[Blueprint]:
    """Yield the blueprint of every screen: each module of ``service.web`` that has one is a screen."""
    for module in pkgutil.iter_modules(web.__path__, "service.web."):
        if isinstance(found := getattr(import_module(module.name), "blueprint", None), Blueprint):
            yield found


def _configure(app: Flask, house: House) -> None:
    settings = house.settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_FORM_BYTES,
        SESSION_COOKIE_NAME="randa_notes",
        SESSION_COOKIE_SECURE=settings.is_secure,
        SESSION_COOKIE_SAMESITE="Lax",
        TRAP_HTTP_EXCEPTIONS=False,
        PROPAGATE_EXCEPTIONS=False,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.url_map.strict_slashes = False
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
