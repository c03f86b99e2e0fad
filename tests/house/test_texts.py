"""Everything people read exists in Swedish and English, is used, and stands in the catalogue, not in a template."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from service.i18n import texts

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "service" / "web" / "templates").rglob("*.html"))
CODE = [*(ROOT / "service").rglob("*.py"), *TEMPLATES]
#: Keys that are put together at run time: prefix → where.
MADE = {
    "roles.": "words.role",
    "names.edition.": "words.edition",
    "names.region.": "words.region",
    "names.regulation.": "words.regulation",
    "told.": "telling._text",
    "mail.": "notifications.letters",
    "steps.": "parts.html",
    "frame.nav.": "base.html",
    "why.strength.": "parts.html",
    "inbox.tab.": "inbox._tabs",
    "inbox.group.": "inbox.html",
    "inbox.empty.": "inbox.html",
    "inbox.empty_text.": "inbox.html",
    "task.tab.": "task_view._tabs",
    "task.consequence.": "task_view._consequences",
    "residency.fact.": "residency_view._facts",
    "residency.leave.": "residency_parts._periods",
    "record.": "the read models of the record",
    "residency.milestone.": "residency_parts._milestones",
    "operations.tab.": "operations_view._tab",
    "operations.figure_": "operations_view._figure",
    "operations.health.": "operations_view._health",
    "password.": "password.html",
    "problem.text.": "app.failures",
    "repair.verb.": "repair.html",
    "repair.ask.": "repair_ask.html",
    "repair.means.": "repair_ask.html",
    "repair.state.": "repair._view",
    "expressions.used_": "expressions._used",
    "expressions.context_wrong": "expressions._json",
    "expressions.tested_wrong": "expressions._json",
    "api.": "the API's checks of what is sent",
    "hire.": "hire.html",
    "help.": "text_pages",
    "statement.": "text_pages",
    "personal.": "text_pages",
    "source.": "text_pages",
}
#: Words that are the same in every language.
NAMES = {"Randa"}


def _leaves(text: object) -> list[str]:
    return list(text) if isinstance(text, list) else [str(text)]


@pytest.mark.parametrize("key", sorted(texts.catalogue()))
def test_a_sentence_says_the_same_facts_in_both_languages(key: str) -> None:
    fields = {}
    for locale, text in texts.catalogue()[key].items():
        parsed = [f for leaf in _leaves(text) for _, f, _, _ in string.Formatter().parse(leaf) if f]
        fields[locale] = set(parsed) - {"n", "words"}
        assert any(leaf.strip() for leaf in _leaves(text)), f"{key} is empty in {locale}"
    assert fields["sv"] == fields["en"], f"{key} names other facts in English than in Swedish"


def test_every_sentence_is_used() -> None:
    said = "\n".join(file.read_text(encoding="utf-8") for file in CODE)
    unused = [
        key
        for key in texts.catalogue()
        if f'"{key}"' not in said and f"'{key}'" not in said and not key.startswith(tuple(MADE))
    ]
    assert not unused, f"nobody says {unused}"


def test_every_sentence_that_is_asked_for_exists() -> None:
    asked = re.compile(r"""(?:\bt|\bsay|texts\.t|frame\.say)\(\s*"([a-z_]+\.[A-Za-z0-9_.]+)"(?!\s*~)""")
    wanted = {key for file in CODE for key in asked.findall(file.read_text(encoding="utf-8"))}
    missing = sorted(key for key in wanted if not texts.has(key) and not key.endswith("."))
    assert not missing, f"the catalogue lacks {missing}"


class _Words(HTMLParser):
    """Collects what a reader would see or hear of a template without its expressions."""

    READ = ("aria-label", "placeholder", "title", "alt")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style")
        self.found += [value or "" for name, value in attrs if name in self.READ]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def _untranslated(source: str) -> Iterator[str]:
    bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", source, flags=re.DOTALL)
    words = _Words()
    words.feed(bare)
    for text in words.found:
        yield from (word for word in re.findall(r"[^\W\d_]{2,}", text) if word not in NAMES)


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_a_template_holds_no_words_of_its_own(file: Path) -> None:
    assert not list(_untranslated(file.read_text(encoding="utf-8")))


def test_an_untranslated_word_would_be_found() -> None:
    assert list(_untranslated('<p>{{ t("a.b") }} Hej</p>')) == ["Hej"]
    assert list(_untranslated('<a aria-label="Stäng">{{ icon("x") }}</a>')) == ["Stäng"]


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(texts.TextMissing):
        texts.t("inbox.no_such_sentence")
