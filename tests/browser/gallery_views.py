"""True-to-life views for the gallery: the people of the mockups on 23 November 2026."""

from __future__ import annotations

import datetime as dt
from typing import Any

from markupsafe import Markup

from service.i18n.dates import Due, due_words
from service.web.views import entry, inbox, operations, residency, start, task
from service.web.views.parts import Choice, Event, FieldError, Figure, Mark, Quote, Step, Tab, TaskRow

TODAY = dt.date(2026, 11, 23)


def at(days: int, hour: int = 8, minute: int = 42) -> dt.datetime:
    return dt.datetime.combine(TODAY + dt.timedelta(days=days), dt.time(hour, minute), dt.UTC)


def due(days: int) -> Due:
    return due_words(TODAY + dt.timedelta(days=days), TODAY)


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
            ("mine", "Mina", 7, 1), ("role", "Min roll", 3, 0), ("watched", "Bevakade", 5, 0), ("done", "Klara", None, 0),
        )
    )  # fmt: skip
    groups = () if state in ("empty", "nohits") else (
        inbox.Group("late", ROWS[:1]), inbox.Group("week", ROWS[1:4]), inbox.Group("later", ROWS[4:]),
    )  # fmt: skip
    view = inbox.InboxView(
        tab="mine", tabs=tabs, groups=groups, total=0 if state == "empty" else 7, query="kontrkt" if state == "nohits" else "",
        residencies=(("1", "Noor Fjällbrud"), ("2", "Saga Havtorn")), processes=(("iup", "Individuellt utbildningsprogram"),),
        waiting=() if state == "empty" else (
            inbox.Waiting("Handledarintyg", "Vidar Blåklint, klart senast fre 4 dec", "/task"),
            inbox.Waiting("Studierektorns råd om IUP", "Hjalmar Tranbär, klart senast mån 30 nov"),
        ),
        substitute_for=("Du vikarierar för Rut Brunört till fredag 4 december. Uppgifterna ligger under Min roll.",),
        coming="Nästa uppgift kommer 1 december: Godkänn sidotjänstgöring för Saga Havtorn." if state == "empty" else "",
        may_start=True, acts=("sign", "hand_over"),
    )  # fmt: skip
    lead = "Inget väntar på dig." if state == "empty" else "En uppgift är försenad, tre ska vara klara den här veckan."
    return "inbox.html", {"view": view, "lead": lead}


QUOTES = (
    Quote(
        row="HAL-104", region="Region Halland", section="Individuellt utbildningsprogram", strength="ska",
        quote=Markup(
            "Det <mark>ska</mark> undertecknas av ST-läkare och huvudansvarig handledare samt "
            "<mark>godkännas av verksamhetschef och/eller studierektor.</mark>"
        ),
    ),
    Quote(
        row="HAL-102", region="Region Halland", section="Individuellt utbildningsprogram", strength="ska",
        title="Därför är sista dagen 25 november",
        quote=Markup("färdigställt <mark>senast sex månader efter påbörjad tjänstgöring</mark>"),
    ),
    Quote(row="HAL-103", explanation="Riktlinjen säger inget om detta. Randa har valt ett vanligt värde.", title="Antal råd"),
)  # fmt: skip
STEPS = (
    Step(name="Upprätta IUP", state="done", who="Noor Fjällbrud, klart 9 november", element="draft_iup"),
    Step(name="Stöd och granska", state="done", who="Vidar Blåklint, klart 16 november", element="review_iup"),
    Step(name="Råd från studierektorn", state="now", who="Hjalmar Tranbär, sedan 18 november", due=due(5), element="advise_iup"),
    Step(name="Godkänn", state="late", who="Du, skulle varit klart 19 november", due=due(-4), element="approve_iup",
         is_current=True),
    Step(name="Spara den gällande versionen", state="next", who="Görs automatiskt", element="record_iup"),
)  # fmt: skip
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


