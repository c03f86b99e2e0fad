"""True-to-life views of one training and of the list."""

from __future__ import annotations

import datetime as dt
from typing import Any

from service.web.views import residency
from service.web.views.parts import Figure, Mark
from tests.browser.gallery_shared import EVENTS, STATES, STEPS, at, due


def residency_page(state: str) -> tuple[str, dict[str, Any]]:
    part = residency.ProcessPart(
        id="1",
        key="iup",
        name="Individuellt utbildningsprogram",
        mark=Mark("Försenad", "late"),
        summary="Godkänn: Siv Älgört",
        steps=STEPS,
        drawing="/iup.bpmn",
        states=STATES,
    )
    view = residency.ResidencyView(
        id="1",
        name="Noor Fjällbrud",
        lead="ST-läkare i allmänmedicin, Vårdcentralen Tallhöjden. Region Hallands riktlinje.",
        ribbon_kind="late",
        ribbon_icon="triangle-alert",
        ribbon_lead="En uppgift är försenad.",
        ribbon_text="Godkänn individuellt utbildningsprogram",
        ribbon_url="/task",
        ribbon_side="Skulle varit klart torsdag 19 november 2026",
        figures=(
            Figure("6,0 av 66", "månaders tjänstgöring, heltid"),
            Figure("3", "öppna uppgifter"),
            Figure("1", "försenad"),
            Figure("24 nov 2031", "planerat slut"),
        ),
        timeline=residency.Timeline(
            start_on=dt.date(2026, 5, 25),
            months=66,
            today_at=6,
            description="66 månaders tjänstgöring, 25 maj 2026 – 24 november 2031",
            periods=(
                residency.Period("Vårdcentralen Tallhöjden", "own", 0, 6, "now", "25 maj 2026 – pågår"),
                residency.Period("Vårdcentralen Tallhöjden", "own", 12, 54, "planned", "till 24 november 2031"),
                residency.Period("Föräldraledig", "leave", 8, 4, "planned", "januari – april 2027"),
            ),
            milestones=(
                residency.Milestone("ST-start", 0, "done", "25 maj 2026"),
                residency.Milestone("IUP", 6, "late", "25 november 2026"),
                residency.Milestone("Planerat slut", 66, "planned", "24 november 2031"),
            ),
        ),
        holders=(
            residency.Holder(
                "Siv Älgört",
                "verksamhetschef",
                (
                    residency.OpenTask(
                        title="Godkänn individuellt utbildningsprogram",
                        due=due(-4),
                        url="/task",
                        since=dt.date(2026, 11, 18),
                    ),
                ),
                is_you=True,
            ),
            residency.Holder(
                "Hjalmar Tranbär",
                "studierektor",
                (
                    residency.OpenTask(title="Ge råd om IUP", due=due(5), since=dt.date(2026, 11, 18), remind_url="#"),
                    residency.OpenTask(
                        title="Introduktionsprogram", due=due(9), since=dt.date(2026, 11, 2), reminded="påmind i dag"
                    ),
                ),
            ),
            residency.Holder(
                "Ingen",
                "huvudansvarig handledare",
                (
                    residency.OpenTask(
                        title="Håll handledarsamtal",
                        due=due(12),
                        since=dt.date(2026, 11, 2),
                        marks=(Mark("Vakant roll", "soon", "user-round-x"),),
                    ),
                ),
                is_vacant=True,
            ),
        ),
        open_count=4,
        upcoming=(
            ("25 nov", "Handledare och studierektor får veta att tiden gått ut"),
            ("25 maj 2027", "IUP revideras"),
        ),
        processes=(
            residency.ProcessPart(
                id="0", key="onboarding", name="Introduktion", mark=Mark("Klar", "ok"), summary="18 juni 2026", steps=()
            ),
            part,
            residency.ProcessPart(
                id="2",
                key="contract",
                name="ST-kontrakt",
                mark=Mark("Pågår", "info"),
                summary="Skriv under: Tor Åkerbär",
                steps=(),
            ),
        ),
        chosen=part,
        events=EVENTS,
        more_events_url="#",
        people=(
            ("Huvudansvarig handledare", "Vidar Blåklint"),
            ("Verksamhetschef", "Siv Älgört"),
            ("Studierektor", "Hjalmar Tranbär"),
            ("Övergripande studierektor", ""),
        ),
        facts=(
            ("Föreskrift", "HSLF-FS 2021:8"),
            ("Riktlinje", "Region Halland"),
            ("Första dag", "25 maj 2026"),
            ("Planerat slut", "24 november 2031"),
            ("Tjänstgöringsgrad", "100 %"),
            ("Anställningsnummer", "H-20417"),
        ),
        undo=residency.Undoable("Du gjorde nyss klart Ge råd om IUP.", "#", at(0)),
        correct_url="/correct",
        cancel_url="/cancel",
    )
    return "residency.html", {"view": view}


def residencies_page(state: str) -> tuple[str, dict[str, Any]]:
    rows = (
        residency.ResidencyRow(
            name="Ymer Lärkfält",
            url="/residency",
            place="Strandängen, månad 7 av 66",
            mark=Mark("Försenad 19 dagar", "late"),
            note="Godkänn IUP",
            next_text="Godkänn IUP",
            next_on="Skulle varit klart 4 november",
            supervisor="Rut Brunört",
        ),
        residency.ResidencyRow(
            name="Noor Fjällbrud",
            url="/residency",
            place="Tallhöjden, månad 6 av 66",
            mark=Mark("I fas", "ok"),
            note="",
            next_text="Ge råd om IUP",
            next_on="lördag 28 november",
            supervisor="",
        ),
    )
    empty = state == "empty"
    return "residencies.html", {
        "view": residency.ResidenciesView(rows=() if empty else rows, total=0 if empty else 2, late=0 if empty else 1)
    }
