"""Regular expressions in linear time: XPath's notation is translated to RE2; the only place that knows google-re2."""

from __future__ import annotations

import re
from typing import Any

import re2

from workflows.feel import classes
from workflows.feel.budget import Budget
from workflows.model.errors import FeelLimit

#: The longest pattern, in characters.
PATTERN = 1_000
#: The memory that one compiled pattern may take, in bytes.
MEMORY = 4 << 20


class Pattern:
    """A compiled pattern."""

    def __init__(self, text: str, flags: str) -> None:
        options = re2.Options()
        options.max_mem = MEMORY
        options.log_errors = False
        options.case_sensitive = "i" not in flags
        options.dot_nl = "s" in flags
        source = re.escape(text) if "q" in flags else classes.translate(text, _runs, free="x" in flags)
        if "m" in flags:
            source = f"(?m:{source})"
        try:
            self._compiled: Any = re2.compile(source, options)
        except re2.error as problem:
            if "too large" in str(problem) or ("repetition size" in str(problem) and _counts_up(text)):
                raise FeelLimit("pattern", PATTERN) from None
            raise ValueError(f"not a pattern: {text}") from None
        self._cost = 1 + len(text) // 16

    def found(self, text: str, budget: Budget) -> bool:
        """Say whether the pattern is found in the text."""
        budget.burn(self._cost * (1 + (len(text) >> 5)))
        return self._compiled.search(text) is not None

    def split(self, text: str, budget: Budget) -> list[str]:
        """Cut the text at each match; an empty match cuts nowhere."""
        parts, start = [], 0
        for match in self._matches(text, budget):
            if match.end() > match.start():
                parts.append(text[start : match.start()])
                start = match.end()
        return [*parts, text[start:]]

    def replace(self, text: str, replacement: str, budget: Budget) -> str:
        """Replace each match; raises ValueError if the pattern matches nothing at all, as XPath demands."""
        if self._compiled.search(""):
            raise ValueError("the pattern matches the empty text")
        pieces = _pieces(replacement, self._compiled.groups)
        made, start = [], 0
        for match in self._matches(text, budget):
            made.append(text[start : match.start()])
            filled = "".join(piece if isinstance(piece, str) else match[piece] or "" for piece in pieces)
            budget.make(4 + len(filled) + match.start() - start)
            made.append(filled)
            start = match.end()
        return "".join([*made, text[start:]])

    def _matches(self, text: str, budget: Budget) -> Any:
        budget.burn(self._cost * (1 + (len(text) >> 5)))
        for match in self._compiled.finditer(text):
            budget.burn(2 + self._cost)
            yield match


def _counts_up(text: str) -> bool:
    """Say whether every {m,n} has m <= n, so that it is the size that RE2 refuses."""
    return all(int(low) <= int(high) for low, high in re.findall(r"\{(\d+),(\d+)\}", text))


def _pieces(replacement: str, groups: int) -> list[str | int]:
    """Cut a replacement into texts and group numbers; raises ValueError for a lone \\ or $."""
    pieces: list[str | int] = []
    at = 0
    while at < len(replacement):
        match = re.compile(r"\\([\\$])|\$(\d+)|([^\\$]+)|(.)", re.S).match(replacement, at)
        if match is None or match[4]:
            raise ValueError("not a replacement")
        at = match.end()
        if not match[2]:
            pieces.append(match[1] or match[3])
            continue
        number = match[2]
        while len(number) > 1 and int(number) > groups:
            number, at = number[:-1], at - 1
        pieces.append(int(number) if int(number) <= groups else "")
    return pieces


_CHARACTERS = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x10000)]))
_CACHE: dict[tuple[str, str], Pattern] = {}
_CACHED = 256


def _runs(class_: str) -> list[tuple[int, int]]:
    """Ask RE2 which characters of the basic plane a class has."""
    options = re2.Options()
    options.log_errors = False
    found = re2.compile(f"{class_}+", options).finditer(_CHARACTERS)
    return [(ord(match[0][0]), ord(match[0][-1])) for match in found]


def compiled(text: str, flags: str, budget: Budget) -> Pattern:
    """Compile a pattern, or find it in the cache; raises ValueError if it is none, FeelLimit("pattern") if too big."""
    if len(text) > PATTERN:
        raise FeelLimit("pattern", PATTERN)
    if flags.strip("smixq"):
        raise ValueError("unknown flag")
    key = (text, flags)
    found = _CACHE.get(key)
    if found is None:
        budget.burn(200 + 2 * len(text) + 5_000 * text.count("-["))
        if len(_CACHE) >= _CACHED:
            _CACHE.clear()
        found = _CACHE[key] = Pattern(text, flags)
    return found
