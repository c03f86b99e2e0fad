"""Evaluates the requirements graph of one model: what a decision requires is decided first, and only once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workflows.decisions import boxed, notation, typed
from workflows.decisions.boxes import Boxes, Compiler, Read
from workflows.decisions.tables import Plan
from workflows.decisions.types import FunctionType, Type, Types
from workflows.decisions.work import Finding, Work, report
from workflows.feel.budget import Budget
from workflows.feel.frame import Code, Frame
from workflows.feel.hints import TypeHint
from workflows.feel.kinds import Function


class Case:
    """One evaluation: the work, what was given, and what is already decided (by graph and element)."""

    __slots__ = ("given", "known", "work")

    def __init__(self, work: Work, given: Mapping[str, Any], known: dict[tuple[int, str], Any] | None = None) -> None:
        self.work, self.given = work, given
        self.known = {} if known is None else known

    def of(self, name: str) -> Case:
        """Return the case as an imported model sees it: its inputs may be given under the import's name."""
        inner = self.given.get(name) if name else None
        return Case(self.work, inner, self.known) if isinstance(inner, Mapping) else self


Getter = Callable[[Case], Any]
#: A requirement: the import's name ("" = this model), the name in scope, and how to get the value.
Requirement = tuple[str, str, Getter]


class Graph:
    """The compiled elements of one model; imported models are graphs of their own."""

    def __init__(self, definitions: notation.Definitions, imported: Mapping[str, Graph]) -> None:
        self.definitions, self.imported = definitions, imported
        self.nodes = {node.id: node for node in definitions.nodes}
        self.keys: frozenset[str] = _keys(definitions).union(
            *(graph.keys | graph.exported for graph in imported.values())
        )
        types_ = {name: graph.types for name, graph in imported.items()}
        self.types: Types = Types(definitions.item_definitions, types_, self.keys)
        #: Expressions that cannot be read and requirements that lead nowhere.
        self.broken: list[Finding] = [_twice(each) for each in definitions.twice]
        #: Every text that was read, for the checker.
        self.read: list[Read] = []
        #: Every decision table.
        self.plans: list[Plan] = []
        self.codes: dict[str, Code] = {}
        self.requirements: dict[str, list[Requirement]] = {}
        for node in definitions.nodes:
            if isinstance(node, (notation.Decision, notation.KnowledgeModel)):
                self._compile(node)

    @property
    def exported(self) -> frozenset[str]:
        """Return the names that an importing model may write after a dot."""
        return frozenset(node.name for node in self.nodes.values())

    # --- reading ---

    def _compile(self, node: notation.Decision | notation.KnowledgeModel) -> None:
        requirements = [found for href in node.requires if (found := self._requirement(node, href)) is not None]
        self.requirements[node.id] = requirements
        boxes = Boxes(node.id, node.name, self.types, self.keys)
        names = {node.name: "function"} if isinstance(node, notation.KnowledgeModel) else {}
        names |= {space or name: self._hint(node, space, name) for space, name, _ in requirements}
        if isinstance(node, notation.Decision):
            self.codes[node.id] = Compiler().code(boxes.typed(boxes.node(node.logic, names), node.type))
        elif node.function is not None:
            result = self._result(node.type)
            made = boxed.function(boxes, node.function, names, name=node.name, result=result)
            self.codes[node.id] = Compiler().code(made)
        self.broken.extend(boxes.broken)
        self.read.extend(boxes.read)
        self.plans.extend(boxes.plans)

    def _hint(self, node: notation.Decision | notation.KnowledgeModel, space: str, name: str) -> TypeHint:
        """Say what is known of a required name; nothing is of another model's."""
        targets = [found[2] for href in node.requires if (found := self.find(href)) and found[2].name == name]
        target = targets[0] if targets and not space else None
        return self.types.hint(target.type) if isinstance(target, (notation.InputData, notation.Decision)) else "Any"

    def _result(self, reference: str) -> str:
        """A function's variable may be declared as a function or, as most tools do, as its result."""
        return "" if isinstance(self.types.named(reference), FunctionType) else reference

    def _requirement(self, node: notation.Node, href: str) -> Requirement | None:
        found = self.find(href)
        if found is None:
            self.broken.append(_lost(node, href))
            return None
        space, graph, target = found
        if space is None:
            return "", target.name, lambda case: graph.value(target, case)
        return space, target.name, lambda case: graph.value(target, case.of(space))

    def find(self, href: str) -> tuple[str | None, Graph, notation.Node] | None:
        """Follow a reference; gives the import's name (None = this model), the graph and the element."""
        namespace, _, identity = href.rpartition("#")
        if not namespace or namespace == self.definitions.namespace:
            node = self.nodes.get(identity)
            return (None, self, node) if node is not None else None
        for name, graph in self.imported.items():
            if graph.definitions.namespace == namespace and identity in graph.nodes:
                return name, graph, graph.nodes[identity]
        return None

    # --- evaluating ---

    def value(self, node: notation.Node, case: Case) -> Any:
        """Return what an element stands for: a given input, a decided value, or a function."""
        if isinstance(node, notation.InputData):
            key = (id(self), node.id)
            if key not in case.known:
                case.known[key] = self._given(node, case)
            return case.known[key]
        if isinstance(node, notation.Decision):
            return self._decided(node, case)
        if isinstance(node, notation.KnowledgeModel):
            return self._known_function(node, case)
        return self.service(node, case.work)

    def _given(self, node: notation.InputData, case: Case) -> Any:
        value = case.given.get(node.name)
        if value is None:
            if node.name not in case.given:
                report(case.work, _not_given(node))
            return None
        return self.fitted(value, node, case.work)

    def fitted(self, value: Any, node: notation.InputData | notation.Decision, budget: Budget) -> Any:
        """Fit a value given from outside to the declared type of an input or decision."""
        wanted = self.types.named(node.type)
        return typed.fit(value, wanted, typed.Place(node.id, node.name, node.type), budget)[1]

    def _decided(self, node: notation.Decision, case: Case) -> Any:
        key = (id(self), node.id)
        known = case.known
        if key not in known:
            known[key] = None  # a decision that requires itself is null
            known[key] = self.codes[node.id](self._frame(node, case))
        return known[key]

    def _frame(self, node: notation.Decision | notation.KnowledgeModel, case: Case) -> Frame:
        names: dict[str, Any] = {}
        for space, name, getter in self.requirements[node.id]:
            if space:
                names.setdefault(space, {})[name] = getter(case)
            else:
                names[name] = getter(case)
        return Frame(names, None, case.work)

    def _known_function(self, node: notation.KnowledgeModel, case: Case) -> Any:
        code = self.codes.get(node.id)
        if code is None:
            return None
        key = (id(self), node.id)
        if key not in case.known:
            case.known[key] = None
            frame = self._frame(node, case)
            case.known[key] = code(frame)
            frame.names[node.name] = case.known[key]  # type: ignore[index]
        return case.known[key]

    def service(self, node: notation.DecisionService, work: Work) -> Function:
        """Return a decision service as a function of its input data and input decisions."""
        parameters = [found for href in (*node.input_data, *node.input_decisions) if (found := self.find(href))]
        outputs = [found for href in node.outputs if (found := self.find(href))]

        def call(budget: Budget, arguments: list[Any]) -> Any:
            case = Case(work, {})
            for (_, graph, target), argument in zip(parameters, arguments, strict=True):
                assert isinstance(target, (notation.InputData, notation.Decision))
                case.known[(id(graph), target.id)] = graph.fitted(argument, target, budget)
            values = {target.name: graph.value(target, case) for _, graph, target in outputs}
            value = next(iter(values.values())) if len(values) == 1 else values
            wanted: Type | None = self.types.named(self._result(node.type))
            return typed.fit(value, wanted, typed.Place(node.id, node.name, node.type), budget)[1]

        return Function(tuple(target.name for _, _, target in parameters), call, name=node.name)


