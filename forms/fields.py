"""A form as a tree of fields, read once from form-js JSON and never changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from forms.wording import Text

ASKED = frozenset(
    {
        "textfield", "textarea", "number", "datetime", "checkbox",
        "radio", "select", "checklist", "taglist", "filepicker",
    }
)  # fmt: skip
CHOSEN = frozenset({"radio", "select", "checklist", "taglist"})
SEVERAL = frozenset({"checklist", "taglist"})
SHOWN = frozenset({"text", "table", "separator", "spacer"})
SUPPORTED = ASKED | SHOWN | {"group", "dynamiclist", "expression", "button"}
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Field:
    """One component. *name* is its key or path, empty for what holds no answer; *kind* is form-js's type."""

    kind: str
    id: str
    name: str
    label: Text
    description: Text
    component: Mapping[str, Any] = field(repr=False)
    children: tuple[Field, ...] = ()

    @property
    def properties(self) -> Mapping[str, Any]:
        """The house's own words (form-js "custom properties")."""
        return self.component.get("properties") or {}

    @property
    def rules(self) -> Mapping[str, Any]:
        """What stands under ``validate``."""
        return self.component.get("validate") or {}

    @property
    def hide(self) -> str | None:
        """The FEEL condition that hides the field."""
        return (self.component.get("conditional") or {}).get("hide") or None

    @property
    def row(self) -> str | None:
        """Fields with the same row stand side by side."""
        return (self.component.get("layout") or {}).get("row") or None

    @property
    def is_required(self) -> bool:
        """Whether an answer must be given."""
        return bool(self.rules.get("required"))

    @property
    def is_disabled(self) -> bool:
        """Whether the field is only looked at and never stored."""
        return bool(self.component.get("disabled"))

    @property
    def holds_answer(self) -> bool:
        """Whether something is stored under its name."""
        return bool(self.name)

    @property
    def is_transparent(self) -> bool:
        """Whether it is a group without a path, whose fields belong to the level outside."""
        return self.kind == "group" and not self.name

    @property
    def is_multiple(self) -> bool:
        """Whether the answer is a list of values or files."""
        return self.kind in SEVERAL or (self.kind == "filepicker" and bool(self.component.get("multiple")))

    def own_text(self, name: str) -> Text:
        """Return ``<name>_sv``, else the property *name* itself, with ``<name>_en``."""
        given = self.properties
        return Text(str(given.get(f"{name}_sv") or given.get(name) or ""), str(given.get(f"{name}_en") or ""))


def empty(field: Field) -> Any:
    """Return what an unanswered field holds: None, False, a list or a context of the same."""
    if field.kind == "checkbox":
        return False
    if field.kind == "dynamiclist" or field.is_multiple:
        return []
    if field.kind == "group":
        return {child.name: empty(child) for child in level(field.children) if child.kind != "expression"}
    return None


def level(fields: tuple[Field, ...]) -> Iterator[Field]:
    """Yield the fields that hold answers on this level, groups without a path opened."""
    for each in fields:
        if each.is_transparent:
            yield from level(each.children)
        elif each.holds_answer:
            yield each


def every(fields: tuple[Field, ...]) -> Iterator[Field]:
    """Yield every field at every depth, in order."""
    for each in fields:
        yield each
        yield from every(each.children)


def read(component: Mapping[str, Any]) -> Field:
    """Turn one form-js component and what stands inside it into a Field."""
    kind = str(component.get("type") or "")
    return Field(
        kind=kind,
        id=str(component.get("id") or ""),
        name=_name(kind, component),
        label=_label(component),
        description=_text(component, "description"),
        component=MappingProxyType(dict(component)),
        children=tuple(read(child) for child in component.get("components") or ()),
    )


def _name(kind: str, component: Mapping[str, Any]) -> str:
    if kind in ("group", "dynamiclist"):
        return str(component.get("path") or "")
    return str(component.get("key") or "") if kind in ASKED or kind == "expression" else ""


def _label(component: Mapping[str, Any]) -> Text:
    given = _text(component, "label")
    subtype = component.get("subtype") or "date"
    other = component.get("timeLabel") if subtype == "time" else component.get("dateLabel")
    return given if given.sv else Text(str(other or component.get("key") or ""), given.en)


def _text(component: Mapping[str, Any], name: str) -> Text:
    english = (component.get("properties") or {}).get(f"{name}_en")
    return Text(str(component.get(name) or ""), str(english or ""))
