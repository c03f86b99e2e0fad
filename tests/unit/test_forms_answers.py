"""Every component: what is read from browser and API, and what is said when the answer is wrong."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

import forms
from tests.unit import forms_house as house

SCOPE = {"case": {"start_on": dt.date(2027, 1, 11)}, "case_start": dt.date(2027, 1, 11)}
CHOICES = [{"value": "tv", "label": "Tillsvidare", "label_en": "Permanent"}, {"value": "tb", "label": "Tidsbegränsad"}]

NAME = {"type": "textfield", "key": "name", "label": "Förnamn", "properties": {"label_en": "First name"}}
FTE = {"type": "number", "key": "fte", "label": "Grad", "validate": {"min": 1, "max": 100}}
DAY = {"type": "datetime", "subtype": "date", "key": "day", "label": "Första dag"}
KIND = {"type": "radio", "key": "kind", "label": "Form", "values": CHOICES}


def component(base: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**base, **more}


def required(base: dict[str, Any]) -> dict[str, Any]:
    return {**base, "validate": {**base.get("validate", {}), "required": True}}


READ = [
    (NAME, "  Ebba\x00 ", "Ebba"),
    (NAME, "   ", None),
    (component(NAME, type="textarea"), "rad 1\r\nrad 2", "rad 1\nrad 2"),
    (component(NAME, properties={"format": "personnummer"}), "19600106-2626", house.PERSONNUMMER),
    (component(NAME, properties={"format": "personnummer"}), house.SAMORDNINGSNUMMER, house.SAMORDNINGSNUMMER),
    (component(NAME, properties={"format": "hsa_id"}), "se2321000057-1abc", "SE2321000057-1ABC"),
    (component(NAME, properties={"format": "email"}), "ebba@Exempel.SE", "ebba@exempel.se"),
    (component(NAME, validate={"validationType": "phone"}), "070-123 45 67", "070-123 45 67"),
    (component(FTE, validate={}), "−1 234,50", Decimal("-1234.50")),
    (FTE, "72", Decimal(72)),
    (FTE, "", None),
    (DAY, "2027-01-11", dt.date(2027, 1, 11)),
    (component(DAY, subtype="time"), "09.42", dt.time(9, 42)),
    (
        component(DAY, subtype="datetime", timeSerializingFormat="no_timezone"),
        "2026-11-25T09:42",
        dt.datetime(2026, 11, 25, 9, 42),
    ),
    (
        component(DAY, subtype="datetime", timeSerializingFormat="utc_normalized"),
        "2026-07-01T09:00",
        dt.datetime(2026, 7, 1, 7, tzinfo=dt.UTC),
    ),
    (KIND, "tv", "tv"),
    (KIND, "", None),
    (component(KIND, type="select", values=[{"value": 3, "label": "Tre"}]), "3", Decimal(3)),
    (component(KIND, type="select", properties={"options": "people:specialist"}), "bo", "bo"),
    (component(KIND, type="select", valuesExpression='=["a","b"]', values=None), "b", "b"),
    (component(KIND, type="checklist"), ["tb", "tv"], ["tb", "tv"]),
    (component(KIND, type="taglist"), [], []),
    ({"type": "checkbox", "key": "ok", "label": "Klar"}, "true", True),
    ({"type": "checkbox", "key": "ok", "label": "Klar"}, [], False),
]


@pytest.mark.parametrize(("field", "typed", "value"), READ)
def test_reads_what_a_browser_sends_as_the_type_of_the_field(field: dict[str, Any], typed: Any, value: Any) -> None:
    got = house.form(field).read(house.sent(**{field["key"]: typed}), None, {}, house.ports())

    assert got.errors == ()
    assert got.data == {field["key"]: value}


@pytest.mark.parametrize(("field", "typed", "value"), READ)
def test_loads_its_own_plain_json_to_the_same_answers(field: dict[str, Any], typed: Any, value: Any) -> None:
    form, ports = house.form(field), house.ports()
    read = form.read(house.sent(**{field["key"]: typed}), None, {}, ports)

    assert form.load(forms.plain(read.data), {}, ports).data == read.data


WRONG = [
    (required(NAME), "", "Skriv förnamn.", "Enter first name."),
    (required(DAY), "", "Fyll i: Första dag.", "Fill in: Första dag."),
    (required(component(KIND, label="Specialitet")), "", "Välj specialitet.", "Choose specialitet."),
    (
        required(component(KIND, label="Har läkaren gjort AT?", properties={"label_en": "AT done?"})),
        "",
        "Svara på frågan: Har läkaren gjort AT?",
        "Answer the question: AT done?",
    ),
    (required(component(KIND, type="checklist")), [], "Välj minst ett alternativ: form.", "Choose at least one: form."),
    (
        required({"type": "checkbox", "key": "ok", "label": "Jag intygar"}),
        [],
        "Kryssa i rutan ”Jag intygar”.",
        "Tick the box “Jag intygar”.",
    ),
    (
        component(required(NAME), properties={"required_sv": "Skriv ditt namn här.", "required_en": "Your name here."}),
        "",
        "Skriv ditt namn här.",
        "Your name here.",
    ),
    (
        FTE,
        "120",
        "Skriv ett tal mellan 1 och 100. Du skrev 120.",
        "Enter a number between 1 and 100. You wrote 120.",
    ),
    (FTE, "många", "Skriv ett tal. Du skrev ”många”.", "Enter a number. You wrote “många”."),
    (
        component(FTE, validate={"min": 1.5}),
        "1",
        "Skriv ett tal som är minst 1,5. Du skrev 1.",
        "Enter a number of at least 1.5. You wrote 1.",
    ),
    (
        component(FTE, validate={"max": "=10 / 4"}),
        "3",
        "Skriv ett tal som är högst 2,5. Du skrev 3.",
        "Enter a number of at most 2.5. You wrote 3.",
    ),
    (
        component(FTE, decimalDigits=0),
        "1,5",
        "Skriv ett heltal. Du skrev 1,5.",
        "Enter a whole number. You wrote 1,5.",
    ),
    (
        component(FTE, increment="0.5"),
        "1,3",
        "Skriv en multipel av 0,5. Du skrev 1,3.",
        "Enter a multiple of 0.5. You wrote 1,3.",
    ),
    (
        component(NAME, validate={"minLength": 3}),
        " ab ",
        "Skriv minst 3 tecken. Du skrev 2.",
        "Write at least 3 characters. You wrote 2.",
    ),
    (
        component(NAME, validate={"maxLength": 3}),
        "abcd",
        "Skriv högst 3 tecken. Du skrev 4.",
        "Write at most 3 characters. You wrote 4.",
    ),
    (
        component(NAME, validate={"pattern": "^[A-Z]{3}$", "patternErrorMessage": "Tre stora bokstäver."}),
        "abc",
        "Tre stora bokstäver.",
        "Tre stora bokstäver.",
    ),
    (
        component(NAME, properties={"format": "email"}),
        "ebba@",
        "Skriv en e-postadress som namn@exempel.se. Du skrev ”ebba@”.",
        "Enter an e-mail address like name@example.se. You wrote “ebba@”.",
    ),
    (
        component(NAME, properties={"format": "personnummer"}),
        "19600106-2627",
        "Kontrollera personnumret: den sista siffran stämmer inte.",
        "Check the personal identity number: its last digit does not match.",
    ),
    (
        component(NAME, properties={"format": "personnummer"}),
        "600106-2626",
        "Skriv personnumret med tolv siffror: ÅÅÅÅMMDD-NNNN.",
        "Enter the personal identity number with twelve digits: YYYYMMDD-NNNN.",
    ),
    (
        component(NAME, properties={"format": "personnummer"}),
        "19601306-2626",
        "Kontrollera personnumret: de första åtta siffrorna är inget datum.",
        "Check the personal identity number: its first eight digits are not a date.",
    ),
    (
        component(NAME, properties={"format": "hsa_id"}),
        "1ABC",
        "Skriv HSA-id som SE2321000057-1ABC. Du skrev ”1ABC”.",
        "Enter the HSA-id like SE2321000057-1ABC. You wrote “1ABC”.",
    ),
    (DAY, "2027-02-30", "Datumet 2027-02-30 finns inte.", "There is no such date as 2027-02-30."),
    (
        DAY,
        "11/1 2027",
        "Skriv datumet som ÅÅÅÅ-MM-DD. Du skrev ”11/1 2027”.",
        "Write the date as YYYY-MM-DD. You wrote “11/1 2027”.",
    ),
    (DAY, "0027-01-11", "Kontrollera året i datumet 0027-01-11.", "Check the year in the date 0027-01-11."),
    (
        component(DAY, disallowPassedDates=True),
        "2026-11-21",
        "Datumet 2026-11-21 har redan varit. Ange i dag eller senare.",
        "The date 2026-11-21 has passed. Enter today or later.",
    ),
    (
        component(DAY, subtype="time"),
        "25:00",
        "Skriv tiden som TT:MM. Du skrev 25:00.",
        "Write the time as HH:MM. You wrote 25:00.",
    ),
    (
        KIND,
        "livstid",
        "Välj ett av alternativen i listan. Du valde ”livstid”.",
        "Choose one of the options in the list. You chose “livstid”.",
    ),
    (
        component(KIND, type="select", properties={"options": "people:specialist"}),
        "mallory",
        "Välj ett av alternativen i listan. Du valde ”mallory”.",
        "Choose one of the options in the list. You chose “mallory”.",
    ),
    (
        component(KIND, type="checklist"),
        ["tv", "x"],
        "Välj ett av alternativen i listan. Du valde ”x”.",
        "Choose one of the options in the list. You chose “x”.",
    ),
    (
        {"type": "filepicker", "key": "proof", "label": "Bevis"},
        "somebody-elses",
        "Filen finns inte längre. Ladda upp den igen.",
        "The file is no longer here. Upload it again.",
    ),
    (
        component(
            DAY,
            properties={
                "check": "=value <= case.start_on",
                "check_sv": "Datumet {{value}} är efter {{case.start_on}}.",
                "check_en": "{{value}} is after {{case.start_on}}.",
            },
        ),
        "2027-02-01",
        "Datumet 2027-02-01 är efter 2027-01-11.",
        "2027-02-01 is after 2027-01-11.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("field", "typed", "swedish", "english"), WRONG)
def test_says_what_to_do_in_both_languages(field: dict[str, Any], typed: Any, swedish: str, english: str) -> None:
    got = house.form(field).read(house.sent(**{field["key"]: typed}), None, SCOPE, house.ports())

    assert [(error.pointer, error.field_id) for error in got.errors] == [(f"/{field['key']}", f"f-{field['key']}")]
    assert (got.errors[0].text("sv"), got.errors[0].text("en")) == (swedish, english)
    assert got.data == {}


def test_a_check_that_cannot_be_computed_blocks_nobody() -> None:
    field = component(DAY, properties={"check": "=value <= case.unheard_of", "check_sv": "Nej", "check_en": "No"})

    assert house.form(field).read(house.sent(day="2027-02-01"), None, SCOPE, house.ports()).errors == ()


def test_the_summary_line_says_which_field_when_the_sentence_does_not() -> None:
    form = house.form(FTE, required(NAME))
    got = form.read(house.sent(fte="120", name=""), None, {}, house.ports())

    lines = [error.line("sv") for error in got.errors]
    assert lines == ["Grad: Skriv ett tal mellan 1 och 100. Du skrev 120.", "Skriv förnamn."]


def test_what_the_form_does_not_have_is_refused_by_name_from_a_program_and_from_a_browser() -> None:
    form, ports = house.form(NAME), house.ports()

    for got in (
        form.load({"name": "Ebba", "is_admin": True}, {}, ports),
        form.read(MultiDict([("f.name", "Ebba"), ("f.is_admin", "1"), ("csrf_token", "x")]), None, {}, ports),
    ):
        assert [error.pointer for error in got.errors] == ["/is_admin"]
        assert got.errors[0].sv == "Formuläret har inget fält som heter ”is_admin”."
        assert got.data == {}


@pytest.mark.parametrize(
    ("field", "given", "swedish"),
    [
        (NAME, 7, "Skriv en text."),
        (FTE, True, "Skriv ett tal. Du skrev ”True”."),
        ({"type": "checkbox", "key": "ok", "label": "Ok"}, "kanske", "Svara ja eller nej (true eller false)."),
        (component(KIND, type="checklist"), "tv", "Skicka en lista."),
        (KIND, {"a": 1}, "Välj ett av alternativen i listan. Du valde ”{'a': 1}”."),
        ({"type": "dynamiclist", "path": "rows", "label": "Rader", "components": [NAME]}, "x", "Skicka en lista."),
        ({"type": "group", "path": "part", "label": "Del", "components": [NAME]}, [1], "Skicka ett objekt med fält."),
    ],
)
def test_a_program_that_sends_another_shape_is_told(field: dict[str, Any], given: Any, swedish: str) -> None:
    key = str(field.get("key") or field.get("path"))
    got = house.form(field).load({key: given}, {}, house.ports())

    assert [(error.pointer, error.sv) for error in got.errors] == [(f"/{key}", swedish)]


def test_what_somebody_typed_is_shortened_in_the_sentence() -> None:
    got = house.form(FTE).read(house.sent(fte="x" * 500), None, {}, house.ports())

    assert len(got.errors[0].sv) < 80


def test_a_disabled_field_is_never_stored() -> None:
    form, ports = house.form(component(NAME, disabled=True), FTE), house.ports()

    assert form.read(house.sent(name="Mallory", fte="5"), None, {}, ports).data == {"fte": Decimal(5)}
    assert [error.pointer for error in form.load({"name": "Mallory"}, {}, ports).errors] == ["/name"]


def test_a_group_with_a_path_is_a_context_of_its_own() -> None:
    form = house.form({"type": "group", "path": "doctor", "label": "Läkaren", "components": [required(NAME)]}, FTE)
    ports = house.ports()

    assert form.read(house.sent(doctor__name="Ebba"), None, {}, ports).data == {"doctor": {"name": "Ebba"}, "fte": None}
    missing = form.load({}, {}, ports)
    assert [error.pointer for error in missing.errors] == ["/doctor/name"]
