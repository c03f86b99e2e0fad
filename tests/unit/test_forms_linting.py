"""What is found in a form before anybody meets it, and which files make a catalogue."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import forms
from forms import linting
from tests.unit import forms_house as house

GOOD: dict[str, Any] = {
    "type": "textfield",
    "id": "f1",
    "key": "name",
    "label": "Namn",
    "properties": {"label_en": "Name"},
}
ROWS: dict[str, Any] = {"type": "dynamiclist", "id": "d", "label": "R", "properties": {"label_en": "R"}}


def whole(*components: Any, **root: Any) -> str:
    properties = {"title": "Prov", "title_en": "Test"}
    return json.dumps({"schemaVersion": 19, "properties": properties, "components": list(components), **root})


def good(**more: Any) -> dict[str, Any]:
    return {**GOOD, **more, "properties": {**GOOD["properties"], **more.get("properties", {})}}


def rules(text: str) -> list[str]:
    return [finding.rule for finding in forms.check(text, house.Feel())]


def test_a_good_form_has_no_findings() -> None:
    assert rules(whole(GOOD, {"type": "separator", "id": "s"}, {"type": "button", "id": "b", "label": "Skicka"})) == []


WRONG = [
    ("{", "not-json"),
    ("[]", "not-a-form"),
    (whole(7), "not-a-form"),
    (whole(GOOD, schemaVersion=4), "schema-version"),
    (whole(GOOD, properties={"title": "Prov"}), "missing-title"),
    (whole({"type": "html", "id": "h", "content": "<b>"}), "refused-component"),
    (whole({"type": "iframe", "id": "h", "url": "https://x"}), "refused-component"),
    (whole({"type": "slider", "id": "h"}), "unsupported-component"),
    (whole(good(id="")), "missing-id"),
    (whole(GOOD, good(key="other")), "duplicate-id"),
    (whole(good(key="")), "missing-key"),
    (whole(good(key="a.b")), "bad-key"),
    (whole(good(key="_add")), "bad-key"),
    (whole(good(key="case")), "reserved-key"),
    (whole(good(key="outcome")), "reserved-key"),
    (whole(GOOD, good(id="f2")), "duplicate-key"),
    (whole(GOOD, {"type": "group", "id": "g", "components": [good(id="f2")]}), "duplicate-key"),
    (whole(good(label="")), "missing-label"),
    (whole({**GOOD, "properties": {}}), "missing-english"),
    (whole(good(description="Hjälp")), "missing-english"),
    (whole({"type": "text", "id": "t", "text": "Hej"}), "missing-english"),
    (whole(good(properties={"suffix": "procent"})), "missing-english"),
    (whole(good(type="radio")), "choice-without-values"),
    (whole(good(type="radio", values=[{"value": "a", "label": "A"}])), "value-without-english"),
    (whole(good(type="radio", values=[{"value": "a", "label": "A", "label_en": "A"}] * 2)), "duplicate-value"),
    (whole(good(conditional={"hide": "=a ="})), "feel-syntax"),
    (whole(good(conditional={"hide": 'a = "b"'})), "not-feel"),
    (whole(good(validate={"min": "=1 +"})), "feel-syntax"),
    (whole(good(label="Hej {{a b +}}")), "feel-syntax"),
    (whole(good(properties={"check": "=value > 1"})), "check-without-text"),
    (whole(good(properties={"check": "=value >", "check_sv": "x", "check_en": "x"})), "feel-syntax"),
    (whole(good(properties={"format": "passport"})), "unknown-format"),
    (whole(good(validate={"pattern": "^a("})), "bad-pattern"),
    (whole({**ROWS, "path": "rows"}), "empty-list"),
    (whole({**ROWS, "components": [GOOD]}), "missing-key"),
    (whole(good(validate={"minLength": 5, "maxLength": 2})), "impossible-limits"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rule"), WRONG)
def test_each_rule_finds_its_fault_and_says_where(text: str, rule: str) -> None:
    findings = forms.check(text, house.Feel())

    assert [finding.rule for finding in findings] == [rule]
    assert findings[0].text("sv") != findings[0].text("en")


def test_every_rule_has_a_fault_that_shows_it() -> None:
    assert {rule for _, rule in WRONG} == set(linting.RULES)


def test_the_same_key_may_stand_on_different_levels() -> None:
    inner = {"type": "dynamiclist", "id": "d", "path": "rows", "label": "R", "properties": {"label_en": "R"},
             "components": [good(id="f2")]}  # fmt: skip
    assert rules(whole(GOOD, inner)) == []


def test_a_catalogue_is_the_files_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "iup").mkdir()
    (tmp_path / "iup" / "draft.form").write_text(whole(GOOD), "utf-8")
    catalog = forms.Catalog.load(tmp_path)

    assert list(catalog) == ["iup/draft"]
    form = catalog.get("iup/draft")
    assert (form.title.sv, form.title.en, len(form.sha256)) == ("Prov", "Test", 64)
    assert forms.Catalog.from_text("iup/draft", whole(GOOD)).sha256 == form.sha256
    with pytest.raises(forms.FormNotFound):
        catalog.get("iup/../secret")
    with pytest.raises(forms.FormUnreadable):
        forms.Catalog.from_text("x", "{")


@pytest.mark.parametrize("key", sorted(forms.Catalog.load(Path(forms.__file__).parent / "definitions")))
def test_the_forms_of_the_house_are_clean_and_can_be_drawn(key: str) -> None:
    catalog = forms.Catalog.load(Path(forms.__file__).parent / "definitions")

    assert forms.check(catalog.texts[key], house.Feel()) == []
