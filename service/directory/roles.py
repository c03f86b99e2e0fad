"""Who gets a task and who may act: the engine room's port ``Directory`` on this house's people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from service.directory import queries, scopes
from service.directory.tables import Person
from workflows.model import calendar, errors
from workflows.model.ports import Scoped
from workflows.transaction import Transaction

#: Those whose own training the matter is about.
LEARNERS = frozenset({"resident", "bt_doctor", "at_doctor"})


@dataclass(frozen=True, slots=True)
class Right:
    """A key that somebody holds: their own, or lent by *delegator*."""

    key: str
    delegator: UUID | None
    may_sign: bool


class RoleDirectory:
    """Answers from role bindings and substitutions in force today, Swedish date."""

    def scope_key(self, tx: Transaction, role: str, residency_id: UUID | None, region: str | None) -> Scoped:
        """Return where a task for *role* goes; at most one query, and the case facts.

        With no holder it goes to the fallback role's first holder and is marked vacant; with none anywhere,
        to the administrator's key.
        """
        here = scopes.place(tx, residency_id, region)
        found = list(scopes.addresses(role, here))
        held = queries.held(tx.session, [address.key for address in found], calendar.local_date(tx.now()))
        asked = scopes.cell(role, here.guideline)[1]
        for address in found:
            if address.key in held:
                return Scoped(address.key, asked, is_vacant=address.role != asked)
        return Scoped(found[-1].key, asked, is_vacant=True)

    def keys_of(self, tx: Transaction, person_id: UUID) -> Mapping[str, UUID | None]:
        """Return the person's keys today → on whose behalf; own ones win over lent ones; one query."""
        return {right.key: right.delegator for right in rights(tx, person_id).values()}

    def may_act(
        self,
        tx: Transaction,
        person_id: UUID,
        residency_id: UUID | None,
        role: str,
        *,
        signs: bool,
        instance_id: UUID | None = None,
    ) -> None:
        """Raise NotOwnMatter, SignedTwice or NotAllowed; own matters and lent rights included."""
        right = self._right(tx, person_id, residency_id, role)
        people = [p for p in (person_id, right.delegator if right else None) if p is not None]
        if residency_id is not None and role not in LEARNERS:
            for somebody in people:
                if _is_own_matter(tx, somebody, residency_id):
                    raise errors.NotOwnMatter
        if not signs:
            return
        if right is not None and not right.may_sign:
            raise errors.MayNotSignForOthers
        if instance_id is not None and queries.has_signed_in_other_role(tx.session, instance_id, people, role):
            raise errors.SignedTwice

    def _right(self, tx: Transaction, person_id: UUID, residency_id: UUID | None, role: str) -> Right | None:
        held = rights(tx, person_id)
        exact = [a.key for a in scopes.addresses(role, scopes.place(tx, residency_id, None))]
        return next((held[key] for key in exact if key in held), None)


def rights(tx: Transaction, person_id: UUID) -> Mapping[str, Right]:
    """Return what the person holds today by key, fetched once per transaction."""
    slot = ("rights", person_id)
    if slot not in tx.known:
        found: dict[str, Right] = {}
        for row in queries.keys(tx.session, person_id, calendar.local_date(tx.now())):
            if row.delegator is not None and row.roles is not None and row.role not in row.roles:
                continue
            known = found.get(row.candidate_key)
            if known is None or row.delegator is None or (known.delegator and row.may_sign and not known.may_sign):
                found[row.candidate_key] = Right(row.candidate_key, row.delegator, bool(row.may_sign))
        tx.known[slot] = found
    held: Mapping[str, Right] = tx.known[slot]
    return held


def holders(tx: Transaction, role: str, residency_id: UUID | None, region: str | None = None) -> list[Person]:
    """Return the people who get what is meant for *role*: its holders, or the fallback's."""
    scoped = tx.parts.directory.scope_key(tx, role, residency_id, region)
    return holders_of_key(tx, scoped.candidate_key)


def holders_of_key(tx: Transaction, candidate_key: str) -> list[Person]:
    """Return the active people who hold a key today, each once."""
    found = queries.holders(tx.session, [candidate_key], calendar.local_date(tx.now()))
    return list({person.id: person for _, person in found}.values())


def forget(tx: Transaction, residency_id: UUID | None = None) -> None:
    """Drop what this transaction remembers of rights and scopes, and of one residency's case."""
    for slot in [s for s in tx.known if s[0] in ("rights", "scope") or s == ("case", residency_id)]:
        del tx.known[slot]


def _is_own_matter(tx: Transaction, person_id: UUID, residency_id: UUID) -> bool:
    held = rights(tx, person_id)
    own = (scopes.key_of(learner, "residency", str(residency_id)) for learner in LEARNERS)
    return any(key in held and held[key].delegator is None for key in own)
