"""Follow-up: targets per guideline, instruments with their own scales, 360° without names, and whom to call first."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from service.directory import people
from service.reports import overview
from service.residency import facts as record
from service.residency import queries
from service.residency.followup import assessments, flags, meetings, progress, rounds, standing
from service.residency.followup.assessments import Assessed
from service.residency.followup.meetings import Held
from tests.workflows import house
from tests.workflows.house import HR
from tests.workflows.record_kit import begin, free_numbers, problems
from workflows.model import errors
from workflows.model.actor import Actor

D = dt.date
WITH_HELP = "2 Kan utföra med direkt handledning"
ALONE = "4 Kan utföra självständigt"


@pytest.fixture
def home(tmp_path):
    return house.build(f"sqlite:///{tmp_path}/t.db")


@pytest.fixture
def saga(home):
    return begin(home, regulation="HSLF_FS_2021_8", months=66, main_supervisor="bo")


def held(home, residency_id, **given):
    given = {"kind": "supervision", "held_on": D(2026, 1, 12), "minutes": 60, **given}
    return home.run(lambda tx: meetings.record(tx, residency_id, Held(**given), by=HR))


def assessed(home, residency_id, **given):
    given = {
        "instrument": "MINI_CEX",
        "held_on": D(2026, 1, 12),
        "ratings": {"Anamnes": WITH_HELP},
        "assessor_name": "Bo",
        **given,
    }
    return home.run(lambda tx: assessments.record(tx, residency_id, Assessed(**given), by=HR))


def standing_of(home, residency_id):
    return home.run(lambda tx: standing.of_one(tx, queries.residency(tx.session, residency_id)))


def targets_of(home, residency_id):
    return {row.figure: row for row in progress.progress(standing_of(home, residency_id))}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "fika"}, "/kind"),
        ({"held_on": D(2026, 1, 13)}, "/held_on"),
        ({"held_on": D(2025, 1, 13)}, "/held_on"),
        ({"minutes": 0}, "/minutes"),
        ({"minutes": None}, "/minutes"),
        ({"kind": "collegium", "verdict": "bra"}, "/verdict"),
    ],
)
def test_a_wrong_meeting_is_refused_at_its_field(home, saga, changes, field):
    with pytest.raises(errors.Invalid) as caught:
        held(home, saga, **changes)
    assert set(problems(caught)) == {field}


def wrong_assessments():
    yield {"instrument": "TAROT"}, "/instrument"
    yield {"held_on": D(2026, 2, 1)}, "/held_on"
    yield {"ratings": {}}, "/ratings"
    yield {"ratings": {"Trollkonst": ALONE}}, "/ratings/Trollkonst"
    yield {"ratings": {"Anamnes": "6 Bäst"}}, "/ratings/Anamnes"
    yield {"scale": "kvast360_v2_2024"}, "/scale"
    yield {"goals": ["a1"]}, "/goals"
    yield {"fields": {"Humör": "gott"}}, "/fields/Humör"
    yield {"fields": {"Kliniskt problem (utan patientidentitet)": "19800113-2399"}}, None


@pytest.mark.parametrize(("changes", "field"), list(wrong_assessments()))
def test_an_assessment_follows_its_instrument_and_names_no_patient(home, saga, changes, field):
    with pytest.raises(errors.Invalid) as caught:
        assessed(home, saga, **changes)
    assert set(problems(caught)) == {field or "/fields/Kliniskt problem (utan patientidentitet)"}


def test_nobody_assesses_themselves(home, saga):
    with pytest.raises(errors.Invalid) as caught:
        assessed(home, saga, assessor_id=home.residency(saga).person_id)
    assert "/assessor_id" in problems(caught)


def test_levels_show_as_a_trend_per_domain(home, saga):
    home.travel_to(D(2026, 6, 1))
    for month, value in ((2, WITH_HELP), (3, WITH_HELP), (4, ALONE), (5, ALONE)):
        assessed(
            home, saga, held_on=D(2026, month, 1), ratings={"Anamnes": value, "Status": "Ej observerat/ej tillämpligt"}
        )
    (trend,) = home.run(lambda tx: assessments.trends(tx, saga))
    assert (trend.domain, [p[1] for p in trend.points], trend.change) == ("Anamnes", [2, 2, 4, 4], 2.0)


def test_assessments_are_counted_against_what_the_year_has_asked_for_so_far(home, saga):
    home.travel_to(D(2026, 10, 15))
    found = targets_of(home, saga)["assessments"]
    assert (found.target, int(found.expected), found.status, found.source.row) == (4, 3, "below", "RJL25-032")
    for month in (3, 5, 8):
        assessed(home, saga, held_on=D(2026, month, 1))
    assert targets_of(home, saga)["assessments"].status == "on_track"
    assessed(home, saga, held_on=D(2026, 10, 1))
    found = targets_of(home, saga)["assessments"]
    assert (found.status, found.done_text, found.target_text) == ("done", "4", "4")


def test_supervision_is_minutes_a_month_in_jonkoping_and_talks_a_year_in_norrbotten(home, saga):
    home.travel_to(D(2026, 6, 1))
    assert targets_of(home, saga)["supervision"].status == "below"
    for month in (3, 4, 5):
        held(home, saga, held_on=D(2026, month, 10), minutes=120)
    found = targets_of(home, saga)["supervision"]
    assert (found.status, found.done_text) == ("done", "122 minuter i månaden")
    home.run(lambda tx: setattr(record.locked(tx, saga), "edition", "norrbotten"))
    found = targets_of(home, saga)["supervision"]
    assert (found.target, found.done, found.status) == (6, 3, "on_track")


def test_a_month_of_leave_asks_for_nothing(home, saga):
    leave = {"kind": "parental", "from_on": D(2026, 1, 12), "to_on": D(2026, 9, 30)}
    home.run(lambda tx: record.record_leave(tx, saga, by=HR, **leave))
    home.travel_to(D(2026, 9, 15))
    found = flags.risk(standing_of(home, saga))
    assert (found.state, found.flags) == ("on_leave", ())
    assert targets_of(home, saga)["assessments"].status == "on_track"


def everybody(home, saga):
    found = ["bo", "eva", "mia", "siv"]
    known = [home.person(handle) for handle in found]
    rest = home.run(lambda tx: [p.id for p in people.queries.active_people(tx.session, limit=99)])
    own = home.residency(saga).person_id
    return [*known, *(one for one in rest if one not in known and one != own)][:6]


def ask(home, saga, others):
    invited = {one: "other" if i < 2 else "doctor" for i, one in enumerate(others)}
    return home.run(lambda tx: rounds.open_round(tx, saga, invited, by=HR))


def reply(home, row, person_id, value="Inga problem", **comments):
    from service.catalogue.instruments import instruments

    ratings = dict.fromkeys(instruments()["MSF_360"].domains, value)
    by = Actor(person_id=person_id)
    home.run(lambda tx: rounds.answer(tx, row.id, ratings=ratings, comments=comments, by=by))


def test_360_shows_nothing_before_enough_have_answered_and_never_who(home, saga):
    others = everybody(home, saga)
    row = ask(home, saga, others)
    for one in others[:2]:
        reply(home, row, one)
    reply(home, row, home.residency(saga).person_id)
    closed = home.run(lambda tx: rounds.compiled(tx, row.id))
    assert (closed.asked, closed.answered, closed.is_shown, closed.counts) == (6, 2, False, {})
    assert closed.own["Etik"] == "Inga problem"
    with pytest.raises(errors.Conflict):
        reply(home, row, others[0])
    with pytest.raises(errors.Invalid):
        reply(home, row, others[2], "Bör adresseras (kommentar obligatorisk)")
    reply(home, row, others[2])
    assert not home.run(lambda tx: rounds.compiled(tx, row.id)).is_shown, "it is still open"
    shown = home.run(lambda tx: rounds.close(tx, row.id, by=HR))
    assert (shown.is_shown, shown.counts["Etik"]) == (True, {"Inga problem": 3})


def test_360_closed_with_too_few_answers_shows_nothing(home, saga):
    others = everybody(home, saga)
    row = ask(home, saga, others)
    for one in others[:2]:
        reply(home, row, one)
    assert home.run(lambda tx: rounds.close(tx, row.id, by=HR)).counts == {}
    with pytest.raises(errors.Conflict):
        reply(home, row, others[2])


def test_360_asks_for_enough_people_of_several_professions(home, saga):
    with pytest.raises(errors.Invalid) as caught:
        home.run(lambda tx: rounds.open_round(tx, saga, {home.person("bo"): "doctor"}, by=HR))
    assert len(caught.value.fields) == 2


def residents(home, n):
    """More residents at the same unit."""
    numbers = iter(free_numbers())
    return [
        begin(
            home,
            regulation="HSLF_FS_2021_8",
            months=66,
            employment_id=f"M-{i}",
            person=None,
            first_name=f"Person{i}",
            last_name="Ek",
            email=f"p{i}@randa.example",
            personnummer=next(numbers),
            main_supervisor="bo",
        )
        for i in range(n)
    ]


def test_one_collegium_day_for_eleven_is_recorded_together_and_says_who_was_missed(home):
    ids = residents(home, 4)
    row = home.run(
        lambda tx: meetings.plan_round(tx, region="rjl", kind="collegium", on=D(2026, 1, 12), residencies=ids, by=HR)
    )
    told = {one: Held(kind="collegium", held_on=D(2026, 1, 12), verdict="as_expected") for one in ids[:3]}
    found = home.run(lambda tx: meetings.record_round(tx, row.id, told, by=HR))
    assert (len(found.met), found.missed) == (3, (ids[3],))
    home.run(lambda tx: meetings.record_round(tx, row.id, told, by=HR))
    assert standing_of(home, ids[0]).tally("ever:collegium").n == 1


@contextmanager
def statements(home):
    seen = []

    def note(_c, _cur, statement, *_):
        seen.append(statement)

    event.listen(home.database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(home.database.engine, "before_cursor_execute", note)


def test_laget_ranks_by_risk_in_the_same_few_statements_for_one_and_for_many(home, saga):
    mia = home.actor("mia")

    def look():
        with statements(home) as seen:
            found = home.run(lambda tx: overview.overview(tx, mia))
        return found, len([s for s in seen if s.startswith("SELECT")])

    alone, few = look()
    assert [row.residency_id for row in alone.rows] == [saga]
    residents(home, 5)
    home.travel_to(D(2026, 10, 15))
    for month in (3, 6, 9):
        assessed(home, saga, held_on=D(2026, month, 1))
    for month in (8, 9, 10):
        held(home, saga, held_on=D(2026, month, 10), minutes=120)
    found, many = look()
    assert many == few <= 10
    assert len(found.rows) == 6
    assert found.rows[-1].residency_id == saga
    scores = [row.risk.score for row in found.rows if row.risk.state == "behind"]
    assert scores == sorted(scores, reverse=True)
    assert "Kompetensbedömningar i år: 0, målet är 4." in found.rows[0].why
    assert found.rows[0].act_word == "Boka samtal"
    (load,) = found.load
    assert (load.name, load.residents, load.is_much) == ("Bo Kaveldun", 6, True)


def test_laget_shows_only_what_one_s_keys_reach(home, saga):
    assert home.run(lambda tx: overview.overview(tx, Actor(person_id=home.person("eva")))).rows == ()
    bo = home.actor("bo")
    assert [r.residency_id for r in home.run(lambda tx: overview.overview(tx, bo)).rows] == [saga]


def test_no_supervisor_is_a_reason_of_its_own(home):
    residency_id = begin(home, regulation="HSLF_FS_2021_8", months=66)
    found = flags.risk(standing_of(home, residency_id))
    assert [(f.kind, f.text) for f in found.flags] == [("no_supervisor", "Huvudansvarig handledare saknas.")]
