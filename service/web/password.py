"""Choose a password by a one-time link: invitation, first administrator, forgotten password."""

from __future__ import annotations

from flask import Blueprint, g, redirect, request
from werkzeug.wrappers import Response

from service.auth import accounts, entering, passwords, sessions
from service.directory import people
from service.web import door, frame, visiting
from service.web.views.entry import PasswordView
from service.web.views.parts import FieldError
from workflows.model import errors
from workflows.transaction import Transaction

blueprint = Blueprint("password", __name__)
_KINDS = {"invitation": "invitation", "administrator": "first", "password": "reset"}


@blueprint.get("/forgotten")
def show_forgotten() -> str:
    """Ask for the address that the link is to go to."""
    return _page(PasswordView(kind="forgotten"))


@blueprint.post("/forgotten")
def forgotten() -> str | tuple[str, int]:
    """Send a link, if the address belongs to somebody; the answer is the same either way."""
    email = request.form.get("email", "").strip()
    if not email:
        wrong = (FieldError("email", frame.say("signin.email_missing")),)
        return _page(PasswordView(kind="forgotten", errors=wrong)), 422
    entering.ask_for_link(door.house().run, name=email, address=request.remote_addr or "")
    return _page(PasswordView(kind="forgotten", email=email, sent=True))


@blueprint.get("/welcome/<token>")
def show_link(token: str) -> str | tuple[str, int]:
    """Show the form that the link opens."""
    try:
        return _page(door.run(lambda tx: _view(tx, token)))
    except errors.LinkSpent:
        wrong = (FieldError("email", frame.say("password.stale")),)
        return _page(PasswordView(kind="forgotten", errors=wrong)), 410


@blueprint.post("/welcome/<token>")
def use_link(token: str) -> Response | tuple[str, int]:
    """Set the password and sign in."""
    first, second = request.form.get("password", ""), request.form.get("again", "")
    house, wrong = door.house(), []
    if first != second:
        wrong.append(FieldError("again", frame.say("password.differ")))
    try:
        kept = passwords.hashed(house.settings, first) if not wrong else ""
    except errors.WeakPassword:
        key = "password.short" if len(first) < passwords.LEAST else "password.weak"
        wrong.append(FieldError("password", frame.say(key, n=len(first))))
    if wrong:
        view = door.run(lambda tx: _view(tx, token, tuple(wrong)))
        return _page(view), 422

    def choose(tx: Transaction) -> str:
        return sessions.open_for(tx, house.settings, accounts.use_link(tx, token, kept))

    g.cookie = house.run(choose)
    return redirect("/inbox", 303)


def _view(tx: Transaction, token: str, wrong: tuple[FieldError, ...] = ()) -> PasswordView:
    link = accounts.look_at_link(tx, token)
    person = people.get(tx, link.person_id)
    return PasswordView(kind=_KINDS[link.kind], name=person.name, email=person.email or "", token=token, errors=wrong)


def _page(view: PasswordView) -> str:
    with door.reading() as tx:
        visiting.dress(tx)
    return frame.page("password.html", view=view, here=request.path)