def task_view(state: str, tab: str = "task") -> task.TaskView:
    mine = state in ("", "errors", "late")
    names = {"task": "Uppgift", "residency": "Residens", "process": "Process", "documents": "Dokument",
             "comments": "Kommentarer", "history": "Historik"}  # fmt: skip
    counts = {"documents": 1, "comments": 2}
    holder = {
        "free": "Ingen har tagit uppgiften", "taken": "Vidar Blåklint har uppgiften sedan i går kl. 16.10",
        "done": "Klart av Siv Älgört i dag kl. 09.42",
    }  # fmt: skip
    return task.TaskView(
        id="7", version=3, title="Godkänn individuellt utbildningsprogram", about="Noor Fjällbrud", about_url="/residency",
        lead="Noor Fjällbrud, ST-läkare i allmänmedicin, Vårdcentralen Tallhöjden. IUP version 1.",
        due=due_words(TODAY, TODAY, done_on=TODAY) if state == "done" else due(-4 if state == "late" else 2),
        tab=tab, tabs=tuple(Tab(k, f"/task/{k}", v, counts.get(k)) for k, v in names.items()),
        state="mine" if mine else state, holder=holder.get(state, "Du tog uppgiften i dag kl. 09.31"),
        can_claim=state == "free", can_release=mine, can_hand_over=mine, can_remind=state == "taken", can_undo=state == "done",
        is_vacant=state == "free", why=QUOTES,
        facts=(task.Fact("Föreskrift", "HSLF-FS 2021:8"), task.Fact("Tid", "25 maj 2026 – 24 nov 2031"),
               task.Fact("Längd", "66 månader, heltid"), task.Fact("Delmål", "44 av 44 planerade"),
               task.Fact("Tillgodoräknat", "Inget"), task.Fact("Nästa revidering", "25 maj 2027")),
        earlier=(("Stöd och granska, Vidar Blåklint 16 november", (("Utlåtande", "Programmet håller. Psykiatrin bokas i vår."),)),),
        form=FORM if state != "done" else Markup(),
        answers=(("Beslut", "Godkänt"), ("Motivering", "Psykiatrin lämnar besked i mars.")) if state == "done" else (),
        outcomes=(task.Outcome("approve", "Godkänn", signs=True), task.Outcome("return", "Skicka tillbaka", needs_comment=True)),
        outcomes_note="Godkänner du blir version 1 gällande. Noor, handledaren och studierektorn får veta det.",
        comment_error="Skriv en kommentar." if state == "errors" else "",
        errors=(FieldError("f1", "Skriv en motivering."), FieldError("outcome-comment", "Skriv en kommentar."))
        if state == "errors" else (),
        submission_id="0190", draft_saved="Utkast sparat i dag kl. 09.42", steps=STEPS, process_url="/task/process",
        process_name="Individuellt utbildningsprogram", drawing="/iup.bpmn", drawing_states=STATES,
        consequences=(
            task.Consequence(dt.date(2026, 11, 11), "Du påminns", is_past=True),
            task.Consequence(dt.date(2026, 11, 25), "Handledare och studierektor får veta att tiden gått ut"),
            task.Consequence(dt.date(2026, 12, 25), "Övergripande regional studierektor får veta det"),
        ),
        comments=(
            task.Comment(by="Vidar Blåklint", role="Huvudansvarig handledare", at=at(-5),
                         text="Vi har lagt gynekologi före barn eftersom barnkliniken inte har plats förrän hösten 2027."),
            task.Comment(by="Hjalmar Tranbär", role="Studierektor", at=at(-3), text="Hur blir det med psykiatrin?", is_question=True),
        ),
        documents=(task.Document("IUP version 1.pdf", "#", "240 kB, 18 november"),), history=EVENTS,
        people=(Choice("1", "Vidar Blåklint, huvudansvarig handledare"), Choice("2", "Hjalmar Tranbär, studierektor")),
        next_url="/task",
    )  # fmt: skip


EVENTS = (
    Event(at=at(0), text="Siv Älgört tog uppgiften Godkänn", kind="now"),
    Event(at=at(-5), text="Stöd och granska är klart: tillstyrkt", who="Vidar Blåklint", kind="done"),
    Event(at=at(-14), text="Upprätta IUP är klart", who="Noor Fjällbrud", kind="done"),
    Event(at=at(-182), text="Anställningen registrerades", who="Pia Backtimjan", kind="done"),
)


