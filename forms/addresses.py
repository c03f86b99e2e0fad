"""Where an answer stands: a path of keys and row numbers, and how the browser, the API and the page write it."""

from __future__ import annotations

from forms.fields import Field, level
from forms.messages import WORDS
from forms.wording import Text

Address = tuple[str | int, ...]
PREFIX = "f."


def of(field: Field, base: Address) -> Address:
    """Return where a field stands; a field without an answer stands under ``#id``."""
    return (*base, field.name if field.holds_answer else f"#{field.id}")


def name(address: Address) -> str:
    """Return the name of the browser's field, e.g. ``f.services.0.unit``."""
    return PREFIX + path(address)


def path(address: Address) -> str:
    """Return the address with dots, e.g. ``services.0.unit``."""
    return ".".join(str(part) for part in address)


def dom_id(address: Address) -> str:
    """Return the id of the control on the page, e.g. ``f-services-0-unit``."""
    return "f-" + "-".join(str(part) for part in address)


def pointer(address: Address) -> str:
    """Return the JSON pointer (RFC 6901), e.g. ``/services/0/unit``."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in address)


def parse(text: str) -> Address:
    """Read what ``path`` wrote; figures are row numbers."""
    return tuple(int(part) if part.isdecimal() and len(part) < 6 else part for part in text.split("."))


def find(fields: tuple[Field, ...], address: Address) -> Field | None:
    """Return the field at *address*, or None."""
    found: Field | None = None
    for part in address:
        if isinstance(part, int):
            continue
        found = next((each for each in level(fields) if each.name == part), None)
        if found is None:
            return None
        fields = found.children
    return found


def place(fields: tuple[Field, ...], address: Address) -> Text:
    """Say where a field in a list stands: ``Tidigare tjänstgöring, rad 2``; empty outside lists."""
    swedish, english = [], []
    current: Field | None = None
    for end, part in enumerate(address):
        if isinstance(part, int) and current is not None:
            rows = row_word(current)
            swedish += [current.label.of("sv"), f"{rows.sv[:1].lower()}{rows.sv[1:]} {part + 1}"]
            english += [current.label.of("en"), f"{rows.of('en')[:1].lower()}{rows.of('en')[1:]} {part + 1}"]
        else:
            current = find(fields, address[: end + 1])
    return Text(", ".join(swedish), ", ".join(english))


def row_word(field: Field) -> Text:
    """Return what one row of a list is called: ``properties.row``, else *Rad*."""
    own = field.own_text("row")
    return own if own.sv else WORDS["row"]
