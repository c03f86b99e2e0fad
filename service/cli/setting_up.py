"""``randa init``, ``randa db``, ``randa sample``: an empty real installation, the schema, the sample's people."""

from __future__ import annotations

import argparse
from dataclasses import replace

from alembic import command as alembic

from service import catalogue, config, db, logs, migrations, sample
from service.auth import accounts
from service.cli import opening
from service.directory import bindings, people
from service.directory.tables import Region
from service.wiring import House, models
from workflows.model import errors
from workflows.transaction import Transaction


def add_to(commands: opening.Add) -> None:
    """Add this family."""
    init = opening.command(commands, "init", _init, "Make an empty, real installation with its first administrator.")
    init.add_argument("--region", required=True, help="short id: rjl, norrbotten, halland, blekinge or your own")
    init.add_argument("--region-name", required=True, help='such as "Region Halland"')
    init.add_argument("--edition", action="append", required=True, help="guideline edition; the first is the default")
    for name in ("first-name", "last-name", "email"):
        init.add_argument(f"--{name}", required=True, help=f"the first administrator's {name.replace('-', ' ')}")
    database = opening.group(commands, "db", "The schema.")
    opening.command(database, "upgrade", _upgrade, "Bring the schema up to this release.")
    revision = opening.command(database, "revision", _revision, "Write a migration from the tables (development).")
    revision.add_argument("-m", "--message", required=True)
    parts = opening.group(commands, "sample", "Invented people and residents.")
    opening.command(parts, "load", _load, "Make this installation a sample and load it; again changes nothing.")


def prepare(settings: config.Settings) -> None:
    """Make the folder and bring the schema up to date."""
    settings.data.mkdir(parents=True, exist_ok=True)
    logs.configure(replace(settings, log_level="warning"))
    database = db.connect(settings)
    migrations.upgrade(database.engine)
    database.engine.dispose()


def load_sample(house: House) -> None:
    """Make *house* a sample installation with the product's models and people; a second call changes nothing."""
    house.run(lambda tx: opening.found(tx, "sample"))
    house.run(lambda tx: models.deploy(tx, by=opening.CLI))
    house.run(sample.load_people)


def deploy(house: House) -> None:
    """Deploy the product's own processes."""
    house.run(lambda tx: models.deploy(tx, by=opening.CLI))


def _upgrade(_given: argparse.Namespace) -> int:
    settings = config.from_environment()
    prepare(settings)
    print(f"schema at {migrations.head()}")
    return 0


def _revision(given: argparse.Namespace) -> int:
    database = db.connect(config.from_environment())
    alembic.revision(migrations.configuration(database.engine), given.message, autogenerate=True)
    return 0


def _load(_given: argparse.Namespace) -> int:
    prepare(config.from_environment())
    with opening.house(replace(config.from_environment(), sample=True)) as house:
        load_sample(house)
        with house.reading() as tx:
            print(f"{len(sample.signed_in_list(tx))} people to sign in as")
    return 0


def _init(given: argparse.Namespace) -> int:
    settings = config.from_environment()
    if settings.sample:
        raise errors.Conflict("Unset RANDA_SAMPLE: init makes a real installation.", "Ta bort RANDA_SAMPLE.")
    known = {row for key in catalogue.rows("policy")[0] for row in [key] if not key.endswith("_src")}
    if wrong := [edition for edition in given.edition if edition not in known]:
        raise errors.Invalid(f"Unknown edition: {', '.join(wrong)}", f"Okänd utgåva: {', '.join(wrong)}")
    prepare(settings)
    with opening.house(settings) as house:
        secret = house.run(lambda tx: _found(tx, given))
        house.run(lambda tx: models.deploy(tx, by=opening.CLI))
        print(f"An empty installation for {given.region_name}. The first administrator chooses a password here,")
        print(f"within 24 hours, once:\n\n  {settings.url}/welcome/{secret}\n")
        if not settings.smtp_host:
            print("Set SMTP_HOST so that mails leave the house.")
    return 0


def _found(tx: Transaction, given: argparse.Namespace) -> str:
    opening.found(tx, "real")
    if tx.session.get(Region, given.region) is None:
        tx.session.add(
            Region(
                id=given.region,
                name_sv=given.region_name,
                name_en=given.region_name,
                editions=given.edition,
                default_edition=given.edition[0],
            )
        )
        tx.session.flush()
    person = people.add(tx, first_name=given.first_name, last_name=given.last_name, email=given.email)
    bindings.bind(
        tx, person.id, "administrator", "region", given.region, by=opening.CLI, region=given.region, reason="init"
    )
    return accounts.make_link(tx, "administrator", person.id)
