"""*Varför?*: the guideline rows that an element serves, quoted verbatim, for one edition."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from service import catalogue
from service.web import frame, words
from service.web.views.parts import Quote

#: The prefix of a requirement row's id → the guideline edition that it is a row of.
EDITIONS = {"RJL22": "rjl_2022", "RJL25": "rjl_2025", "NRB": "norrbotten", "HAL": "halland", "BLE": "blekinge"}
_ORDER = {"ska": 0, "duty": 1, "bör": 2, "kan": 3, "info": 4}
_STRONG = re.compile(r"\b(ska(?:ll)?|måste|bör|kan|senast|minst|högst|inom)\b", re.IGNORECASE)


def edition_of(row_id: str) -> str:
    """Return the edition whose row this is: ``RJL25-026`` → ``rjl_2025``."""
    return EDITIONS.get(row_id.partition("-")[0], "")


def quotes(rows: Iterable[str], edition: str | None, *, title: str = "") -> tuple[Quote, ...]:
    """Return the rows of *edition* (None: of every edition) as quotes, the strongest first; the title on the first."""
    found = [r for r in dict.fromkeys(rows) if edition is None or edition_of(r) == edition]
    known = [catalogue.requirements()[r] for r in found if r in catalogue.requirements()]
    known.sort(key=lambda row: _ORDER.get(row["strength"], 9))
    return tuple(quote(row, title=title if n == 0 else "") for n, row in enumerate(known))


def quote(row: catalogue.Row, *, title: str = "") -> Quote:
    """Return one requirement row as a quote with its strength words marked."""
    return Quote(
        row=row["id"],
        region=words.edition(edition_of(row["id"])),
        section=row["section"],
        quote=marked(row["quote_sv"]),
        strength=row["strength"],
        title=title,
    )


def default(title: str, note: str) -> Quote:
    """Return a reason that is the house's own: the guideline is silent."""
    return Quote(row="", title=title, explanation=note or frame.say("why.default"))


def marked(text: str) -> Markup:
    """Return a quote with ska, bör, kan, senast … marked; nothing else is changed."""
    return Markup(_STRONG.sub(lambda m: f"<mark>{m.group(0)}</mark>", str(escape(text))))  # noqa: S704  escaped above
