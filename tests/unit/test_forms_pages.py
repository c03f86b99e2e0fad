"""What stands on the page: labels, hints, errors, rows, questions that depend on answers, files; without scripts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

import forms
from tests.unit import forms_house as house

NAME = {"type": "textfield", "key": "name", "label": "Förnamn", "validate": {"required": True}}
FTE = {"type": "number", "key": "fte", "label": "Grad", "description": "I procent.", "validate": {"min": 1, "max": 100}}
KIND = {
    "type": "radio",
    "key": "kind",
    "label": "Form",
    "values": [{"value": "tv", "label": "Tillsvidare", "label_en": "Permanent"}, {"value": "tb", "label": "Vikariat"}],
}
UNTIL = {
    "type": "datetime",
    "subtype": "date",
    "key": "until",
    "label": "Till och med",
    "validate": {"required": True},
    "conditional": {"hide": '=kind != "tb"'},
}
ROWS = {
    "type": "dynamiclist",
    "path": "services",
    "label": "Tidigare tjänstgöring",
    "properties": {"label_en": "Earlier service"},
    "defaultRepetitions": 1,
    "components": [
        {"type": "textfield", "id": "u", "key": "unit", "label": "Enhet", "validate": {"required": True}},
        {"type": "number", "id": "m", "key": "months", "label": "Månader"},
    ],
}
EVERYTHING = [
    {"type": "text", "text": "## Först\n\nLäs **detta**.", "id": "t"},
    {"type": "group", "id": "g1", "label": "Läkaren", "components": [
        {**NAME, "id": "n", "layout": {"row": "r1"}}, {**FTE, "id": "f", "layout": {"row": "r1"}},
        {"type": "textarea", "id": "why", "key": "why", "label": "Varför", "description": "Kort."}]},
    {**KIND, "id": "k"},
    {"type": "select", "id": "s", "key": "who", "label": "Vem", "properties": {"options": "people:specialist"}},
    {"type": "checklist", "id": "cl", "key": "what", "label": "Vad", "values": KIND["values"], "description": "Flera."},
    {"type": "checkbox", "id": "cb", "key": "ok", "label": "Jag intygar", "validate": {"required": True}},
    {"type": "filepicker", "id": "fp", "key": "proof", "label": "Bevis", "accept": ".pdf", "multiple": True},
    {"type": "datetime", "id": "dt", "subtype": "datetime", "key": "at", "label": "När"},
    {**ROWS, "id": "rows"},
    {"type": "table", "id": "tb", "label": "Mål", "dataSource": "=goals", "columns": [{"key": "code", "label": "Kod"}]},
    {"type": "separator", "id": "sep"},
    {"type": "textfield", "id": "ro", "key": "seen", "label": "Föreskrift", "readonly": True,
     "properties": {"default": "=regulation"}},
]  # fmt: skip
SCOPE = {"goals": [{"code": "STa1"}], "regulation": "HSLF-FS 2021:8"}


def browse(form: forms.Form, values: Any = None, errors: Any = (), scope: Any = None, **more: Any) -> house.Browser:
    return house.Browser(form.render(values, errors, scope or {}, more.pop("ports", house.ports()), **more))


def accessible(page: house.Browser) -> None:
    """WCAG 1.3.1, 3.3.2, 4.1.1 and 4.1.2 as far as markup shows."""
    assert len(page.ids) == len(set(page.ids)), "an id is used twice"
    for control in page.controls:
        assert control["id"] in page.labelled, f"{control['id']} has no label"
    for tag, name, value in page.attributes:
        if name in ("aria-describedby", "aria-labelledby"):
            assert set(value.split()) <= set(page.ids), f"{tag} is described by what is not there: {value}"
        if name == "href" and value.startswith("#"):
            assert value[1:] in page.ids, f"a link leads to {value}, which is not there"
        assert name != "style"
        assert not name.startswith("on")


@pytest.mark.parametrize("locale", ["sv", "en"])
@pytest.mark.parametrize("look", [forms.Look(), forms.Look(panels=True, refresh="/tasks/1/form")])
def test_every_component_is_labelled_and_its_errors_are_linked(locale: str, look: forms.Look) -> None:
    form, ports = house.form(*EVERYTHING), house.ports()
    accessible(browse(form, scope=SCOPE, locale=locale, look=look))

    page = browse(form, scope=SCOPE)
    sent = page.values
    for name, typed in (("fte", "120"), ("at", "snart"), ("who", "mallory"), ("services.0.months", "många")):
        sent[f"f.{name}"] = typed
    wrong = form.read(sent, None, SCOPE, ports)
    assert len(wrong.errors) >= 5
    again = house.Browser(form.render_again(wrong, SCOPE, ports, locale=locale, look=look))
    accessible(again)
    for error in wrong.errors:
        assert error.text(locale) in again.text
        assert any(value == f"#{error.field_id}" for _, name, value in again.attributes if name == "href")
    assert ("Fel:" if locale == "sv" else "Error:") in again.text


def test_the_summary_counts_in_words_and_gets_the_focus() -> None:
    form, ports = house.form(NAME, FTE), house.ports()
    markup = form.render_again(form.read(house.sent(fte="120"), None, {}, ports), {}, ports)

    assert "Två uppgifter behöver rättas" in markup
    assert 'id="error-summary" autofocus' in markup
    assert "Two answers need to be corrected" in form.render_again(
        form.read(house.sent(fte="120"), None, {}, ports), {}, ports, locale="en"
    )


def test_required_is_said_in_text_and_hints_are_linked() -> None:
    page = browse(house.form(NAME, FTE))

    assert "Förnamn (obligatoriskt)" in page.text
    assert page.controls[1]["aria-describedby"] == "f-fte-hint"
    assert "Tillsvidare" in browse(house.form(KIND)).text
    assert "Permanent" in browse(house.form(KIND), locale="en").text


def test_what_was_typed_stands_there_again_as_typed() -> None:
    form, ports = house.form(*EVERYTHING), house.ports()
    typed = house.sent(name=" Ebba ", fte="hundra", why="<script>&amp;", kind="tb", who="bo", what=["tv"], ok="true")
    again = house.Browser(form.render_again(form.read(typed, None, SCOPE, ports), SCOPE, ports))

    for name, values in typed.lists():
        assert again.values.getlist(name) == values


def test_nothing_that_somebody_wrote_becomes_markup() -> None:
    evil = "<img src=x onerror=alert(1)>\"'"
    form = house.form(
        {**NAME, "label": evil, "description": evil},
        {"type": "text", "text": f"{{{{evil}}}} {evil} [a](javascript:alert(1))"},
    )
    markup = form.render({"name": evil}, (), {"evil": f"**{evil}**"}, house.ports())

    assert "<img" not in markup
    assert "javascript:" not in markup.replace("[a](javascript:", "")
    assert "<strong>" not in markup
    assert house.Browser(markup).values["f.name"] == evil


def test_facts_stand_in_texts_and_labels() -> None:
    form = house.form(
        {"type": "text", "text": "Du har {{count(goals)}} mål.{{#if fte < 100}} Deltid.{{/if}}",
         "properties": {"text_en": "You have:{{#loop goals}} {{code}};{{/loop}}"}},
        {**NAME, "label": "=\"Namn på \" + who"},
    )  # fmt: skip
    scope = {"goals": [{"code": "STa1"}, {"code": "STa2"}], "fte": 80, "who": "läkaren"}

    assert "Du har 2 mål. Deltid." in form.render(None, (), scope, house.ports())
    assert "Namn på läkaren" in form.render(None, (), scope, house.ports())
    assert "You have: STa1; STa2;" in form.render(None, (), scope, house.ports(), locale="en")


# -- questions that depend on answers


def test_a_hidden_question_is_neither_shown_nor_asked_nor_stored() -> None:
    form, ports = house.form(KIND, UNTIL), house.ports()

    assert "Till och med" not in browse(form, {"kind": "tv"}).text
    assert "Till och med" in browse(form, {"kind": "tb"}).text
    kept = form.read(house.sent(kind="tv", until="2027-01-01"), None, {}, ports)
    assert kept.is_complete
    assert kept.data == {"kind": "tv"}
    assert [error.pointer for error in form.load({"kind": "tv", "until": "2027-01-01"}, {}, ports).errors] == ["/until"]
    assert [error.pointer for error in form.load({"kind": "tb"}, {}, ports).errors] == ["/until"]


def test_without_scripts_new_questions_are_shown_before_anything_is_sent() -> None:
    form, ports = house.form(KIND, {**UNTIL, "validate": {}}), house.ports()
    page = browse(form)
    page.values["f.kind"] = "tb"

    first = form.read(page.values, None, {}, ports)
    assert (first.action, first.errors, first.data, first.focus) == ("reveal", (), {}, "f-until")
    again = house.Browser(form.render_again(first, {}, ports))
    assert "Dina svar gav nya frågor" in again.text

    assert form.read(again.values, None, {}, ports).data == {"kind": "tb", "until": None}


def test_conditions_follow_each_other() -> None:
    third = {**NAME, "key": "third", "validate": {}, "conditional": {"hide": "=until = null"}}
    form, ports = house.form(KIND, UNTIL, third), house.ports()

    assert form.read(house.sent(kind="tv", until="2027-01-01", third="x"), None, {}, ports).data == {"kind": "tv"}


def test_conditions_in_a_row_see_the_row_and_what_is_outside() -> None:
    rows = {**ROWS, "components": [
        {"type": "number", "id": "m", "key": "months", "label": "Månader"},
        {"type": "textfield", "id": "w", "key": "why", "label": "Varför", "validate": {"required": True},
         "conditional": {"hide": "=months <= parent.limit or i > 2"}}]}  # fmt: skip
    form = house.form(rows, {"type": "number", "key": "limit", "label": "Gräns"})
    given = {"limit": 3, "services": [{"months": 2}, {"months": 5}, {"months": 5}]}

    assert [error.pointer for error in form.load(given, {}, house.ports()).errors] == ["/services/1/why"]


def test_computed_values_come_from_the_house_and_not_from_the_sender() -> None:
    total = {"type": "expression", "key": "total", "expression": "=sum(services.months)"}
    fixed = {**NAME, "key": "regulation", "label": "Föreskrift", "readonly": True, "properties": {"default": "=chosen"}}
    form, ports = house.form(ROWS, total, fixed), house.ports()
    rows = [{"unit": "A", "months": 3}, {"unit": "B", "months": 4}]

    got = form.load({"services": rows}, {"chosen": "2021:8"}, ports)
    assert (got.data["total"], got.data["regulation"]) == (7, "2021:8")
    assert form.load(forms.plain(got.data), {"chosen": "2021:8"}, ports).data == got.data
    lied = form.load({"services": rows, "total": 99}, {"chosen": "2021:8"}, ports)
    assert [(error.pointer, error.sv) for error in lied.errors][0][0] == "/total"
    posted = house.sent(services__0__unit="A", services__0__months="3", regulation="2015:8")
    assert form.read(posted, None, {"chosen": "2021:8"}, ports).data["regulation"] == "2021:8"
    assert "2021:8" in browse(form, scope={"chosen": "2021:8"}).text


def test_proposals_stand_in_the_form_from_the_start_and_a_draft_wins() -> None:
    start = {"type": "datetime", "key": "start_on", "label": "Start", "properties": {"default": "=case.start_on"}}
    form = house.form(start, {**FTE, "defaultValue": 100})
    scope = {"case": {"start_on": dt.date(2027, 1, 11)}}

    assert browse(form, scope=scope).values["f.start_on"] == "2027-01-11"
    assert browse(form, scope=scope).values["f.fte"] == "100"
    assert browse(form, {"fte": 75}, scope=scope, draft={"fte": "80"}).values["f.fte"] == "80"
    assert browse(form, {"fte": 75}, scope=scope).values["f.fte"] == "75"


# -- rows


def test_rows_are_added_and_removed_by_plain_buttons_and_keep_what_was_typed() -> None:
    form, ports = house.form(ROWS), house.ports()
    page = browse(form)
    assert [control["name"] for control in page.controls] == ["f.services.0.unit", "f.services.0.months"]
    page.values["f.services.0.unit"] = "Akuten"

    added = form.read(MultiDict([*page.values.items(multi=True), ("_add", "services")]), None, {}, ports)
    assert (added.action, added.errors, added.focus) == ("add", (), "f-services-1-unit")
    page = house.Browser(form.render_again(added, {}, ports))
    assert page.values["f.services.0.unit"] == "Akuten"
    assert [control["id"] for control in page.controls if "autofocus" in control] == ["f-services-1-unit"]

    page.values["f.services.1.unit"] = "Ljunghed"
    removed = form.read(MultiDict([*page.values.items(multi=True), ("_remove", "services:0")]), None, {}, ports)
    assert (removed.action, removed.raw["services"]) == ("remove", [{"unit": "Ljunghed", "months": ""}])
    assert removed.focus == "f-services-0-unit"
    last = house.Browser(form.render_again(removed, {}, ports))
    emptied = form.read(MultiDict([*last.values.items(multi=True), ("_remove", "services:0")]), None, {}, ports)
    assert emptied.focus == "f-services-add"
    button = next(b for b in house.Browser(form.render_again(emptied, {}, ports)).buttons if b.get("name") == "_add")
    assert "autofocus" in button


def test_a_row_that_nobody_wrote_in_is_left_out_and_others_are_checked_by_number() -> None:
    form, ports = house.form(ROWS), house.ports()

    assert form.read(browse(form).values, None, {}, ports).data == {"services": []}
    got = form.read(house.sent(services__0__unit="A", services__1__months="x"), None, {}, ports)
    assert [error.pointer for error in got.errors] == ["/services/1/unit", "/services/1/months"]
    assert got.errors[0].line("sv") == "Tidigare tjänstgöring, rad 2: Skriv enhet."
    assert got.errors[1].line("en").startswith("Earlier service, row 2: Månader: Enter a number.")


def test_a_blank_row_stands_there_again_after_the_others_and_does_not_move_their_errors() -> None:
    form, ports = house.form(ROWS), house.ports()
    got = form.read(house.sent(services__0__unit="", services__1__months="x", services__1__unit="B"), None, {}, ports)

    assert [error.pointer for error in got.errors] == ["/services/0/months"]
    assert [row["unit"] for row in got.raw["services"]] == ["B", ""]


def test_a_draft_is_taken_as_it_is() -> None:
    form, ports = house.form(NAME, FTE, ROWS), house.ports()
    taken = form.take(house.sent(fte="120", services__0__unit="", nonsense="1"), None, {}, ports)

    assert (taken.errors, taken.action, taken.data) == ((), "refresh", {})
    assert taken.raw == {"name": None, "fte": "120", "services": [{"unit": "", "months": None}]}
    assert browse(form, draft=taken.raw).values["f.fte"] == "120"


@pytest.mark.parametrize(
    ("more", "rows", "swedish"),
    [
        ({"validate": {"required": True}}, 0, "Lägg till minst 1 under tidigare tjänstgöring."),
        ({"properties": {"min_rows": "2"}}, 1, "Lägg till minst 2 under tidigare tjänstgöring."),
        ({"properties": {"max_rows": "1"}}, 2, "Ta bort rader: högst 1 får vara med."),
        ({}, 201, "Ta bort rader: högst 200 får vara med."),
        (
            {"properties": {"check": "=sum(value.months) >= 60", "check_sv": "Bara {{sum(value.months)}} av 60.",
                            "check_en": "Only {{sum(value.months)}} of 60."}},
            2,
            "Bara 24 av 60.",
        ),
    ],
)  # fmt: skip
def test_a_list_keeps_to_its_limits(more: dict[str, Any], rows: int, swedish: str) -> None:
    form = house.form({**ROWS, **more})
    got = form.load({"services": [{"unit": "A", "months": 12}] * rows}, {}, house.ports())

    assert [(error.pointer, error.sv) for error in got.errors] == [("/services", swedish)]
    accessible(house.Browser(form.render_again(got, {}, house.ports())))


def test_a_fixed_list_has_no_buttons_and_lists_stand_in_lists() -> None:
    inner = {**ROWS, "id": "in", "path": "courses", "label": "Kurser"}
    outer = {**ROWS, "components": [*ROWS["components"], inner], "allowAddRemove": False}
    form, ports = house.form(outer), house.ports()
    page = browse(form)

    assert [b["value"] for b in page.buttons if b.get("name") == "_add"] == ["services.0.courses"]
    got = form.read(house.sent(services__0__unit="A", services__0__courses__0__unit="B"), None, {}, ports)
    assert got.data["services"][0]["courses"] == [{"unit": "B", "months": None}]


@pytest.mark.parametrize("path", ["name", "services.x", "nothing", "services:99", "services:-1", "services.0.unit:0"])
def test_a_button_that_the_page_never_had_changes_nothing(path: str) -> None:
    form, ports = house.form(NAME, ROWS), house.ports()
    for button in ("_remove", "_add"):
        wanted = path.partition(":")[0] + "x" if button == "_add" else path
        sent = MultiDict([("f.name", "Ebba"), ("f.services.0.unit", "A"), (button, wanted)])
        got = form.read(sent, None, {}, ports)
        assert got.raw["services"] == [{"unit": "A", "months": None}]
        assert got.is_complete is False


def test_enter_in_a_field_decides_nothing() -> None:
    form, ports = house.form(NAME), house.ports()
    page = browse(form)

    assert page.buttons[0]["name"] == "_check", "Enter presses the first button of a form"
    assert form.read(house.sent(name="Ebba", _check="1"), None, {}, ports).is_complete is False


# -- files


def test_an_uploaded_file_stays_when_something_else_is_wrong() -> None:
    form = house.form(NAME, {"type": "filepicker", "key": "proof", "label": "Bevis", "validate": {"required": True}})
    ports = house.ports()
    uploads = MultiDict([("f.proof", house.upload("intyg.pdf", b"%PDF-1.7 " + b"x" * 240_000))])

    wrong = form.read(house.sent(name=""), uploads, {}, ports)
    assert [error.pointer for error in wrong.errors] == ["/name"]
    again = house.Browser(form.render_again(wrong, {}, ports))
    assert "intyg.pdf" in again.text
    assert "240 kB" in again.text
    again.values["f.name"] = "Ebba"
    assert form.read(again.values, None, {}, ports).data == {"name": "Ebba", "proof": "file1"}

    gone = form.read(MultiDict([*again.values.items(multi=True), ("_remove", "proof:file1")]), None, {}, ports)
    assert (gone.action, gone.raw["proof"]) == ("remove", None)
    assert [error.sv for error in form.read(house.sent(name="E"), None, {}, ports).errors] == ["Välj en fil: bevis."]


def test_several_files_are_a_list_and_a_refused_one_is_told_at_its_field() -> None:
    form = house.form({"type": "filepicker", "key": "proof", "label": "Bevis", "multiple": True})
    ports = house.ports()
    uploads = MultiDict([("f.proof", house.upload("a.pdf", b"%PDF-")), ("f.proof", house.upload("b.exe", b"MZ"))])

    got = form.read(MultiDict(), uploads, {}, ports)
    assert [(error.pointer, error.sv) for error in got.errors] == [("/proof", "b.exe är ingen pdf.")]
    assert got.raw["proof"] == ["file1"]
    assert form.load({"proof": ["file1"]}, {}, ports).data == {"proof": ["file1"]}


# -- htmx


def test_only_fields_that_others_depend_on_draw_the_form_again() -> None:
    form = house.form(KIND, UNTIL, NAME)
    with_htmx = browse(form, {"kind": "tb"}, look=forms.Look(refresh="/tasks/1/form"))

    asking = [(tag, value) for tag, name, value in with_htmx.attributes if name == "hx-post"]
    assert asking == [("fieldset", "/tasks/1/form")]
    assert not [name for _, name, _ in browse(form).attributes if name.startswith("hx-")]


# -- reading only


def test_answers_are_summed_up_with_labels_in_both_languages() -> None:
    form, ports = house.form(*EVERYTHING), house.ports()
    ports.files.keep("intyg.pdf", house.upload("x", b"%PDF-").stream, ())
    data = form.load(
        {"name": "Ebba", "fte": 72.5, "kind": "tv", "who": "bo", "what": [], "ok": True, "proof": ["file1"],
         "at": "2026-11-25T09:42", "services": [{"unit": "Akuten", "months": 3}]},
        SCOPE, ports,
    ).data  # fmt: skip

    swedish = [(line.label, line.text) for line in form.summary(data, SCOPE, ports)]
    assert ("Grad", "72,5") in swedish
    assert ("Vem", "Bo Havtorn, Medicin") in swedish
    assert ("Bevis", "intyg.pdf") in swedish
    assert ("När", "2026-11-25 09.42") in swedish
    assert ("Rad 1", "") in swedish
    assert ("Jag intygar", "Ja") in swedish
    english = [(line.label, line.text) for line in form.summary(forms.plain(data), SCOPE, ports, locale="en")]
    assert ("Form", "Permanent") in english
    assert ("Earlier service", "") in english
    page = house.Browser(form.render(data, (), SCOPE, ports, read_only=True))
    assert page.controls == []
    assert "Akuten" in page.text
