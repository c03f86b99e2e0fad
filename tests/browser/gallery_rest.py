"""True-to-life views of Drift, sign-in, hiring, processes and the rest."""

from __future__ import annotations

from typing import Any

from service.web.views import entry, operations, start
from service.web.views.parts import FieldError, Figure, Mark, Step, Tab
from tests.browser.gallery_shared import EVENTS, FORM, QUOTES, STEPS, TODAY, at


def operations_page(tab: str) -> Any:
    names = {
        "incidents": "Störningar",
        "jobs": "Jobb",
        "timers": "Tidsutlösare",
        "vacant": "Vakanta roller",
        "mails": "Utskick",
        "health": "Hälsa",
    }
    incident = operations.IncidentRow(
        id="1",
        url="/operations?incident=1",
        title="Villkoret gav varken ja eller nej",
        since=at(0, 6, 58),
        where="Individuellt utbildningsprogram, Ebba Strandviol",
        where_url="/residency",
        step="Godkänt?",
        waiting=Mark("Stoppar en process", "late"),
        attempts="Kräver åtgärd",
        retry_url="#",
    )
    job = operations.JobRow(
        id="1",
        title="Påminnelse: Upprätta IUP",
        about="Noor Fjällbrud",
        about_url="/residency",
        due_at=at(20),
        state=Mark("Väntar", "", "clock"),
        move_url="#",
    )

    def make(state: str) -> tuple[str, dict[str, Any]]:
        view = operations.OperationsView(
            tab=tab,
            tabs=tuple(
                Tab(k, f"/operations?tab={k}", v, 1 if k == "incidents" else None, 1 if k == "incidents" else 0)
                for k, v in names.items()
            ),
            figures=(
                Figure("1", "öppen störning"),
                Figure("12", "jobb i kö"),
                Figure("486", "tidsutlösare väntar"),
                Figure("1", "utskick som inte kom fram"),
            ),
            updated_at=at(0, 9, 14),
            open_incidents=1,
            incidents=() if state == "empty" else (incident,),
            incident=None
            if state == "empty"
            else operations.IncidentView(
                row=incident,
                explanation="Villkoret vid ”Godkänt?” gav null i stället för sant eller falskt.",
                code="condition-not-boolean",
                technical="position 12: approvals",
                facts=(("Process", "Individuellt utbildningsprogram, version 3"),),
                events=EVENTS[:2],
            ),
            jobs=() if state == "empty" else (job, job),
            move=job if state == "move" else None,
            vacancies=()
            if state == "empty"
            else (operations.VacancyRow("Huvudansvarig handledare", "Tor Åkerbär", 2, "Studierektor", TODAY),),
            mails=()
            if state == "empty"
            else (
                operations.MailRow(
                    id="1",
                    to="Rut Brunört",
                    address="rut@exempel.se",
                    subject="Försenat: Upprätta IUP",
                    at=at(-1),
                    state=Mark("Kom inte fram", "late"),
                    error="550 unknown user",
                    retry_url="#",
                ),
            ),
            health=(("Databas", Mark("Svarar", "ok"), "SQLite"), ("Arbetare", Mark("Svarar inte", "late"), "")),
        )
        return "operations.html", {"view": view, "lead": "En störning är öppen. Den stoppar någons uppgift."}

    return make


def mail_page(state: str) -> tuple[str, dict[str, Any]]:
    mails = tuple(
        operations.MailRow(
            id=str(n),
            to=to,
            address="x@exempel.se",
            subject=subject,
            at=at(-n),
            state=Mark("Skickat", "ok"),
            url=f"/mail?m={n}",
            text="Hej Noor.\n\nUpprätta individuellt utbildningsprogram ska vara klart senast onsdag 25 november 2026.\n\nhttp://127.0.0.1:5099/tasks/7\n",
        )
        for n, (to, subject) in enumerate(
            (
                ("Noor Fjällbrud", "Påminnelse: Upprätta IUP senast 25 november"),
                ("Siv Älgört", "Ny uppgift: Godkänn IUP"),
            )
        )
    )
    return "sent_mail.html", {
        "mails": () if state == "empty" else mails,
        "chosen": None if state == "empty" else mails[0],
    }


