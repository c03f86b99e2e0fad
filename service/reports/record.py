"""The record on one page: timeline, goals, follow-up against the targets, what is missing for the application."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from service.catalogue.instruments import instruments
from service.i18n import numbers
from service.i18n.dates import date_words
from service.i18n.texts import t
from service.residency import protected, queries
from service.residency.followup import assessments, flags, progress
from service.residency.followup import standing as standings
from service.residency.followup.assessments import Trend
from service.residency.followup.flags import Risk
from service.residency.followup.progress import Progress
from service.residency.followup.standing import Standing
from service.residency.goals import matrix
from service.residency.goals.matrix import Matrix
from service.residency.periods import timeline
from service.residency.periods.timeline import Timeline
from service.residency.plans import certificates
from service.residency.queries import follow_up, training
from service.residency.service_time import explaining, safe_dates
from service.residency.service_time.explaining import Line
from service.residency.service_time.safe_dates import SafeDate
from service.residency.tables import IupVersion, Residency
from service.residency.tables_follow import Assessment, Meeting, Series
from service.residency.tables_record import Certificate, Learning
from workflows.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it counts, in words."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that the application lacks; *act* is a key: ``ask``, ``plan``, ``see``, ``draft``."""

    kind: Literal["certificate", "goal", "uncovered", "time", "final", "original"]
    text: str
    act: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Everything that the page of one resident shows of the record; no statement more for a longer career."""

    figures: tuple[Figure, ...]
    risk: Risk | None
    timeline: Timeline
    matrix: Matrix
    progress: tuple[Progress, ...]
    missing: tuple[Missing, ...]
    safe_dates: tuple[SafeDate, ...]
    explanation: tuple[Line, ...]
    iup_versions: tuple[IupVersion, ...]
    meetings: tuple[Meeting, ...]
    assessments: tuple[Assessment, ...]
    instrument_names: dict[str, str]
    trends: tuple[Trend, ...]
    learnings: tuple[Learning, ...]
    certificates: tuple[Certificate, ...]
    series: tuple[Series, ...]
    #: A protected case is open: show ``konfidentiell process``, read it through ``protected.read``.
    is_confidential: bool


def page(tx: Transaction, residency: Residency, locale: str = "sv") -> RecordPage:
    """Return the record of a residency for its page; whoever asks has looked whether it may be seen."""
    found = matrix.matrix(tx, residency, locale)
    papers = training.certificates_of(tx.session, residency.id)
    here = standings.of_one(tx, residency) if residency.state == "active" else None
    return RecordPage(
        figures=tuple(_figures(here, residency, found, locale)) if here else (),
        risk=flags.risk(here, locale) if here else None,
        timeline=timeline.timeline(tx, residency, locale),
        matrix=found,
        progress=tuple(progress.progress(here, locale)) if here else (),
        missing=tuple(missing(residency, here, found, papers, locale)),
        safe_dates=tuple(safe_dates.safe_dates(tx, residency.id, locale)),
        explanation=tuple(explaining.explain(tx, residency.id, locale)),
        iup_versions=tuple(queries.iup_versions(tx.session, residency.id)),
        meetings=tuple(follow_up.meetings_of(tx.session, residency.id)),
        assessments=tuple(follow_up.assessments_of(tx.session, residency.id)),
        instrument_names={code: one.name for code, one in instruments().items()},
        trends=tuple(assessments.trends(tx, residency.id)),
        learnings=tuple(training.learnings_of(tx.session, residency.id)),
        certificates=tuple(papers),
        series=tuple(follow_up.series_of(tx.session, residency.id)),
        is_confidential=protected.is_sealed(tx, residency.id),
    )


def missing(
    residency: Residency, here: Standing | None, found: Matrix, papers: Sequence[Certificate], locale: str
) -> list[Missing]:
    """Return what the application lacks, what can be done at once first."""
    rows: list[Missing] = []
    for paper in papers:
        if paper.state in ("draft", "asked"):
            codes = ", ".join(paper.goals) or paper.title
            text = t("record.missing.certificate", locale, what=codes)
            rows.append(Missing("certificate", text, "ask", tuple(paper.goals)))
    uncovered = [row for group in found.groups for row in group.rows if row.missing and row.state != "done"]
    for row in uncovered:
        what = ", ".join(t(f"record.activity.{activity}", locale).lower() for activity in row.missing)
        text = t("record.missing.uncovered", locale, code=row.goal.code, what=what)
        rows.append(Missing("uncovered", text, "plan", (row.goal.code,)))
    covered = {row.goal.code for row in uncovered}
    open_goals = [
        row.goal.code
        for group in found.groups
        for row in group.rows
        if row.state != "done" and row.goal.code not in covered
    ]
    if open_goals:
        rows.append(Missing("goal", t("record.missing.goals", locale, n=len(open_goals)), "see", tuple(open_goals)))
    rows += _time(residency, here, locale)
    return rows + _final(residency, papers, locale)


def _time(residency: Residency, here: Standing | None, locale: str) -> list[Missing]:
    left = (residency.min_months or 0) - here.served if here else 0
    if left <= 0:
        return []
    count = numbers.number(float(left), locale, decimals=1)
    return [Missing("time", t("record.missing.time", locale, count=count), "see")]


def _final(residency: Residency, papers: Sequence[Certificate], locale: str) -> list[Missing]:
    have = {paper.annex for paper in papers if paper.state in ("signed", "received")}
    known = certificates.forms(residency.regulation or "")
    rows = [
        Missing("final", t("record.missing.final", locale, title=str(known[annex]["title_sv"])), "draft")
        for annex in certificates.FINAL.get(residency.regulation or "", ())
        if annex not in have
    ]
    originals = sum(paper.state == "signed" for paper in papers)
    if originals:
        rows.append(Missing("original", t("record.missing.original", locale, n=originals), "see"))
    return rows


def _figures(here: Standing, residency: Residency, found: Matrix, locale: str) -> list[Figure]:
    done = numbers.number(float(here.served), locale, decimals=1)
    rows = []
    if residency.min_months:
        value = t("record.page.served", locale, done=done, total=residency.min_months)
        rows.append(Figure(value, t("record.page.served_label", locale)))
    value = t("record.page.goals", locale, done=found.done, total=found.total)
    rows.append(Figure(value, t("record.page.goals_label", locale, planned=here.goals_planned)))
    if residency.planned_end_on:
        rows.append(Figure(_day(residency.planned_end_on, locale), t("record.page.end_label", locale)))
    return rows


def _day(day: dt.date, locale: str) -> str:
    return date_words("year", day, locale)
