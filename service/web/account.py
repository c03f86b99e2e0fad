"""What a visitor chooses for themselves: language, single-letter keys; and the page of one's own account."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from service.directory import people
from service.web import door, frame, visiting

blueprint = Blueprint("account", __name__)
_YEAR = 31_536_000


@blueprint.get("/account")
def show() -> str:
    """Show who one is and which roles one has."""
    with door.reading() as tx:
        visiting.dress(tx)
        person = people.get(tx, door.actor().person_id)  # type: ignore[arg-type]
        return frame.page("account.html", email=person.email or "–")


@blueprint.post("/language")
def language() -> Response:
    """Choose Swedish or English: for the person when signed in, else for this browser."""
    chosen = "en" if request.form.get("locale") == "en" else "sv"
    person_id = door.actor().person_id
    if person_id is not None:
        door.run(lambda tx: people.set_locale(tx, person_id, chosen))
    answer = redirect(_came_from(), 303)
    answer.set_cookie("language", chosen, max_age=_YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


@blueprint.post("/shortcuts")
def shortcuts() -> Response:
    """Turn single-letter keys on or off in this browser."""
    answer = redirect("/help", 303)
    if request.form.get("on"):
        answer.set_cookie("keys", "1", max_age=_YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
    else:
        answer.delete_cookie("keys")
    return answer


def _came_from() -> str:
    came = urlsplit(request.referrer or "")
    if came.netloc != request.host:
        return "/"
    return f"{came.path}?{came.query}" if came.query else came.path
