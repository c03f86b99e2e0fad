"""Texts in two languages, and how a label, a number or what somebody typed stands inside a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

SHOWN_CHARACTERS = 40
_COUNTED = {
    "sv": ("Noll", "En", "Två", "Tre", "Fyra", "Fem", "Sex", "Sju", "Åtta", "Nio", "Tio", "Elva", "Tolv"),
    "en": (
        "Zero", "One", "Two", "Three", "Four", "Five", "Six",
        "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """The same text in Swedish and English; English falls back on Swedish."""

    sv: str
    en: str = ""

    def of(self, locale: str) -> str:
        """Return the text in *locale*."""
        return (self.en or self.sv) if locale == "en" else self.sv

    def __bool__(self) -> bool:
        return bool(self.sv or self.en)


@dataclass(frozen=True, slots=True)
class Sentence(Text):
    """What to tell a person about one answer; *names_field* when the sentence itself says which."""

    names_field: bool = False


def number(value: Any, locale: str) -> str:
    """Write a number as people read it: ``1,5`` in Swedish, ``1.5`` in English, without trailing exponents."""
    text = f"{Decimal(str(value)):f}"
    return text.replace(".", ",") if locale == "sv" else text


def quoted(typed: Any, locale: str) -> str:
    """Repeat what somebody typed: numbers bare, text in quotation marks, both shortened."""
    text = " ".join(str(typed).split())
    text = text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"
    if re.fullmatch(r"[-−]?[\d\s.,:-]+", text):
        return text
    return f"“{text}”" if locale == "en" else f"”{text}”"


def lowered(label: str) -> str:
    """Lower the first letter for use inside a sentence, except in abbreviations (IUP, HSA-id)."""
    first = label.split(" ", 1)[0]
    if len(first) > 1 and (first[1].isupper() or first[-1].isupper() or any(c.isdigit() for c in first)):
        return label
    return label[:1].lower() + label[1:]


def counted(count: int, locale: str) -> str:
    """Write a count at the beginning of a sentence: words to twelve, then figures."""
    words = _COUNTED["en" if locale == "en" else "sv"]
    return words[count] if count < len(words) else str(count)


def filled(template: str, facts: Mapping[str, Any], locale: str) -> str:
    """Put *facts* into a sentence: texts by language, numbers by custom, the rest as typed."""
    return template.format_map({name: _said(name, fact, locale) for name, fact in facts.items()})


def _said(name: str, fact: Any, locale: str) -> str:
    if isinstance(fact, Text):
        return fact.of(locale)
    if name == "typed":
        return quoted(fact, locale)
    if isinstance(fact, (int, Decimal)):
        return number(fact, locale)
    return str(fact)
