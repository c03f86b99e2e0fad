"""Errors told over HTTP: the one table from class to status, and RFC 9457 documents."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from workflows.model import errors
from workflows.model.errors import RandaError

CONTENT_TYPE = "application/problem+json"
#: The first row whose class the error is an instance of decides.
_STATUS: tuple[tuple[type[RandaError], int], ...] = (
    (errors.NotFound, 404),
    (errors.NotSignedIn, 401),
    (errors.TooManyAttempts, 429),
    (errors.Malformed, 400),
    (errors.WrongMethod, 405),
    (errors.TooLarge, 413),
    (errors.WrongMediaType, 415),
    (errors.Forged, 400),
    (errors.Conflict, 409),
    (errors.NotAllowed, 403),
    (errors.Invalid, 422),
    (errors.Unavailable, 503),
)
_HTTP: Mapping[int, type[RandaError]] = {
    401: errors.NotSignedIn,
    403: errors.NotAllowed,
    404: errors.NotFound,
    405: errors.WrongMethod,
    409: errors.Conflict,
    413: errors.TooLarge,
    415: errors.WrongMediaType,
    422: errors.Invalid,
    429: errors.TooManyAttempts,
}
_FACT = re.compile(r"\{\w+\}")
_SHOWN = (str, int, bool, UUID, Decimal, dt.date)


def status_of(error: RandaError) -> int:
    """Return the HTTP status of an error."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def of_http(status: int) -> RandaError:
    """Return the error of ours that says what werkzeug's *status* says."""
    return _HTTP.get(status, errors.Malformed if status < 500 else RandaError)()


def retry_after(error: RandaError) -> int | None:
    """Return the seconds after which the same request may succeed, if it may."""
    if isinstance(error, errors.TooManyAttempts):
        return int(error.facts.get("seconds", 60))
    if isinstance(error, errors.Unavailable):
        return 2
    return 0 if isinstance(error, errors.ConcurrentUpdate) else None


def document(error: RandaError, *, locale: str, path: str, request_id: str) -> dict[str, Any]:
    """Return the problem as RFC 9457 writes it; *locale* sv or en."""
    told: dict[str, Any] = {
        "type": f"/problems/{error.code}",
        "title": title(type(error), locale),
        "status": status_of(error),
        "detail": error.text(locale),
        "instance": path,
        "request_id": request_id,
    }
    if facts := {k: _plain(v) for k, v in error.facts.items() if _is_shown(v)}:
        told["facts"] = facts
    if fields := getattr(error, "fields", None):
        told["errors"] = [{"pointer": f"#{f.pointer}", "detail": f.text(locale)} for f in fields]
    if findings := getattr(error, "findings", None):
        told["findings"] = [str(finding) for finding in findings]
    return told


def title(kind: type[RandaError], locale: str) -> str:
    """Return the message of a class, the same whatever the facts."""
    return _FACT.sub("…", _default(kind, locale))


def kinds() -> Iterator[type[RandaError]]:
    """Yield every class of error, in the order of the page they stand on."""
    found = [k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, RandaError)]
    yield from dict.fromkeys(found)


def reference() -> str:
    """Return ``docs/reference/problems.md``: every code with status and both messages."""
    lines = [
        "# Problems",
        "",
        "What Randa answers when something cannot be done, as `application/problem+json` (RFC 9457). `type` is",
        "`/problems/<code>`; `errors` lists fields by JSON pointer. Made from `workflows/model/errors.py` by",
        "`randa problems`; `tests/house` fails when it is stale.",
        "",
        "| code | status | English | Svenska |",
        "|---|---|---|---|",
    ]
    for kind in kinds():
        status = next((s for k, s in _STATUS if issubclass(kind, k)), 500)
        lines.append(f"| `{kind.code}` | {status} | {_default(kind, 'en')} | {_default(kind, 'sv')} |")
    return "\n".join(lines) + "\n"


def _default(kind: type[RandaError], locale: str) -> str:
    return " ".join((kind.__doc__ or "").split("\n\n")[0].split()) if locale == "en" else kind.sv


def _is_shown(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(isinstance(item, _SHOWN) for item in value)
    return isinstance(value, _SHOWN)


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value
