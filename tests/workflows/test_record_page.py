"""The page of one resident: what is missing for the application, in words, in the same statements for any career."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from service.reports import overview
from service.reports import record as report
from service.residency import series
from service.residency.entering import files
from service.residency.followup import meetings
from service.residency.plans import certificates
from service.residency.plans.certificates import Paper
from service.residency.service_time import credits
from service.residency.tables import Residency
from tests.workflows import house
from tests.workflows.house import HR
from tests.workflows.record_kit import begin
from tests.workflows.test_record_follow_up import statements

D = dt.date


@pytest.fixture
def home(tmp_path):
    return house.build(f"sqlite:///{tmp_path}/t.db")


@pytest.fixture
def saga(home):
    return begin(home, regulation="HSLF_FS_2021_8", months=66, main_supervisor="bo")


def look(home, saga, locale="sv"):
    with statements(home) as seen:
        found = home.run(lambda tx: report.page(tx, tx.session.get(Residency, saga), locale))
    return found, len([text for text in seen if text.startswith("SELECT")])


def draft(home, saga, **given):
    return home.run(lambda tx: certificates.draft(tx, saga, Paper(annex="9", **given), by=HR))


def test_what_the_application_lacks_stands_in_words_what_can_be_done_at_once_first(home, saga):
    draft(home, saga, goals=["STc7"])
    draft(home, saga, goals=["STc1"], signed_on=D(2026, 1, 12), signer_name="Bo")
    found, _ = look(home, saga)
    texts = [row.text for row in found.missing]
    assert texts[0] == "Intyg för STc7 är skrivet men inte underskrivet"
    assert any(text.startswith("STb1 saknar") for text in texts)
    assert "66,0 månaders tjänstgöring återstår" in texts
    assert texts[-3:-1] == [
        "Intyg om fullgjord specialiseringstjänstgöring saknas",
        "Intyg om uppnådd specialistkompetens saknas",
    ]
    assert texts[-1] == "1 underskrivet intyg har inte kommit i original"
    assert [figure.value for figure in found.figures][1] == "1 av 25"
    assert look(home, saga, "en")[0].missing[0].text == "The certificate for STc7 is written but not signed"


def test_a_long_career_takes_no_more_statements(home, saga):
    _, few = look(home, saga)
    home.travel_to(D(2026, 12, 1))
    for day in range(1, 28):
        held = meetings.Held(kind="supervision", held_on=D(2026, 11, day), minutes=30)
        home.run(lambda tx, held=held: meetings.record(tx, saga, held, by=HR))
        draft(home, saga, goals=["STc1"])
    found, many = look(home, saga)
    assert many <= few <= 35
    assert len(found.meetings) == 27


def test_a_training_that_has_ended_still_has_a_page(home, saga):
    def end(tx):
        tx.session.get(Residency, saga).state = "completed"

    home.run(end)
    found, _ = look(home, saga)
    assert (found.risk, found.progress) == (None, ())
    assert found.matrix.total == 25


def test_page_list_series_and_file_are_the_same_on_both_databases(database_url):
    home = house.build(database_url)
    saga = begin(home, regulation="HSLF_FS_2021_8", months=66, main_supervisor="bo")
    draft(home, saga, goals=["STc1"], signed_on=D(2026, 1, 12), signer_name="Bo")
    held = meetings.Held(kind="supervision", held_on=D(2026, 1, 12), minutes=30)
    home.run(lambda tx: meetings.record(tx, saga, held, by=HR))
    home.run(lambda tx: series.start(tx, saga, "talk", every="P1M", first_on=D(2026, 3, 1), by=HR))
    credit = {"kind": "prelicence", "months": Decimal("1.5"), "decided_by": "Mia", "decided_on": D(2026, 1, 12)}
    home.run(lambda tx: credits.grant(tx, saga, source="IUP", by=HR, **credit))
    found, _ = look(home, saga)
    assert (found.matrix.done, len(found.meetings), len(found.series)) == (1, 1, 1)
    mia = home.actor("mia")
    (row,) = home.run(lambda tx: overview.overview(tx, mia)).rows
    assert (row.goals_done, row.month, row.supervisor) == (1, "månad 2 av 66", "Bo Kaveldun")
    rows = [{"employment_id": "X", "first_name": "A", "last_name": "B", "unit": "finns-inte", "regulation": "?"}]
    (refused,) = home.run(lambda tx: files.enter(tx, rows, by=HR))
    assert "/unit" in {problem.pointer for problem in refused.problems}
