"""Soundness: plays tokens through each scope, every choice once, and finds where they get stuck or pile up.

Choices of one token do not depend on other tokens, so only one token at a time has to be moved (a persistent set,
Valmari 1991); joins alone see the others. A sub-process is one node of the scope around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

from workflows.engine import normalise
from workflows.engine.process_model import ActivityMeta
from workflows.engine.profile.graph import Graph
from workflows.engine.profile.subject import Subject

MAX_STATES = 4_000
#: A marking: tokens as (node, incoming flow), sorted; the flow counts only at joins.
Token = tuple[str, str]
Marking = tuple[Token, ...]
_JOINS = frozenset(("parallelGateway", "inclusiveGateway"))


def check(subject: Subject) -> None:
    """Check that everything is reachable, can end, and never gets stuck."""
    for _key, _name, nodes in subject.scopes():
        if not nodes:
            continue
        graph = Graph(nodes)
        if _check_reach(subject, graph):
            _Game(subject, graph).play()


def _check_reach(subject: Subject, graph: Graph) -> bool:
    starts = [n.id for n in graph.nodes.values() if n.kind == "startEvent"]
    inside_events = [n.id for n in graph.nodes.values() if n.is_event_subprocess]
    reached = graph.reachable(starts) | set(inside_events)
    can_end = graph.reversed_from(n.id for n in graph.nodes.values() if n.kind == "endEvent") | set(inside_events)
    for node in graph.nodes.values():
        if node.id not in reached:
            subject.report("unreachable", node)
        elif node.id not in can_end:
            subject.report("never-ends", node)
    return reached >= graph.nodes.keys()


class _Game:
    """The token game of one scope."""

    def __init__(self, subject: Subject, graph: Graph) -> None:
        self.subject = subject
        self.graph = graph
        self.boundaries: dict[str, list[ActivityMeta]] = {}
        for node in graph.nodes.values():
            if node.attached_to:
                self.boundaries.setdefault(node.attached_to, []).append(node)
        self._came_from: dict[Marking, tuple[Marking | None, str]] = {}
        self._reaching: dict[tuple[str, ...], set[str]] = {}

    def play(self) -> None:
        """Explore from every start event."""
        starts = [n for n in self.graph.nodes.values() if n.kind == "startEvent"]
        todo: list[Marking] = []
        for start in starts:
            self._reach(((start.id, ""),), None, start.id, todo)
        while todo:
            if len(self._came_from) > MAX_STATES:
                self.subject.report("too-wide", self.subject.model.key)
                return
            marking = todo.pop()
            piled = self._piled(marking)
            if piled is not None:
                self.subject.report("lack-of-synchronisation", piled, path=self._path(marking))
                continue
            following = list(self._next(marking))
            if not following and marking:
                stuck = self.graph.nodes[marking[0][0]]
                self.subject.report("deadlock", stuck, path=self._path(marking))
            for after, at in following:
                self._reach(after, marking, at, todo)

    def _reach(self, marking: Marking, before: Marking | None, at: str, todo: list[Marking]) -> None:
        if marking not in self._came_from:
            self._came_from[marking] = (before, at)
            todo.append(marking)

    def _piled(self, marking: Marking) -> ActivityMeta | None:
        for one, other in pairwise(marking):
            if one == other:
                return self.graph.nodes[one[0]]
        return None

    def _next(self, marking: Marking) -> Iterator[tuple[Marking, str]]:
        """Move the first token that can move on its own; if there is none, fire a join."""
        for token in marking:
            if not self._waits(token):
                rest = _without(marking, [token])
                for targets, ends_all in self._ways(self.graph.nodes[token[0]]):
                    yield (() if ends_all else _marking([*rest, *targets])), token[0]
                return
        yield from self._fire_joins(marking)

    def _waits(self, token: Token) -> bool:
        node = self.graph.nodes[token[0]]
        return node.kind in _JOINS and len(node.incoming) > 1

    def _fire_joins(self, marking: Marking) -> Iterator[tuple[Marking, str]]:
        for key in dict.fromkeys(node for node, _ in marking):
            node = self.graph.nodes[key]
            here = [token for token in marking if token[0] == key]
            can = len(here) == len(node.incoming) if node.kind == "parallelGateway" else self._inclusive(marking, node)
            if can:
                rest = _without(marking, here)
                for targets, _ in self._leave(node):
                    yield _marking([*rest, *targets]), key
                return

    def _inclusive(self, marking: Marking, node: ActivityMeta) -> bool:
        """Say whether no other token can still come by an empty flow."""
        full = {flow for at, flow in marking if at == node.id}
        to_empty = self._before(node.id, [f.source for f in node.incoming if f.id not in full])
        to_full = self._before(node.id, [f.source for f in node.incoming if f.id in full])
        return not any(at in to_empty and at not in to_full for at, _ in marking if at != node.id)

    def _before(self, gateway: str, sources: list[str]) -> set[str]:
        key = (gateway, *sources)
        if key not in self._reaching:
            self._reaching[key] = self.graph.reversed_from(sources, stop=gateway)
        return self._reaching[key]

    def _ways(self, node: ActivityMeta) -> Iterator[tuple[list[Token], bool]]:
        """Yield what a token at *node* may become: targets, and whether everything else ends."""
        if node.kind == "endEvent":
            yield [], node.event.kind in ("terminate", "error", "cancel")
            return
        hooks = self.boundaries.get(node.id, [])
        yield from self._leave(node)
        for hook in hooks:
            for targets, _ in self._leave(hook):
                if hook.is_interrupting:
                    yield targets, False
                else:
                    for beside, _ in self._leave(node):
                        yield [*beside, *targets], False

    def _leave(self, node: ActivityMeta) -> Iterator[tuple[list[Token], bool]]:
        targets = [(f.target, f.id if self._is_join(f.target) else "") for f in node.outgoing]
        if node.kind in ("exclusiveGateway", "eventBasedGateway"):
            yield from (([target], False) for target in targets)
        elif node.kind == "inclusiveGateway":
            yield from ((list(chosen), False) for chosen in _subsets(targets))
        elif node.kind in normalise.ACTIVITIES and any(f.condition or f.id == node.default_flow for f in node.outgoing):
            yield from ((list(chosen), False) for chosen in self._conditional(node, targets))
        else:
            yield targets, False

    def _is_join(self, key: str) -> bool:
        node = self.graph.nodes[key]
        return node.kind in _JOINS and len(node.incoming) > 1

    def _conditional(self, node: ActivityMeta, targets: list[Token]) -> Iterator[tuple[Token, ...]]:
        pairs = list(zip(node.outgoing, targets, strict=True))
        always = tuple(t for f, t in pairs if not f.condition and f.id != node.default_flow)
        default = tuple(t for f, t in pairs if f.id == node.default_flow)
        yield always + default
        for chosen in _subsets([t for f, t in pairs if f.condition]):
            yield always + chosen

    def _path(self, marking: Marking) -> str:
        steps: list[str] = []
        at: Marking | None = marking
        while at is not None:
            at, key = self._came_from[at]
            node = self.graph.nodes[key]
            if not steps or steps[-1] != (node.name or node.id):
                steps.append(node.name or node.id)
        steps.reverse()
        shown = steps if len(steps) <= 12 else [*steps[:5], "…", *steps[-6:]]
        return " → ".join(shown)


def _subsets(targets: list[Token]) -> Iterator[tuple[Token, ...]]:
    sizes: Iterable[int] = range(1, len(targets) + 1) if len(targets) <= 5 else (1, 2, len(targets))
    for size in sizes:
        yield from combinations(targets, size)


def _marking(tokens: Iterable[Token]) -> Marking:
    return tuple(sorted(tokens))


def _without(marking: Marking, gone: Iterable[Token]) -> list[Token]:
    rest = list(marking)
    for token in gone:
        rest.remove(token)
    return rest
