"""Every sentence of the forms room in one table: what to do first, then what was typed (tone: design/look)."""

from __future__ import annotations

from typing import Any

from forms.wording import Sentence, Text, filled, lowered

#: code → (Swedish, English). ``{field}`` is the label inside a sentence, ``{label}`` the label as it stands.
SENTENCES: dict[str, tuple[str, str]] = {
    # missing
    "missing_write": ("Skriv {field}.", "Enter {field}."),
    "missing_choose": ("Välj {field}.", "Choose {field}."),
    "missing_state": ("Fyll i: {label}.", "Fill in: {label}."),
    "missing_answer": ("Svara på frågan: {label}", "Answer the question: {label}"),
    "missing_tick": ("Kryssa i rutan ”{label}”.", "Tick the box “{label}”."),
    "missing_some": ("Välj minst ett alternativ: {field}.", "Choose at least one: {field}."),
    "missing_file": ("Välj en fil: {field}.", "Choose a file: {field}."),
    "missing_row": ("Lägg till minst {n} under {field}.", "Add at least {n} under {field}."),
    "too_many_rows": ("Ta bort rader: högst {n} får vara med.", "Remove rows: at most {n} are allowed."),
    # numbers
    "not_number": ("Skriv ett tal. Du skrev {typed}.", "Enter a number. You wrote {typed}."),
    "not_between": (
        "Skriv ett tal mellan {low} och {high}. Du skrev {typed}.",
        "Enter a number between {low} and {high}. You wrote {typed}.",
    ),
    "below": (
        "Skriv ett tal som är minst {low}. Du skrev {typed}.",
        "Enter a number of at least {low}. You wrote {typed}.",
    ),
    "above": (
        "Skriv ett tal som är högst {high}. Du skrev {typed}.",
        "Enter a number of at most {high}. You wrote {typed}.",
    ),
    "not_whole": ("Skriv ett heltal. Du skrev {typed}.", "Enter a whole number. You wrote {typed}."),
    "too_fine": (
        "Skriv högst {n} decimaler. Du skrev {typed}.",
        "Enter at most {n} decimals. You wrote {typed}.",
    ),
    "not_step": ("Skriv en multipel av {step}. Du skrev {typed}.", "Enter a multiple of {step}. You wrote {typed}."),
    # text
    "too_short": ("Skriv minst {n} tecken. Du skrev {count}.", "Write at least {n} characters. You wrote {count}."),
    "too_long": ("Skriv högst {n} tecken. Du skrev {count}.", "Write at most {n} characters. You wrote {count}."),
    "not_pattern": (
        "Skriv {field} på det sätt som hjälptexten visar. Du skrev {typed}.",
        "Write {field} the way that the help text shows. You wrote {typed}.",
    ),
    "not_email": (
        "Skriv en e-postadress som namn@exempel.se. Du skrev {typed}.",
        "Enter an e-mail address like name@example.se. You wrote {typed}.",
    ),
    "not_phone": (
        "Skriv ett telefonnummer som 070-123 45 67 eller +46 70 123 45 67. Du skrev {typed}.",
        "Enter a telephone number like 070-123 45 67 or +46 70 123 45 67. You wrote {typed}.",
    ),
    "not_hsa_id": (
        "Skriv HSA-id som SE2321000057-1ABC. Du skrev {typed}.",
        "Enter the HSA-id like SE2321000057-1ABC. You wrote {typed}.",
    ),
    "not_personnummer": (
        "Skriv personnumret med tolv siffror: ÅÅÅÅMMDD-NNNN.",
        "Enter the personal identity number with twelve digits: YYYYMMDD-NNNN.",
    ),
    "personnummer_date": (
        "Kontrollera personnumret: de första åtta siffrorna är inget datum.",
        "Check the personal identity number: its first eight digits are not a date.",
    ),
    "personnummer_digit": (
        "Kontrollera personnumret: den sista siffran stämmer inte.",
        "Check the personal identity number: its last digit does not match.",
    ),
    # dates and times
    "not_date": ("Skriv datumet som ÅÅÅÅ-MM-DD. Du skrev {typed}.", "Write the date as YYYY-MM-DD. You wrote {typed}."),
    "no_such_date": ("Datumet {typed} finns inte.", "There is no such date as {typed}."),
    "odd_year": ("Kontrollera året i datumet {typed}.", "Check the year in the date {typed}."),
    "not_time": ("Skriv tiden som TT:MM. Du skrev {typed}.", "Write the time as HH:MM. You wrote {typed}."),
    "not_moment": (
        "Skriv dag och tid som ÅÅÅÅ-MM-DDTTT:MM. Du skrev {typed}.",
        "Write day and time as YYYY-MM-DDTHH:MM. You wrote {typed}.",
    ),
    "passed": (
        "Datumet {typed} har redan varit. Ange i dag eller senare.",
        "The date {typed} has passed. Enter today or later.",
    ),
    # choices and files
    "not_choice": (
        "Välj ett av alternativen i listan. Du valde {typed}.",
        "Choose one of the options in the list. You chose {typed}.",
    ),
    "not_flag": ("Svara ja eller nej (true eller false).", "Answer yes or no (true or false)."),
    "file_gone": (
        "Filen finns inte längre. Ladda upp den igen.",
        "The file is no longer here. Upload it again.",
    ),
    "one_file": ("Ladda upp bara en fil.", "Upload one file only."),
    # shape
    "not_text": ("Skriv en text.", "Enter text."),
    "not_list": ("Skicka en lista.", "Send a list."),
    "not_object": ("Skicka ett objekt med fält.", "Send an object with fields."),
    "unknown": ("Formuläret har inget fält som heter {typed}.", "The form has no field called {typed}."),
    "not_asked": (
        "{label} ska inte fyllas i som de andra svaren ser ut.",
        "{label} is not asked for with the other answers as they are.",
    ),
    "computed": (
        "{label} räknas ut och kan inte ändras.",
        "{label} is computed and cannot be changed.",
    ),
    "check_failed": ("Kontrollera {field}. Du skrev {typed}.", "Check {field}. You wrote {typed}."),
}

