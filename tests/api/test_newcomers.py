"""Somebody just hired gets in: by their name in a sample, by an invitation in a real installation."""

from __future__ import annotations

from dataclasses import replace

from service import sample
from service.notifications import Letter
from service.residency import queries
from service.residency.tables import Mail
from service.wiring.house import KIND
from tests.api.conftest import Api, number
from workflows.store import installation
from workflows.transaction import Transaction

NEW = {
    "personnummer": number(1),
    "first_name": "Nyponia",
    "last_name": "Ros",
    "email": "nyponia.ros@example.org",
}


class Postbox:
    """Takes letters instead of a mail server."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def send(self, letter: Letter) -> None:
        """Take one letter."""
        self.letters.append(letter)


def welcomes(tx: Transaction) -> list[Mail]:
    return [m for m in queries.mails(tx.session, regions=None, state=None, limit=99) if m.kind == "welcome"]


def test_in_a_sample_the_new_doctor_can_be_chosen_on_the_sign_in_page(api: Api) -> None:
    api.hire(person=NEW)

    listed = api.stage.run(sample.signed_in_list)

    new = next(p for p in listed if p.name == f"{NEW['first_name']} {NEW['last_name']}")
    assert (new.region, new.roles) == ("rjl", ["resident"])
    assert not api.stage.run(welcomes)


def test_in_a_real_installation_one_mail_invites_and_its_secret_lies_nowhere_else(api: Api) -> None:
    house, post = api.stage.house, Postbox()
    house.notifier = replace(house.notifier, post=post)
    api.stage.run(lambda tx: installation.write(tx.session, KIND, "real", tx.wall()))
    api.hire(person=NEW)

    api.stage.settle()

    assert [m.state for m in api.stage.run(welcomes)] == ["sent"]
    sent = [letter for letter in post.letters if letter.to == NEW["email"] and "/welcome/" in letter.text]
    assert len(sent) == 1
