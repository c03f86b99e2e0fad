"""One answer as it was sent turned into the value it stands for, or into a sentence about what is wrong."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from forms import formats
from forms.errors import Wrong
from forms.fields import Field
from forms.messages import say

HOME = ZoneInfo("Europe/Stockholm")
YEARS = range(1900, 2201)
MOST_CHARACTERS = {"textfield": 500, "textarea": 20_000}
_NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,15})?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{2}:\d{2}(:\d{2})?")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[\ud800-\udfff]")


def convert(field: Field, given: Any) -> Any:
    """Return the typed value of one answer: text, Decimal, date, time, datetime, bool or file ids.

    Choices are left as sent (the list decides). None when there is no answer. Raises Wrong with a sentence.
    """
    if is_empty(given):
        return None
    return _CONVERTERS[field.kind](field, given)


def is_empty(given: Any) -> bool:
    """Say whether nothing was answered: None, blank text, an empty list."""
    return given is None or given == [] or (isinstance(given, str) and not given.strip())


def tidy(text: str, *, lines: bool) -> str:
    """Trim, unify line ends and accents, drop characters that no database takes."""
    text = _UNWRITABLE.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))
    return text.strip() if lines else " ".join(text.split("\n")).strip()


def _text(field: Field, given: Any) -> str | None:
    if not isinstance(given, str):
        raise Wrong(say("not_text"))
    text = tidy(given, lines=field.kind == "textarea")
    most = MOST_CHARACTERS[field.kind]
    if len(text) > most:
        raise Wrong(say("too_long", n=most, count=len(text)))
    reader = formats.FORMATS.get(str(field.properties.get("format") or field.rules.get("validationType") or ""))
    return reader(text) if reader and text else text or None


def _number(field: Field, given: Any) -> Decimal:
    if isinstance(given, bool) or not isinstance(given, (int, float, Decimal, str)):
        raise Wrong(say("not_number", typed=given))
    written = re.sub(r"\s", "", str(given)).replace(",", ".").replace("−", "-")
    if "e" in written.lower() and not isinstance(given, str):
        written = f"{Decimal(written):f}"
    if not _NUMBER.fullmatch(written):
        raise Wrong(say("not_number", typed=given))
    return _fitted(field, Decimal(written), given)


def _fitted(field: Field, number: Decimal, given: Any) -> Decimal:
    digits = field.component.get("decimalDigits")
    if digits is not None:
        plain = number.normalize().as_tuple().exponent
        if isinstance(plain, int) and -plain > int(digits):
            raise Wrong(say("not_whole" if int(digits) == 0 else "too_fine", n=int(digits), typed=given))
    step = field.component.get("increment")
    if step and number % Decimal(str(step)) != 0:
        raise Wrong(say("not_step", step=Decimal(str(step)), typed=given))
    return number


def _moment(field: Field, given: Any) -> date | time | datetime:
    subtype = field.component.get("subtype") or "date"
    if subtype == "date":
        return _date(given)
    return _time(given) if subtype == "time" else _instant(field, given)


def _date(given: Any) -> date:
    text = _written(given)
    if not _DATE.fullmatch(text):
        raise Wrong(say("not_date", typed=given))
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Wrong(say("no_such_date", typed=text)) from None
    if day.year not in YEARS:
        raise Wrong(say("odd_year", typed=text))
    return day


def _time(given: Any) -> time:
    text = _written(given).replace(".", ":")
    try:
        if _TIME.fullmatch(text):
            return time.fromisoformat(text)
    except ValueError:
        pass
    raise Wrong(say("not_time", typed=given))


def _instant(field: Field, given: Any) -> datetime:
    """A moment without offset is Swedish time; ``no_timezone`` keeps it local, ``utc_normalized`` stores UTC."""
    try:
        moment = datetime.fromisoformat(_written(given))
    except ValueError:
        raise Wrong(say("not_moment", typed=given)) from None
    if moment.year not in YEARS:
        raise Wrong(say("odd_year", typed=given))
    form = field.component.get("timeSerializingFormat")
    if form == "no_timezone":
        return moment.astimezone(HOME).replace(tzinfo=None) if moment.tzinfo else moment
    aware = moment if moment.tzinfo else moment.replace(tzinfo=HOME)
    return aware.astimezone(UTC) if form == "utc_normalized" else aware


def _written(given: Any) -> str:
    return given.isoformat() if isinstance(given, (date, time, datetime)) else str(given).strip()


def _flag(field: Field, given: Any) -> bool:
    known = {"true": True, "on": True, "1": True, "false": False}
    if isinstance(given, bool):
        return given
    if given not in known:
        raise Wrong(say("not_flag"))
    return known[given]


def _choices(field: Field, given: Any) -> list[Any]:
    if not isinstance(given, (list, tuple)):
        raise Wrong(say("not_list"))
    return list(given)


def _as_sent(field: Field, given: Any) -> Any:
    if isinstance(given, (list, dict)):
        raise Wrong(say("not_choice", typed=given))
    return given


def _files(field: Field, given: Any) -> Any:
    ids = [str(each) for each in given] if isinstance(given, (list, tuple)) else [str(given)]
    if field.is_multiple:
        return ids
    if len(ids) > 1:
        raise Wrong(say("one_file"))
    return ids[0]


_CONVERTERS: dict[str, Callable[[Field, Any], Any]] = {
    "textfield": _text,
    "textarea": _text,
    "number": _number,
    "datetime": _moment,
    "checkbox": _flag,
    "radio": _as_sent,
    "select": _as_sent,
    "checklist": _choices,
    "taglist": _choices,
    "filepicker": _files,
}
