"""A small site of every page with true-to-life sample views: templates can be looked at beside the verbs."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from flask import Flask, Response, g, request

from service.web import frame, headers
from service.web.views.frame import NavItem, Notice, RoleLine, Visitor
from tests.browser import gallery_views as views
from tests.browser.gallery_shared import TODAY

STATIC = Path(frame.__file__).parent.parent / "static"
ROOT = Path(__file__).resolve().parents[2]


def visitor(locale: str, notices: tuple[Notice, ...] = (), *, signed_in: bool = True) -> Visitor:
    """Return Siv, head of department, on 23 November 2026."""
    if not signed_in:
        return Visitor(locale=locale, today=TODAY, csrf="x", is_sample=True)
    nav = ("inbox", "residencies", "start", "processes", "operations", "mail")
    return Visitor(
        person_id=UUID(int=1),
        name="Siv Älgört",
        roles=(
            RoleLine("Verksamhetschef" if locale == "sv" else "Head of department", "Vårdcentralen Tallhöjden"),
            RoleLine("Handledare" if locale == "sv" else "Supervisor", "Vårdcentralen Strandängen", "t.o.m. 4 dec"),
        ),
        locale=locale,
        today=TODAY,
        csrf="x",
        nav=tuple(NavItem(k, f"/{k}", 8 if k == "inbox" else None, 1 if k == "inbox" else 0) for k in nav),
        is_sample=True,
        notices=notices,
    )


def make() -> Flask:
    """Return the gallery: ``/<page>?lang=sv|en&state=…``."""
    app = Flask("service.web", static_folder=str(STATIC), static_url_path="/static")
    frame.install(app)

    @app.get("/<path:name>")
    def show(name: str) -> str | Response:
        if name.endswith(".bpmn"):
            return Response((ROOT / "bpmn" / "iup" / "iup.bpmn").read_text(), mimetype="application/xml")
        locale = request.args.get("lang", "sv")
        notices = (Notice("ok", "Studierektorn skriver under härnäst.", "ST-kontraktet för Malva Stensöta är klart."),)
        signed_in = name not in ("sign-in", "forgotten", "invitation")
        g.visitor = visitor(locale, notices if name == "inbox" else (), signed_in=signed_in)
        headers.allow_drawing()
        template, view = views.PAGES[name](request.args.get("state", ""))
        return frame.page(template, here=f"/{name}", active=name.partition("/")[0], **view)

    return app


def main() -> None:
    """Serve the gallery on port 5099."""
    make().run(port=5099, debug=False, threaded=True)


if __name__ == "__main__":
    main()
