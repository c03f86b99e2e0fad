"""True-to-life views of the inbox and of a task: the people of the mockups on 23 November 2026."""

from __future__ import annotations

import datetime as dt
from typing import Any

from markupsafe import Markup

from service.i18n.dates import due_words
from service.web.views import inbox, task
from service.web.views.parts import Choice, FieldError, Mark, Tab, TaskRow
from tests.browser.gallery_shared import EVENTS, FORM, QUOTES, STATES, STEPS, TODAY, at, due


def row(n: int, title: str, about: str, note: str, days: int, *marks: Mark) -> TaskRow:
    return TaskRow(id=str(n), url="/task", title=title, about=about, note=note, due=due(days), marks=marks)


ROWS = (
    row(1, "Utse handledare vid sidotjänstgöring", "Ymer Lärkfält", "börjar hos er 1 dec, 3 månader", -4),
    row(2, "Godkänn individuellt utbildningsprogram", "Noor Fjällbrud", "IUP version 1", 2),
    row(3, "Skriv under ST-kontrakt", "Tor Åkerbär", "Tor och studierektorn har skrivit under", 4),
    row(4, "Skriv under ST-kontrakt", "Linn Kungsljus", "tillägg", 4, Mark("Vakant roll", "soon", "user-round-x")),
    row(5, "Godkänn sidotjänstgöring och kostnad", "Saga Havtorn", "vuxenpsykiatri, juni–augusti 2027", 8),
    row(6, "Följ upp åtgärdsplan", "Ivo Vindruta", "andra uppföljningen", 10, Mark("Begränsad åtkomst", "secret")),
    row(7, "Håll utvecklingssamtal", "Saga Havtorn", "underlag från specialistkollegiet finns", 15),
)


def inbox_page(state: str) -> tuple[str, dict[str, Any]]:
    tabs = tuple(
        Tab(k, f"/inbox?tab={k}", text, n, late)
        for k, text, n, late in (
            ("mine", "Mina", 7, 1),
            ("role", "Min roll", 3, 0),
            ("watched", "Bevakade", 5, 0),
            ("done", "Klara", None, 0),
        )
    )
    groups = (
        ()
        if state in ("empty", "nohits")
        else (
            inbox.Group("late", ROWS[:1]),
            inbox.Group("week", ROWS[1:4]),
            inbox.Group("later", ROWS[4:]),
        )
    )
    view = inbox.InboxView(
        tab="mine",
        tabs=tabs,
        groups=groups,
        total=0 if state == "empty" else 7,
        query="kontrkt" if state == "nohits" else "",
        residencies=(("1", "Noor Fjällbrud"), ("2", "Saga Havtorn")),
        processes=(("iup", "Individuellt utbildningsprogram"),),
        waiting=()
        if state == "empty"
        else (
            inbox.Waiting("Handledarintyg", "Vidar Blåklint, klart senast fre 4 dec", "/task"),
            inbox.Waiting("Studierektorns råd om IUP", "Hjalmar Tranbär, klart senast mån 30 nov"),
        ),
        substitute_for=("Du vikarierar för Rut Brunört till fredag 4 december. Uppgifterna ligger under Min roll.",),
        coming="Nästa uppgift kommer 1 december: Godkänn sidotjänstgöring för Saga Havtorn."
        if state == "empty"
        else "",
        may_start=True,
        acts=("sign", "hand_over"),
    )
    lead = "Inget väntar på dig." if state == "empty" else "En uppgift är försenad, tre ska vara klara den här veckan."
    return "inbox.html", {"view": view, "lead": lead}