def sign_in_page(state: str) -> tuple[str, dict[str, Any]]:
    people = tuple(
        entry.SamplePerson(str(n), name, role, place)
        for n, (name, role, place) in enumerate(
            (
                ("Pia Backtimjan", "HR", "Region Jönköpings län"),
                ("Noor Fjällbrud", "ST-läkare", "Kirurgkliniken"),
                ("Vidar Blåklint", "Huvudansvarig handledare", "Kirurgkliniken"),
                ("Siv Älgört", "Verksamhetschef", "Kirurgkliniken"),
                ("Hjalmar Tranbär", "Studierektor", "Kirurgi"),
            )
        )
    )
    errors = (FieldError("email", "Skriv din e-postadress."),) if state == "errors" else ()
    return "sign_in.html", {
        "view": entry.SignInView(
            groups=(
                entry.SampleGroup("Region Jönköpings län", people),
                entry.SampleGroup("Region Halland", people[:3]),
            ),
            next_url="/",
            errors=errors,
        )
    }


def password_page(kind: str) -> Any:
    def make(state: str) -> tuple[str, dict[str, Any]]:
        errors = (
            (FieldError("password", "Välj ett lösenord med minst 12 tecken. Du skrev 4."),) if state == "errors" else ()
        )
        view = entry.PasswordView(
            kind=kind, name="Siv Älgört", email="siv@exempel.se", token="x", errors=errors, sent=state == "sent"
        )
        return "password.html", {"view": view}

    return make


def start_page(state: str) -> tuple[str, dict[str, Any]]:
    item = start.Startable("Ny anställning", "En registrering startar hela utbildningen.", "/start/hire")
    return "start.html", {"items": () if state == "empty" else (item,)}


def hire_page(state: str) -> tuple[str, dict[str, Any]]:
    steps = (
        Step(name="Huvudansvarig handledare utses", state="next", who="Studierektorn"),
        Step(name="ST-kontrakt", state="next"),
    )
    errors = (FieldError("f1", "Välj specialitet."),) if state == "errors" else ()
    return "hire.html", {
        "view": start.HireView(form=FORM, submission_id="1", starts=steps, errors=errors, regulation_why=QUOTES[0])
    }


def cancel_page(state: str) -> tuple[str, dict[str, Any]]:
    return "cancel_hire.html", {
        "name": "Noor Fjällbrud",
        "back_url": "/residency",
        "errors": (),
        "open_tasks": (("Godkänn IUP", "Siv Älgört"),),
    }


def processes_page(state: str) -> tuple[str, dict[str, Any]]:
    rows = (
        start.ProcessRow(
            name="Individuellt utbildningsprogram",
            url="/process",
            text="Från utkast till godkänt program.",
            version=7,
            running=41,
            late=3,
        ),
    )
    return "processes.html", {"rows": () if state == "empty" else rows}


def process_page(state: str) -> tuple[str, dict[str, Any]]:
    steps = tuple(Step(name=s.name, state="next", who=s.who, element=s.element) for s in STEPS)
    view = start.ProcessView(
        key="iup",
        name="Individuellt utbildningsprogram",
        lead="Version 7 gäller sedan 1 september 2026.",
        figures=(Figure("41", "pågår nu"), Figure("7", "version")),
        steps=steps,
        drawing="/iup.bpmn",
        states=[{"id": "approve_iup", "status": "now", "badge": "5"}],
        why=QUOTES,
        versions=(start.VersionRow(7, Mark("Gäller", "ok"), "1 sep 2026", "Edda Silverax", 41),),
    )
    return "process.html", {"view": view}


def problem_page(state: str) -> tuple[str, dict[str, Any]]:
    return "problem.html", {
        "problem": entry.Problem(
            404, "Sidan finns inte, eller så får du inte se den", "Kontrollera adressen.", "01J9", "/inbox"
        )
    }
