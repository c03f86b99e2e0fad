"""Starta: what the visitor's roles may start."""

from __future__ import annotations

from flask import Blueprint

from service.web import door, frame, visiting
from service.web.views.start import Startable

blueprint = Blueprint("start", __name__)


@blueprint.get("/start")
def show() -> str:
    """List what may be started; today that is a hire, which starts all the rest."""
    with door.reading() as tx:
        visiting.dress(tx)
        items = []
        if door.actor().roles() & visiting.STARTERS:
            items.append(Startable(frame.say("start.hire"), frame.say("start.hire_text"), "/start/hire"))
        return frame.page("start.html", items=items, active="start")
