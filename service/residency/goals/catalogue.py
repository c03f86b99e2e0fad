"""Which goals a residency follows: pinned to a version of the catalogue, with an administrator's corrections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from service.catalogue import goals as printed
from service.catalogue.goals import Goal
from service.residency import facts
from service.residency.checking import Checks
from service.residency.queries import training
from service.residency.tables import Residency
from service.residency.tables_record import GoalCorrection, GoalPin
from workflows.model import errors
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.store.base import new_id
from workflows.transaction import Transaction

FIELDS = ("title", "requirements", "required", "confirmed")
_ACTIVITIES = ("service", "course", "work")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The goals of a regulation and a specialty at a version: 0 is the files, each correction is the next."""

    regulation: str
    specialty: str
    version: int
    goals: Mapping[str, Goal]
    #: Code → the sources of its corrections, oldest first.
    corrected: Mapping[str, tuple[str, ...]]

    def is_doubtful(self, code: str) -> bool:
        """Say whether a row is marked as doubtful and nobody has confirmed or corrected it."""
        return self.goals[code].is_doubtful and code not in self.corrected


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes for a residency that moves to a newer version of the catalogue."""

    code: str
    field: str
    before: str
    after: str


def at(tx: Transaction, regulation: str, specialty: str, version: int | None = None) -> Catalogue:
    """Return a catalogue at a version, the newest without one; fetched once per transaction."""
    slot = (f"goals:{regulation}:{specialty}", version)
    if slot not in tx.known:
        rows = training.corrections_of(tx.session, regulation, specialty, version)
        tx.known[slot] = _corrected(regulation, specialty, rows)
    found: Catalogue = tx.known[slot]
    return found


def of_residency(tx: Transaction, residency: Residency) -> Catalogue:
    """Return the goals that a residency is pinned to; those of the newest version while it is not pinned.

    Nothing while its regulation is open. Basic service's goals are there only for those who do it.
    """
    if residency.regulation not in ("SOSFS_2015_8", "HSLF_FS_2021_8"):
        return Catalogue(residency.regulation or "", residency.specialty, 0, {}, {})
    pinned = training.pin_of(tx.session, residency.id)
    if pinned is not None and (pinned.regulation, pinned.specialty) != (residency.regulation, residency.specialty):
        pinned = None
    return for_residency(tx, residency, pinned)


def for_residency(tx: Transaction, residency: Residency, pinned: GoalPin | None) -> Catalogue:
    """Return the goals with a pin already read, for lists of many residencies."""
    assert residency.regulation is not None, "whoever asks has looked"
    found = at(tx, residency.regulation, residency.specialty, pinned.version if pinned else None)
    if residency.bt_required:
        return found
    return replace(found, goals={code: goal for code, goal in found.goals.items() if goal.group != "BT"})


def pin(tx: Transaction, residency_id: UUID, *, by: Actor) -> list[Difference]:
    """Pin a residency to the newest version, or move it there; return what that changes. Twice changes nothing.

    Raises ResidencyNotFound, and Invalid while the regulation is open.
    """
    residency = facts.locked(tx, residency_id)
    if residency.regulation not in ("SOSFS_2015_8", "HSLF_FS_2021_8"):
        raise errors.Invalid("Choose the regulation first.", "Välj föreskriften först.")
    newest = at(tx, residency.regulation, residency.specialty)
    known = training.pin_of(tx.session, residency_id)
    if known is None:
        tx.session.add(_pin(tx, residency, newest.version))
        found: list[Difference] = []
    else:
        found = list(differences(of_residency(tx, residency), for_residency(tx, residency, None)))
        known.regulation, known.specialty = residency.regulation, residency.specialty
        known.version, known.pinned_at = newest.version, tx.now()
    data = {"fact": "goals", "what": "pinned", "version": newest.version, "codes": sorted({d.code for d in found})}
    tx.record(Happening.FACT_CHANGED, by=by, residency_id=residency_id, region=residency.region, data=data)
    tx.session.flush()
    return found


def differences(before: Catalogue, after: Catalogue) -> Iterable[Difference]:
    """Yield what differs between two versions, goal by goal."""
    for code in dict.fromkeys([*before.goals, *after.goals]):
        old, new = before.goals.get(code), after.goals.get(code)
        if old is None or new is None:
            yield Difference(code, "goal", old.title if old else "", new.title if new else "")
            continue
        for field in ("title", "requirements", "required"):
            was, now = _text(getattr(old, field)), _text(getattr(new, field))
            if was != now:
                yield Difference(code, field, was, now)


def correct(
    tx: Transaction,
    regulation: str,
    specialty: str,
    code: str,
    *,
    field: str,
    value: str,
    source: str,
    by: Actor,
) -> Catalogue:
    """Correct or confirm a row of the catalogue with a source, as its next version; pinned residencies keep theirs.

    ``requirements`` and ``required`` are parts with `` | `` between. Raises NotFound for an unknown goal, Invalid
    without a source, NotAllowed unless *by* is an administrator.
    """
    if not by.is_system and "administrator" not in by.roles():
        raise errors.NotAllowed
    now = at(tx, regulation, specialty)
    if code not in now.goals:
        raise errors.NotFound
    _check(field, value, source)
    before = "" if field == "confirmed" else _text(getattr(now.goals[code], field))
    tx.session.add(
        GoalCorrection(
            id=new_id(),
            regulation=regulation,
            specialty=specialty,
            version=now.version + 1,
            code=code,
            field=field,
            before=before,
            value=value,
            source=source,
            corrected_by=by.person_id,
            corrected_at=tx.now(),
        )
    )
    tx.session.flush()
    tx.known.pop((f"goals:{regulation}:{specialty}", None), None)
    return at(tx, regulation, specialty)


def _check(field: str, value: str, source: str) -> None:
    """Raise Invalid with every field that is wrong."""
    checks = Checks()
    checks.one_of("field", field, FIELDS)
    checks.text("source", source)
    if field != "confirmed":
        checks.text("value", value)
    if field == "required":
        for part in _parts(value):
            checks.one_of("value", part, _ACTIVITIES)
    checks.refuse()


def not_here(code: str, residency: Residency) -> tuple[str, str]:
    """Return why a code is none of this residency's goals, in Swedish and English."""
    known = printed.regulations_of(code)
    ours = (residency.regulation or "–").replace("HSLF_FS_", "HSLF-FS ").replace("SOSFS_", "SOSFS ").replace("_", ":")
    if known and ours not in known:
        there = ", ".join(known)
        return (
            f"{code} hör till {there}, men utbildningen följer {ours}.",
            f"{code} belongs to {there}, but the training follows {ours}.",
        )
    return f"Det finns inget delmål {code} i målbeskrivningen.", f"There is no goal {code} in the description."


def _pin(tx: Transaction, residency: Residency, version: int) -> GoalPin:
    return GoalPin(
        residency_id=residency.id,
        regulation=residency.regulation or "",
        specialty=residency.specialty,
        version=version,
        pinned_at=tx.now(),
    )


def _corrected(regulation: str, specialty: str, rows: list[GoalCorrection]) -> Catalogue:
    goals = dict(printed.of(regulation, specialty))
    sources: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if row.code not in goals:
            continue
        sources[row.code] = (*sources.get(row.code, ()), row.source)
        if row.field == "title":
            goals[row.code] = replace(goals[row.code], title=row.value)
        elif row.field == "requirements":
            goals[row.code] = replace(goals[row.code], requirements=_parts(row.value))
        elif row.field == "required":
            goals[row.code] = replace(goals[row.code], required=_parts(row.value))
    return Catalogue(regulation, specialty, rows[-1].version if rows else 0, goals, sources)


def _parts(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split("|") if part.strip())


def _text(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else " | ".join(value)
