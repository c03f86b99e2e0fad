"""A decision model: one DMN file, read and compiled once, asked many times by many threads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workflows.decisions import notation
from workflows.decisions.graph import Case, Graph
from workflows.decisions.work import Decided, Finding, Work
from workflows.feel import expression
from workflows.feel.budget import Budget
from workflows.feel.kinds import Function
from workflows.model import errors
from workflows.model.clock import Clock
from workflows.model.values import Value


class DecisionModel:
    """The decisions, services, functions and types of one DMN file; it has no state that changes."""

    def __init__(self, graph: Graph, sha256: str) -> None:
        self.graph = graph
        #: Digest of the file.
        self.sha256 = sha256
        nodes = graph.definitions.nodes
        self.name = graph.definitions.name
        #: Decisions by id, in the order of the file.
        self.decisions = {node.id: node for node in nodes if isinstance(node, notation.Decision)}
        self.inputs = {node.id: node for node in nodes if isinstance(node, notation.InputData)}
        self.services = {node.id: node for node in nodes if isinstance(node, notation.DecisionService)}
        self.functions = {node.id: node for node in nodes if isinstance(node, notation.KnowledgeModel)}
        #: What to say of every rule, by the rule's id: history keeps the ids, `explain` makes the words.
        self.rules = {match.rule_id: match for plan in graph.plans for match in plan.matches}
        #: Types by name.
        self.item_definitions = {item.name: item for item in graph.definitions.item_definitions}

    def __repr__(self) -> str:
        return f"DecisionModel({self.name!r}, {len(self.decisions)} decisions)"

    def find(self, name: str) -> notation.Node:
        """Return a decision, service, function or input by id or, where no id fits, by name.

        Raises errors.DecisionNotFound.
        """
        return self.graph.nodes.get(name) or self.named(name)

    def named(self, name: str) -> notation.Node:
        """Return a decision, else a service, function or input, by name; raises errors.DecisionNotFound."""
        for kind in (notation.Decision, notation.DecisionService, notation.KnowledgeModel, notation.InputData):
            for node in self.graph.nodes.values():
                if type(node) is kind and node.name == name:
                    return node
        raise errors.DecisionNotFound(decision=name)

    def decide(
        self,
        name: str,
        context: Mapping[str, Value],
        *,
        clock: Clock | None = None,
        budget: Budget | None = None,
    ) -> Decided:
        """Evaluate a decision (by id or name) with everything that it requires.

        *context* holds the input data by name; what is missing counts as null. Null-on-error as DMN says, and
        `errors` tells what went wrong: when there is one, the value should not be used. Raises
        errors.DecisionNotFound, and FeelLimit when the budget ends.
        """
        node = self.find(name)
        if isinstance(node, notation.DecisionService):
            wanted = (self.graph.find(href) for href in (*node.input_data, *node.input_decisions))
            return self.invoke(
                name, {f[2].name: context.get(f[2].name) for f in wanted if f}, clock=clock, budget=budget
            )
        return self._run(lambda case: self.graph.value(node, case), context, clock, budget)

    def invoke(
        self,
        name: str,
        arguments: Mapping[str, Value] | Sequence[Value],
        *,
        clock: Clock | None = None,
        budget: Budget | None = None,
    ) -> Decided:
        """Call a decision service or a function (business knowledge model) with named or positional arguments.

        A wrong number or a wrong name of an argument gives null, as in FEEL. Raises as decide does.
        """
        node = self.find(name)

        def call(case: Case) -> Any:
            function = self.graph.value(node, case)
            if not isinstance(function, Function):
                return None
            if isinstance(arguments, Mapping):
                return function.call_named(case.work, arguments)
            return function.call(case.work, list(arguments))

        return self._run(call, {}, clock, budget)

    @staticmethod
    def _run(call: Any, context: Mapping[str, Value], clock: Clock | None, budget: Budget | None) -> Decided:
        given = Budget() if budget is None else budget
        if clock is not None:
            given.clock = clock
        work = Work(given)
        try:
            value = call(Case(work, context))
            if type(value) in (list, dict):
                expression.measure(value, work)
        except RecursionError:
            raise errors.FeelLimit("depth", work.depth) from None
        except MemoryError:
            raise errors.FeelLimit("size", work.size) from None
        finally:
            work.settle(given)
        errors_ = [finding for finding in work.findings if finding.severity == "error"]
        warnings = [finding for finding in work.findings if finding.severity != "error"]
        return Decided(value, work.matched, errors_, warnings, work.inputs)

    @property
    def broken(self) -> list[Finding]:
        """Return what could not be read."""
        return self.graph.broken
