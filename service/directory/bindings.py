"""Give and take roles; open tasks follow in the same transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from service.directory import people, queries, roles, scopes
from service.directory.tables import RoleBinding, Substitution
from workflows.model import calendar, errors
from workflows.model.actor import Actor
from workflows.model.events import Happening
from workflows.model.ports import Scoped
from workflows.transaction import Transaction


def bind(
    tx: Transaction,
    person_id: UUID,
    role: str,
    kind: str,
    scope: str,
    *,
    by: Actor,
    region: str | None = None,
    from_on: dt.date | None = None,
    to_on: dt.date | None = None,
    reason: str = "",
    replaces: bool = False,
) -> RoleBinding:
    """Give a role in a scope from a day (today) to a day (open), both included; open tasks follow.

    The same binding again changes nothing. *replaces* ends what others hold of the same key the day before.
    """
    key = scopes.key_of(role, kind, scope)
    start = from_on or calendar.local_date(tx.now())
    present = queries.bindings_of_key(tx.session, key, start)
    for other in present if replaces else ():
        if other.person_id != person_id:
            _end(tx, other, start, by)
    own = (b for b in present if b.person_id == person_id)
    binding = next((b for b in own if b.valid_from <= start and b.valid_to == to_on), None)
    if binding is None:
        region = region or (None if kind == "residency" else scope.partition("/")[0])
        binding = _add(tx, key, person_id, region, start, to_on, reason, by)
    _moved(tx, binding)
    return binding


def _add(
    tx: Transaction,
    key: str,
    person_id: UUID,
    region: str | None,
    start: dt.date,
    to_on: dt.date | None,
    reason: str,
    by: Actor,
) -> RoleBinding:
    role, kind, scope = scopes.parse(key)
    made = RoleBinding(
        person_id=person_id,
        role=role,
        scope_kind=kind,
        scope=scope,
        candidate_key=key,
        region=region,
        valid_from=start,
        valid_to=to_on,
        reason=reason,
        decided_by=by.person_id,
        decided_at=tx.now(),
    )
    tx.session.add(made)
    _tell(tx, made, "given", by)
    return made


def unbind(tx: Transaction, binding_id: UUID, *, by: Actor) -> RoleBinding:
    """End a role from today on; tasks that its holder took by it become free. Raises NotFound."""
    binding = tx.session.get(RoleBinding, binding_id)
    if binding is None:
        raise errors.NotFound
    today = calendar.local_date(tx.now())
    if binding.valid_to is None or binding.valid_to >= today:
        _end(tx, binding, today, by)
        _moved(tx, binding)
    return binding


def unbind_scope(tx: Transaction, kind: str, scope: str, *, by: Actor) -> None:
    """End every role in a scope from today on, as when a residency ends."""
    today = calendar.local_date(tx.now())
    for binding, _ in queries.history_of_scope(tx.session, kind, scope):
        if binding.valid_to is None or binding.valid_to >= today:
            _end(tx, binding, today, by)
    tx.session.flush()
    roles.forget(tx)


def substitute(
    tx: Transaction,
    delegator: UUID,
    substitute_id: UUID,
    *,
    from_on: dt.date,
    to_on: dt.date,
    by: Actor,
    only_roles: Iterable[str] | None = None,
    may_sign: bool = True,
) -> Substitution:
    """Let somebody act for *delegator* from a day to a day, both included; no chains. Raises Invalid."""
    if to_on < from_on or delegator == substitute_id:
        raise errors.Invalid(
            "The period ends before it begins, or the two are the same person.",
            "Perioden slutar innan den börjar, eller så är det samma person.",
        )
    made = Substitution(
        delegator=delegator,
        substitute=substitute_id,
        from_on=from_on,
        to_on=to_on,
        roles=sorted(only_roles) if only_roles is not None else None,
        may_sign=may_sign,
        decided_by=by.person_id,
        decided_at=tx.now(),
        ended_at=None,
    )
    tx.session.add(made)
    tx.record(
        Happening.FACT_CHANGED,
        by=by,
        data={"fact": "substitution", "for": str(delegator), "to": str(substitute_id), "may_sign": may_sign},
    )
    tx.session.flush()
    roles.forget(tx)
    return made


def readdress(tx: Transaction, residency_id: UUID) -> int:
    """Write the candidate keys of a residency's open tasks anew; return how many moved."""
    roles.forget(tx, residency_id)
    moved = 0
    known: dict[str | None, Scoped] = {}
    for task in queries.open_role_tasks(tx.session, residency_id):
        if task.role not in known:
            known[task.role] = tx.parts.directory.scope_key(tx, task.role or "", residency_id, task.region)
        scoped = known[task.role]
        # Given to a person who does not hold the key: asked by name, not for want of a holder.
        is_named = task.assignee is not None and scoped.candidate_key not in roles.rights(tx, task.assignee)
        address = (scoped.candidate_key, scoped.is_vacant and not is_named)
        if (task.candidate_key, task.is_vacant) != address:
            task.candidate_key, task.is_vacant = address
            moved += 1
    tx.session.flush()
    return moved


def new_day(tx: Transaction) -> int:
    """Readdress what a period's end or beginning has moved overnight; return how many residencies were looked at."""
    found = queries.residencies_to_readdress(tx.session, calendar.local_date(tx.now()))
    for residency_id in found:
        readdress(tx, residency_id)
    return len(found)


def deactivate(tx: Transaction, person_id: UUID, *, by: Actor) -> list[UUID]:
    """Close somebody's way in: their keys hold no more, what they had taken is free, and roles left empty move on.

    Returns the tasks that they had. Raises PersonNotFound.
    """
    person = people.get(tx, person_id)
    person.is_active = False
    tx.session.flush()
    freed = queries.taken_by(tx.session, person_id)
    for task in freed:
        task.assignee, task.claimed_at = None, None
    tx.record(Happening.FACT_CHANGED, by=by, data={"fact": "person", "what": "deactivated", "person": str(person_id)})
    for binding in queries.keys_of_person(tx.session, person_id, calendar.local_date(tx.now())):
        _moved(tx, binding)
    return [task.id for task in freed]


def _end(tx: Transaction, binding: RoleBinding, first_day_without: dt.date, by: Actor) -> None:
    binding.valid_to = first_day_without - dt.timedelta(days=1)
    binding.ended_by = by.person_id
    for task in queries.claimed_through(tx.session, binding.candidate_key, binding.person_id):
        task.assignee, task.claimed_at = None, None
    _tell(tx, binding, "ended", by)


def _moved(tx: Transaction, binding: RoleBinding) -> None:
    tx.session.flush()
    roles.forget(tx)
    if binding.scope_kind == "residency":
        readdress(tx, UUID(binding.scope))
        return
    for residency_id in queries.residencies_waiting_for(tx.session, binding.region, binding.candidate_key):
        readdress(tx, residency_id)


def _tell(tx: Transaction, binding: RoleBinding, what: str, by: Actor) -> None:
    tx.record(
        Happening.FACT_CHANGED,
        by=by,
        residency_id=UUID(binding.scope) if binding.scope_kind == "residency" else None,
        region=binding.region,
        data={
            "fact": "role",
            "what": what,
            "role": binding.role,
            "person": str(binding.person_id),
            "from": binding.valid_from.isoformat(),
            "to": binding.valid_to.isoformat() if binding.valid_to else None,
        },
    )
