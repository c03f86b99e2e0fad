"""What a browser sent, read into the tree that the API sends at once; rows and files are added and removed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms import addresses, beginnings, conversion, scopes
from forms.addresses import Address
from forms.errors import FileRefused
from forms.fields import ASKED, MOST_ROWS, SEVERAL, Field, every, level
from forms.limits import most_rows
from forms.ports import Ports, Posted, Scope, Upload, Uploads
from forms.wording import Sentence

ADD, REMOVE, CHECK, SHOWN, ROW = "_add", "_remove", "_check", "_shown", "_row"


@dataclass(slots=True)
class Sent:
    """The tree of answers, what the person asked of the page, and files that were refused."""

    raw: dict[str, Any] = field(default_factory=dict)
    unknown: dict[str, Any] = field(default_factory=dict)
    action: str | None = None
    focus: str | None = None
    refused: dict[Address, Sentence] = field(default_factory=dict)
    shown: frozenset[str] | None = None


def read(fields: tuple[Field, ...], posted: Posted, uploads: Uploads, scope: Scope, ports: Ports) -> Sent:
    """Read the fields named ``f.…``; others belong to the page. Uploaded files are kept at once.

    What the form does not have is left in ``unknown``, so that it can be refused by name.
    """
    reader = _Reader(posted, uploads, ports)
    sent = Sent(reader.level(fields, ()), refused=reader.refused)
    sent.unknown = dict.fromkeys(reader.left(), True)
    given = posted.getlist(SHOWN)
    sent.shown = frozenset(given[0].split()) if given else None
    _act(sent, fields, posted, scope, ports)
    return sent


def blank(fields: tuple[Field, ...], row: Any) -> bool:
    """Say whether nobody has written in a row."""
    if not isinstance(row, Mapping):
        return False
    return all(_is_untouched(each, row.get(each.name)) for each in level(fields) if each.kind != "expression")


def pruned(fields: tuple[Field, ...], raw: Mapping[str, Any], *, keep: bool = False) -> dict[str, Any]:
    """Return the tree without rows that nobody has written in; *keep* puts them last instead.

    Either way the other rows have the same numbers, so that errors found in one fit the other.
    """
    tree = dict(raw)
    for each in level(fields):
        inside = tree.get(each.name)
        if each.kind == "group" and isinstance(inside, Mapping):
            tree[each.name] = pruned(each.children, inside, keep=keep)
        elif each.kind == "dynamiclist" and isinstance(inside, list):
            rows = [pruned(each.children, row, keep=keep) for row in inside]
            blanks = [row for row in rows if blank(each.children, row)]
            tree[each.name] = [row for row in rows if row not in blanks] + (blanks if keep else [])
    return tree


def _is_untouched(each: Field, given: Any) -> bool:
    if each.kind == "group":
        return blank(each.children, given or {})
    if each.kind == "dynamiclist":
        return all(blank(each.children, row) for row in given or ())
    return conversion.is_empty(given) or given is False or given == str(each.component.get("defaultValue") or "")


class _Reader:
    """Reads one posted form, remembering which names were understood."""

    def __init__(self, posted: Posted, uploads: Uploads, ports: Ports) -> None:
        self.posted, self.uploads, self.ports = posted, uploads, ports
        self.names = [name for name in posted if name.startswith(addresses.PREFIX)]
        self.used: set[str] = set()
        self.refused: dict[Address, Sentence] = {}

    def left(self) -> Iterable[str]:
        """Name what was sent and not understood."""
        return [name[len(addresses.PREFIX) :] for name in self.names if name not in self.used]

    def level(self, fields: tuple[Field, ...], base: Address) -> dict[str, Any]:
        return {each.name: self._one(each, (*base, each.name)) for each in level(fields) if each.kind != "expression"}

    def _one(self, each: Field, address: Address) -> Any:
        name = addresses.name(address)
        if each.kind == "group":
            return self.level(each.children, address)
        if each.kind == "dynamiclist":
            return [self._row(each, (*address, index)) for index in self._indices(name)]
        self.used.add(name)
        values = self.posted.getlist(name)
        if each.kind == "filepicker":
            return self._files(each, address, values)
        if each.kind == "checkbox":
            return any(value != "false" for value in values)
        return list(values) if each.kind in SEVERAL else next(iter(values), None)

    def _row(self, each: Field, address: Address) -> dict[str, Any]:
        self.used.add(f"{addresses.name(address)}.{ROW}")
        return self.level(each.children, address)

    def _indices(self, name: str) -> list[int]:
        pattern = re.compile(re.escape(name) + r"\.(\d{1,5})\.")
        found = {int(match[1]) for each in self.names if (match := pattern.match(each))}
        return sorted(found)[: MOST_ROWS + 1]

    def _files(self, each: Field, address: Address, kept: list[str]) -> Any:
        ids = [file_id for file_id in kept if file_id]
        for upload in self.uploads.getlist(addresses.name(address)):
            if upload.filename:
                ids = [*(ids if each.is_multiple else []), *self._keep(each, address, upload)]
        return ids if each.is_multiple else next(iter(ids), None)

    def _keep(self, each: Field, address: Address, upload: Upload) -> list[str]:
        accept = [kind.strip() for kind in str(each.component.get("accept") or "").split(",") if kind.strip()]
        try:
            return [self.ports.files.keep(str(upload.filename), upload.stream, accept).id]
        except FileRefused as refused:
            self.refused[address] = Sentence(refused.sv, refused.en)
            return []


def _act(sent: Sent, fields: tuple[Field, ...], posted: Posted, scope: Scope, ports: Ports) -> None:
    if posted.getlist(CHECK):  # Enter in a field: nothing may be decided by it
        sent.action = "check"
    for name, act in ((ADD, _add), (REMOVE, _remove)):
        for wanted in posted.getlist(name)[:1]:
            path, _, which = wanted.partition(":")
            address = addresses.parse(path)
            found = addresses.find(fields, address)
            sent.action = name.removeprefix("_")
            if found is not None:
                sent.focus = act(sent, found, address, which, (scope, ports))


def _add(sent: Sent, found: Field, address: Address, which: str, known: tuple[Scope, Ports]) -> str | None:
    rows = scopes.at(sent.raw, address)
    if found.kind != "dynamiclist" or not isinstance(rows, list) or len(rows) >= most_rows(found):
        return None
    rows.append(beginnings.row(found, *known))
    return _first_control(found, (*address, len(rows) - 1))


def _remove(sent: Sent, found: Field, address: Address, which: str, known: tuple[Scope, Ports]) -> str | None:
    held = scopes.at(sent.raw, address)
    if found.kind == "filepicker":
        holder = scopes.at(sent.raw, address[:-1])
        holder[found.name] = [each for each in held if each != which] if isinstance(held, list) else None
        return addresses.dom_id(address)
    if not isinstance(held, list) or not which.isdecimal() or int(which) >= len(held):
        return None
    del held[int(which)]
    if not held:
        return f"{addresses.dom_id(address)}-add"
    return _first_control(found, (*address, max(0, int(which) - 1)))


def _first_control(found: Field, row: Address) -> str | None:
    first = next((each for each in every(found.children) if each.kind in ASKED and not each.is_disabled), None)
    return addresses.dom_id((*row, first.name)) if first else None
