"""Numbers as people write them: 1,2 · 9 800 · 72 %, and small ones in words."""

from __future__ import annotations

from decimal import Decimal

_SPACE = "\N{NO-BREAK SPACE}"
_WORDS = {
    "sv": ["noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"],
    "en": ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
}


def count_words(n: int, locale: str = "sv", *, neuter: bool = False) -> str:
    """Return 0–12 in words and larger numbers in figures; *neuter* gives ``ett`` in Swedish."""
    words = _WORDS["en" if locale == "en" else "sv"]
    if not 0 <= n < len(words):
        return number(n, locale)
    return "ett" if neuter and n == 1 and locale != "en" else words[n]


def capital(text: str) -> str:
    """Return *text* with its first letter large and the rest untouched."""
    return text[:1].upper() + text[1:]


def number(value: Decimal | int | float, locale: str = "sv", *, decimals: int | None = None) -> str:
    """Return a number with the language's decimal mark and groups of three from 10 000 in English, 1 000 in Swedish."""
    exact = Decimal(str(value))
    text = f"{exact:,.{decimals}f}" if decimals is not None else f"{exact.normalize():,f}"
    if locale == "en":
        return text
    return text.replace(",", _SPACE).replace(".", ",")


def percent(value: Decimal | int | float, locale: str = "sv") -> str:
    """Return a percentage: ``72 %`` in Swedish, ``72%`` in English."""
    return number(value, locale) + ("%" if locale == "en" else f"{_SPACE}%")
