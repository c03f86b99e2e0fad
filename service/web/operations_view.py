"""From incidents, jobs, vacancies and mails to what Drift shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import request

from service import health
from service.directory import queries as directory
from service.directory import scopes
from service.residency import deadlines, queries, sight
from service.residency.sight import Seen
from service.residency.tables import Mail
from service.web import door, frame, steps, telling, words
from service.web.views import operations as views
from service.web.views.parts import Figure, Mark, Tab
from workflows import definitions, history, incidents, instances, jobs
from workflows.model import calendar, errors
from workflows.model.actor import Actor
from workflows.model.states import IncidentState, JobState
from workflows.transaction import Transaction

TABS = ("incidents", "timers", "jobs", "vacant", "mails", "health")
JOBS, TIMERS = ("service", "mail", "series"), ("timer", "deadline")
_SHOWN = 200
_Waiting = tuple[jobs.Job, instances.ProcessInstance | None]


@dataclass(frozen=True, slots=True)
class Page:
    """One tab of Drift being made."""

    tx: Transaction
    by: Actor
    tab: str


def must_reach(by: Actor, region: str | None) -> None:
    """Raise NotFound for what belongs to another region than the visitor's."""
    if region is not None and region not in by.regions:
        raise errors.NotFound


def build(page: Page, move_error: str) -> views.OperationsView:
    """Return the view of a tab; the figures are those of all of them."""
    tx, regions = page.tx, page.by.regions
    found = incidents.listed(tx, regions=regions)
    waiting = jobs.waiting(tx, kinds=JOBS, regions=regions, limit=_SHOWN)
    timers = jobs.waiting(tx, kinds=TIMERS, regions=regions, limit=_SHOWN)
    failed = queries.mails(tx.session, regions=regions, state="failed", limit=_SHOWN)
    vacant = [row for row in directory.orphaned_keys(tx.session, frame.visitor().today) if row[1] in regions]
    counts = {"incidents": len(found), "jobs": len(waiting), "timers": len(_matters(timers)), "vacant": len(vacant)}
    counts["mails"] = len(failed)
    rows = _timers(page, timers) if page.tab == "timers" else _jobs(page, waiting) if page.tab == "jobs" else ()
    moved = next((row for row in rows if row.id == request.args.get("move")), None)
    wrong = {"date": "operations.move_wrong", "past": "operations.move_past", "why": "operations.why_missing"}.get(
        request.args.get("wrong", "")
    )
    return views.OperationsView(
        tab=page.tab,
        tabs=tuple(_tab(tab, counts) for tab in TABS),
        figures=tuple(
            Figure(str(n), frame.say(f"operations.figure_{k}", n=n), f"/operations?tab={k}") for k, n in counts.items()
        ),
        updated_at=tx.now(),
        open_incidents=len(found),
        stopping=sum(1 for row in found if row.instance_id is not None),
        incidents=tuple(_incident(page, row) for row in found) if page.tab == "incidents" else (),
        incident=_chosen(page) if page.tab == "incidents" else None,
        jobs=rows,
        move=moved,
        move_error=move_error or (frame.say(wrong) if wrong else ""),
        vacancies=tuple(_vacancy(*row) for row in vacant),
        mails=tuple(_mails(page, failed)) if page.tab == "mails" else (),
        health=_health() if page.tab == "health" else (),
    )


def _tab(tab: str, counts: Mapping[str, int]) -> Tab:
    count = counts.get(tab)
    is_late = tab in ("incidents", "mails") and bool(count)
    return Tab(
        tab, f"/operations?tab={tab}", frame.say(f"operations.tab.{tab}"), count or None, count or 0 if is_late else 0
    )


def _incident(page: Page, row: incidents.Incident) -> views.IncidentRow:
    where, step = _place(page, row.instance_id, row.activity_id, row.residency_id)
    stops = row.instance_id is not None
    attempts = int(row.detail.get("attempts") or 0)
    return views.IncidentRow(
        id=str(row.id),
        url=f"/operations?incident={row.id}#incident",
        title=row.message_en if frame.locale() == "en" else row.message_sv,
        since=row.opened_at,
        where=where,
        where_url=f"/residencies/{row.residency_id}" if row.residency_id else "",
        step=step,
        waiting=Mark(frame.say("operations.stopped"), "late")
        if stops
        else Mark(frame.say("operations.stops_nobody"), "ok"),
        attempts=frame.say("operations.attempts_n", n=attempts) if attempts else frame.say("operations.needs_act"),
        retry_url=f"/operations/incidents/{row.id}/retry" if _can_retry(row) else "",
    )


