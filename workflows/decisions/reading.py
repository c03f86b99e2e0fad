"""Turns the XML of a DMN file (1.1 to 1.5) into notation; what it does not know it leaves out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

from workflows.decisions import boxed_reading, notation
from workflows.decisions.boxed_reading import text_of, type_of, words
from workflows.decisions.xml import Element
from workflows.model import errors

_REQUIREMENTS = ("requiredInput", "requiredDecision", "requiredKnowledge")


def definitions(root: Element) -> notation.Definitions:
    """Read the root element; raises errors.UnreadableModel when it is not DMN."""
    if root.name != "definitions" or "DMN" not in root.namespace:
        raise errors.UnreadableModel("The file is not readable DMN.", "Filen går inte att läsa som DMN.")
    nodes = tuple(_NODES[child.name](child) for child in root.children if child.name in _NODES)
    nodes, twice = _distinct(nodes)
    return notation.Definitions(
        name=root.get("name"),
        namespace=root.get("namespace"),
        nodes=_with_inputs(nodes),
        item_definitions=tuple(_item(child) for child in root.all("itemDefinition")),
        imports=tuple(_import(child) for child in root.all("import") if _is_model(child)),
        twice=twice,
    )


def _distinct(nodes: tuple[notation.Node, ...]) -> tuple[tuple[notation.Node, ...], tuple[str, ...]]:
    """Give later elements with an id that is taken an id of their own; the checker reports it."""
    times: Counter[str] = Counter()
    made: list[notation.Node] = []
    for node in nodes:
        times[node.id] += 1
        made.append(node if times[node.id] == 1 else replace(node, id=f"{node.id}~{times[node.id]}"))
    return tuple(made), tuple(one for one, number in times.items() if number > 1)


def _import(element: Element) -> notation.Import:
    return notation.Import(element.get("name"), element.get("namespace"), element.get("locationURI"))


def _is_model(element: Element) -> bool:
    """Say whether an import is of DMN; others (PMML, schemas) are left out."""
    kind = element.get("importType").lower()
    return not kind or "dmn" in kind


def _item(element: Element) -> notation.ItemDefinition:
    function = element.first("functionItem")
    return notation.ItemDefinition(
        name=element.get("name"),
        type=text_of(element, "typeRef"),
        allowed=_tests(element, "allowedValues"),
        constraint=_tests(element, "typeConstraint"),
        collection=element.get("isCollection") == "true",
        components=tuple(_item(child) for child in element.all("itemComponent")),
        function=tuple(boxed_reading.variable(child) for child in function.all("parameters")) if function else None,
        result=function.get("outputTypeRef") if function else "",
    )


def _tests(element: Element, name: str) -> str:
    child = element.first(name)
    return text_of(child, "text") if child is not None else ""


def _requires(element: Element) -> tuple[str, ...]:
    found = element.all("informationRequirement", "knowledgeRequirement")
    return tuple(part.get("href") for each in found for part in each.all(*_REQUIREMENTS))


def _references(element: Element, name: str) -> tuple[str, ...]:
    return tuple(child.get("href") for child in element.all(name))


def _input_data(element: Element) -> notation.InputData:
    name, english = words(element)
    return notation.InputData(element.get("id") or name, name, english, type_of(element.first("variable")))


def _decision(element: Element) -> notation.Decision:
    name, english = words(element)
    return notation.Decision(
        id=element.get("id") or name,
        name=name,
        name_en=english,
        type=type_of(element.first("variable")),
        requires=_requires(element),
        logic=boxed_reading.expression_in(element),
        question=text_of(element, "question"),
        description=text_of(element, "description"),
    )


def _knowledge_model(element: Element) -> notation.KnowledgeModel:
    name, english = words(element)
    logic = element.first("encapsulatedLogic")
    return notation.KnowledgeModel(
        id=element.get("id") or name,
        name=name,
        name_en=english,
        type=type_of(element.first("variable")),
        requires=_requires(element),
        function=boxed_reading.function(logic) if logic is not None else None,
    )


def _service(element: Element) -> notation.DecisionService:
    name, english = words(element)
    return notation.DecisionService(
        id=element.get("id") or name,
        name=name,
        name_en=english,
        type=type_of(element.first("variable")),
        outputs=_references(element, "outputDecision"),
        input_data=_references(element, "inputData"),
        input_decisions=_references(element, "inputDecision"),
    )


_NODES: dict[str, Callable[[Element], notation.Node]] = {
    "inputData": _input_data,
    "decision": _decision,
    "businessKnowledgeModel": _knowledge_model,
    "decisionService": _service,
}


def _with_inputs(nodes: tuple[notation.Node, ...]) -> tuple[notation.Node, ...]:
    """Write into every decision which input data of the same file it needs in the end."""
    by_id = {node.id: node for node in nodes}
    needed: dict[str, dict[str, None]] = {}
    for node in graph_order(by_id):
        if isinstance(node, notation.InputData):
            needed[node.id] = {node.name: None}
            continue
        found: dict[str, None] = {}
        for target in required(node, by_id):
            found |= needed.get(target.id, {})
        needed[node.id] = found
    return tuple(
        replace(node, inputs=tuple(needed[node.id])) if isinstance(node, notation.Decision) else node for node in nodes
    )


def required(node: notation.Node, by_id: Mapping[str, notation.Node]) -> list[notation.Node]:
    """Return the elements of the same file that a decision or function requires."""
    if not isinstance(node, (notation.Decision, notation.KnowledgeModel)):
        return []
    found = (by_id.get(href.rpartition("#")[2]) for href in node.requires)
    return [other for other in found if other is not None]


def graph_order(by_id: Mapping[str, notation.Node]) -> list[notation.Node]:
    """Return the elements so that what is required comes first; in a circle, in the order of the file."""
    ordered: dict[str, notation.Node] = {}
    entered: set[str] = set()
    for start in by_id.values():
        waiting = [start]
        while waiting:
            node = waiting[-1]
            ahead = [each for each in required(node, by_id) if each.id not in entered] if node.id not in entered else []
            entered.add(node.id)
            waiting += reversed(ahead)
            if not ahead:
                ordered.setdefault(waiting.pop().id, node)
    return list(ordered.values())
