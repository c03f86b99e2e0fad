"""What every answer says to the browser: no foreign scripts, no inline ones, no framing, no guessing of types."""

from __future__ import annotations

from flask import Response, g, request

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: bpmn-js writes style attributes into its drawing; only pages with a drawing allow that, and never style elements.
_DRAWING = "; style-src-attr 'unsafe-inline'"
_YEAR = 31_536_000


def allow_drawing() -> None:
    """Let the page that is being made show a diagram (style attributes, nothing more)."""
    g.shows_drawing = True


def harden(answer: Response) -> Response:
    """Add the security headers to an answer; for ``app.after_request``."""
    answer.headers["Content-Security-Policy"] = _POLICY + (_DRAWING if g.get("shows_drawing") else "")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    answer.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    if request.is_secure:
        answer.headers["Strict-Transport-Security"] = f"max-age={_YEAR}"
    if request.path.startswith("/static/"):
        fresh = "v" in request.args or request.path.startswith("/static/dist/")
        answer.headers["Cache-Control"] = f"public, max-age={_YEAR if fresh else 3600}" + (
            ", immutable" if fresh else ""
        )
    elif "Cache-Control" not in answer.headers:
        answer.headers["Cache-Control"] = "no-store"
    return answer
