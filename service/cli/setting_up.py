"""``randa init``, ``randa db``, ``randa sample``: an empty real installation, the schema, the sample's people."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace

from alembic import command as alembic

from service import catalogue, config, db, logs, migrations, sample, wiring
from service.auth import accounts
from service.cli import opening
from service.cli.stepping import HouseStage
from service.directory import bindings, people
from service.directory.tables import Region
from service.wiring import House, models
from workflows.model import calendar, errors
from workflows.model.clock import ManualClock
from workflows.store import installation
from workflows.transaction import Transaction

#: The installation's fact: the sample's residents have been lived through.
_LOADED = "sample_loaded"


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


def load_sample(settings: config.Settings, progress: Callable[[str], None] = lambda _: None) -> None:
    """Make this a sample installation with models, people and residents whose past has been lived through.

    A second call deploys changed models and changes nothing else. No mail of the past leaves the house.
    """
    with opening.house(settings) as house:
        house.run(lambda tx: opening.found(tx, "sample"))
        deploy(house)
        house.run(sample.load_people)
        with house.reading() as tx:
            now, is_loaded = tx.now(), installation.read(tx.session, _LOADED) is not None
    if is_loaded:
        return
    clock = ManualClock(sample.begins_at(calendar.local_date(now)))
    past = wiring.build(replace(settings, sample=False, smtp_host=""), clock)
    try:
        sample.load_residents(HouseStage(past), now, progress=progress)
        past.run(lambda tx: installation.write(tx.session, _LOADED, "1", tx.wall()))
    finally:
        past.close()


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
    settings = replace(config.from_environment(), sample=True)
    load_sample(settings, lambda name: print(f"  {name}", flush=True))
    with opening.house(settings) as house, house.reading() as tx:
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
        print(f"An empty installation for {given.region_name}. The first administrator chooses a password here,")
        print(f"within 24 hours, once:\n\n  {settings.url}/welcome/{secret}\n")
        if not settings.smtp_host:
            print("Set SMTP_HOST so that mails leave the house; try it with: randa mail test ADDRESS")
    return 0


def _found(tx: Transaction, given: argparse.Namespace) -> str:
    """Do all or nothing: kind, region, first administrator, models; return the link's secret."""
    opening.found(tx, "real")
    models.deploy(tx, by=opening.CLI)
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