def residency_page(state: str) -> tuple[str, dict[str, Any]]:
    part = residency.ProcessPart(id="1", key="iup", name="Individuellt utbildningsprogram", mark=Mark("Försenad", "late"),
                                 summary="Godkänn: Siv Älgört", steps=STEPS, drawing="/iup.bpmn", states=STATES)  # fmt: skip
    view = residency.ResidencyView(
        id="1", name="Noor Fjällbrud", lead="ST-läkare i allmänmedicin, Vårdcentralen Tallhöjden. Region Hallands riktlinje.",
        ribbon_kind="late", ribbon_icon="triangle-alert", ribbon_lead="En uppgift är försenad.",
        ribbon_text="Godkänn individuellt utbildningsprogram", ribbon_url="/task", ribbon_side="Skulle varit klart torsdag 19 november 2026",
        figures=(Figure("6,0 av 66", "månaders tjänstgöring, heltid"), Figure("3", "öppna uppgifter"), Figure("1", "försenad"),
                 Figure("24 nov 2031", "planerat slut")),
        timeline=residency.Timeline(
            start_on=dt.date(2026, 5, 25), months=66, today_at=6, description="66 månaders tjänstgöring, 25 maj 2026 – 24 november 2031",
            periods=(residency.Period("Vårdcentralen Tallhöjden", "own", 0, 6, "now", "25 maj 2026 – pågår"),
                     residency.Period("Vårdcentralen Tallhöjden", "own", 12, 54, "planned", "till 24 november 2031"),
                     residency.Period("Föräldraledig", "leave", 8, 4, "planned", "januari – april 2027")),
            milestones=(residency.Milestone("ST-start", 0, "done", "25 maj 2026"), residency.Milestone("IUP", 6, "late", "25 november 2026"),
                        residency.Milestone("Planerat slut", 66, "planned", "24 november 2031"))),
        holders=(
            residency.Holder("Siv Älgört", "verksamhetschef", (
                residency.OpenTask(title="Godkänn individuellt utbildningsprogram", due=due(-4), url="/task", since=dt.date(2026, 11, 18)),
            ), is_you=True),
            residency.Holder("Hjalmar Tranbär", "studierektor", (
                residency.OpenTask(title="Ge råd om IUP", due=due(5), since=dt.date(2026, 11, 18), remind_url="#"),
                residency.OpenTask(title="Introduktionsprogram", due=due(9), since=dt.date(2026, 11, 2), reminded="påmind i dag"),
            )),
            residency.Holder("Ingen", "huvudansvarig handledare", (
                residency.OpenTask(title="Håll handledarsamtal", due=due(12), since=dt.date(2026, 11, 2), marks=(Mark("Vakant roll", "soon", "user-round-x"),)),
            ), is_vacant=True),
        ),
        open_count=4, upcoming=(("25 nov", "Handledare och studierektor får veta att tiden gått ut"), ("25 maj 2027", "IUP revideras")),
        processes=(
            residency.ProcessPart(id="0", key="onboarding", name="Introduktion", mark=Mark("Klar", "ok"), summary="18 juni 2026", steps=()),
            part,
            residency.ProcessPart(id="2", key="contract", name="ST-kontrakt", mark=Mark("Pågår", "info"), summary="Skriv under: Tor Åkerbär", steps=()),
        ),
        chosen=part, events=EVENTS, more_events_url="#",
        people=(("Huvudansvarig handledare", "Vidar Blåklint"), ("Verksamhetschef", "Siv Älgört"), ("Studierektor", "Hjalmar Tranbär"),
                ("Övergripande studierektor", "")),
        facts=(("Föreskrift", "HSLF-FS 2021:8"), ("Riktlinje", "Region Halland"), ("Första dag", "25 maj 2026"), ("Planerat slut", "24 november 2031"),
               ("Tjänstgöringsgrad", "100 %"), ("Anställningsnummer", "H-20417")),
        undo=residency.Undoable("Du gjorde nyss klart Ge råd om IUP.", "#", at(0)), correct_url="/correct", cancel_url="/cancel",
    )  # fmt: skip
    return "residency.html", {"view": view}


