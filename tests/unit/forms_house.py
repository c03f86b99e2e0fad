"""A house around the forms room for its tests: real FEEL, lists and files in memory, and a browser that reads HTML."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Collection, Mapping, Sequence
from html.parser import HTMLParser
from typing import IO, Any

from werkzeug.datastructures import FileStorage, MultiDict

import forms
from forms.ports import Choice, FileInfo, Ports
from workflows import feel
from workflows.model import clock

NOW = dt.datetime(2026, 11, 22, 8, tzinfo=dt.UTC)
PERSONNUMMER = "196001062626"
SAMORDNINGSNUMMER = "196003612386"


class Feel:
    """The port Expressions on the real language, with a clock that stands still."""

    clock = clock.ManualClock(NOW)

    def value(self, text: str, scope: Mapping[str, Any]) -> Any:
        return feel.parse(text).evaluate(scope, clock=self.clock)

    def problem(self, text: str, known: Collection[str]) -> str | None:
        try:
            feel.parse(text, names=tuple(known))
        except feel.FeelSyntaxError as wrong:
            return wrong.text("sv")
        return None


class Lists:
    """The port Options: two specialists and one unit, only in Jönköping."""

    people = [Choice("anna", "Anna Blåklint", "Kirurgi"), Choice("bo", "Bo Havtorn", "Medicin")]
    units = [Choice("kir", "Kirurgkliniken", label_en="Surgery")]

    def choices(self, source: str, scope: Mapping[str, Any]) -> Sequence[Choice]:
        return {"people:specialist": self.people, "units": self.units}[source]

    def holds(self, source: str, value: str, scope: Mapping[str, Any]) -> bool:
        return value in [choice.value for choice in self.choices(source, scope)]


class Shelf:
    """The port Files in memory; takes PDF only."""

    def __init__(self) -> None:
        self.kept: dict[str, FileInfo] = {}

    def keep(self, filename: str, stream: IO[bytes], accept: Collection[str]) -> FileInfo:
        content = stream.read()
        if not content.startswith(b"%PDF-"):
            raise forms.FileRefused(f"{filename} är ingen pdf.", f"{filename} is not a pdf.")
        info = FileInfo(f"file{len(self.kept) + 1}", filename, "application/pdf", len(content))
        self.kept[info.id] = info
        return info

    def describe(self, file_id: str) -> FileInfo | None:
        return self.kept.get(file_id)


def ports() -> Ports:
    """Return the three ports, with an empty shelf."""
    return Ports(Feel(), Lists(), Shelf())


def form(*components: Mapping[str, Any]) -> forms.Form:
    """Return a form of these components."""
    named = [{"id": f"c{n}", **component} for n, component in enumerate(components)]
    return forms.Catalog.from_text("test/form", json.dumps({"schemaVersion": 19, "components": named}))


def sent(**values: Any) -> MultiDict[str, str]:
    """Return what a browser sends: ``a__0__b="x"`` is ``f.a.0.b``; names that begin with ``_`` stand as they are."""
    pairs: list[tuple[str, str]] = []
    for name, value in values.items():
        key = name if name.startswith("_") else "f." + name.replace("__", ".")
        pairs += [(key, each) for each in (value if isinstance(value, list) else [value])]
    return MultiDict(pairs)


def upload(filename: str, content: bytes) -> FileStorage:
    """Return one uploaded file."""
    return FileStorage(io.BytesIO(content), filename)


class Browser(HTMLParser):
    """Reads a form the way that a browser without scripts does; ``values`` is what it would send."""

    VOID = {"input", "br", "hr", "use"}

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.values: MultiDict[str, str] = MultiDict()
        self.ids: list[str] = []
        self.controls: list[dict[str, str]] = []
        self.labelled: set[str] = set()
        self.buttons: list[dict[str, str]] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self._area: dict[str, str] | None = None
        self._list: dict[str, str] | None = None
        self._in_label = 0
        self._open: list[str] = []
        self.feed(str(markup))
        assert self._open == [], f"left open: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.attributes += [(tag, name, value) for name, value in given.items()]
        if tag not in self.VOID:
            self._open.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "label":
            self._in_label += 1
            self.labelled.add(given.get("for", ""))
        handler = getattr(self, f"_{tag}", None)
        if handler:
            handler(given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def _input(self, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind != "hidden":
            self._control(given)
        if kind == "file" or (kind in ("radio", "checkbox") and "checked" not in given):
            return
        self.values.add(given["name"], given.get("value", ""))

    def _textarea(self, given: dict[str, str]) -> None:
        self._control(given)
        self._area = {**given, "value": ""}

    def _select(self, given: dict[str, str]) -> None:
        self._control(given)
        self._list = {"name": given["name"]}

    def _option(self, given: dict[str, str]) -> None:
        assert self._list is not None
        if "selected" in given or "value" not in self._list:
            self._list["value"] = given["value"]

    def _button(self, given: dict[str, str]) -> None:
        self.buttons.append(given)

    def _control(self, given: dict[str, str]) -> None:
        if self._in_label:
            self.labelled.add(given["id"])
        self.controls.append(given)

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._area is not None:
            self._area["value"] += data

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, f"{tag} closed out of turn"
        if tag == "label":
            self._in_label -= 1
        if tag == "select" and self._list is not None:
            self.values.add(self._list["name"], self._list["value"])
        if tag == "textarea" and self._area is not None:
            self.values.add(self._area["name"], self._area["value"].removeprefix("\n"))
            self._area = None
