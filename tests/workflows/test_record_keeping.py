"""Series that never stop supervision, a part that only the named read, corrections that keep both values."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from service.residency import corrections, hires, protected, series
from service.residency import facts as record
from service.residency.followup import meetings
from service.residency.goals import matrix
from service.residency.periods import keeping
from service.residency.plans import certificates
from service.residency.protected import Named
from service.residency.queries import follow_up, tasks_of, training
from service.residency.service_time import credits
from service.residency.tables import Residency
from service.wiring import models
from tests.engine import kit
from tests.workflows import house
from tests.workflows.house import HR
from tests.workflows.record_kit import begin, problems
from workflows import history
from workflows.model import errors
from workflows.model.events import Happening

D = dt.date
TALK = kit.document(
    kit.process(
        kit.node("startEvent", "start"),
        kit.user("hold"),
        kit.node("endEvent", "end"),
        kit.line("start", "hold", "end"),
        key="talk",
    )
)


@pytest.fixture
def home(tmp_path):
    return house.build(f"sqlite:///{tmp_path}/t.db")


@pytest.fixture
def saga(home):
    return begin(home, regulation="HSLF_FS_2021_8", months=66, main_supervisor="bo")


@pytest.fixture
def talks(home, saga):
    house.deploy(home, TALK)
    return home.run(lambda tx: start(tx, saga))


def start(tx, saga, **changes):
    given = {"every": "P1M", "first_on": D(2026, 1, 31), "reason": "RJL25-020", **changes}
    return series.start(tx, saga, "talk", by=HR, **given)


def begun(home, saga):
    from service.residency.queries import instances_of

    rows = home.run(lambda tx: instances_of(tx.session, saga))
    return [row.business_key for row in rows if row.definition_key == "talk"]


def next_on(home, talks):
    return home.run(lambda tx: follow_up.lock_series(tx.session, talks.id).next_on)


def test_the_next_talk_starts_though_the_last_one_stands_open_and_month_ends_do_not_drift(home, saga, talks):
    home.travel_to(D(2026, 1, 30))
    assert begun(home, saga) == []
    home.travel_to(D(2026, 4, 1))
    assert begun(home, saga) == [f"talk:{saga}", f"talk:{saga}:2", f"talk:{saga}:3"]
    assert next_on(home, talks) == D(2026, 4, 30)


def test_what_was_missed_is_caught_up_once(home, saga, talks):
    home.clock.travel(dt.datetime(2026, 6, 15, 8, tzinfo=dt.UTC))  # everything stood still meanwhile
    home.settle()
    assert len(begun(home, saga)) == 1
    assert next_on(home, talks) == D(2026, 6, 30)


def test_a_pause_starts_nothing_and_is_not_caught_up(home, saga, talks):
    def change(**given):
        home.run(lambda tx: series.change(tx, talks.id, reason="föräldraledig", by=HR, **given))

    change(is_paused=True)
    home.travel_to(D(2026, 5, 15))
    change(is_paused=False)
    home.settle()
    assert begun(home, saga) == []
    assert next_on(home, talks) == D(2026, 5, 31)
    change(every="P2W", next_on=D(2026, 6, 1))
    home.travel_to(D(2026, 6, 20))
    assert len(begun(home, saga)) == 2


def test_a_series_ends_by_its_last_day_by_a_word_or_with_the_training(home, saga, talks):
    home.run(lambda tx: series.change(tx, talks.id, until=D(2026, 3, 1), reason="", by=HR))
    home.travel_to(D(2026, 8, 1))
    assert len(begun(home, saga)) == 2
    again = home.run(lambda tx: start(tx, saga, first_on=D(2026, 9, 1)))
    assert again.id == talks.id
    home.run(lambda tx: hires.cancel(tx, saga, reason="slutar", by=HR))
    home.travel_to(D(2027, 1, 1))
    assert len(begun(home, saga)) == 2
    home.run(lambda tx: series.stop(tx, talks.id, reason="slut", by=HR))
    assert home.run(lambda tx: follow_up.series_jobs(tx.session, saga)) == []


def test_starting_the_same_series_again_changes_nothing(home, saga, talks):
    home.travel_to(D(2026, 2, 15))
    home.run(lambda tx: start(tx, saga))
    home.settle()
    assert len(begun(home, saga)) == 1
    assert len(home.run(lambda tx: follow_up.series_jobs(tx.session, saga))) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"every": "PT2H"}, "/every"), ({"every": "ofta"}, "/every"), ({"until": D(2026, 1, 1)}, "/until")],
)
def test_a_wrong_series_is_refused(home, saga, changes, field):
    with pytest.raises(errors.Invalid) as caught:
        home.run(lambda tx: start(tx, saga, **changes))
    assert set(problems(caught)) == {field}


# -- the protected part ------------------------------------------------------------------------------------------------


@pytest.fixture
def plan(home, saga):
    named = [
        Named(person_id=home.person("bo"), role="main_supervisor"),
        Named(person_id=home.person("mia"), role="study_director", kinds=["action_plan"]),
    ]
    made = home.run(lambda tx: protected.open_case(tx, saga, named, by=HR))
    bo = home.actor("bo")
    for kind, text in (("action_plan", "Extra handledning"), ("health", "Kontakt med företagshälsan")):
        home.run(lambda tx, k=kind, t=text: protected.write(tx, made.id, kind=k, text=t, by=bo))
    return made


def read(home, saga, handle):
    by = home.actor(handle)
    return home.run(lambda tx: protected.read(tx, saga, by=by))


def reads(home, saga):
    return home.run(lambda tx: [row.actor for row in history.of_residency(tx, saga, kinds=(Happening.READ,))])


def test_only_the_named_read_each_what_is_theirs_and_every_read_is_logged(home, saga, plan):
    (all_of_it,) = read(home, saga, "bo")
    assert [note.kind for note in all_of_it.notes] == ["action_plan", "health"]
    (some,) = read(home, saga, "mia")
    assert [note.text for note in some.notes] == ["Extra handledning"]
    assert reads(home, saga) == [home.person("mia"), home.person("bo")]


def test_others_see_that_there_is_something_and_nothing_of_it(home, saga, plan):
    (sealed,) = read(home, saga, "eva")
    assert (sealed.label, sealed.may_read, sealed.case_id) == ("Konfidentiell process", False, None)
    assert (sealed.notes, sealed.participants) == ((), ())
    assert reads(home, saga) == []
    eva = home.actor("eva")
    for act in (
        lambda tx: protected.write(tx, plan.id, kind="hr", text="x", by=eva),
        lambda tx: protected.name(tx, plan.id, Named(person_id=eva.person_id, role="head"), by=eva),
        lambda tx: protected.close(tx, plan.id, by=eva),
    ):
        with pytest.raises(errors.NotFound):
            home.run(act)
    told = home.run(lambda tx: [row.data for row in history.of_residency(tx, saga)])
    assert "företagshälsan" not in str(told)


def test_who_is_named_later_reads_and_who_is_ended_reads_no_more(home, saga, plan):
    bo, eva = home.actor("bo"), home.person("eva")
    home.run(lambda tx: protected.name(tx, plan.id, Named(person_id=eva, role="head_of_department"), by=bo))
    assert len(read(home, saga, "eva")[0].notes) == 2
    home.run(lambda tx: protected.end(tx, plan.id, eva, by=bo))
    assert not read(home, saga, "eva")[0].may_read
    mia = home.actor("mia")
    with pytest.raises(errors.NotFound):
        home.run(lambda tx: protected.write(tx, plan.id, kind="health", text="x", by=mia))
    home.run(lambda tx: protected.close(tx, plan.id, by=bo))
    assert read(home, saga, "eva") == []
    assert read(home, saga, "bo")[0].may_read


# -- corrections -------------------------------------------------------------------------------------------------------


def correct(home, subject, subject_id, by=HR, reason="Fel datum i schemat", **changes):
    return home.run(lambda tx: corrections.correct(tx, subject, subject_id, changes, reason=reason, by=by))


def refused(home, subject, subject_id, **changes):
    with pytest.raises(errors.Invalid) as caught:
        correct(home, subject, subject_id, **changes)
    return problems(caught)


def test_a_corrected_leave_moves_the_end_and_both_values_stay(home, saga):
    leave = {"kind": "parental", "from_on": D(2027, 3, 1), "to_on": D(2027, 8, 31)}
    home.run(lambda tx: record.record_leave(tx, saga, by=HR, **leave))
    (row,) = home.run(lambda tx: record.queries.leaves(tx.session, saga))
    before = home.run(lambda tx: tx.session.get(Residency, saga).planned_end_on)
    found = correct(home, "leave", row.id, to_on="2027-05-31")
    (move,) = found.moves
    assert (move.what, move.before) == ("planned_end", before)
    assert move.after < before
    (kept,) = home.run(lambda tx: corrections.listed(tx, saga))
    assert kept.changes == {"to_on": ["2027-08-31", "2027-05-31"]}
    assert kept.moves[0]["what"] == "planned_end"
    assert "/to_on" in refused(home, "leave", row.id, to_on="2027-02-01")
    assert home.run(lambda tx: record.queries.leaves(tx.session, saga))[0].to_on == D(2027, 5, 31)
    assert correct(home, "leave", row.id, to_on="2027-05-31").changes == {}


def test_a_corrected_period_takes_the_matrix_with_it(home, saga):
    given = {"kind": "own_unit", "from_on": D(2026, 2, 1), "to_on": D(2026, 6, 30), "unit": "kir-jkpg"}
    period = home.run(lambda tx: keeping.plan(tx, saga, keeping.Plan(**given, goals=["STc1"]), by=HR))
    correct(home, "period", period.id, goals=["STc2"], to_on=D(2026, 7, 31))

    def states(tx):
        found = matrix.matrix(tx, tx.session.get(Residency, saga))
        return {r.goal.code: r.state for g in found.groups for r in g.rows if r.goal.code in ("STc1", "STc2")}

    assert home.run(states) == {"STc1": "uncovered", "STc2": "planned"}
    assert "/percent" in refused(home, "period", period.id, percent=130)
    assert "/goals" in refused(home, "period", period.id, goals=["c1"])


def test_only_some_fields_may_be_corrected_and_only_with_a_reason(home, saga):
    made, _ = home.run(
        lambda tx: credits.grant(
            tx,
            saga,
            kind="prelicence",
            months=Decimal(6),
            decided_by="Mia",
            decided_on=D(2026, 1, 12),
            source="IUP 1",
            by=HR,
        )
    )
    assert set(refused(home, "credit", made.id, reason=" ", recorded_at="2020-01-01")) == {"/reason", "/recorded_at"}
    assert "/months" in refused(home, "credit", made.id, hundredths=700)
    assert correct(home, "credit", made.id, hundredths=300).moves[0].what == "planned_end"
    with pytest.raises(errors.NotFound):
        correct(home, "magic", made.id, x=1)


def test_a_corrected_meeting_is_checked_as_a_new_one_and_nobody_corrects_their_own_certificate(home, saga):
    held = meetings.Held(kind="supervision", held_on=D(2026, 1, 12), minutes=60)
    row = home.run(lambda tx: meetings.record(tx, saga, held, by=HR))
    assert "/minutes" in refused(home, "meeting", row.id, minutes=0)
    assert correct(home, "meeting", row.id, minutes=90).changes == {"minutes": (60, 90)}
    paper = home.run(lambda tx: certificates.draft(tx, saga, certificates.Paper(annex="9", goals=["STc1"]), by=HR))
    with pytest.raises(errors.NotOwnMatter):
        correct(home, "certificate", paper.id, by=home.actor("anna"), signer_name="Bo")
    correct(home, "certificate", paper.id, goals=["STc2"])
    assert [link.code for link in home.run(lambda tx: training.links_of(tx.session, saga))] == ["STc2"]


def test_a_process_that_begins_with_a_message_gets_the_series_own_words(home, saga):
    home.run(lambda tx: models.deploy(tx, by=HR))
    given = {"every": "P1M", "first_on": D(2026, 2, 1), "variables": {"purpose": "talk"}, "reason": "RJL25-020"}
    home.run(lambda tx: series.start(tx, saga, "supervision", by=HR, **given))
    home.travel_to(D(2026, 2, 2))
    found = home.run(lambda tx: [t for t in tasks_of(tx.session, saga) if t.definition_key == "supervision"])
    assert [task.activity_id for task in found] == ["document_talk"]
