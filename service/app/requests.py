"""Around every request: who comes, may they, is it really they; and one log line afterwards."""

from __future__ import annotations

import re
import secrets as randomness
import time
from contextlib import ExitStack

import structlog
from flask import Flask, Response, current_app, g, request

from service import db, permissions
from service.auth import secrets, sessions, tokens
from service.auth.sessions import Visit
from service.web.views.frame import Visitor
from service.wiring import House
from workflows.model import calendar, errors
from workflows.model.actor import Actor

log = structlog.get_logger()
API = "/api/"
NOBODY = Actor(person_id=None, name="visitor")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def install(app: Flask) -> None:
    """Begin and end every request of *app*."""
    app.before_request(_begin)
    app.before_request(_recognise)
    app.after_request(_remember)
    app.after_request(_tell)
    app.teardown_request(_end)


def is_api() -> bool:
    """Say whether this request came to the API."""
    return request.path.startswith(API)


def cookie_name(house: House) -> str:
    """Return the session cookie's name; over https no other host or path may set it."""
    return "__Host-randa" if house.settings.is_secure else "randa"


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house


def _begin() -> None:
    g.started = time.perf_counter()
    g.stack = ExitStack()
    g.statements = g.stack.enter_context(db.counted())
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else randomness.token_hex(8)
    g.stack.enter_context(structlog.contextvars.bound_contextvars(request_id=g.request_id))
    g.cookie = request.cookies.get(cookie_name(_house()), "") or secrets.new()
    g.visit, g.actor, g.known = None, NOBODY, {}
    _show_as(None)


def _recognise() -> None:
    if request.endpoint in ("static", "health.livez"):
        return
    house = _house()
    with house.reading() as tx:
        visit = _visit(house, tx)
        if visit is not None:
            g.visit, g.actor = visit, permissions.actor_of(tx, visit)
            g.known = {key: value for key, value in tx.known.items() if key[0] == "rights"}
        today = calendar.local_date(tx.now())
    _show_as(visit, today)
    if request.routing_exception is not None:
        return  # no such address, or not that method: said by what comes next
    rule = permissions.ROUTES.get(request.endpoint or "")
    permissions.admit(rule, visit, g.actor, is_sample=house.settings.sample)
    if request.method not in _SAFE and not is_api():
        _must_be_ours(house)
    if visit is not None and visit.is_stale:
        _touch(house, visit)


def _visit(house: House, tx: permissions.Transaction) -> Visit | None:
    if not is_api():
        has_cookie = cookie_name(house) in request.cookies
        return sessions.find(tx, house.settings, g.cookie) if has_cookie else None
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    return tokens.find(tx, text.strip()) if scheme.lower() == "bearer" else None


def _must_be_ours(house: House) -> None:
    """Raise Forged unless the request carries the token of a page that we gave to this browser."""
    token = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    is_foreign = request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")
    if is_foreign or not secrets.is_same(token, secrets.csrf(house.settings.secret_key, g.cookie)):
        raise errors.Forged


def _touch(house: House, visit: Visit) -> None:
    if visit.token_id:
        house.run(lambda tx: tokens.touch(tx, visit.token_id))
    else:
        cookie = g.cookie
        house.run(lambda tx: sessions.touch(tx, cookie))


def _show_as(visit: Visit | None, today: object = None) -> None:
    house = _house()
    g.visitor = Visitor(
        person_id=visit.person_id if visit else None,
        name=visit.name if visit else "",
        locale=_wanted_locale(visit),
        today=today or calendar.local_date(house.parts.clock.now()),  # type: ignore[arg-type]
        csrf=secrets.csrf(house.settings.secret_key, g.cookie),
        is_sample=house.settings.sample,
    )


def _wanted_locale(visit: Visit | None) -> str:
    """Return this browser's choice, else the person's, else what the browser asks for."""
    chosen = request.cookies.get("language", "")
    if chosen in ("sv", "en"):
        return chosen
    return visit.locale if visit else request.accept_languages.best_match(("sv", "en"), "sv") or "sv"


def _remember(answer: Response) -> Response:
    """Give the browser its cookie when it has none yet, or a new one after signing in or out (``g.cookie``)."""
    if is_api() or request.endpoint in ("static", "health.livez", "health.readyz"):
        return answer
    house = _house()
    if request.cookies.get(cookie_name(house)) != g.cookie:
        answer.set_cookie(
            cookie_name(house),
            g.cookie,
            max_age=house.settings.session_hours * 3600,
            secure=house.settings.is_secure,
            httponly=True,
            samesite="Lax",
        )
    return answer


def _tell(answer: Response) -> Response:
    answer.headers["X-Request-ID"] = g.request_id
    if request.endpoint != "static":
        log.info(
            "request_finished",
            method=request.method,
            endpoint=request.endpoint,
            path_template=str(request.url_rule) if request.url_rule else None,
            status=answer.status_code,
            duration_ms=round((time.perf_counter() - g.started) * 1000, 1),
            statements=len(g.statements),
            person_id=str(g.visit.person_id) if g.visit else None,
            token_id=g.visit.token_id if g.visit else None,
        )
    return answer


def _end(_error: BaseException | None) -> None:
    if "stack" in g:
        g.stack.close()