def _keys(definitions: notation.Definitions) -> frozenset[str]:
    """Give the names that may follow a dot or stand in a filter: components, columns, entries, outputs."""
    found: set[str] = set()

    def components(items: tuple[notation.ItemDefinition, ...]) -> None:
        for item in items:
            found.update(part.name for part in item.components)
            components(item.components)

    components(definitions.item_definitions)
    for node in definitions.nodes:
        logic = node.logic if isinstance(node, notation.Decision) else getattr(node, "function", None)
        for box in notation.inside(logic):
            if isinstance(box, notation.Context):
                found.update(entry.variable.name for entry in box.entries if entry.variable is not None)
            elif isinstance(box, notation.Relation):
                found.update(box.columns)
            elif isinstance(box, notation.Table):
                found.update(column.name for column in box.outputs)
        if isinstance(node, (notation.DecisionService, notation.KnowledgeModel)):
            found.add(node.name)
    return frozenset(found)


def _lost(node: notation.Node, href: str) -> Finding:
    return Finding(
        "requirement-lost",
        "error",
        node.id,
        f"”{node.name}” kräver något som inte finns i modellen: {href}.",
        f"“{node.name}” requires something that is not in the model: {href}.",
    )


def _twice(identity: str) -> Finding:
    return Finding(
        "id-twice",
        "error",
        identity,
        f"Flera delar i modellen har samma id: {identity}.",
        f"Several elements of the model have the same id: {identity}.",
    )


def _not_given(node: notation.InputData) -> Finding:
    return Finding(
        "input-missing",
        "warning",
        node.id,
        f"Indata ”{node.name}” saknas och räknas som tomt.",
        f"The input “{node.name}” is missing and counts as null.",
    )