def task_view(state: str, tab: str = "task") -> task.TaskView:
    mine = state in ("", "errors", "late")
    names = {
        "task": "Uppgift",
        "residency": "Residens",
        "process": "Process",
        "documents": "Dokument",
        "comments": "Kommentarer",
        "history": "Historik",
    }
    counts = {"documents": 1, "comments": 2}
    holder = {
        "free": "Ingen har tagit uppgiften",
        "taken": "Vidar Blåklint har uppgiften sedan i går kl. 16.10",
        "done": "Klart av Siv Älgört i dag kl. 09.42",
    }
    return task.TaskView(
        id="7",
        version=3,
        title="Godkänn individuellt utbildningsprogram",
        about="Noor Fjällbrud",
        about_url="/residency",
        lead="Noor Fjällbrud, ST-läkare i allmänmedicin, Vårdcentralen Tallhöjden. IUP version 1.",
        due=due_words(TODAY, TODAY, done_on=TODAY) if state == "done" else due(-4 if state == "late" else 2),
        tab=tab,
        tabs=tuple(Tab(k, f"/task/{k}", v, counts.get(k)) for k, v in names.items()),
        state="mine" if mine else state,
        holder=holder.get(state, "Du tog uppgiften i dag kl. 09.31"),
        can_claim=state == "free",
        can_release=mine,
        can_hand_over=mine,
        can_remind=state == "taken",
        can_undo=state == "done",
        is_vacant=state == "free",
        why=QUOTES,
        facts=(
            task.Fact("Föreskrift", "HSLF-FS 2021:8"),
            task.Fact("Tid", "25 maj 2026 – 24 nov 2031"),
            task.Fact("Längd", "66 månader, heltid"),
            task.Fact("Delmål", "44 av 44 planerade"),
            task.Fact("Tillgodoräknat", "Inget"),
            task.Fact("Nästa revidering", "25 maj 2027"),
        ),
        earlier=(
            (
                "Stöd och granska, Vidar Blåklint 16 november",
                (("Utlåtande", "Programmet håller. Psykiatrin bokas i vår."),),
            ),
        ),
        form=FORM if state != "done" else Markup(),
        answers=(("Beslut", "Godkänt"), ("Motivering", "Psykiatrin lämnar besked i mars.")) if state == "done" else (),
        outcomes=(
            task.Outcome("approve", "Godkänn", signs=True),
            task.Outcome("return", "Skicka tillbaka", needs_comment=True),
        ),
        outcomes_note="Godkänner du blir version 1 gällande. Noor, handledaren och studierektorn får veta det.",
        comment_error="Skriv en kommentar." if state == "errors" else "",
        errors=(FieldError("f1", "Skriv en motivering."), FieldError("outcome-comment", "Skriv en kommentar."))
        if state == "errors"
        else (),
        submission_id="0190",
        draft_saved="Utkast sparat i dag kl. 09.42",
        steps=STEPS,
        process_url="/task/process",
        process_name="Individuellt utbildningsprogram",
        drawing="/iup.bpmn",
        drawing_states=STATES,
        consequences=(
            task.Consequence(dt.date(2026, 11, 11), "Du påminns", is_past=True),
            task.Consequence(dt.date(2026, 11, 25), "Handledare och studierektor får veta att tiden gått ut"),
            task.Consequence(dt.date(2026, 12, 25), "Övergripande regional studierektor får veta det"),
        ),
        comments=(
            task.Comment(
                by="Vidar Blåklint",
                role="Huvudansvarig handledare",
                at=at(-5),
                text="Vi har lagt gynekologi före barn eftersom barnkliniken inte har plats förrän hösten 2027.",
            ),
            task.Comment(
                by="Hjalmar Tranbär",
                role="Studierektor",
                at=at(-3),
                text="Hur blir det med psykiatrin?",
                is_question=True,
            ),
        ),
        documents=(task.Document("IUP version 1.pdf", "#", "240 kB, 18 november"),),
        history=EVENTS,
        people=(Choice("1", "Vidar Blåklint, huvudansvarig handledare"), Choice("2", "Hjalmar Tranbär, studierektor")),
        takers=(Choice("2", "Hjalmar Tranbär, studierektor"),),
        next_url="/task",
    )


def task_tab(tab: str) -> Any:
    """Return the page of one tab of the task."""
    return lambda state: ("task.html", {"view": task_view(state, tab)})