def _can_retry(row: incidents.Incident) -> bool:
    """Say whether there is something to try again: a job, a message or a mail, not somebody's own step."""
    return row.kind != "step_failed"


def _place(page: Page, instance_id: UUID | None, activity_id: str | None, residency_id: UUID | None) -> tuple[str, str]:
    """Return the process with whom it is about, and the step's name."""
    seen = sight.named(page.tx, [residency_id]).get(residency_id) if residency_id else None
    name, step = "", ""
    if instance_id is not None:
        deployed = definitions.get(page.tx, instances.get(page.tx, instance_id).definition_id)
        name = deployed.name(frame.locale())
        meta = deployed.model.activities.get(activity_id or "")
        step = steps.name(meta) if meta else ""
    return ", ".join(part for part in (name, seen.person.name if seen else "") if part), step


def _chosen(page: Page) -> views.IncidentView | None:
    try:
        wanted = UUID(request.args.get("incident", ""))
    except ValueError:
        return None
    row = incidents.get(page.tx, wanted)
    must_reach(page.by, row.region)
    shown = _incident(page, row)
    facts: list[tuple[str, object]] = [(frame.say("operations.opened"), frame.moment(row.opened_at))]
    if shown.where:
        facts.insert(0, (frame.say("operations.instance"), shown.where))
    if shown.step:
        facts.insert(1, (frame.say("operations.activity"), shown.step))
    facts += _fault(page, row)
    events = history.of_instance(page.tx, row.instance_id)[-8:] if row.instance_id else []
    told = [e for e in reversed(events) if e.kind in set(history.TOLD)]
    return views.IncidentView(
        row=shown,
        explanation=shown.title,
        code=row.kind,
        technical="; ".join(f"{k}: {v}" for k, v in row.detail.items() if v is not None),
        facts=tuple(facts),
        events=telling.told(page.tx, told),
        is_open=row.state == IncidentState.OPEN,
        repair_url=f"/operations/instances/{row.instance_id}" if row.instance_id else "",
        resolve_url=f"/operations/incidents/{row.id}/resolve",
        resolve_error=frame.say("operations.why_missing") if request.args.get("wrong") == "why" else "",
    )


def _fault(page: Page, row: incidents.Incident) -> list[tuple[str, object]]:
    """Return the element, the expression and what it read, as far as that may be shown."""
    found: list[tuple[str, object]] = []
    if element := row.detail.get("element") or row.activity_id:
        found.append((frame.say("repair.id"), element))
    expression = row.detail.get("expression")
    if expression:
        found.append((frame.say("repair.expression"), expression))
        read = incidents.inputs_of(expression, incidents.look(page.tx, row.instance_id)) if row.instance_id else {}
        if read:
            found.append((frame.say("repair.inputs"), "; ".join(f"{name}: {value}" for name, value in read.items())))
    return found


def _matters(found: list[_Waiting]) -> list[_Waiting]:
    """Return each timer, and of each deadline with several steps only the next."""
    return list({job.deadline_id or job.id: (job, instance) for job, instance in reversed(found)}.values())[::-1]


def _timers(page: Page, found: list[tuple[jobs.Job, instances.ProcessInstance | None]]) -> tuple[views.JobRow, ...]:
    """Return timers, and of each deadline the step that comes next."""
    under = deadlines.by_id(page.tx, {job.deadline_id for job, _ in found if job.deadline_id})
    people = sight.named(page.tx, {job.residency_id or (row.residency_id if row else None) for job, row in found})
    rows = []
    for job, instance in _matters(found):
        deadline = under.get(job.deadline_id) if job.deadline_id else None
        rows.append(_job(page, job, instance, people, deadline, move_url=f"/operations/timers/{job.id}/move"))
    return tuple(sorted(rows, key=lambda row: row.due_at))


