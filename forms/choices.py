"""What can be chosen in a field, wherever the list comes from, and whether an answer is on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from forms.errors import Wrong
from forms.fields import SEVERAL, Field
from forms.messages import say
from forms.plain import plain
from forms.ports import Choice, Ports, Scope


def of(field: Field, scope: Scope, ports: Ports) -> list[Choice]:
    """Return the choices of a field: the house's list, the form's own, or what FEEL or a variable gives."""
    source = field.properties.get("options")
    if source:
        return list(ports.options.choices(str(source), scope))
    component = field.component
    if component.get("valuesExpression"):
        return _made(ports.expressions.value(str(component["valuesExpression"]), scope))
    if component.get("valuesKey"):
        return _made(scope.get(str(component["valuesKey"])))
    return _made(component.get("values"))


def typed(field: Field, answer: Any, scope: Scope, ports: Ports) -> Any:
    """Return the answer as the list has it (a number stays a number); raises Wrong for what is not on the list."""
    if answer is None:
        return None
    source = field.properties.get("options")
    known = None if source else {sent(choice.value): choice.value for choice in of(field, scope, ports)}
    answers = answer if field.kind in SEVERAL else [answer]
    found = [_on_list(each, source, known, scope, ports) for each in answers]
    return list(dict.fromkeys(found)) if field.kind in SEVERAL else found[0]


def sent(value: Any) -> str:
    """Write a choice's value as a browser sends it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(plain(value))


def _on_list(each: Any, source: Any, known: dict[str, Any] | None, scope: Scope, ports: Ports) -> Any:
    text = sent(each)
    if known is not None and text in known:
        return known[text]
    if known is None and isinstance(each, str) and ports.options.holds(str(source), text, scope):
        return text
    raise Wrong(say("not_choice", typed=text))


def _made(given: Any) -> list[Choice]:
    if not isinstance(given, Sequence) or isinstance(given, str):
        return []
    return [_choice(each) for each in given]


def _choice(each: Any) -> Choice:
    if not isinstance(each, Mapping):
        return Choice(_value(each), sent(each))
    value = _value(each.get("value"))
    label, detail, english = (str(each.get(name) or "") for name in ("label", "detail", "label_en"))
    return Choice(value, label or sent(value), detail, english)


def _value(value: Any) -> Any:
    """A number becomes a Decimal, as everywhere in the data."""
    return Decimal(str(value)) if isinstance(value, (int, float)) and not isinstance(value, bool) else value
