"""Pages of text: help with opt-in keys, accessibility statement, personal data, open source."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint

from service.web import assets, door, frame, visiting

blueprint = Blueprint("text_pages", __name__)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a page of text."""

    title: str
    lines: tuple[str, ...]
    items: tuple[str, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    has_switch: bool = False


@blueprint.get("/help")
def help_() -> str:
    """Explain the inbox, a task, and the keys."""
    return _page("help", (_section("help.inbox", "ab"), _section("help.task", "ab"), _keys()))


def _keys() -> Section:
    named = [("J", "j"), ("K", "k"), ("X", "x"), ("/", "slash"), (frame.say("help.keys.enter_key"), "enter")]
    return Section(
        frame.say("help.keys.title"),
        (frame.say("help.keys.a"),),
        keys=tuple((key, frame.say(f"help.keys.{name}")) for key, name in named),
        has_switch=True,
    )


@blueprint.get("/accessibility")
def accessibility() -> str:
    """State how accessible the service is, its known gaps, and how to complain."""
    report = Section(
        frame.say("statement.report.title"),
        (frame.say("statement.report.a"), frame.say("statement.report.b")),
        links=((frame.say("statement.report.digg"), "https://www.digg.se/tdosanmalan"),),
    )
    sections = (_section("statement.state", "a"), _section("statement.gaps", "ab"), report)
    return _page("statement", (*sections, _section("statement.tested", "a")))


@blueprint.get("/personal-data")
def personal_data() -> str:
    """Say what is kept about people, who sees it, and their rights."""
    return _page("personal", tuple(_section(f"personal.{name}", "a") for name in ("what", "who", "rights")))


@blueprint.get("/open-source")
def open_source() -> str:
    """List what the browser gets from others, and under which licences."""
    items = tuple(frame.say(f"source.parts.{name}") for name in ("bpmn", "htmx", "icons", "font"))
    links = ((frame.say("source.parts.full"), assets.static_url("LICENSES.md")),)
    return _page("source", (Section(frame.say("source.parts.title"), (), items=items, links=links),))


def _section(key: str, lines: str) -> Section:
    return Section(frame.say(f"{key}.title"), tuple(frame.say(f"{key}.{line}") for line in lines))


def _page(name: str, sections: tuple[Section, ...]) -> str:
    with door.reading() as tx:
        visiting.dress(tx)
    return frame.page("text_page.html", page=name, sections=sections)
