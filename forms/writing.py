"""How an answer is written: in its control, and read out as text."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from forms import choices, conversion, formats, texts
from forms.errors import Wrong
from forms.fields import CHOSEN, SEVERAL, Field
from forms.messages import word
from forms.ports import Ports, Scope
from forms.wording import Text, number

KILO = 1000


def written(field: Field, value: Any, locale: str) -> str:
    """Return what stands in the control; what somebody typed stands as typed."""
    if value is None or value == "" or isinstance(value, (list, dict)):
        return ""
    if field.kind == "number" and isinstance(value, (int, float, Decimal)):
        return number(value, locale)
    if field.kind == "datetime":
        return _moment(field, value)
    return formats.displayed(str(field.properties.get("format") or ""), str(value))


def read_out(field: Field, value: Any, scope: Scope, ports: Ports, locale: str) -> str:
    """Return an answer as text: choices by their labels, files by name, yes and no as words."""
    if field.kind in CHOSEN:
        return _chosen(field, value, scope, ports, locale)
    if field.kind == "checkbox":
        return word("yes" if value is True else "no", locale)
    if conversion.is_empty(value):
        return word("nothing", locale)
    if field.kind == "filepicker":
        return ", ".join(_file_name(file_id, ports) for file_id in (value if isinstance(value, list) else [value]))
    text = texts.shown(_typed(field, value), locale)
    text = formats.displayed(str(field.properties.get("format") or ""), text)
    unit = suffix(field).of(locale)
    return f"{text} {unit}" if unit else text


def suffix(field: Field) -> Text:
    """Return the unit after the control: ``properties.suffix``, else form-js's ``suffixAdorner``."""
    own = field.own_text("suffix")
    return own if own.sv else Text(str((field.component.get("appearance") or {}).get("suffixAdorner") or ""))


def input_attributes(field: Field) -> dict[str, str]:
    """Return what tells the browser how the answer is written."""
    given = field.properties
    kind = str(given.get("format") or field.rules.get("validationType") or "")
    attributes: dict[str, str] = {}
    if field.kind == "number":
        attributes["inputmode"] = "numeric" if field.component.get("decimalDigits") == 0 else "decimal"
    elif kind == "personnummer":
        attributes["inputmode"] = "numeric"
    if field.kind != "textarea":
        subtypes = {"time": "time", "datetime": "datetime-local"}
        types = {"email": "email", "phone": "tel"}
        own = subtypes.get(str(field.component.get("subtype")), "date") if field.kind == "datetime" else None
        attributes["type"] = own or types.get(kind, "text")
    attributes["autocomplete"] = str(given.get("autocomplete") or "off")
    return attributes


def is_short(field: Field) -> bool:
    """Say whether the control is narrow: numbers, dates, numbers of persons."""
    short = field.kind in ("number", "datetime") or field.properties.get("format") in ("personnummer", "phone")
    return short or field.properties.get("width") == "short"


def size(count: int, locale: str) -> str:
    """Write a number of bytes: ``240 kB``, ``1,2 MB``."""
    if count < KILO * KILO:
        return f"{max(1, round(count / KILO))} kB"
    return f"{number(round(Decimal(count) / KILO**2, 1), locale)} MB"


def _chosen(field: Field, value: Any, scope: Scope, ports: Ports, locale: str) -> str:
    answers = value if field.kind in SEVERAL and isinstance(value, (list, tuple)) else [value]
    labels = {choices.sent(choice.value): choice.text(locale) for choice in choices.of(field, scope, ports)}
    found = [labels.get(choices.sent(each), choices.sent(each)) for each in answers if not conversion.is_empty(each)]
    return ", ".join(found) or word("nothing", locale)


def _file_name(file_id: Any, ports: Ports) -> str:
    found = ports.files.describe(str(file_id))
    return found.filename if found else str(file_id)


def _typed(field: Field, value: Any) -> Any:
    """Plain JSON back to its type, so that it is written the same; what cannot be read stands as it is."""
    try:
        return conversion.convert(field, value) if field.kind in ("number", "datetime") else value
    except Wrong:
        return value


def _moment(field: Field, value: Any) -> str:
    value = _typed(field, value) or ""
    if isinstance(value, datetime):
        local = value.astimezone(conversion.HOME) if value.tzinfo else value
        return local.strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)
