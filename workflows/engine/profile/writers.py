"""Soundness: two branches that may run at the same time must not write the same variable."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.engine import normalise
from workflows.engine.process_model import ActivityMeta
from workflows.engine.profile.graph import Graph
from workflows.engine.profile.subject import Subject


def check(subject: Subject) -> None:
    """Report each variable that parallel branches write, with the fork where they part."""
    for _key, _name, nodes in subject.scopes():
        graph = Graph(nodes)
        reported: set[tuple[str, str, str]] = set()
        for fork, branches in _forks(graph):
            for index, branch in enumerate(branches):
                for other in branches[index + 1 :]:
                    _compare(subject, graph, fork, branch, other, reported)
        _compare_event_subprocesses(subject, graph, reported)
    for meta in subject.activities():
        if meta.loop is not None and meta.loop.kind == "parallel":
            for variable in sorted(_writes(subject, meta) - _own_locals(meta) - {meta.loop.output_collection}):
                subject.report("parallel-instances-write", meta, variable=variable)


def _forks(graph: Graph) -> Iterator[tuple[ActivityMeta, list[set[str]]]]:
    """Yield every place where tokens split, with the nodes of each branch up to where the branches meet."""
    for node in graph.nodes.values():
        chooses_one = node.kind in ("exclusiveGateway", "eventBasedGateway")
        if len(node.outgoing) > 1 and not chooses_one:
            meeting = graph.meeting_point(node.id)
            branches = [graph.reachable([flow.target], stop=meeting) - {node.id} for flow in node.outgoing]
            yield node, branches
        if node.attached_to and not node.is_interrupting:
            host = graph.nodes[node.attached_to]
            beside = graph.reachable([flow.target for flow in node.outgoing])
            onward = graph.reachable([host.id, *(flow.target for flow in host.outgoing)])
            yield node, [beside - onward, onward]


def _compare(
    subject: Subject,
    graph: Graph,
    fork: ActivityMeta,
    branch: set[str],
    other: set[str],
    reported: set[tuple[str, str, str]],
) -> None:
    there = [(key, _writes(subject, graph.nodes[key])) for key in sorted(other - branch)]
    for key in sorted(branch - other):
        mine = _writes(subject, graph.nodes[key])
        for twin, theirs in there if mine else ():
            for variable in sorted(mine & theirs):
                found = (min(key, twin), max(key, twin), variable)
                if found not in reported:
                    reported.add(found)
                    one, two = graph.nodes[key], graph.nodes[twin]
                    _report(subject, one, two, variable, fork)


def _compare_event_subprocesses(subject: Subject, graph: Graph, reported: set[tuple[str, str, str]]) -> None:
    for node in graph.nodes.values():
        if node.is_event_subprocess and not _interrupts(subject, node):
            others = {key for key, other in graph.nodes.items() if key != node.id}
            _compare(subject, graph, node, {node.id}, others, reported)


def _interrupts(subject: Subject, node: ActivityMeta) -> bool:
    inner = subject.model.children.get(node.id, ())
    return all(start.is_interrupting for start in inner if start.kind == "startEvent")


def _report(subject: Subject, one: ActivityMeta, two: ActivityMeta, variable: str, fork: ActivityMeta) -> None:
    subject.report("parallel-writers", one, other=two.name or two.id, variable=variable, fork=fork.name or fork.id)


def _writes(subject: Subject, meta: ActivityMeta) -> set[str]:
    """Return the process variables a node writes, for a sub-process all that lies in it."""
    found = {m.target.partition(".")[0] for m in meta.outputs} | set(meta.writes)
    if meta.result_variable:
        found.add(meta.result_variable)
    if meta.loop is not None and meta.loop.output_collection:
        found.add(meta.loop.output_collection)
    if meta.kind in normalise.SCOPES:
        inner = subject.model.children.get(meta.id, ())
        written = {name for node in inner for name in _writes(subject, node)}
        found |= written - _own_locals(meta) - set(meta.data_objects)
    return found


def _own_locals(meta: ActivityMeta) -> set[str]:
    found = {m.target.partition(".")[0] for m in meta.inputs}
    return found | {meta.loop.element} if meta.loop is not None and meta.loop.element else found
