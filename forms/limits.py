"""What one typed answer must keep to: length, range, pattern, files that exist, the field's own check."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from forms import texts
from forms.errors import Wrong
from forms.fields import MOST_ROWS, Field
from forms.messages import missing, say
from forms.ports import Ports, Scope
from forms.wording import Sentence, Text


def keep_to(field: Field, value: Any, given: Any, scope: Scope, ports: Ports) -> None:
    """Raise Wrong when *value* (typed; *given* as sent) breaks a limit of its field. No answer breaks none."""
    if field.kind in ("textfield", "textarea"):
        _length(field, value, scope, ports)
        _pattern(field, value, ports)
    elif field.kind == "number":
        _range(field, value, given, scope, ports)
    elif field.kind == "datetime":
        _not_passed(field, value, scope, ports)
    elif field.kind == "filepicker":
        _exists(value, ports)
    elif field.kind == "checkbox" and field.is_required and value is not True:
        raise Wrong(missing_answer(field))
    own_check(field, value, scope, ports)


def missing_answer(field: Field) -> Sentence:
    """Ask for an answer, in the form's own words where it has some."""
    own = field.own_text("required")
    return Sentence(own.sv, own.en, True) if own.sv else missing(field.kind, field.label)


def own_check(field: Field, value: Any, scope: Scope, ports: Ports) -> None:
    """Evaluate ``properties.check`` with *value* in scope; only an outright false is wrong."""
    check = field.properties.get("check")
    if not check or value is None or value == []:
        return
    inside = {**scope, "value": value}
    if ports.expressions.value(str(check), inside) is False:
        own = field.own_text("check")
        has_text = bool(field.properties.get("check_sv"))
        raise Wrong(_filled(own, inside, ports) if has_text else say("check_failed", label=field.label, typed=value))


def rows_between(field: Field, count: int) -> None:
    """Raise Wrong when a list has fewer or more rows than it may."""
    least = int(field.properties.get("min_rows") or (1 if field.is_required else 0))
    most = most_rows(field)
    if count < least:
        own = field.own_text("required")
        raise Wrong(Sentence(own.sv, own.en, True) if own.sv else say("missing_row", n=least, label=field.label))
    if count > most:
        raise Wrong(say("too_many_rows", n=most))


def most_rows(field: Field) -> int:
    """Return how many rows a list may have, never above MOST_ROWS."""
    from_form = field.properties.get("max_rows")
    return min(int(from_form), MOST_ROWS) if from_form else MOST_ROWS


def _filled(own: Text, scope: Mapping[str, Any], ports: Ports) -> Sentence:
    swedish = texts.fill(own.sv, scope, ports.expressions, "sv")
    return Sentence(swedish, texts.fill(own.of("en"), scope, ports.expressions, "en"))


def _number(field: Field, name: str, scope: Scope, ports: Ports) -> Decimal | None:
    given = field.rules.get(name)
    if isinstance(given, str):
        given = ports.expressions.value(given, scope)
    return Decimal(str(given)) if isinstance(given, (int, float, Decimal)) and given is not True else None


def _length(field: Field, value: str, scope: Scope, ports: Ports) -> None:
    least, most = _number(field, "minLength", scope, ports), _number(field, "maxLength", scope, ports)
    if least is not None and len(value) < least:
        raise Wrong(say("too_short", n=least, count=len(value)))
    if most is not None and len(value) > most:
        raise Wrong(say("too_long", n=most, count=len(value)))


def _pattern(field: Field, value: str, ports: Ports) -> None:
    """Match with FEEL's ``matches``, whose patterns take linear time."""
    pattern = field.rules.get("pattern")
    if not pattern:
        return
    if ports.expressions.value("matches(value, pattern)", {"value": value, "pattern": pattern}) is not True:
        own = Text(str(field.rules.get("patternErrorMessage") or ""), str(field.properties.get("pattern_en") or ""))
        raise Wrong(Sentence(own.sv, own.en) if own.sv else say("not_pattern", label=field.label, typed=value))


def _range(field: Field, value: Decimal, given: Any, scope: Scope, ports: Ports) -> None:
    low, high = _number(field, "min", scope, ports), _number(field, "max", scope, ports)
    if (low is None or value >= low) and (high is None or value <= high):
        return
    if low is not None and high is not None:
        raise Wrong(say("not_between", low=low, high=high, typed=given))
    raise Wrong(say("above", high=high, typed=given) if low is None else say("below", low=low, typed=given))


def _not_passed(field: Field, value: Any, scope: Scope, ports: Ports) -> None:
    if not field.component.get("disallowPassedDates") or not isinstance(value, date):
        return
    today = ports.expressions.value("today()", scope)
    day = value.date() if isinstance(value, datetime) else value
    if isinstance(today, date) and day < today:
        raise Wrong(say("passed", typed=day))


def _exists(value: Any, ports: Ports) -> None:
    for file_id in value if isinstance(value, list) else [value]:
        if ports.files.describe(file_id) is None:
            raise Wrong(say("file_gone"))
