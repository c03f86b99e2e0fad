"""``randa time travel``: moves the business time of a sample installation and tells what happened on the way."""

from __future__ import annotations

import argparse
import datetime as dt
import re

from service import notifications
from service.cli import opening
from service.cli.stepping import HouseStage
from service.directory import people
from service.wiring import House
from workflows import history
from workflows.model import calendar, errors
from workflows.model.calendar import STOCKHOLM, Period
from workflows.transaction import Transaction

_WORDS = re.compile(r"(\d+)\s*(year|month|week|day|hour|år|månad|veck|dag|timm)[a-zåäö]*")
_ISO = {"year": "P{}Y", "år": "P{}Y", "month": "P{}M", "månad": "P{}M", "week": "P{}W", "veck": "P{}W"} | {
    "day": "P{}D",
    "dag": "P{}D",
    "hour": "PT{}H",
    "timm": "PT{}H",
}
#: Mails named one by one at a stop; more are counted.
_NAMED = 8


def add_to(commands: opening.Add) -> None:
    """Add this family."""
    time = opening.group(commands, "time", "Business time, in a sample installation only.")
    travel = opening.command(time, "travel", _travel, "Move time forward and do all that becomes due on the way.")
    travel.add_argument("how_far", help='such as "5 months", "2 weeks", P3M or 2027-01-31')
    opening.command(time, "now", _now, "Say what time it is for the processes.")


def _now(_given: argparse.Namespace) -> int:
    with opening.house() as house, house.reading() as tx:
        print(_shown(tx.now()))
    return 0


def _travel(given: argparse.Namespace) -> int:
    with opening.house() as house:
        if not house.settings.sample:
            raise errors.NotSample
        with house.reading() as tx:
            here = tx.now()
        to = read(given.how_far, here)
        print(f"From {_shown(here)} to {_shown(to)}")
        stops = 0
        for moment, carried in HouseStage(house).stops(to):
            stops += 1
            if carried:
                _tell(house, here, moment)
            here = moment
        print(f"{_shown(here)}: arrived, {stops} stops.")
    return 0


def read(text: str, here: dt.datetime) -> dt.datetime:
    """Return the moment that *text* means seen from *here*: words, an ISO length or a date. Raises Invalid."""
    words = _WORDS.fullmatch(text.strip().lower())
    try:
        if words is not None:
            return calendar.plus(here, Period.parse(_ISO[words[2]].format(words[1])))
        if text.strip().upper().startswith("P"):
            return calendar.plus(here, Period.parse(text.strip().upper()))
        return dt.datetime.combine(dt.date.fromisoformat(text.strip()), dt.time(8), STOCKHOLM)
    except ValueError:
        raise errors.Invalid(
            'Write how far: "5 months", "2 weeks", P3M, or a date such as 2027-01-31.',
            'Skriv hur långt: "5 månader", "2 veckor", P3M eller ett datum som 2027-01-31.',
        ) from None


def _tell(house: House, after: dt.datetime, until: dt.datetime) -> None:
    with house.reading() as tx:
        lines = _mails(tx, after, until)
        counts = history.counted(tx, after=after, until=until)
    told = [f"{number} {kind.replace('_', ' ')}" for kind, number in sorted(counts.items())]
    told += [f"{len(lines)} mail{'s' if len(lines) > 1 else ''}"] if lines else []
    print(f"{_shown(until)}  {', '.join(told) or 'nothing new'}")
    for line in lines[:_NAMED]:
        print(f"    {line}")
    if len(lines) > _NAMED:
        print(f"    … and {len(lines) - _NAMED} mails more")


def _mails(tx: Transaction, after: dt.datetime, until: dt.datetime) -> list[str]:
    rows = notifications.made_between(tx, after, until)
    names = people.names(tx, {row.to_person for row in rows})
    return [f"mail to {names.get(row.to_person, '?')}: {row.kind} {row.about}" for row in rows]


def _shown(moment: dt.datetime) -> str:
    return moment.astimezone(STOCKHOLM).strftime("%Y-%m-%d %H:%M")