def _jobs(page: Page, found: list[tuple[jobs.Job, instances.ProcessInstance | None]]) -> tuple[views.JobRow, ...]:
    people = sight.named(page.tx, {job.residency_id or (row.residency_id if row else None) for job, row in found})
    return tuple(_job(page, job, instance, people, None) for job, instance in found)


def _job(
    page: Page,
    job: jobs.Job,
    instance: instances.ProcessInstance | None,
    people: Mapping[UUID, Seen],
    deadline: deadlines.Deadline | None,
    move_url: str = "",
) -> views.JobRow:
    residency_id = job.residency_id or (instance.residency_id if instance else None)
    seen = people.get(residency_id) if residency_id else None
    now = page.tx.now() if job.clock == "business" else page.tx.wall()
    return views.JobRow(
        id=str(job.id),
        title=_title(page, job, instance, deadline),
        about=seen.person.name if seen else "–",
        about_url=f"/residencies/{residency_id}" if seen else "",
        due_at=calendar.start_of(deadline.due_on) if deadline else job.due_at,
        due_on=deadline.due_on if deadline else None,
        state=_job_mark(job, is_late=job.due_at < now),
        attempts=frame.say("operations.attempts_n", n=job.attempts) if job.attempts else "",
        move_url=move_url if job.state == JobState.PENDING else "",
        retry_url=f"/operations/jobs/{job.id}/retry" if job.state == JobState.FAILED else "",
    )


def _title(
    page: Page, job: jobs.Job, instance: instances.ProcessInstance | None, deadline: deadlines.Deadline | None
) -> str:
    key = deadline.definition_key if deadline else instance.definition_key if instance else ""
    deployed = words.process(page.tx, key) if key else None
    activity = (deadline.activity_id if deadline else job.activity_id) or ""
    meta = deployed.model.activities.get(activity) if deployed else None
    what = steps.name(meta) if meta else deployed.name(frame.locale()) if deployed else job.operation or job.kind
    if deadline is not None:
        return frame.say("operations.job.deadline_of", what=what)
    return frame.say("operations.job.timer", step=what) if job.kind == "timer" else what


def _job_mark(job: jobs.Job, *, is_late: bool) -> Mark:
    if job.state == JobState.FAILED:
        return Mark(frame.say("operations.job.failed"), "late")
    if job.state == JobState.LEASED:
        return Mark(frame.say("operations.job.leased"), "info")
    if is_late:
        return Mark(frame.say("operations.job.late"), "soon")
    return Mark(frame.say("operations.job.waiting"), "", "clock")


def _vacancy(role: str, region: str | None, count: int) -> views.VacancyRow:
    cover = words.role(scopes.fallback_of(role))
    return views.VacancyRow(words.role(role), words.region(region), count, cover, None)


def _mails(page: Page, found: list[Mail]) -> list[views.MailRow]:
    people = directory.people(page.tx.session, {row.to_person for row in found})
    return [
        views.MailRow(
            id=str(row.id),
            to=people[row.to_person].name,
            address=people[row.to_person].email or "–",
            subject=row.about,
            at=row.created_at,
            state=Mark(frame.say("operations.mail_failed"), "late"),
            error=row.error or "",
            retry_url=f"/operations/mails/{row.id}/retry",
        )
        for row in found
    ]


def _health() -> tuple[tuple[str, Mark, str], ...]:
    """Return what /readyz looks at, in words."""
    house = door.house()

    def dispatcher() -> str:
        with house.reading() as tx:
            return health.dispatcher(tx)

    def queue() -> str:
        house.redis(socket_timeout=1, socket_connect_timeout=1).ping()
        return ""

    def database() -> str:
        return "" if house.database.answers() else frame.say("operations.health.down")

    found = health.looked_at({"database": database, "queue": queue, "dispatcher": dispatcher})
    well, ill = frame.say("operations.health.ok"), frame.say("operations.health.down")
    return tuple(
        (
            frame.say(f"operations.health.{check.name}"),
            Mark(well, "ok") if check.is_well else Mark(ill, "late"),
            check.why,
        )
        for check in found
    )
