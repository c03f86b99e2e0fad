"""Says in words, in Swedish and English, what a rule asks, what it answers and why a decision came out as it did."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from workflows import feel
from workflows.decisions.work import Match, Said
from workflows.feel import parser, tree
from workflows.model.errors import FeelSyntaxError

#: Annotation columns that name the rows of a guideline; they come last, in parentheses.
SOURCES = ("serves", "källa", "source")
_COMPARED = {
    "<": ("mindre än", "less than"),
    "<=": ("högst", "at most"),
    ">": ("mer än", "more than"),
    ">=": ("minst", "at least"),
    "!=": ("inte", "not"),
    "=": ("", ""),
}
_COMPARED_DATES = {
    "<": ("före", "before"),
    "<=": ("senast", "at the latest"),
    ">": ("efter", "after"),
    ">=": ("tidigast", "at the earliest"),
}
_DURATION = re.compile(r"(-)?P(\d+)([YMWD])")
_UNITS = (
    {"Y": ("år", "år"), "M": ("månad", "månader"), "W": ("vecka", "veckor"), "D": ("dag", "dagar")},
    {"Y": ("year", "years"), "M": ("month", "months"), "W": ("week", "weeks"), "D": ("day", "days")},
)
_NO_WORDS: Mapping[str, str] = {}


def explain(matched: Sequence[Match], locale: str = "sv", words: Mapping[str, str] = _NO_WORDS) -> list[str]:
    """Say why: one line a matched rule, e.g. "regel 4: Halland, större ändring → verksamhetschef (HAL-110)".

    *words* translates codes that stand in cells (role and edition keys) to the reader's words; without it
    underscores become spaces. A rule's own sentence (its description) is used where the modeller wrote one.
    """
    return [_line(match, locale, words) for match in matched]


def _line(match: Match, locale: str, words: Mapping[str, str]) -> str:
    if not match.rule_index:
        return "no rule matched: the default holds" if locale == "en" else "ingen regel passade: standardvärdet gäller"
    rule = "rule" if locale == "en" else "regel"
    return f"{rule} {match.rule_index}: {_body(match, locale, words)}{_sources(match)}"


def _body(match: Match, locale: str, words: Mapping[str, str]) -> str:
    sentence = (match.en or match.annotations.get("en", "")) if locale == "en" else match.sv
    if sentence:
        return sentence.rstrip(".")
    conditions = ", ".join(_said(cell, locale, words) for cell in match.conditions)
    conditions = conditions or ("always" if locale == "en" else "alltid")
    single = len(match.outputs) == 1
    outputs = "; ".join(
        cell_text(cell.text, locale, words) if single else _labelled(cell, locale, words)
        for cell in match.outputs
        if single or cell.text not in ("", "null")
    )
    return f"{conditions} → {outputs or '–'}"


def _sources(match: Match) -> str:
    named = [match.annotations[key] for key in SOURCES if match.annotations.get(key)]
    return f" ({', '.join(named)})" if named else ""


def label(said: Said, locale: str) -> str:
    """Return the heading of a column in *locale*."""
    return (said.label_en or said.label) if locale == "en" else said.label


def _labelled(cell: Said, locale: str, words: Mapping[str, str]) -> str:
    return f"{label(cell, locale)}: {cell_text(cell.text, locale, words)}"


def _said(cell: Said, locale: str, words: Mapping[str, str]) -> str:
    """Say a condition: texts speak for themselves, everything else needs the column's heading."""
    tests = _read(cell.text)
    if tests is None:
        return f"{label(cell, locale)} {cell.text}"
    values = [test.value if isinstance(test, tree.Literal) else None for test in tests.tests]
    if values == [True]:
        return _mid_sentence(label(cell, locale))
    if values == [False]:
        return ("not " if locale == "en" else "inte ") + _mid_sentence(label(cell, locale))
    if all(isinstance(value, str) for value in values):
        text = _tests(tests, locale, words)
        return text[:1].upper() + text[1:]
    return f"{_mid_sentence(label(cell, locale))} {_tests(tests, locale, words)}"


def _mid_sentence(text: str) -> str:
    """Begin with a small letter, unless the word is an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def cell_text(text: str, locale: str = "sv", words: Mapping[str, str] = _NO_WORDS) -> str:
    """Say a cell in words as far as that goes; what is no plain value or test stays FEEL."""
    if text.strip() in ("", "-"):
        return "–"
    tests = _read(text)
    return text if tests is None else _tests(tests, locale, words)


def _read(text: str) -> tree.Tests | None:
    try:
        return parser.parse_tests(text)
    except FeelSyntaxError:
        return None


def _tests(tests: tree.Tests, locale: str, words: Mapping[str, str]) -> str:
    said = [_node(test, locale, words) for test in tests.tests]
    joined = _joined(said, "or" if locale == "en" else "eller")
    return (("not " if locale == "en" else "inte ") if tests.negated else "") + joined


def _joined(parts: Sequence[str], word: str) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}" if parts else "–"


def _node(node: tree.Node, locale: str, words: Mapping[str, str]) -> str:
    english = locale == "en"
    if isinstance(node, tree.Literal):
        return _value(node.value, locale, words)
    if isinstance(node, tree.At):
        return _duration(node.text, locale)
    if isinstance(node, tree.Call) and _is_literal_of_time(node):
        return _duration(node.arguments[0].value, locale)  # type: ignore[attr-defined]
    if isinstance(node, tree.ListOf):
        return _joined([_node(item, locale, words) for item in node.items], "and" if english else "och")
    if isinstance(node, tree.Test):
        compared = _COMPARED_DATES if _is_date(node.operand) else _COMPARED
        prefix = compared.get(node.operator, _COMPARED[node.operator])[english]
        return f"{prefix} {_node(node.operand, locale, words)}".strip()
    if isinstance(node, tree.Interval):
        return _interval(node, locale, words)
    return feel.unparse(node)


def _interval(node: tree.Interval, locale: str, words: Mapping[str, str]) -> str:
    english = locale == "en"
    low, high = _node(node.low, locale, words), _node(node.high, locale, words)
    above = "" if node.low_included else ("over " if english else "över ")
    below = "" if node.high_included else "under "
    return f"{above}{low} {'to' if english else 'till'} {below}{high}"


def _is_literal_of_time(node: tree.Call) -> bool:
    named = isinstance(node.function, tree.Name) and node.function.name in ("date", "time", "date and time", "duration")
    return named and len(node.arguments) == 1 and isinstance(getattr(node.arguments[0], "value", None), str)


def _duration(text: str, locale: str) -> str:
    """Say P6M as 6 månader; other texts of time stay as they are."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return text
    one, many = _UNITS[locale == "en"][match[3]]
    return f"{'−' if match[1] else ''}{match[2]} {one if match[2] == '1' else many}"


def _is_date(node: tree.Node) -> bool:
    if isinstance(node, tree.Call) and isinstance(node.function, tree.Name):
        return node.function.name in ("date", "date and time", "time")
    return isinstance(node, tree.At) and not node.text.lstrip("-").startswith("P")


def _value(value: object, locale: str, words: Mapping[str, str]) -> str:
    if value is None:
        return "none" if locale == "en" else "inget"
    if isinstance(value, bool):
        return {"sv": ("nej", "ja"), "en": ("no", "yes")}.get(locale, ("nej", "ja"))[value]
    if isinstance(value, str):
        spoken = value if value.upper() == value else value.replace("_", " ")
        return words.get(value) or _duration(spoken, locale)
    text = format(value, "f") if not isinstance(value, int) else str(value)
    return text if locale == "en" else text.replace(".", ",")
