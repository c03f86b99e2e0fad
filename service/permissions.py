"""Who may open which door: one table from route to rule; what is not in it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.auth.sessions import Visit
from service.directory import roles
from workflows.model import errors
from workflows.model.actor import Actor
from workflows.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Rule:
    """What a visitor needs: nothing, a session, one of some roles, or a token's scope."""

    is_public: bool = False
    roles: frozenset[str] = frozenset()
    scope: str = ""
    only_sample: bool = False


PUBLIC = Rule(is_public=True)
SIGNED_IN = Rule()
SAMPLE = Rule(is_public=True, only_sample=True)


def _roles(*names: str) -> Rule:
    return Rule(roles=frozenset(names))


def _scope(name: str, *roles: str) -> Rule:
    return Rule(scope=name, roles=frozenset(roles))


HIRING = _roles("hr", "administrator")
RUNNING = _roles("administrator")
MODELLERS = ("process_owner", "administrator")

#: Flask endpoint → rule. tests/house/test_routes.py fails when a route is missing here, or a row has no route.
ROUTES: Mapping[str, Rule] = {
    # the program itself
    "static": PUBLIC,
    "health.livez": PUBLIC,
    "health.readyz": PUBLIC,
    "problems.one": PUBLIC,
    # pages: whose task or residency it is, the verbs decide
    "inbox.home": SIGNED_IN,
    "inbox.show": SIGNED_IN,
    "inbox.act": SIGNED_IN,
    "task.show": SIGNED_IN,
    "task.show_tab": SIGNED_IN,
    "task.complete": SIGNED_IN,
    "task.refresh": SIGNED_IN,
    "task.save_draft": SIGNED_IN,
    "task_acts.claim": SIGNED_IN,
    "task_acts.comment": SIGNED_IN,
    "task_acts.hand_over": SIGNED_IN,
    "task_acts.release": SIGNED_IN,
    "task_acts.remind": SIGNED_IN,
    "task_acts.resolve": SIGNED_IN,
    "task_acts.undo": SIGNED_IN,
    "residency.show": SIGNED_IN,
    "residency.show_all": SIGNED_IN,
    "residency.remind": SIGNED_IN,
    "processes.show": SIGNED_IN,
    "processes.show_all": SIGNED_IN,
    "processes.drawing": SIGNED_IN,
    "search.show": SIGNED_IN,
    "files.give": SIGNED_IN,
    "account.show": SIGNED_IN,
    "sent_mail.show": Rule(only_sample=True),
    # before and without sign-in
    "signin.show": PUBLIC,
    "signin.sign_in": PUBLIC,
    "signin.sign_in_as": SAMPLE,
    "signin.sign_out": PUBLIC,
    "password.show_forgotten": PUBLIC,
    "password.forgotten": PUBLIC,
    "password.show_link": PUBLIC,
    "password.use_link": PUBLIC,
    "account.language": PUBLIC,
    "account.shortcuts": PUBLIC,
    "text_pages.help_": PUBLIC,
    "text_pages.accessibility": PUBLIC,
    "text_pages.personal_data": PUBLIC,
    "text_pages.open_source": PUBLIC,
    # hiring
    "start.show": HIRING,
    "hire.show": HIRING,
    "hire.register": HIRING,
    "hire.refresh": HIRING,
    "hire.show_correction": HIRING,
    "hire.correct": HIRING,
    "hire.show_cancel": HIRING,
    "hire.cancel": HIRING,
    # the API: by a token's scope; whose task or residency it is, the verbs decide
    "api-docs.openapi_json": PUBLIC,
    "hr-events.receive": _scope("hr-events:write", "hr", "administrator"),
    "process-definitions.show_all": _scope("definitions:read"),
    "process-definitions.show": _scope("definitions:read"),
    "process-definitions.drawing": _scope("definitions:read"),
    "process-instances.show_all": _scope("instances:read"),
    "process-instances.show": _scope("instances:read"),
    "process-instances.start": _scope("instances:write", "administrator"),
    "tasks.show_all": _scope("tasks:read"),
    "tasks.show": _scope("tasks:read"),
    "tasks.claim": _scope("tasks:write"),
    "tasks.unclaim": _scope("tasks:write"),
    "tasks.complete": _scope("tasks:write"),
    "messages.send": _scope("messages:write", "hr", "administrator"),
    "tried-expressions.try_out": _scope("definitions:read", *MODELLERS),
    # for those who own processes
    "expressions.show": _roles(*MODELLERS),
    "expressions.try_out": _roles(*MODELLERS),
    # Drift
    "operations.show": RUNNING,
    "operations.move": RUNNING,
    "operations.retry_incident": RUNNING,
    "operations.retry_job": RUNNING,
    "operations.retry_mail": RUNNING,
    "operations.resolve_incident": RUNNING,
    "repair.show": RUNNING,
    "repair.ask": RUNNING,
    "repair.act": RUNNING,
}


def actor_of(tx: Transaction, visit: Visit) -> Actor:
    """Return the visitor with the keys held now, own and lent; one query, kept in ``tx.known`` for the verbs."""
    rights = roles.rights(tx, visit.person_id)
    regions = {part for key in rights if (part := _region_of(key))}
    return Actor(
        person_id=visit.person_id,
        keys=frozenset(rights),
        on_behalf_of={key: right.delegator for key, right in rights.items() if right.delegator is not None},
        name=f"token:{visit.token_id}" if visit.token_id else "",
        locale=visit.locale,
        regions=frozenset(regions | ({visit.region} if visit.region else set())),
    )


def admit(rule: Rule | None, visit: Visit | None, actor: Actor, *, is_sample: bool) -> None:
    """Let the visitor in or raise NotFound, NotSignedIn or ScopeMissing."""
    if rule is None or (rule.only_sample and not is_sample):
        raise errors.NotFound
    if rule.is_public:
        return
    if visit is None:
        raise errors.NotSignedIn
    if bool(rule.scope) != (visit.scopes is not None):
        raise errors.NotSignedIn  # pages take sessions, the API takes tokens: neither takes the other's
    if rule.scope and rule.scope not in (visit.scopes or ()):
        raise errors.ScopeMissing(scope=rule.scope)
    if rule.roles and not rule.roles & actor.roles():
        raise errors.NotFound


def _region_of(key: str) -> str:
    """Return the region that a key names: ``hr@region:rjl``, ``study_director@specialty:rjl/kirurgi``."""
    kind, _, scope = key.partition("@")[2].partition(":")
    return scope.partition("/")[0] if kind != "residency" else ""
