"""What was answered, line by line, for read-only pages, print, history and documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from forms import addresses, scopes, texts, writing
from forms.addresses import Address
from forms.fields import ASKED, Field
from forms.messages import word
from forms.ports import Ports, Scope
from forms.scopes import Settled


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a heading, the title of a row, or a label with its text.

    *files* are the ids that stand behind the text of a file field; *depth* is 0 for the form's own level.
    """

    label: str
    text: str
    kind: Literal["heading", "row", "short", "long", "files"]
    depth: int = 0
    files: tuple[str, ...] = ()


def lines(fields: tuple[Field, ...], data: Mapping[str, Any], scope: Scope, ports: Ports, locale: str) -> list[Line]:
    """Return the lines of a form's answers, typed or plain; hidden fields leave none, unanswered ones a dash."""
    settled = scopes.settle(fields, data, scope, ports)
    teller = _Teller(settled, ports, locale)
    return list(teller.level(fields, data, {**scope, **settled.values}, ()))


@dataclass(frozen=True, slots=True)
class _Teller:
    settled: Settled
    ports: Ports
    locale: str

    def level(self, fields: tuple[Field, ...], data: Any, scope: Scope, base: Address) -> Iterator[Line]:
        for each in fields:
            address = addresses.of(each, base)
            if address in self.settled.hidden:
                continue
            if each.kind == "group":
                yield from self._group(each, data, scope, base)
            elif each.kind == "dynamiclist":
                yield from self._rows(each, data.get(each.name) or [], scope, address)
            elif each.kind in ASKED and not each.is_disabled:
                yield self._one(each, data.get(each.name), scope, _depth(address))

    def _group(self, each: Field, data: Mapping[str, Any], scope: Scope, base: Address) -> Iterator[Line]:
        address = base if each.is_transparent else (*base, each.name)
        own = data if each.is_transparent else data.get(each.name) or {}
        inside = scope if each.is_transparent else scopes.inner(scope, own)
        found = list(self.level(each.children, own, inside, address))
        if found:
            label = self._label(each, scope)
            yield from [Line(label, "", "heading", _depth(base)), *found] if label else found

    def _rows(self, each: Field, rows: list[Any], scope: Scope, address: Address) -> Iterator[Line]:
        yield Line(self._label(each, scope), "" if rows else word("no_rows", self.locale), "heading", _depth(address))
        for index, row in enumerate(rows):
            title = f"{addresses.row_word(each).of(self.locale)} {index + 1}"
            yield Line(title, "", "row", _depth(address) + 1)
            yield from self.level(each.children, row, scopes.inner(scope, row, index), (*address, index))

    def _one(self, each: Field, value: Any, scope: Scope, depth: int) -> Line:
        text = writing.read_out(each, value, scope, self.ports, self.locale)
        if each.kind == "filepicker" and value:
            files = tuple(str(file_id) for file_id in (value if isinstance(value, list) else [value]))
            return Line(self._label(each, scope), text, "files", depth, files)
        return Line(self._label(each, scope), text, "long" if each.kind == "textarea" else "short", depth)

    def _label(self, each: Field, scope: Scope) -> str:
        return texts.label(each.label, scope, self.ports.expressions, self.locale)


def _depth(address: Address) -> int:
    return sum(isinstance(part, int) for part in address)
