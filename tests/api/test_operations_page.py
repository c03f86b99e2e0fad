"""Drift in the browser: a date is moved to a day that comes, never to one that has been."""

from __future__ import annotations

from dataclasses import replace

from service.auth import accounts, passwords
from service.directory import people
from tests.api.browser_like import Browser
from tests.api.conftest import Api
from workflows import jobs
from workflows.model import calendar

PASSWORD = "blåbär i skogen 7"


def test_a_date_that_has_been_is_refused_at_the_field(api: Api) -> None:
    house = api.stage.house
    house.settings = replace(house.settings, password_rounds=1, password_memory=64)
    kept = passwords.hashed(house.settings, PASSWORD)
    api.stage.run(lambda tx: accounts.set_password(tx, people.get(tx, "ada").id, kept))
    email = api.stage.run(lambda tx: people.get(tx, "ada").email)
    api.hire()
    job = api.stage.run(lambda tx: jobs.waiting(tx, kinds=("deadline",))[0][0])
    browser = Browser(api.app)
    browser.sign_in(email, PASSWORD)
    long_ago = calendar.local_date(api.stage.clock.now()).replace(year=2020)
    browser.look("/operations?tab=timers")

    answer = browser.send(f"/operations/timers/{job.id}/move", on=long_ago.isoformat(), why="Semester.")

    assert "Dagen har redan varit" in browser.look(answer.location).text
    assert api.stage.run(lambda tx: jobs.waiting(tx, kinds=("deadline",))[0][0]).due_at == job.due_at
