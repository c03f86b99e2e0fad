"""The program's own addresses: is it alive, is it ready, what does a problem mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app

from service import health as checks
from service import migrations
from service import problems as told
from service.web import frame
from service.web.views.entry import Problem
from service.wiring import House
from workflows.model import errors

health = Blueprint("health", __name__)
problems = Blueprint("problems", __name__)


@health.get("/livez")
def livez() -> dict[str, str]:
    """Say that this process answers; looks at nothing else."""
    return {"status": "ok"}


@health.get("/readyz")
def readyz() -> tuple[dict[str, Any], int]:
    """Say whether work can be done: database, migrations, queue, dispatcher; 503 when not."""
    found = checks.looked_at(_checks(current_app.extensions["house"]))
    is_ready = all(check.is_well for check in found)
    body = {"status": "ok" if is_ready else "not ready", "checks": {c.name: c.why or "ok" for c in found}}
    return body, 200 if is_ready else 503


def _checks(house: House) -> dict[str, Callable[[], str]]:
    def dispatcher() -> str:
        with house.reading() as tx:
            return checks.dispatcher(tx)

    def queue() -> str:
        house.redis(socket_timeout=1, socket_connect_timeout=1).ping()
        return ""

    return {
        "database": lambda: "" if house.database.answers() else "does not answer",
        "migrations": lambda: "" if migrations.is_at_head(house.database.engine) else "run: randa db upgrade",
        "queue": queue,
        "dispatcher": dispatcher,
    }


@problems.get("/problems/<code>")
def one(code: str) -> str:
    """Explain a problem by its code; the ``type`` of a problem document points here."""
    kind = next((k for k in told.kinds() if k.code == code), None)
    if kind is None:
        raise errors.NotFound
    locale = frame.locale()
    view = Problem(status=told.status_of(kind.__new__(kind)), title=told.title(kind, locale), text=f"{code}")
    return frame.page("problem.html", problem=view)
