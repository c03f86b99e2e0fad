"""What is wrong with a form before anybody meets it: rules that the editor and the command line show."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms import fields, formats
from forms.errors import FormUnreadable
from forms.fields import ASKED, CHOSEN, SUPPORTED, Field
from forms.ports import Expressions

RESERVED = frozenset({"case", "policy", "outcome", "item", "task", "value", "this", "parent", "i"})
REFUSED = frozenset({"html", "iframe", "image", "documentPreview"})
SCHEMA_VERSION = 19
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_FEELER = re.compile(r"\{\{\s*(?:#if|#loop)?\s*([^}/][^}]*?)\s*\}\}")

#: rule → (Swedish, English)
RULES: dict[str, tuple[str, str]] = {
    "not-json": ("Filen är inte läsbar JSON: {what}", "The file is not readable JSON: {what}"),
    "not-a-form": ("Filen saknar listan components.", "The file has no list of components."),
    "schema-version": ("schemaVersion ska vara 19.", "schemaVersion must be 19."),
    "missing-title": (
        "Formuläret saknar properties.title och title_en.",
        "The form lacks properties.title and title_en.",
    ),
    "unsupported-component": ("Komponenten {what} stöds inte.", "The component {what} is not supported."),
    "refused-component": (
        "Komponenten {what} tillåts inte: den kan bära främmande innehåll.",
        "The component {what} is refused: it can carry foreign content.",
    ),
    "missing-id": ("Komponenten saknar id.", "The component has no id."),
    "duplicate-id": ("Id {what} används två gånger.", "The id {what} is used twice."),
    "missing-key": ("Fältet saknar nyckel.", "The field has no key."),
    "bad-key": (
        "Nyckeln {what} ska börja med en bokstav och bara ha bokstäver a–z, siffror och _.",
        "The key {what} must begin with a letter and hold only letters a–z, digits and _.",
    ),
    "reserved-key": ("Nyckeln {what} är upptagen av huset.", "The key {what} belongs to the house."),
    "duplicate-key": ("Nyckeln {what} finns redan på samma nivå.", "The key {what} is already used on this level."),
    "missing-label": ("Fältet saknar etikett.", "The field has no label."),
    "missing-english": ("Engelska saknas: properties.{what}.", "English is missing: properties.{what}."),
    "choice-without-values": ("Det finns inget att välja.", "There is nothing to choose."),
    "duplicate-value": ("Valet {what} finns två gånger.", "The choice {what} is there twice."),
    "value-without-english": ("Valet {what} saknar label_en.", "The choice {what} has no label_en."),
    "feel-syntax": ("FEEL går inte att läsa i {what}", "FEEL cannot be read in {what}"),
    "not-feel": (
        "{what} ska vara ett FEEL-uttryck som börjar med =.",
        "{what} must be a FEEL expression that begins with =.",
    ),
    "check-without-text": (
        "properties.check behöver check_sv och check_en.",
        "properties.check needs check_sv and check_en.",
    ),
    "unknown-format": ("Formatet {what} finns inte.", "There is no format {what}."),
    "bad-pattern": ("Mönstret {what} går inte att läsa.", "The pattern {what} cannot be read."),
    "empty-list": ("Listan har inga fält.", "The list has no fields."),
    "impossible-limits": ("Gränserna utesluter alla svar.", "The limits leave no answer."),
}


@dataclass(frozen=True, slots=True)
class FormFinding:
    """One thing wrong: the *rule*, the *path* (ids from the outside in), a sentence in both languages."""

    rule: str
    path: str
    sv: str
    en: str

    def text(self, locale: str) -> str:
        """Return the sentence in *locale*."""
        return self.en if locale == "en" else self.sv


def check(text: str, expressions: Expressions | None = None, known: Collection[str] = ()) -> list[FormFinding]:
    """Return what is wrong with a form file, in order; an empty list means that it can be used.

    FEEL is read only when *expressions* are given; *known* are names from outside (variables) that may have spaces.
    """
    try:
        root = json.loads(text)
    except ValueError as wrong:
        return [_finding("not-json", "", what=str(wrong))]
    if not isinstance(root, Mapping) or not isinstance(root.get("components"), list):
        return [_finding("not-a-form", "")]
    try:
        tree = tuple(fields.read(component) for component in root["components"])
    except (TypeError, AttributeError, ValueError, FormUnreadable):
        return [_finding("not-a-form", "")]
    return [*_root(root), *_Linter(expressions, known).level(tree, "")]


def _finding(rule: str, path: str, **facts: str) -> FormFinding:
    swedish, english = RULES[rule]
    return FormFinding(rule, path, swedish.format_map(facts), english.format_map(facts))


def _root(root: Mapping[str, Any]) -> Iterator[FormFinding]:
    if root.get("schemaVersion") != SCHEMA_VERSION:
        yield _finding("schema-version", "")
    own = root.get("properties") or {}
    if not (own.get("title") and own.get("title_en")):
        yield _finding("missing-title", "")


class _Linter:
    """Walks one form, remembering ids that were used."""

    def __init__(self, expressions: Expressions | None, known: Collection[str]) -> None:
        self.expressions, self.known = expressions, known
        self.ids: set[str] = set()

    def level(self, tree: tuple[Field, ...], base: str) -> Iterator[FormFinding]:
        used: set[str] = set()
        yield from self._fields(tree, base, used)

    def _fields(self, tree: tuple[Field, ...], base: str, used: set[str]) -> Iterator[FormFinding]:
        for each in tree:
            path = f"{base}/{each.id or each.name or each.kind}"
            yield from self._one(each, path, used)
            if each.is_transparent:
                yield from self._fields(each.children, path, used)
            elif each.children:
                yield from self.level(each.children, path)

    def _one(self, each: Field, path: str, used: set[str]) -> Iterator[FormFinding]:
        if each.kind in REFUSED or each.kind not in SUPPORTED:
            rule = "refused-component" if each.kind in REFUSED else "unsupported-component"
            yield _finding(rule, path, what=each.kind or "?")
            return
        if not each.id:
            yield _finding("missing-id", path)
        elif each.id in self.ids:
            yield _finding("duplicate-id", path, what=each.id)
        self.ids.add(each.id)
        yield from _key(each, path, used)
        yield from _texts(each, path)
        yield from _own_rules(each, path)
        if each.kind in CHOSEN:
            yield from _values(each, path)
        yield from self._feel(each, path)

    def _feel(self, each: Field, path: str) -> Iterator[FormFinding]:
        for place, formula in _must_be_feel(each):
            if not formula.startswith("="):
                yield _finding("not-feel", path, what=place)
        if self.expressions is None:
            return
        for place, formula in _formulas(each):
            problem = self.expressions.problem(formula, self.known)
            if problem:
                yield _finding("feel-syntax", path, what=f"{place}: {problem}")
        pattern = each.rules.get("pattern")
        if pattern and self.expressions.value("matches(value, pattern)", {"value": "", "pattern": pattern}) is None:
            yield _finding("bad-pattern", path, what=str(pattern))


def _key(each: Field, path: str, used: set[str]) -> Iterator[FormFinding]:
    if each.kind not in ASKED and each.kind not in ("dynamiclist", "expression") and not each.name:
        return
    if not each.name:
        yield _finding("missing-key", path)
    elif not _KEY.fullmatch(each.name):
        yield _finding("bad-key", path, what=each.name)
    elif each.name in RESERVED:
        yield _finding("reserved-key", path, what=each.name)
    elif each.name in used:
        yield _finding("duplicate-key", path, what=each.name)
    used.add(each.name)


def _texts(each: Field, path: str) -> Iterator[FormFinding]:
    given, own = each.component, each.properties
    if each.kind in ASKED or each.kind == "dynamiclist":
        if not (given.get("label") or given.get("dateLabel") or given.get("timeLabel")):
            yield _finding("missing-label", path)
        elif not own.get("label_en"):
            yield _finding("missing-english", path, what="label_en")
    elif each.kind == "group" and given.get("label") and not own.get("label_en"):
        yield _finding("missing-english", path, what="label_en")
    for swedish, english in (("description", "description_en"), ("text", "text_en")):
        if given.get(swedish) and not own.get(english) and not str(given[swedish]).startswith("="):
            yield _finding("missing-english", path, what=english)
    for name in ("suffix", "row", "add", "required_sv"):
        english = f"{name.removesuffix('_sv')}_en"
        if own.get(name) and not own.get(english):
            yield _finding("missing-english", path, what=english)


def _own_rules(each: Field, path: str) -> Iterator[FormFinding]:
    own, rules = each.properties, each.rules
    if own.get("check") and not (own.get("check_sv") and own.get("check_en")):
        yield _finding("check-without-text", path)
    if own.get("format") and own["format"] not in formats.FORMATS:
        yield _finding("unknown-format", path, what=str(own["format"]))
    if each.kind == "dynamiclist" and not each.children:
        yield _finding("empty-list", path)
    for low, high in (("min", "max"), ("minLength", "maxLength")):
        least, most = rules.get(low), rules.get(high)
        if isinstance(least, (int, float)) and isinstance(most, (int, float)) and least > most:
            yield _finding("impossible-limits", path)


def _values(each: Field, path: str) -> Iterator[FormFinding]:
    own = each.component
    values = own.get("values") or []
    if not (values or own.get("valuesKey") or own.get("valuesExpression") or each.properties.get("options")):
        yield _finding("choice-without-values", path)
    seen: set[str] = set()
    for value in values:
        what = str(value.get("value", ""))
        if what in seen:
            yield _finding("duplicate-value", path, what=what)
        seen.add(what)
        if not value.get("label_en"):
            yield _finding("value-without-english", path, what=what)


def _must_be_feel(each: Field) -> Iterator[tuple[str, str]]:
    """Yield what is FEEL whatever it looks like."""
    own = each.component
    candidates = {
        "conditional.hide": each.hide,
        "properties.check": each.properties.get("check"),
        "properties.default": each.properties.get("default"),
        "expression": own.get("expression"),
        "valuesExpression": own.get("valuesExpression"),
        "dataSource": own.get("dataSource"),
    }
    for place, formula in candidates.items():
        if formula:
            yield place, str(formula)


def _formulas(each: Field) -> Iterator[tuple[str, str]]:
    """Yield every FEEL text of a component: outright, in limits, in ``readonly`` and between braces."""
    yield from _must_be_feel(each)
    for name in ("readonly", "label", "description", "text"):
        yield from _in_text(name, each.component.get(name))
    for name, given in each.rules.items():
        if isinstance(given, str) and given.startswith("="):
            yield f"validate.{name}", given
    for name in ("label_en", "description_en", "text_en", "check_sv", "check_en"):
        yield from _in_text(f"properties.{name}", each.properties.get(name))


def _in_text(place: str, given: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(given, str):
        return
    if given.startswith("="):
        yield place, given
    else:
        yield from ((place, found) for found in _FEELER.findall(given))
