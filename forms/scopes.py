"""What FEEL sees in a form, and what follows from the answers: hidden fields and computed values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from forms import addresses, choices, conversion
from forms.addresses import Address
from forms.errors import Wrong
from forms.fields import ASKED, CHOSEN, Field, empty, level
from forms.ports import Ports, Scope

#: Hiding one field may show another; more turns than this means that two conditions chase each other.
MOST_TURNS = 10


@dataclass(frozen=True, slots=True)
class Settled:
    """Answers with everything that follows from them.

    *values* as far as they could be read (None otherwise); *hidden* the addresses of fields that are not asked;
    *given* the values of fields that the house computes (expressions, read-only fields) by address.
    """

    values: dict[str, Any]
    hidden: frozenset[Address] = frozenset()
    given: Mapping[Address, Any] = field(default_factory=dict)


def inner(outer: Scope, values: Mapping[str, Any], index: int | None = None) -> dict[str, Any]:
    """Return the scope inside a list row or a group with a path: its own names first, then those outside."""
    scope = {**outer, **values, "this": values, "parent": outer.get("this", outer)}
    return scope if index is None else {**scope, "i": Decimal(index + 1)}


def settle(fields: tuple[Field, ...], raw: Mapping[str, Any], scope: Scope, ports: Ports) -> Settled:
    """Work out what is hidden and computed until nothing changes any more.

    *raw* is the tree of answers as sent. What cannot be read counts as unanswered here; it is reported elsewhere.
    """
    base = guess(fields, raw, scope, ports)
    settled = Settled(base)
    for _ in range(MOST_TURNS):
        again = _Turn(ports, scope).run(fields, base, settled)
        if (again.hidden, again.given) == (settled.hidden, settled.given):
            break
        settled = again
    return settled


def guess(fields: tuple[Field, ...], raw: Mapping[str, Any], scope: Scope, ports: Ports) -> dict[str, Any]:
    """Read every answer that can be read; the others are empty."""
    return {
        each.name: _guessed(each, raw.get(each.name), scope, ports)
        for each in level(fields)
        if each.kind != "expression"
    }


def _guessed(each: Field, given: Any, scope: Scope, ports: Ports) -> Any:
    if each.kind == "group":
        return guess(each.children, given if isinstance(given, Mapping) else {}, scope, ports)
    if each.kind == "dynamiclist":
        rows = given if isinstance(given, (list, tuple)) else ()
        return [guess(each.children, row if isinstance(row, Mapping) else {}, scope, ports) for row in rows]
    try:
        value = conversion.convert(each, given)
        if each.kind in CHOSEN:
            value = choices.typed(each, value, scope, ports)
    except Wrong:
        value = None
    return empty(each) if value is None else value


@dataclass(slots=True)
class _Turn:
    """One turn over the whole form with the values of the turn before."""

    ports: Ports
    outer: Scope
    hidden: set[Address] = field(default_factory=set)
    given: dict[Address, Any] = field(default_factory=dict)

    def run(self, fields: tuple[Field, ...], base: Mapping[str, Any], before: Settled) -> Settled:
        values = _applied(fields, base, before, ())
        self._level(fields, values, {**self.outer, **values}, ())
        after = Settled(values, frozenset(self.hidden), self.given)
        return Settled(_applied(fields, base, after, ()), after.hidden, after.given)

    def _level(self, fields: tuple[Field, ...], values: Any, scope: Scope, base: Address) -> None:
        for each in fields:
            address = addresses.of(each, base)
            if each.hide and self.ports.expressions.value(each.hide, scope) is True:
                self._hide(each, base)
            elif each.is_transparent:
                self._level(each.children, values, scope, base)
            elif each.kind == "group":
                part = values.get(each.name) or {}
                self._level(each.children, part, inner(scope, part), address)
            elif each.kind == "dynamiclist":
                for index, row in enumerate(values.get(each.name) or ()):
                    self._level(each.children, row, inner(scope, row, index), (*address, index))
            elif each.kind == "expression" or is_locked(each, scope, self.ports):
                self.given[address] = computed(each, scope, self.ports)

    def _hide(self, each: Field, base: Address) -> None:
        self.hidden.add(addresses.of(each, base))
        if each.is_transparent:
            for child in each.children:
                self._hide(child, base)


def is_locked(each: Field, scope: Scope, ports: Ports) -> bool:
    """Say whether a field is read-only here: the house gives its value."""
    locked = each.component.get("readonly")
    if isinstance(locked, str):
        return ports.expressions.value(locked, scope) is True
    return bool(locked) and each.kind in ASKED


def computed(each: Field, scope: Scope, ports: Ports) -> Any:
    """Return what the house gives a field: its expression, or what it begins with."""
    if each.kind == "expression":
        return ports.expressions.value(str(each.component.get("expression") or "null"), scope)
    return initial(each, scope, ports)


def initial(each: Field, scope: Scope, ports: Ports) -> Any:
    """Return what a field begins with: ``properties.default`` (FEEL), else ``defaultValue``, else nothing."""
    formula = each.properties.get("default")
    given = ports.expressions.value(formula, scope) if formula else each.component.get("defaultValue")
    if each.kind in ("dynamiclist", "group"):
        return given
    try:
        value = conversion.convert(each, given)
        value = choices.typed(each, value, scope, ports) if each.kind in CHOSEN else value
    except Wrong:
        value = None
    return empty(each) if value is None else value


def _applied(fields: tuple[Field, ...], base: Mapping[str, Any], settled: Settled, at: Address) -> dict[str, Any]:
    """Copy *base* with computed values put in and hidden ones emptied."""
    return dict(_pairs(fields, base, settled, at))


def _pairs(
    fields: tuple[Field, ...], base: Mapping[str, Any], settled: Settled, at: Address
) -> Iterator[tuple[str, Any]]:
    for each in level(fields):
        address, value = (*at, each.name), base.get(each.name)
        if address in settled.hidden:
            yield each.name, None
        elif address in settled.given:
            yield each.name, settled.given[address]
        elif each.kind == "group":
            yield each.name, _applied(each.children, value or {}, settled, address)
        elif each.kind == "dynamiclist":
            rows = enumerate(value or ())
            yield each.name, [_applied(each.children, row, settled, (*address, n)) for n, row in rows]
        else:
            yield each.name, value


def at(values: Any, address: Address) -> Any:
    """Return what stands at *address* in a tree of answers; None when nothing does."""
    for part in address:
        try:
            values = values[part]
        except (KeyError, IndexError, TypeError):
            return None
    return values