def residencies_page(state: str) -> tuple[str, dict[str, Any]]:
    rows = (
        residency.ResidencyRow(name="Ymer Lärkfält", url="/residency", place="Strandängen, månad 7 av 66", mark=Mark("Försenad 19 dagar", "late"),
                               note="Godkänn IUP", next_text="Godkänn IUP", next_on="Skulle varit klart 4 november", supervisor="Rut Brunört"),
        residency.ResidencyRow(name="Noor Fjällbrud", url="/residency", place="Tallhöjden, månad 6 av 66", mark=Mark("I fas", "ok"), note="",
                               next_text="Ge råd om IUP", next_on="lördag 28 november", supervisor=""),
    )  # fmt: skip
    empty = state == "empty"
    return "residencies.html", {
        "view": residency.ResidenciesView(rows=() if empty else rows, total=0 if empty else 2, late=0 if empty else 1)
    }


def operations_page(tab: str) -> Any:
    names = {"incidents": "Störningar", "jobs": "Jobb", "timers": "Tidsutlösare", "vacant": "Vakanta roller", "mails": "Utskick", "health": "Hälsa"}
    incident = operations.IncidentRow(id="1", url="/operations?incident=1", title="Villkoret gav varken ja eller nej", since=at(0, 6, 58),
                                      where="Individuellt utbildningsprogram, Ebba Strandviol", where_url="/residency", step="Godkänt?",
                                      waiting=Mark("Stoppar en process", "late"), attempts="Kräver åtgärd", retry_url="#")  # fmt: skip
    job = operations.JobRow(id="1", title="Påminnelse: Upprätta IUP", about="Noor Fjällbrud", about_url="/residency", due_at=at(20),
                            state=Mark("Väntar", "", "clock"), move_url="#")  # fmt: skip

    def make(state: str) -> tuple[str, dict[str, Any]]:
        view = operations.OperationsView(
            tab=tab, tabs=tuple(Tab(k, f"/operations?tab={k}", v, 1 if k == "incidents" else None, 1 if k == "incidents" else 0) for k, v in names.items()),
            figures=(Figure("1", "öppen störning"), Figure("12", "jobb i kö"), Figure("486", "tidsutlösare väntar"), Figure("1", "utskick som inte kom fram")),
            updated_at=at(0, 9, 14), open_incidents=1, incidents=() if state == "empty" else (incident,),
            incident=None if state == "empty" else operations.IncidentView(
                row=incident, explanation="Villkoret vid ”Godkänt?” gav null i stället för sant eller falskt.", code="condition-not-boolean",
                technical="position 12: approvals", facts=(("Process", "Individuellt utbildningsprogram, version 3"),), events=EVENTS[:2]),
            jobs=() if state == "empty" else (job, job), move=job if state == "move" else None,
            vacancies=() if state == "empty" else (operations.VacancyRow("Huvudansvarig handledare", "Tor Åkerbär", 2, "Studierektor", TODAY),),
            mails=() if state == "empty" else (operations.MailRow(id="1", to="Rut Brunört", address="rut@exempel.se", subject="Försenat: Upprätta IUP", at=at(-1),
                                               state=Mark("Kom inte fram", "late"), error="550 unknown user", retry_url="#"),),
            health=(("Databas", Mark("Svarar", "ok"), "SQLite"), ("Arbetare", Mark("Svarar inte", "late"), "")),
        )  # fmt: skip
        return "operations.html", {"view": view, "lead": "En störning är öppen. Den stoppar någons uppgift."}

    return make


def mail_page(state: str) -> tuple[str, dict[str, Any]]:
    mails = tuple(
        operations.MailRow(id=str(n), to=to, address="x@exempel.se", subject=subject, at=at(-n), state=Mark("Skickat", "ok"), url=f"/mail?m={n}",
                           text="Hej Noor.\n\nUpprätta individuellt utbildningsprogram ska vara klart senast onsdag 25 november 2026.\n\nhttp://127.0.0.1:5099/tasks/7\n")
        for n, (to, subject) in enumerate((("Noor Fjällbrud", "Påminnelse: Upprätta IUP senast 25 november"), ("Siv Älgört", "Ny uppgift: Godkänn IUP")))
    )  # fmt: skip
    return "sent_mail.html", {"mails": () if state == "empty" else mails, "chosen": None if state == "empty" else mails[0]}


