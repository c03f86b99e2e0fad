"""``randa people`` and ``randa tokens``: who may come in from the command line's side."""

from __future__ import annotations

import argparse
from uuid import UUID

from service.auth import accounts, tokens
from service.cli import opening
from service.directory import bindings, people, queries, scopes
from workflows.model import errors
from workflows.transaction import Transaction


def add_to(commands: opening.Add) -> None:
    """Add this family."""
    parts = opening.group(commands, "people", "People of the directory.")
    add = opening.command(parts, "add", _add, "Add a person; prints a one-time link for their password.")
    for name in ("first-name", "last-name", "email"):
        add.add_argument(f"--{name}", required=True)
    add.add_argument("--unit", help="unit id")
    add.add_argument("--hsa-id")
    add.add_argument("--role", action="append", default=[], help="ROLE@KIND:SCOPE, such as hr@region:rjl; repeatable")
    invite = opening.command(parts, "invite", _invite, "Print a new one-time link for somebody's password.")
    invite.add_argument("person", help="id, short name or e-mail address")
    keys = opening.group(commands, "tokens", "API tokens for other systems.")
    create = opening.command(keys, "create", _create, "Make a token that acts as one person; it is shown once.")
    create.add_argument("--person", required=True, help="id, short name or e-mail address")
    create.add_argument("--scope", action="append", required=True, choices=tokens.SCOPES, help="repeatable")
    create.add_argument("--name", default="", help="what it is for")
    create.add_argument("--days", type=int, default=tokens.LONGEST_DAYS)
    revoke = opening.command(keys, "revoke", _revoke, "Make a token useless.")
    revoke.add_argument("token_id")
    opening.command(keys, "list", _list, "List tokens with scopes and last use.")


def _add(given: argparse.Namespace) -> int:
    with opening.house() as house:

        def add(tx: Transaction) -> str:
            person = people.add(
                tx,
                first_name=given.first_name,
                last_name=given.last_name,
                email=given.email,
                hsa_id=given.hsa_id,
                unit=given.unit,
            )
            for key in given.role:
                role, _, place = key.partition("@")
                kind, _, scope = place.partition(":")
                scopes.cell(role, "rjl")  # an unknown role is refused here
                region = scope.partition("/")[0] if kind != "residency" else None
                bindings.bind(tx, person.id, role, kind, scope, by=opening.CLI, region=region, reason="randa people")
            return accounts.make_link(tx, "invitation", person.id)

        print(f"{house.settings.url}/welcome/{house.run(add)}")
    return 0


def _invite(given: argparse.Namespace) -> int:
    with opening.house() as house:
        secret = house.run(lambda tx: accounts.make_link(tx, "invitation", _person(tx, given.person)))
        print(f"{house.settings.url}/welcome/{secret}")
    return 0


def _create(given: argparse.Namespace) -> int:
    with opening.house() as house:
        text = house.run(
            lambda tx: tokens.create(tx, _person(tx, given.person), given.scope, name=given.name, days=given.days)
        )
        print(text)
    return 0


def _revoke(given: argparse.Namespace) -> int:
    with opening.house() as house:
        house.run(lambda tx: tokens.revoke(tx, given.token_id))
    return 0


def _list(_given: argparse.Namespace) -> int:
    with opening.house() as house, house.reading() as tx:
        for row in tokens.listed(tx):
            state = "revoked" if row.revoked_at else f"until {row.ends_at:%Y-%m-%d}"
            used = f"used {row.used_at:%Y-%m-%d}" if row.used_at else "never used"
            print(f"{row.id}  {state}  {used}  {' '.join(row.scopes)}  {row.name}")
    return 0


def _person(tx: Transaction, text: str) -> UUID:
    """Return whom an id, a short name or an e-mail address means. Raises PersonNotFound."""
    if "@" not in text:
        return people.get(tx, text).id
    found = queries.person_by(tx.session, email=text.strip().lower())
    if found is None:
        raise errors.PersonNotFound
    return found.id
