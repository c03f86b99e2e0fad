"""What stands on the page, worked out before any HTML: one node per field, group, list, row or text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from forms import addresses, choices, scopes, texts, writing
from forms.addresses import Address
from forms.cleaning import FieldError
from forms.fields import ASKED, CHOSEN, SEVERAL, Field
from forms.limits import most_rows
from forms.messages import word
from forms.ports import Ports, Scope
from forms.scopes import Settled
from forms.wording import lowered


@dataclass(frozen=True, slots=True)
class Look:
    """Where the page keeps its parts.

    *icons* is the address of the sprite; *refresh* the address that draws the form again for htmx (None = without);
    *panels* draws each outer group as a panel of its own; *id* is the id of the whole.
    """

    icons: str = "/static/icons.svg"
    refresh: str | None = None
    panels: bool = False
    id: str = "form-fields"

    def htmx(self) -> dict[str, str]:
        """Return the attributes that draw the form again."""
        if self.refresh is None:
            return {}
        return {"hx-post": self.refresh, "hx-target": f"#{self.id}", "hx-swap": "outerHTML"}


@dataclass(frozen=True, slots=True)
class Page:
    """All that drawing needs besides the form and its answers."""

    ports: Ports
    locale: str
    look: Look
    watched: frozenset[str]
    errors: tuple[FieldError, ...] = ()
    focus: str | None = None
    action: str | None = None


@dataclass(slots=True)
class Node:
    """One thing on the page; *control* names the macro that draws it, *attrs* are attributes of its control."""

    control: str
    id: str = ""
    name: str = ""
    label: str = ""
    hint: str = ""
    error: str = ""
    must: bool = False
    value: Any = None
    suffix: str = ""
    attrs: dict[str, str] = field(default_factory=dict)
    options: list[dict[str, Any]] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def described_by(self) -> str:
        """Ids of the hint and the error, for aria-describedby."""
        return " ".join(f"{self.id}-{part}" for part in ("hint", "error") if getattr(self, part))


def build(fields: tuple[Field, ...], raw: Mapping[str, Any], scope: Scope, settled: Settled, page: Page) -> list[Node]:
    """Return the nodes of a whole form."""
    builder = _Builder(page, settled)
    return builder.level(fields, raw, {**scope, **settled.values}, ())


class _Builder:
    """Builds the nodes of one page."""

    def __init__(self, page: Page, settled: Settled) -> None:
        self.page, self.settled = page, settled
        self.errors = {error.address: error.text(page.locale) for error in page.errors}
        self.expressions = page.ports.expressions

    def level(self, fields: tuple[Field, ...], raw: Any, scope: Scope, base: Address) -> list[Node]:
        """Return the visible nodes of one level, fields of the same row side by side."""
        shown = [each for each in fields if addresses.of(each, base) not in self.settled.hidden]
        made = ((each.row, self.one(each, raw if isinstance(raw, Mapping) else {}, scope, base)) for each in shown)
        return list(_rows((row, node) for row, node in made if node is not None))

    def one(self, each: Field, raw: Mapping[str, Any], scope: Scope, base: Address) -> Node | None:
        """Return the node of one component; None for what leaves no trace on the page."""
        address = addresses.of(each, base)
        if each.kind == "group":
            return self.group(each, raw, scope, base)
        if each.kind == "dynamiclist":
            return self.rows(each, raw.get(each.name), scope, address)
        if each.kind in ("text", "table", "separator"):
            return self.shown(each, scope)
        if each.kind not in ASKED:
            return None
        if each.is_disabled or address in self.settled.given:
            return self.fact(each, raw, scope, address)
        return self.asked(each, raw.get(each.name), scope, address)

    # -- what holds other things

    def group(self, each: Field, raw: Mapping[str, Any], scope: Scope, base: Address) -> Node | None:
        if each.is_transparent:
            children = self.level(each.children, raw, scope, base)
        else:
            own = self.value((*base, each.name)) or {}
            inside = scopes.inner(scope, own)
            children = self.level(each.children, raw.get(each.name), inside, (*base, each.name))
        if not children:
            return None
        node_id = addresses.dom_id(addresses.of(each, base)).replace("#", "g-")
        return Node("group", node_id, label=self.say(each, scope), hint=self.hint(each, scope), children=children)

    def rows(self, each: Field, raw: Any, scope: Scope, address: Address) -> Node:
        rows = raw if isinstance(raw, list) else []
        fixed = each.component.get("allowAddRemove") is False
        node = self.base("list", each, scope, address)
        node.children = [
            self.row(each, (row, len(rows)), scope, (*address, index), fixed) for index, row in enumerate(rows)
        ]
        add = self.add_words(each)
        node.more = {"add": "" if fixed or len(rows) >= most_rows(each) else add, "path": addresses.path(address)}
        node.attrs = self.focused(f"{node.id}-add") | self.page.look.htmx()
        return node

    def add_words(self, each: Field) -> str:
        own, what = each.own_text("add"), each.own_text("row")
        if own.sv:
            return own.of(self.page.locale)
        return f"{self.word('add')} {lowered(what.of(self.page.locale)) if what.sv else self.word('a_row')}"

    def row(self, each: Field, row: tuple[Any, int], scope: Scope, address: Address, fixed: bool) -> Node:
        index = int(address[-1])
        inside = scopes.inner(scope, self.value(address) or {}, index)
        title = f"{addresses.row_word(each).of(self.page.locale)} {index + 1}"
        children = self.level(each.children, row[0], inside, address)
        more = {"remove": "" if fixed else f"{addresses.path(address[:-1])}:{index}"}
        node_id, name = addresses.dom_id(address), f"{addresses.name(address)}._row"
        return Node("row", node_id, name, title, children=children, attrs=self.page.look.htmx(), more=more)

    # -- what is only read

    def shown(self, each: Field, scope: Scope) -> Node:
        if each.kind == "separator":
            return Node("separator")
        if each.kind == "table":
            return self.table(each, scope)
        source = each.properties.get("text_en") if self.page.locale == "en" else None
        text = str(source or each.component.get("text") or "")
        return Node(
            "prose", value=texts.markdown(texts.fill(text, scope, self.expressions, self.page.locale, mark=True))
        )

    def table(self, each: Field, scope: Scope) -> Node:
        rows = self.expressions.value(str(each.component.get("dataSource") or "null"), scope)
        rows = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
        columns = each.component.get("columns") or []
        english = self.page.locale == "en"
        heads = [str((english and column.get("label_en")) or column.get("label") or "") for column in columns]
        cells = [[texts.shown(row.get(str(column.get("key"))), self.page.locale) for column in columns] for row in rows]
        return Node("table", label=self.say(each, scope), value=cells, more={"heads": heads})

    def fact(self, each: Field, raw: Mapping[str, Any], scope: Scope, address: Address) -> Node:
        value = self.settled.given.get(address, raw.get(each.name))
        text = writing.read_out(each, value, scope, self.page.ports, self.page.locale)
        return Node("fact", addresses.dom_id(address), label=self.say(each, scope), value=text)

    # -- what is asked

    def asked(self, each: Field, raw: Any, scope: Scope, address: Address) -> Node:
        node = self.base(each.kind, each, scope, address)
        node.attrs = self.focused(node.id) | self.watched(each)
        if each.kind in CHOSEN:
            node.options = self.options(each, raw, scope)
        elif each.kind == "filepicker":
            node.options = self.kept(raw)
            node.attrs |= {"accept": str(each.component.get("accept") or "")} if each.component.get("accept") else {}
            node.attrs |= {"multiple": "multiple"} if each.is_multiple else {}
            node.more = {"path": addresses.path(address), "htmx": self.page.look.htmx()}
        elif each.kind == "checkbox":
            node.value = raw in (True, "true", "on")
        else:
            node.value = writing.written(each, raw, self.page.locale)
            node.attrs |= writing.input_attributes(each)
            node.suffix = writing.suffix(each).of(self.page.locale)
            node.more = {"short": writing.is_short(each)}
        return node

    def options(self, each: Field, raw: Any, scope: Scope) -> list[dict[str, Any]]:
        answers = raw if each.kind in SEVERAL and isinstance(raw, (list, tuple)) else [raw]
        chosen = {choices.sent(answer) for answer in answers if answer is not None}
        return [
            {"value": choices.sent(each.value), "text": each.text(self.page.locale),
             "chosen": choices.sent(each.value) in chosen}
            for each in choices.of(each, scope, self.page.ports)
        ]  # fmt: skip

    def kept(self, raw: Any) -> list[dict[str, Any]]:
        ids = raw if isinstance(raw, (list, tuple)) else [raw] if raw else []
        found = [self.page.ports.files.describe(str(file_id)) for file_id in ids]
        return [
            {"id": file.id, "name": file.filename, "size": writing.size(file.size, self.page.locale)}
            for file in found
            if file is not None
        ]

    # -- parts of all

    def base(self, control: str, each: Field, scope: Scope, address: Address) -> Node:
        return Node(
            control,
            addresses.dom_id(address),
            addresses.name(address),
            self.say(each, scope),
            self.hint(each, scope),
            self.errors.get(address, ""),
            each.is_required,
        )

    def say(self, each: Field, scope: Scope) -> str:
        return texts.label(each.label, scope, self.expressions, self.page.locale)

    def hint(self, each: Field, scope: Scope) -> str:
        return texts.label(each.description, scope, self.expressions, self.page.locale)

    def word(self, code: str) -> str:
        return word(code, self.page.locale)

    def value(self, address: Address) -> Any:
        return scopes.at(self.settled.values, address)

    def focused(self, node_id: str) -> dict[str, str]:
        return {"autofocus": "autofocus"} if self.page.focus == node_id else {}

    def watched(self, each: Field) -> dict[str, str]:
        if self.page.look.refresh is None or each.name not in self.page.watched:
            return {}
        return {"hx-trigger": "change", **self.page.look.htmx()}


def _rows(made: Iterable[tuple[str | None, Node]]) -> Iterator[Node]:
    """Put neighbours that share a layout row beside each other."""
    for row, members in groupby(made, key=lambda pair: pair[0]):
        nodes = [node for _, node in members]
        if row is None or len(nodes) == 1:
            yield from nodes
        else:
            yield Node("columns", children=nodes)