def sign_in_page(state: str) -> tuple[str, dict[str, Any]]:
    people = tuple(
        entry.SamplePerson(str(n), name, role, place)
        for n, (name, role, place) in enumerate((
            ("Pia Backtimjan", "HR", "Region Jönköpings län"), ("Noor Fjällbrud", "ST-läkare", "Kirurgkliniken"),
            ("Vidar Blåklint", "Huvudansvarig handledare", "Kirurgkliniken"), ("Siv Älgört", "Verksamhetschef", "Kirurgkliniken"),
            ("Hjalmar Tranbär", "Studierektor", "Kirurgi"),
        ))
    )  # fmt: skip
    errors = (FieldError("email", "Skriv din e-postadress."),) if state == "errors" else ()
    return "sign_in.html", {
        "view": entry.SignInView(
            groups=(entry.SampleGroup("Region Jönköpings län", people), entry.SampleGroup("Region Halland", people[:3])),
            next_url="/",
            errors=errors,
        )
    }


def password_page(kind: str) -> Any:
    def make(state: str) -> tuple[str, dict[str, Any]]:
        errors = (FieldError("password", "Välj ett lösenord med minst 12 tecken. Du skrev 4."),) if state == "errors" else ()
        view = entry.PasswordView(kind=kind, name="Siv Älgört", email="siv@exempel.se", token="x", errors=errors, sent=state == "sent")
        return "password.html", {"view": view}

    return make


def start_page(state: str) -> tuple[str, dict[str, Any]]:
    item = start.Startable("Registrera anställning", "En registrering startar hela utbildningen.", "/start/hire")
    return "start.html", {"items": () if state == "empty" else (item,)}


def hire_page(state: str) -> tuple[str, dict[str, Any]]:
    steps = (Step(name="Huvudansvarig handledare utses", state="next", who="Studierektorn"), Step(name="ST-kontrakt", state="next"))
    errors = (FieldError("f1", "Välj specialitet."),) if state == "errors" else ()
    return "hire.html", {"view": start.HireView(form=FORM, submission_id="1", starts=steps, errors=errors, regulation_why=QUOTES[0])}


def cancel_page(state: str) -> tuple[str, dict[str, Any]]:
    return "cancel_hire.html", {"name": "Noor Fjällbrud", "back_url": "/residency", "errors": (),
                                "open_tasks": (("Godkänn IUP", "Siv Älgört"),)}  # fmt: skip


def processes_page(state: str) -> tuple[str, dict[str, Any]]:
    rows = (start.ProcessRow(name="Individuellt utbildningsprogram", url="/process", text="Från utkast till godkänt program.", version=7, running=41, late=3),)
    return "processes.html", {"rows": () if state == "empty" else rows}


def process_page(state: str) -> tuple[str, dict[str, Any]]:
    steps = tuple(Step(name=s.name, state="next", who=s.who, element=s.element) for s in STEPS)
    view = start.ProcessView(key="iup", name="Individuellt utbildningsprogram", lead="Version 7 gäller sedan 1 september 2026.",
                             figures=(Figure("41", "pågår nu"), Figure("7", "version")), steps=steps, drawing="/iup.bpmn",
                             states=[{"id": "approve_iup", "status": "now", "badge": "5"}], why=QUOTES,
                             versions=(start.VersionRow(7, Mark("Gäller", "ok"), "1 sep 2026", "Edda Silverax", 41),))  # fmt: skip
    return "process.html", {"view": view}


def problem_page(state: str) -> tuple[str, dict[str, Any]]:
    return "problem.html", {"problem": entry.Problem(404, "Sidan finns inte, eller så får du inte se den", "Kontrollera adressen.", "01J9", "/inbox")}


PAGES = {
    "inbox": inbox_page,
    "task": lambda state: ("task.html", {"view": task_view(state)}),
    **{f"task/{tab}": (lambda tab: lambda state: ("task.html", {"view": task_view(state, tab)}))(tab) for tab in ("process", "documents", "comments", "history")},
    "residency": residency_page, "residencies": residencies_page,
    **{f"operations/{tab}": operations_page(tab) for tab in ("incidents", "jobs", "timers", "vacant", "mails", "health")},
    "mail": mail_page, "sign-in": sign_in_page, "forgotten": password_page("forgotten"), "invitation": password_page("invitation"),
    "start": start_page, "start/hire": hire_page, "cancel": cancel_page, "processes": processes_page, "process": process_page, "problem": problem_page,
}  # fmt: skip
