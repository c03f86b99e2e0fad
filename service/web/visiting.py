"""Dresses the page frame for the visitor: navigation with counts, roles, replies to the last action."""

from __future__ import annotations

from dataclasses import replace

from flask import g, request

from service.directory import queries
from service.web import door, frame, receipts, words
from service.web.views.frame import NavItem, RoleLine, Visitor
from workflows import inbox
from workflows.model.actor import Actor
from workflows.transaction import Transaction

STARTERS = frozenset({"hr", "administrator"})
ADMINISTRATORS = frozenset({"administrator"})
LEARNERS = frozenset({"resident", "bt_doctor", "at_doctor"})


def dress(tx: Transaction) -> None:
    """Complete ``g.visitor`` for a page that shows the frame; two or three statements."""
    known = frame.visitor()
    if known.person_id is None:
        g.visitor = replace(known, notices=receipts.read(tx))
        return
    by = door.actor()
    counts = inbox.counts(tx, by)
    g.visitor = replace(
        known,
        roles=role_lines(tx, by),
        nav=navigation(by, counts, is_sample=known.is_sample),
        notices=receipts.read(tx),
        shortcuts=request.cookies.get("keys") == "1",
    )


def bare(known: Visitor) -> Visitor:
    """Return the visitor with what needs no database, as for an error's page."""
    if known.person_id is None or known.nav:
        return known
    by = door.actor()
    held = sorted({key.partition("@")[0] for key in by.keys})
    lines = tuple(RoleLine(words.role(role), "") for role in held)
    return replace(known, roles=lines, nav=navigation(by, None, is_sample=known.is_sample))


def navigation(by: Actor, counts: inbox.Counts | None, *, is_sample: bool) -> tuple[NavItem, ...]:
    """Return the items that the visitor's roles open."""
    roles = by.roles()
    items = [NavItem("inbox", "/inbox", (counts.mine or None) if counts else None, counts.overdue if counts else 0)]
    own = next((key.partition("@residency:")[2] for key in sorted(by.keys) if key.partition("@")[0] in LEARNERS), "")
    if own:
        items.insert(0, NavItem("mine", f"/residencies/{own}"))
    if roles - LEARNERS:
        items.append(NavItem("residencies", "/residencies"))
    if roles & STARTERS:
        items.append(NavItem("start", "/start"))
    items.append(NavItem("processes", "/processes"))
    if roles & ADMINISTRATORS:
        items.append(NavItem("operations", "/operations"))
    if is_sample:
        items.append(NavItem("mail", "/mail"))
    return tuple(items)


def role_lines(tx: Transaction, by: Actor) -> tuple[RoleLine, ...]:
    """Return the visitor's roles, each with its place once; many residencies of one role make one line."""
    lines: dict[tuple[str, str], int] = {}
    for key in sorted(by.keys):
        role, _, scope = key.partition("@")
        place = _place(tx, scope)
        lines[(role, place)] = lines.get((role, place), 0) + 1
    return tuple(
        RoleLine(words.role(role), place or ("" if role in LEARNERS else frame.say("frame.residents_n", n=count)))
        for (role, place), count in lines.items()
    )


def _place(tx: Transaction, scope: str) -> str:
    kind, _, text = scope.partition(":")
    region, _, part = text.partition("/")
    if kind == "residency":
        return ""
    if kind == "unit":
        return words.unit(tx, part)
    if kind == "specialty":
        return f"{words.specialty(part)[:1].upper()}{words.specialty(part)[1:]}, {words.region(region)}"
    if kind == "administration":
        row = queries.unit(tx.session, part)
        return (row.name_en if frame.locale() == "en" else row.name_sv) if row else part
    return words.region(region)
