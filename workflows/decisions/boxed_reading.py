"""Reads boxed expressions and decision tables from XML."""

from __future__ import annotations

from collections.abc import Callable

from workflows.decisions import notation
from workflows.decisions.notation import Boxed, Variable
from workflows.decisions.xml import Element


def text_of(element: Element, name: str) -> str:
    """Return the text of the child *name*, without the space around it."""
    child = element.first(name)
    return child.text.strip() if child is not None else ""


def type_of(element: Element | None) -> str:
    """Return the declared type; DMN 1.1 wrote it with a prefix."""
    return element.get("typeRef") if element is not None else ""


def variable(element: Element) -> Variable:
    """Read a parameter or variable."""
    return Variable(element.get("name"), type_of(element))


def words(element: Element) -> tuple[str, str]:
    """Return the Swedish and the English name; the English one stands in `randa:name lang="en"`."""
    name = element.get("name") or element.get("label")
    return name, said_in_english(element, "name") or name


def said_in_english(element: Element, kind: str) -> str:
    """Return the text of `randa:name` or `randa:doc` (*kind*) with lang="en", or nothing."""
    extension = element.first("extensionElements")
    found = [child for child in extension.all(kind) if child.get("lang") == "en"] if extension is not None else []
    return found[0].text.strip() if found else ""


def expression_in(element: Element | None) -> Boxed | None:
    """Read the first boxed expression inside *element*."""
    found = element.first(*_READERS) if element is not None else None
    return expression(found) if found is not None else None


def expression(element: Element) -> Boxed:
    """Read a boxed expression."""
    return _READERS[element.name](element)


def _part(element: Element, *names: str) -> Boxed:
    """Read the expression inside a child; a missing one is null."""
    return expression_in(element.first(*names)) or notation.Literal(text="")


def _literal(element: Element) -> Boxed:
    text = text_of(element, "text")
    return notation.Literal(id=element.get("id"), type=type_of(element), text=text)


def _context(element: Element) -> Boxed:
    entries = []
    for entry in element.all("contextEntry"):
        name = entry.first("variable")
        value = expression_in(entry) or notation.Literal(text="")
        entries.append(notation.ContextEntry(variable(name) if name is not None else None, value))
    return notation.Context(id=element.get("id"), type=type_of(element), entries=tuple(entries))


def _items(element: Element) -> tuple[Boxed, ...]:
    return tuple(expression(child) for child in element.all(*_READERS))


def _list(element: Element) -> Boxed:
    return notation.BoxedList(id=element.get("id"), type=type_of(element), items=_items(element))


def _relation(element: Element) -> Boxed:
    return notation.Relation(
        id=element.get("id"),
        type=type_of(element),
        columns=tuple(column.get("name") for column in element.all("column")),
        rows=tuple(_items(row) for row in element.all("row", "list")),
    )


def _conditional(element: Element) -> Boxed:
    return notation.Conditional(
        id=element.get("id"),
        type=type_of(element),
        condition=_part(element, "if"),
        yes=_part(element, "then"),
        no=_part(element, "else"),
    )


def _filter(element: Element) -> Boxed:
    source, match = _part(element, "in"), _part(element, "match")
    return notation.Filter(id=element.get("id"), type=type_of(element), source=source, match=match)


def _for(element: Element) -> Boxed:
    return notation.For(
        id=element.get("id"),
        type=type_of(element),
        variable=element.get("iteratorVariable"),
        source=_part(element, "in"),
        body=_part(element, "return"),
    )


def _quantified(element: Element) -> Boxed:
    return notation.Quantified(
        id=element.get("id"),
        type=type_of(element),
        quantifier=element.name,
        variable=element.get("iteratorVariable"),
        source=_part(element, "in"),
        body=_part(element, "satisfies"),
    )


def _invocation(element: Element) -> Boxed:
    bindings = []
    for binding in element.all("binding"):
        parameter = binding.first("parameter")
        name = parameter.get("name") if parameter is not None else ""
        bindings.append(notation.Binding(name, expression_in(binding) or notation.Literal(text="")))
    function_ = expression_in(element) or notation.Literal(text="")
    return notation.Invocation(
        id=element.get("id"), type=type_of(element), function=function_, bindings=tuple(bindings)
    )


def function(element: Element) -> notation.FunctionDefinition:
    """Read a function definition or the logic of a business knowledge model."""
    return notation.FunctionDefinition(
        id=element.get("id"),
        type=type_of(element),
        kind=element.get("kind", "FEEL"),
        parameters=tuple(variable(parameter) for parameter in element.all("formalParameter")),
        body=expression_in(element),
    )


def _table(element: Element) -> Boxed:
    rules = tuple(_rule(rule, f"{element.get('id')}-{at}") for at, rule in enumerate(element.all("rule"), 1))
    return notation.Table(
        id=element.get("id"),
        type=type_of(element),
        hit_policy=element.get("hitPolicy", "UNIQUE"),
        aggregation=element.get("aggregation"),
        inputs=tuple(_input(column) for column in element.all("input")),
        outputs=tuple(_output(column, element) for column in element.all("output")),
        annotations=tuple(column.get("name") for column in element.all("annotation")),
        rules=rules,
    )


def _input(element: Element) -> notation.TableInput:
    expression_ = element.first("inputExpression")
    text = text_of(expression_, "text") if expression_ is not None else ""
    values = element.first("inputValues")
    return notation.TableInput(
        id=element.get("id"),
        label=element.get("label") or text,
        label_en=said_in_english(element, "name"),
        text=text,
        type=type_of(expression_),
        allowed=text_of(values, "text") if values is not None else "",
    )


def _output(element: Element, table: Element) -> notation.TableOutput:
    values, default = element.first("outputValues"), element.first("defaultOutputEntry")
    name = element.get("name")
    return notation.TableOutput(
        id=element.get("id"),
        name=name,
        label=element.get("label") or name or table.get("outputLabel"),
        label_en=said_in_english(element, "name"),
        type=type_of(element),
        allowed=text_of(values, "text") if values is not None else "",
        default=text_of(default, "text") if default is not None else "",
    )


def _rule(element: Element, spare_id: str) -> notation.Rule:
    return notation.Rule(
        id=element.get("id") or spare_id,
        tests=tuple(text_of(cell, "text") or "-" for cell in element.all("inputEntry")),
        outputs=tuple(text_of(cell, "text") for cell in element.all("outputEntry")),
        annotations=tuple(text_of(cell, "text") for cell in element.all("annotationEntry")),
        sv=text_of(element, "description"),
        en=said_in_english(element, "doc"),
    )


_READERS: dict[str, Callable[[Element], Boxed]] = {
    "literalExpression": _literal,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "conditional": _conditional,
    "filter": _filter,
    "for": _for,
    "some": _quantified,
    "every": _quantified,
    "invocation": _invocation,
    "functionDefinition": function,
    "decisionTable": _table,
}
