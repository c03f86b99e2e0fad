"""What a form holds before anybody has written in it: defaults, computed proposals, first rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms import scopes
from forms.fields import Field, level
from forms.limits import most_rows
from forms.ports import Ports, Scope


def begin(fields: tuple[Field, ...], scope: Scope, ports: Ports) -> dict[str, Any]:
    """Return the first values of one level, typed: ``properties.default`` (FEEL), else ``defaultValue``."""
    return {each.name: _first(each, scope, ports) for each in level(fields) if each.kind != "expression"}


def row(field: Field, scope: Scope, ports: Ports) -> dict[str, Any]:
    """Return a new row of a list."""
    return begin(field.children, scope, ports)


def _first(each: Field, scope: Scope, ports: Ports) -> Any:
    if each.kind == "group":
        return begin(each.children, scope, ports)
    if each.kind != "dynamiclist":
        return scopes.initial(each, scope, ports)
    given = scopes.initial(each, scope, ports)
    if isinstance(given, list):
        rows = [own for own in given[: most_rows(each)] if isinstance(own, Mapping)]
        return [{**row(each, scope, ports), **own} for own in rows]
    count = each.component.get("defaultRepetitions")
    return [row(each, scope, ports) for _ in range(min(1 if count is None else int(count), most_rows(each)))]
