"""Who acts: a person with the keys that open tasks, or a part of the service itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who asks for something, and in which capacity."""

    #: None for the service's own doings (timers, jobs, the command line).
    person_id: UUID | None
    #: Candidate keys ``role@scope`` held now, own and by substitution (interfaces.md I5b).
    keys: frozenset[str] = frozenset()
    #: Substituted keys: key → the person on whose behalf it is used.
    on_behalf_of: dict[str, UUID] = field(default_factory=dict)
    #: What the log shows when there is no person: ``timer``, ``job``, ``cli``, ``hr-api``.
    name: str = ""
    locale: str = "sv"
    regions: frozenset[str] = frozenset()

    @classmethod
    def system(cls, name: str) -> Actor:
        """Return an actor for the service's own doings."""
        return cls(person_id=None, name=name)

    @property
    def is_system(self) -> bool:
        """Say whether no person acts."""
        return self.person_id is None

    def roles(self) -> frozenset[str]:
        """Return the role ids in the keys."""
        return frozenset(key.partition("@")[0] for key in self.keys)
