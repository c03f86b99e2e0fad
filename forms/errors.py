"""What can be wrong with a form itself; wrong answers are not errors but part of a Submission."""

from __future__ import annotations

from typing import ClassVar


class FormNotFound(LookupError):
    """There is no form with this key."""

    code: ClassVar[str] = "form-not-found"
    sv: ClassVar[str] = "Det finns inget formulär med den nyckeln."


class FormUnreadable(ValueError):
    """The form file cannot be read."""

    code: ClassVar[str] = "form-unreadable"
    sv: ClassVar[str] = "Formulärfilen går inte att läsa."


class FileRefused(ValueError):
    """The file was not accepted."""

    code: ClassVar[str] = "file-refused"

    def __init__(self, sv: str, en: str) -> None:
        self.sv, self.en = sv, en
        super().__init__(en)


class Wrong(ValueError):
    """An answer that cannot be used; carries what to tell the person, in both languages."""

    def __init__(self, sentence: object) -> None:
        self.sentence = sentence
        super().__init__(str(sentence))
