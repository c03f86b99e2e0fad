"""Sign in and out: choose a person in the sample, or an account with a password; land where the link pointed."""

from __future__ import annotations

from flask import Blueprint, g, redirect, request
from werkzeug.wrappers import Response

from service.auth import entering, secrets, sessions
from service.sample import people as sample
from service.web import door, frame, receipts, visiting, words
from service.web.views.entry import SampleGroup, SamplePerson, SignInView
from service.web.views.parts import FieldError
from workflows.model import errors
from workflows.transaction import Transaction

blueprint = Blueprint("signin", __name__)
#: How many roles are named beside a person.
_ROLES = 2


@blueprint.get("/sign-in")
def show() -> str:
    """Show the ways in; ``next`` is where one wanted to go."""
    return _page(request.args.get("next", ""))


@blueprint.post("/sign-in")
def sign_in() -> Response | tuple[str, int]:
    """Sign in with an account."""
    email, password = request.form.get("email", "").strip(), request.form.get("password", "")
    missing = [] if email else [FieldError("email", frame.say("signin.email_missing"))]
    missing += [] if password else [FieldError("password", frame.say("signin.password_missing"))]
    if missing:
        return _page(request.form.get("next", ""), email, tuple(missing)), 422
    house = door.house()
    try:
        g.cookie = entering.by_password(
            house.run, house.settings, name=email, password=password, address=request.remote_addr or ""
        )
    except errors.TooManyAttempts as refused:
        minutes = -(-int(refused.facts.get("seconds", 60)) // 60)
        wrong = FieldError("email", frame.say("signin.too_many", minutes=minutes))
        return _page(request.form.get("next", ""), email, (wrong,)), 429
    except errors.SignInRefused:
        wrong = FieldError("email", frame.say("signin.wrong"))
        return _page(request.form.get("next", ""), email, (wrong,)), 422
    return _entered()


@blueprint.post("/sign-in/sample")
def sign_in_as() -> Response:
    """Become one of the sample's people; there is no such address in a real installation."""
    house = door.house()

    def open_session(tx: Transaction) -> str:
        known = {str(person.person_id): person.person_id for person in sample.signed_in_list(tx)}
        chosen = known.get(request.form.get("person", ""))
        if chosen is None:
            raise errors.PersonNotFound
        return sessions.open_for(tx, house.settings, chosen)

    g.cookie = house.run(open_session)
    return _entered()


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """Close this session."""
    cookie = g.cookie
    door.house().run(lambda tx: sessions.close(tx, cookie))
    g.cookie = secrets.new()
    return redirect(receipts.onward("/sign-in", "signed_out"), 303)


def _entered() -> Response:
    """Go on; who was met in English stays in English as long as the browser is open."""
    answer = redirect(_safe(request.form.get("next", "")), 303)
    if frame.locale() == "en":
        answer.set_cookie("language", "en", httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


def _page(next_url: str, email: str = "", wrong: tuple[FieldError, ...] = ()) -> str:
    with door.reading() as tx:
        visiting.dress(tx)
        notice = frame.say("signin.needed") if next_url and not wrong else ""
        view = SignInView(
            groups=_groups(tx) if frame.visitor().is_sample else (),
            next_url=next_url,
            email=email,
            errors=wrong,
            notice=notice,
        )
        return frame.page("sign_in.html", view=view)


def _groups(tx: Transaction) -> tuple[SampleGroup, ...]:
    found: dict[str, list[SamplePerson]] = {}
    for person in sample.signed_in_list(tx):
        unit = person.unit_en if frame.locale() == "en" else person.unit_sv
        roles = [words.role(role) for role in person.roles] or [frame.say("signin.doctor")]
        named = ", ".join([roles[0], *(r if r[1:2].isupper() else r[:1].lower() + r[1:] for r in roles[1:_ROLES])])
        found.setdefault(person.region, []).append(SamplePerson(str(person.person_id), person.name, named, unit))
    return tuple(SampleGroup(words.region(region), tuple(rows)) for region, rows in found.items())


def _safe(path: str) -> str:
    """Return a path of ours, never another host."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path
    return path if is_ours else "/inbox"
