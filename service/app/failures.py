"""Errors at the web door: problem+json for the API and for scripts, a page in words for people."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

import structlog
from flask import Flask, Response, current_app, g, redirect, request
from werkzeug.exceptions import HTTPException

from service import problems
from service.app import stuck
from service.app.requests import is_api
from service.directory import people
from service.web import frame
from service.web.views.entry import Problem
from workflows.model import errors
from workflows.model.errors import Broken, RandaError

log = structlog.get_logger()
#: A fact that is a person's id → the fact that the sentence shows.
_NAMED = {"assignee": "assignee_name", "by": "by_name"}


def install(app: Flask) -> None:
    """Tell every error of *app* in one way."""
    app.register_error_handler(RandaError, _told)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def _http(error: HTTPException) -> Any:
    if error.code is not None and error.code < 400:
        return error
    return _told(problems.of_http(error.code or 500))


def _unforeseen(error: Exception) -> Any:
    log.error("request_failed", error_class=type(error).__name__, exc_info=error)
    return _told(RandaError())


def _told(error: RandaError) -> Any:
    _name_people(error)
    status = problems.status_of(error)
    if status >= 500:
        log.error("request_refused", error_code=error.code, error_class=type(error).__name__, exc_info=error)
    if status == 401 and _wants_page() and request.method == "GET":
        back = request.full_path if request.query_string else request.path
        return redirect("/sign-in" if back == "/" else f"/sign-in?next={quote(back, safe='')}")
    is_reported = isinstance(error, Broken) and stuck.report(error)
    answer = _page(error, status, is_reported=is_reported) if _wants_page() else _document(error, status)
    if (seconds := problems.retry_after(error)) is not None:
        answer.headers["Retry-After"] = str(seconds)
    if status == 401 and is_api():
        answer.headers["WWW-Authenticate"] = 'Bearer realm="randa"'
    return answer


def _wants_page() -> bool:
    if is_api():
        return False
    best = request.accept_mimetypes.best_match(("text/html", problems.CONTENT_TYPE, "application/json"), "text/html")
    return best == "text/html"


def _document(error: RandaError, status: int) -> Response:
    told = problems.document(error, locale=g.visitor.locale, path=request.path, request_id=g.request_id)
    return Response(json.dumps(told, ensure_ascii=False), status, content_type=problems.CONTENT_TYPE)


def _page(error: RandaError, status: int, *, is_reported: bool = False) -> Response:
    """Make the page; what could be typed wrong is told by the page that asked, so this one only has a sentence."""
    locale = g.visitor.locale
    told = Broken() if is_reported else error  # what is wrong with the model stands in Drift
    lines = [told.text(locale), *(f.text(locale) for f in getattr(error, "fields", ()))]
    view = Problem(
        status=status,
        title=lines[0],
        text=" ".join(lines[1:]) or (frame.say("repair.reported") if is_reported else _advice(status)),
        trace=g.request_id if status >= 500 else "",
        back=_back(),
    )
    return Response(frame.page("problem.html", problem=view), status)


def _advice(status: int) -> str:
    key = {400: "csrf", 403: "not_allowed", 404: "not_found", 503: "busy", 500: "broken"}.get(status)
    return frame.say(f"problem.text.{key}") if key else ""


def _back() -> str:
    """Return the page of ours that one came from, as a path."""
    came = urlsplit(request.referrer or "")
    return came.path if came.netloc == request.host and came.path != request.path else ""


def _name_people(error: RandaError) -> None:
    """Put names where a sentence of the engine room has ids: it knows no people."""
    wanted = {name: error.facts.get(fact) for fact, name in _NAMED.items()}
    ids = {value for value in wanted.values() if isinstance(value, UUID)}
    if not ids:
        return
    try:
        with current_app.extensions["house"].reading() as tx:
            names = people.names(tx, ids)
    except errors.Unavailable:
        return
    error.facts.update({name: names[value] for name, value in wanted.items() if value in names})
