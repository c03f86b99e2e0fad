"""360° rounds: people are asked by name, answers are kept without, and nothing is shown below a minimum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from service.catalogue.instruments import instruments
from service.residency import facts, targets
from service.residency.checking import Checks
from service.residency.queries import follow_up
from service.residency.tables_follow import FeedbackAnswer, FeedbackInvitation, FeedbackRound
from workflows.model import calendar, errors
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.store.base import new_id
from workflows.transaction import Transaction

GROUPS = ("self", "doctor", "other")
_COMMENT = "kommentar obligatorisk"


@dataclass(frozen=True, slots=True)
class Compiled:
    """What a round says: how many answered, and if enough did, counts per domain and the comments, in no order.

    *own* is the resident's view of themselves; it is shown beside the others', never among them.
    """

    asked: int
    answered: int
    minimum: int
    is_shown: bool
    counts: Mapping[str, Mapping[str, int]]
    comments: Mapping[str, tuple[str, ...]]
    own: Mapping[str, str]


def open_round(
    tx: Transaction, residency_id: UUID, invited: Mapping[UUID, str], *, by: Actor, instrument: str = "MSF_360"
) -> FeedbackRound:
    """Ask people, each as one of ``GROUPS``; the resident is asked as ``self``.

    Raises Invalid for fewer respondents than the edition asks for, too few of other professions, or the resident
    among the others.
    """
    residency = facts.locked(tx, residency_id)
    wanted = targets.follow_up(residency.edition)
    groups = Counter(group for person, group in invited.items() if group != "self")
    checks = Checks()
    for group in set(invited.values()):
        checks.one_of("invited", group, GROUPS)
    enough, other = int(wanted["respondents"]), int(wanted["respondents_other"])
    source = targets.why("respondents", residency.edition).row
    sv, en = f"Bjud in minst {enough} personer.", f"Invite at least {enough} people."
    checks.when(sum(groups.values()) < enough, "invited", sv, en, source)
    sv, en = f"Minst {other} ska ha ett annat yrke.", f"At least {other} must have another profession."
    checks.when(groups["other"] < other, "invited", sv, en, source)
    sv, en = "ST-läkaren svarar om sig själv, inte bland de andra.", "The resident answers for themselves only."
    checks.when(invited.get(residency.person_id, "self") != "self", "invited", sv, en)
    checks.refuse()
    made = FeedbackRound(
        id=new_id(),
        residency_id=residency_id,
        instrument=instrument,
        minimum=int(wanted["respondents_minimum"]),
        opened_on=calendar.local_date(tx.now()),
        opened_by=by.person_id,
    )
    tx.session.add(made)
    tx.session.flush()
    for person_id, group in {**invited, residency.person_id: "self"}.items():
        tx.session.add(FeedbackInvitation(round_id=made.id, person_id=person_id, group=group, has_answered=False))
    _tell(tx, made, residency.region, "opened", by)
    return made


def answer(
    tx: Transaction, round_id: UUID, *, ratings: Mapping[str, str], comments: Mapping[str, str], by: Actor
) -> None:
    """Answer once; the answer cannot be traced back. Raises NotFound, Conflict for a second answer, Invalid."""
    row = _open(tx, round_id)
    invitation = follow_up.invitation(tx.session, round_id, by.person_id)
    if invitation is None:
        raise errors.NotFound
    if invitation.has_answered:
        raise errors.Conflict("You have answered already.", "Du har redan svarat.")
    checks = Checks()
    chosen = instruments()[row.instrument]
    scale = next(iter(chosen.scales.values()))
    for domain, value in ratings.items():
        sv, en = f"Det finns inget område {domain}.", f"There is no domain {domain}."
        checks.when(domain not in chosen.domains, f"ratings/{domain}", sv, en)
        checks.when(value not in scale, f"ratings/{domain}", "Välj ett värde.", "Choose a value.")
        lacks = _COMMENT in value and not comments.get(domain, "").strip()
        checks.when(lacks, f"comments/{domain}", "Skriv en kommentar.", "Write a comment.")
    missing = [domain for domain in chosen.domains if domain not in ratings]
    checks.when(bool(missing), "ratings", f"Svara på {', '.join(missing)}.", f"Answer {', '.join(missing)}.")
    checks.refuse()
    invitation.has_answered = True
    is_self = invitation.group == "self"
    # a random id: one that tells the time would tell who had just been seen answering
    tx.session.add(
        FeedbackAnswer(id=uuid4(), round_id=round_id, is_self=is_self, ratings=dict(ratings), comments=dict(comments))
    )
    tx.session.flush()


def close(tx: Transaction, round_id: UUID, *, by: Actor) -> Compiled:
    """Close a round: no more answers. Twice has the effect of once. Raises NotFound."""
    row = tx.session.get(FeedbackRound, round_id)
    if row is None:
        raise errors.NotFound
    if row.closed_on is None:
        row.closed_on = calendar.local_date(tx.now())
        _tell(tx, row, None, "closed", by)
    return compiled(tx, round_id)


def compiled(tx: Transaction, round_id: UUID) -> Compiled:
    """Return what a round says; nothing of the others' before it is closed with enough answers. Raises NotFound."""
    row = tx.session.get(FeedbackRound, round_id)
    if row is None:
        raise errors.NotFound
    asked = follow_up.invitations(tx.session, round_id)
    answers = follow_up.answers(tx.session, round_id)
    others = [one for one in answers if not one.is_self]
    own = next((one for one in answers if one.is_self), None)
    is_shown = row.closed_on is not None and len(others) >= row.minimum
    domains = instruments()[row.instrument].domains
    return Compiled(
        asked=sum(one.group != "self" for one in asked),
        answered=len(others),
        minimum=row.minimum,
        is_shown=is_shown,
        counts={d: dict(Counter(str(o.ratings[d]) for o in others)) for d in domains} if is_shown else {},
        comments=_comments(others) if is_shown else {},
        own=own.ratings if own else {},
    )


def _comments(answers: Sequence[FeedbackAnswer]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for one in answers:
        for domain, text in one.comments.items():
            if str(text).strip():
                found.setdefault(domain, []).append(str(text).strip())
    return {domain: tuple(sorted(texts)) for domain, texts in found.items()}


def _open(tx: Transaction, round_id: UUID) -> FeedbackRound:
    row = tx.session.get(FeedbackRound, round_id)
    if row is None:
        raise errors.NotFound
    if row.closed_on is not None:
        raise errors.Conflict("The round is closed.", "Omgången är stängd.")
    return row


def _tell(tx: Transaction, row: FeedbackRound, region: str | None, what: str, by: Actor) -> None:
    data = {"fact": "feedback", "what": what, "id": str(row.id)}
    tx.record(Happening.FACT_CHANGED, by=by, residency_id=row.residency_id, region=region, data=data)