#: Words on the page itself.
WORDS: dict[str, Text] = {
    "must": Text("(obligatoriskt)", "(required)"),
    "error": Text("Fel:", "Error:"),
    "choose": Text("Välj", "Choose"),
    "none": Text("Inget svar", "No answer"),
    "add": Text("Lägg till", "Add"),
    "a_row": Text("en rad", "a row"),
    "remove": Text("Ta bort", "Remove"),
    "row": Text("Rad", "Row"),
    "yes": Text("Ja", "Yes"),
    "no": Text("Nej", "No"),
    "nothing": Text("–", "–"),
    "no_rows": Text("Inga rader.", "No rows."),
    "to_mend_one": Text("En uppgift behöver rättas", "One answer needs to be corrected"),
    "to_mend": Text("{count} uppgifter behöver rättas", "{count} answers need to be corrected"),
    "revealed": Text(
        "Dina svar gav nya frågor. Titta igenom dem och skicka igen.",
        "Your answers led to new questions. Look through them and send again.",
    ),
}

#: How a missing answer is asked for, by component.
_MISSING = {
    "textfield": "missing_write",
    "textarea": "missing_write",
    "number": "missing_state",
    "datetime": "missing_state",
    "radio": "missing_choose",
    "select": "missing_choose",
    "checklist": "missing_some",
    "taglist": "missing_some",
    "checkbox": "missing_tick",
    "filepicker": "missing_file",
}
_NAMING = frozenset({*_MISSING.values(), "missing_answer", "missing_row", "not_asked", "computed", "unknown"})


def say(code: str, **facts: Any) -> Sentence:
    """Return the sentence *code* in both languages; ``label=`` also gives ``{field}``. KeyError for other codes."""
    label = facts.get("label")
    if isinstance(label, Text):
        facts = {**facts, "field": Text(lowered(label.sv), lowered(label.en))}
    swedish, english = SENTENCES[code]
    return Sentence(filled(swedish, facts, "sv"), filled(english, facts, "en"), code in _NAMING)


def missing(kind: str, label: Text) -> Sentence:
    """Ask for an answer that was not given to a component of *kind*."""
    code = "missing_answer" if label.sv.endswith("?") and kind != "checkbox" else _MISSING[kind]
    return say(code, label=label)


def word(code: str, locale: str, **facts: Any) -> str:
    """Return one of WORDS in *locale*."""
    return WORDS[code].of(locale).format_map(facts)
