"""Formats that the house knows by name: personnummer, e-mail, telephone, HSA-id."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from forms.errors import Wrong
from forms.messages import say

_PERSONNUMMER = re.compile(r"(\d{4})(\d{2})(\d{2})[-+ ]?(\d{4})")
_EMAIL = re.compile(r"[^\s@,;<>\"]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}")
_HSA_ID = re.compile(r"SE\d{10}-[A-Z0-9-]{1,18}")
_PHONE = re.compile(r"(?:\+|00|0)\d{6,14}")
COORDINATION_DAYS = 60


def personnummer(text: str) -> str:
    """Return the twelve digits of a personnummer or samordningsnummer.

    The day of a samordningsnummer is 61-91 (the day plus sixty). The last digit is the check digit over the nine
    before it (folkbokföringslagen 18 §, Luhn). Raises Wrong for another shape, a day that does not exist or a
    wrong check digit. The sentence never repeats the number.
    """
    match = _PERSONNUMMER.fullmatch(text.strip())
    if match is None:
        raise Wrong(say("not_personnummer"))
    year, month, day = (int(part) for part in match.groups()[:3])
    try:
        date(year, month, day - COORDINATION_DAYS if day > COORDINATION_DAYS else day)
    except ValueError:
        raise Wrong(say("personnummer_date")) from None
    digits = "".join(match.groups())
    if luhn(digits[2:]) != 0:
        raise Wrong(say("personnummer_digit"))
    return digits


def luhn(digits: str) -> int:
    """Return the Luhn sum modulo ten; zero when the last digit checks the others."""
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10


def email(text: str) -> str:
    """Return an e-mail address with its domain in lower case."""
    if len(text) > 254 or not _EMAIL.fullmatch(text):
        raise Wrong(say("not_email", typed=text))
    name, domain = text.rsplit("@", 1)
    return f"{name}@{domain.lower()}"


def hsa_id(text: str) -> str:
    """Return an HSA-id in capitals: SE, ten digits of the organisation, a dash and the person's part (Inera)."""
    capitals = text.upper()
    if not _HSA_ID.fullmatch(capitals):
        raise Wrong(say("not_hsa_id", typed=text))
    return capitals


def phone(text: str) -> str:
    """Return a telephone number as typed, if it is Swedish or international."""
    if not _PHONE.fullmatch(re.sub(r"[\s()/-]", "", text)):
        raise Wrong(say("not_phone", typed=text))
    return text


FORMATS: dict[str, Callable[[str], str]] = {
    "personnummer": personnummer,
    "email": email,
    "hsa_id": hsa_id,
    "phone": phone,
}


def displayed(name: str, text: str) -> str:
    """Write a stored value of format *name* as people read it: a personnummer gets its dash."""
    return f"{text[:8]}-{text[8:]}" if name == "personnummer" and re.fullmatch(r"\d{12}", text) else text
