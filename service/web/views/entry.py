"""What the pages before and around sign-in show."""

from __future__ import annotations

from dataclasses import dataclass

from service.web.views.parts import FieldError


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """A person whom one may be in the sample installation."""

    id: str
    name: str
    roles: str
    place: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SampleGroup:
    """The people of one region."""

    region: str
    people: tuple[SamplePerson, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInView:
    """Choose a person (sample) or sign in with a local account."""

    groups: tuple[SampleGroup, ...] = ()
    #: Where the link that one followed pointed.
    next_url: str = ""
    email: str = ""
    errors: tuple[FieldError, ...] = ()
    #: A sentence: the session has ended, too many attempts …
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordView:
    """Choose the first password, or a new one, by a one-time link."""

    kind: str
    name: str = ""
    email: str = ""
    token: str = ""
    errors: tuple[FieldError, ...] = ()
    sent: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """An error in the words of the person who meets it."""

    status: int
    title: str
    text: str
    trace: str = ""
    back: str = ""
