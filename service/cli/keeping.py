"""``randa backup``, ``restore`` and ``incidents``: keep everything in one file, and see what needs a person."""

from __future__ import annotations

import argparse
import smtplib
from pathlib import Path
from uuid import UUID

from service import config, notifications
from service.cli import archive, opening
from service.wiring import House
from workflows import incidents
from workflows.store.base import new_id


def add_to(commands: opening.Add) -> None:
    """Add this family."""
    backup = opening.command(commands, "backup", _backup, "Write database and files into one file, while all runs.")
    backup.add_argument("file", type=Path)
    restore = opening.command(commands, "restore", _restore, "Read such a file into an empty installation.")
    restore.add_argument("file", type=Path)
    mail = opening.group(commands, "mail", "The way that mail takes.")
    test = opening.command(mail, "test", _test_mail, "Send one mail now, to see that the mail server takes it.")
    test.add_argument("address")
    parts = opening.command(commands, "incidents", _incidents, "List what needs a person.")
    parts.add_argument("--all", action="store_true", help="resolved ones too")
    parts.add_argument("--retry", metavar="ID", type=UUID, help="try one again")


def _backup(given: argparse.Namespace) -> int:
    with opening.house() as house:
        rows, files = archive.write(house, given.file)
    print(f"{given.file}: {rows} rows, {files} files")
    return 0


def _restore(given: argparse.Namespace) -> int:
    rows, files = archive.read(config.from_environment(), given.file)
    print(f"{rows} rows, {files} files. Sessions and one-time links were not taken along.")
    return 0


def _incidents(given: argparse.Namespace) -> int:
    with opening.house() as house:
        if given.retry:
            house.run(lambda tx: incidents.retry(tx, given.retry, by=opening.CLI))
        with house.reading() as tx:
            found = incidents.listed(tx, state=None if given.all else "open")
            for row in found:
                print(f"{row.id}  {row.opened_at:%Y-%m-%d %H:%M}  {row.state}  {row.kind}: {row.message_en}")
                for name in ("element", "expression", "position"):
                    if row.detail.get(name) is not None:
                        print(f"    {name}: {row.detail[name]}")
            print(f"{len(found)} incidents")
    return 0


def _test_mail(given: argparse.Namespace) -> int:
    with opening.house() as house:
        if not house.settings.smtp_host:
            print("SMTP_HOST is empty: mails are kept and shown, but none leaves the house.")
            return 1
        try:
            house.notifier.post.send(_letter(house, given.address))
        except (OSError, smtplib.SMTPException) as why:
            print(f"{house.settings.smtp_host}:{house.settings.smtp_port} did not take it: {why}")
            return 1
    print(f"{house.settings.smtp_host} took a mail for {given.address}")
    return 0


def _letter(house: House, address: str) -> notifications.Letter:
    name = f"<{new_id()}@randa>"
    return notifications.Letter(
        message_id=name,
        thread_id=name,
        to=address,
        subject="Randa",
        text=f"Detta är ett testmejl från Randa. / This is a test mail from Randa.\n\n{house.settings.url}",
        html="<!doctype html><html lang='sv'><head><title>Randa</title></head><body><p>Detta är ett testmejl från "
        "Randa.</p><p lang='en'>This is a test mail from Randa.</p></body></html>",
        locale="sv",
        at=house.parts.clock.wall(),
    )
