"""What several views of the gallery share: the day, reasons, steps, events, a form."""

# ruff: noqa: E501

from __future__ import annotations

import datetime as dt

from markupsafe import Markup

from service.i18n.dates import Due, due_words
from service.web.views.parts import Event, Quote, Step

TODAY = dt.date(2026, 11, 23)


def at(days: int, hour: int = 8, minute: int = 42) -> dt.datetime:
    return dt.datetime.combine(TODAY + dt.timedelta(days=days), dt.time(hour, minute), dt.UTC)


def due(days: int) -> Due:
    return due_words(TODAY + dt.timedelta(days=days), TODAY)


QUOTES = (
    Quote(
        row="HAL-104",
        region="Region Halland",
        section="Individuellt utbildningsprogram",
        strength="ska",
        quote=Markup(
            "Det <mark>ska</mark> undertecknas av ST-läkare och huvudansvarig handledare samt "
            "<mark>godkännas av verksamhetschef och/eller studierektor.</mark>"
        ),
    ),
    Quote(
        row="HAL-102",
        region="Region Halland",
        section="Individuellt utbildningsprogram",
        strength="ska",
        title="Därför är sista dagen 25 november",
        quote=Markup("färdigställt <mark>senast sex månader efter påbörjad tjänstgöring</mark>"),
    ),
    Quote(
        row="HAL-103",
        explanation="Riktlinjen säger inget om detta. Randa har valt ett vanligt värde.",
        title="Antal råd",
    ),
)
STEPS = (
    Step(name="Upprätta IUP", state="done", who="Noor Fjällbrud, klart 9 november", element="draft_iup"),
    Step(name="Stöd och granska", state="done", who="Vidar Blåklint, klart 16 november", element="review_iup"),
    Step(
        name="Råd från studierektorn",
        state="now",
        who="Hjalmar Tranbär, sedan 18 november",
        due=due(5),
        element="advise_iup",
    ),
    Step(
        name="Godkänn",
        state="late",
        who="Du, skulle varit klart 19 november",
        due=due(-4),
        element="approve_iup",
        is_current=True,
    ),
    Step(name="Spara den gällande versionen", state="next", who="Görs automatiskt", element="record_iup"),
)
STATES = [
    {"id": "draft_iup", "status": "done", "badge": ""},
    {"id": "review_iup", "status": "done", "badge": ""},
    {"id": "advise_iup", "status": "now", "badge": "Hjalmar"},
    {"id": "approve_iup", "status": "late", "badge": "Försenad 4 dagar"},
]
FORM = Markup(
    '<div class="field"><label class="field__label" for="f1">Motivering: mottagande enhet saknas '
    '<span class="field__must">(krävs för att godkänna)</span></label><p class="field__hint" id="f1-hint">Riktlinjen säger '
    "”bör”. Du kan godkänna ändå om du skriver varför och när platsen ska vara bokad.</p>"
    '<textarea class="input" id="f1" name="f1" aria-describedby="f1-hint">Psykiatrin lämnar besked i mars.</textarea></div>'
)


EVENTS = (
    Event(at=at(0), text="Siv Älgört tog uppgiften Godkänn", kind="now"),
    Event(at=at(-5), text="Stöd och granska är klart: tillstyrkt", who="Vidar Blåklint", kind="done"),
    Event(at=at(-14), text="Upprätta IUP är klart", who="Noor Fjällbrud", kind="done"),
    Event(at=at(-182), text="Anställningen registrerades", who="Pia Backtimjan", kind="done"),
)
