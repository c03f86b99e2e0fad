"""Processer: the library, and one process with its drawing, its steps in words, why it exists, its versions."""

from __future__ import annotations

from flask import Blueprint, Response

from service import permissions
from service.web import door, frame, headers, reasons, steps, visiting
from service.web.views.parts import Figure, Mark, Quote
from service.web.views.start import ProcessRow, ProcessView, VersionRow
from workflows import definitions
from workflows.model import calendar, errors
from workflows.transaction import Transaction

blueprint = Blueprint("processes", __name__, url_prefix="/processes")
_XML = "application/xml; charset=utf-8"


@blueprint.get("")
def show_all() -> str:
    """List the published processes."""
    with door.reading() as tx:
        visiting.dress(tx)
        running = definitions.running_counts(tx)
        rows = [
            ProcessRow(
                name=d.name(frame.locale()),
                url=f"/processes/{d.key}",
                text=_purpose(d),
                version=d.version,
                running=running.get(d.id, 0),
            )
            for d in definitions.listed(tx)
        ]
        return frame.page("processes.html", rows=rows, may_try=_may_try(), active="processes")


def _may_try() -> bool:
    return not door.actor().roles().isdisjoint(permissions.MODELLERS)


@blueprint.get("/<key>")
def show(key: str) -> str:
    """Show one process as it is published now."""
    with door.reading() as tx:
        visiting.dress(tx)
        headers.allow_drawing()
        return frame.page("process.html", view=_view(tx, definitions.current(tx, key)), active="processes")


@blueprint.get("/<key>/<int:version>.bpmn")
def drawing(key: str, version: int) -> Response:
    """Give the drawing of one version, as deployed; it never changes."""
    with door.reading() as tx:
        found = next((row for row in definitions.versions(tx, key) if row.version == version), None)
        if found is None:
            raise errors.DefinitionNotFound(key=key)
        text = definitions.bpmn_text(tx, found.id)
    return Response(text, content_type=_XML, headers={"Cache-Control": "private, max-age=86400"})


def _view(tx: Transaction, deployed: definitions.Deployed) -> ProcessView:
    teller = steps.Teller(deployed.model)
    people = [node for node in deployed.model.activities.values() if node.kind == "userTask"]
    versions = definitions.versions(tx, deployed.key)
    running = definitions.running_counts(tx)
    since = frame.date("long", calendar.local_date(versions[0].deployed_at)).striptags()
    lead = frame.say("processes.version_since", n=deployed.version, day=since)
    return ProcessView(
        key=deployed.key,
        name=deployed.name(frame.locale()),
        lead=f"{_purpose(deployed)} {lead}".strip(),
        figures=(
            Figure(str(sum(running.get(row.id, 0) for row in versions)), frame.say("processes.figure_running")),
            Figure(str(len(people)), frame.say("processes.figure_steps", n=len(people))),
            Figure(str(deployed.version), frame.say("processes.figure_version")),
        ),
        steps=teller.steps(),
        drawing=f"/processes/{deployed.key}/{deployed.version}.bpmn",
        labels=teller.labels(),
        why=_why(deployed),
        versions=tuple(
            VersionRow(
                row.version,
                Mark(frame.say("processes.current"), "ok")
                if row.is_current
                else Mark(frame.say("processes.earlier"), "", "history"),
                frame.date("long", calendar.local_date(row.deployed_at)).striptags(),
                frame.say("names.randa"),
                running.get(row.id, 0),
            )
            for row in versions
        ),
    )


def _why(deployed: definitions.Deployed) -> tuple[Quote, ...]:
    rows = [row for node in deployed.model.activities.values() for row in node.serves]
    return reasons.quotes([*deployed.model.meta.serves, *rows], None)


def _purpose(deployed: definitions.Deployed) -> str:
    meta = deployed.model.meta
    return (meta.doc_en if frame.locale() == "en" else meta.doc) or meta.doc
