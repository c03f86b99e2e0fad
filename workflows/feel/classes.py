"""Translates XPath's regular expressions to RE2's: name classes, blocks, class subtraction, free spacing."""

from __future__ import annotations

import re
from collections.abc import Callable

#: Gives the characters of a class as sorted ranges of code points.
Runs = Callable[[str], list[tuple[int, int]]]
_NAME_START = r"_:A-Za-zÀ-ÖØ-öø-˿Ͱ-ͽͿ-\x{1FFF}\x{200C}-\x{200D}\x{2070}-\x{218F}\x{2C00}-\x{2FEF}\x{3001}-\x{D7FF}"
_NAME = _NAME_START + r"\-.0-9·\x{0300}-\x{036F}\x{203F}-\x{2040}"
_ESCAPES = {"i": f"[{_NAME_START}]", "I": f"[^{_NAME_START}]", "c": f"[{_NAME}]", "C": f"[^{_NAME}]"}
_ESCAPES |= {"d": r"\p{Nd}", "D": r"\P{Nd}", "w": r"[^\p{P}\p{Z}\p{C}]", "W": r"[\p{P}\p{Z}\p{C}]"}
_INSIDE = {"i": _NAME_START, "c": _NAME, "d": r"\p{Nd}", "D": r"\P{Nd}", "W": r"\p{P}\p{Z}\p{C}"}
_INSIDE |= {"w": r"\p{L}\p{M}\p{N}\p{S}", "s": r"\s", "S": r"\S"}
#: Unicode blocks that people name in patterns; others are not known.
_BLOCKS = {
    "BasicLatin": (0x0000, 0x007F),
    "Latin-1Supplement": (0x0080, 0x00FF),
    "LatinExtended-A": (0x0100, 0x017F),
    "LatinExtended-B": (0x0180, 0x024F),
    "IPAExtensions": (0x0250, 0x02AF),
    "SpacingModifierLetters": (0x02B0, 0x02FF),
    "CombiningDiacriticalMarks": (0x0300, 0x036F),
    "Greek": (0x0370, 0x03FF),
    "GreekandCoptic": (0x0370, 0x03FF),
    "Cyrillic": (0x0400, 0x04FF),
    "Armenian": (0x0530, 0x058F),
    "Hebrew": (0x0590, 0x05FF),
    "Arabic": (0x0600, 0x06FF),
    "Devanagari": (0x0900, 0x097F),
    "Thai": (0x0E00, 0x0E7F),
    "Tibetan": (0x0F00, 0x0FFF),
    "Georgian": (0x10A0, 0x10FF),
    "HangulJamo": (0x1100, 0x11FF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "Arrows": (0x2190, 0x21FF),
    "MathematicalOperators": (0x2200, 0x22FF),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "HangulSyllables": (0xAC00, 0xD7AF),
}
_TOKEN = re.compile(r"\\([pP])\{([^}]*)\}|\\(.)|(\[)|(.)", re.S)
_FORBIDDEN = re.compile(r"\(\?(?!:)|\\[1-9]")
_PLAIN = set("nrt\\|.?*+(){}-[]^$")


def translate(pattern: str, runs: Runs, *, free: bool = False) -> str:
    """Write an XPath pattern as RE2 reads it; *free* drops white space; raises ValueError for what RE2 has not."""
    if free:
        pattern = _without_space(pattern)
    if _FORBIDDEN.search(pattern.replace("\\\\", "")):
        raise ValueError("look-around and back-references are not part of the language")
    made, at = [], 0
    while at < len(pattern):
        match = _TOKEN.match(pattern, at)
        assert match is not None
        if match[4]:
            text, at = _class(pattern, at, runs)
            made.append(text)
            continue
        made.append(_outside(match))
        at = match.end()
    return "".join(made)


def _without_space(pattern: str) -> str:
    """Drop white space outside of classes, as the flag x says (also after a backslash)."""
    made: list[str] = []
    depth, escaped = 0, False
    for letter in pattern:
        if not depth and letter.isspace():
            continue
        made.append(letter)
        if not escaped:
            depth += (letter == "[") - (letter == "]" and depth > 0)
        escaped = letter == "\\" and not escaped
    return "".join(made)


def _outside(match: re.Match[str]) -> str:
    if match[1]:
        return f"[{'^' * (match[1] == 'P')}{_category(match[2])}]"
    if match[3]:
        return _ESCAPES.get(match[3]) or _escape(match[3])
    return match[0]


def _escape(letter: str) -> str:
    if letter in "sS":
        return "\\" + letter
    if letter not in _PLAIN:
        raise ValueError(f"unknown escape \\{letter}")
    return "\\" + letter


def _category(name: str) -> str:
    if name.startswith("Is"):
        low, high = _BLOCKS[name[2:]]
        return rf"\x{{{low:X}}}-\x{{{high:X}}}"
    return rf"\p{{{name}}}"


def _class(pattern: str, at: int, runs: Runs) -> tuple[str, int]:
    """Translate the class that begins at *at*; gives it and where it ends. `[a-z-[aeiou]]` becomes single ranges."""
    end = at + 1
    parts: list[str] = []
    negated = pattern[end : end + 1] == "^"
    end += negated
    while end < len(pattern) and pattern[end] != "]":
        if pattern[end] == "[":
            if not parts or parts[-1] != "-":
                raise ValueError("a bracket inside a class is escaped")
            inner, end = _class(pattern, end, runs)
            if pattern[end : end + 1] != "]":
                raise ValueError("nothing follows a subtraction")
            return _subtract(f"[{'^' * negated}{''.join(parts[:-1])}]", inner, runs), end + 1
        match = _TOKEN.match(pattern, end)
        assert match is not None
        parts.append(_inside(match))
        end = match.end()
    if end >= len(pattern) or not parts:
        raise ValueError("the class has no end")
    return f"[{'^' * negated}{''.join(parts)}]", end + 1


def _inside(match: re.Match[str]) -> str:
    if match[1]:
        if match[1] == "P" and match[2].startswith("Is"):
            raise ValueError("a negated block inside a class")
        return _category(match[2]).replace(r"\p", "\\" + match[1])
    if match[3]:
        return _INSIDE.get(match[3]) or _escape(match[3])
    return match[0]


def _subtract(minuend: str, subtrahend: str, runs: Runs) -> str:
    """Write a difference of two classes as ranges of characters."""
    kept: list[tuple[int, int]] = []
    drops = runs(subtrahend)
    for low, high in runs(minuend):
        for start, end in drops:
            if start > high:
                break
            if end >= low:
                if low < start:
                    kept.append((low, start - 1))
                low = end + 1
        if low <= high:
            kept.append((low, high))
    if not kept:
        raise ValueError("nothing is left of the class")
    return "[" + "".join(rf"\x{{{low:X}}}-\x{{{high:X}}}" for low, high in kept) + "]"
