"""Which nodes can still send a token to a flow: what an inclusive join has to know."""

from __future__ import annotations

from collections.abc import Sequence

from workflows.engine.process_model import FlowMeta, ProcessModel


class Reach:
    """Answers, remembered per process model, over sequence flows, links and boundary events."""

    def __init__(self, model: ProcessModel) -> None:
        self._before: dict[str, list[str]] = {}
        for node in model.activities.values():
            for flow in node.outgoing:
                self._before.setdefault(flow.target, []).append(node.id)
            if node.attached_to:
                self._before.setdefault(node.id, []).append(node.attached_to)
        self._known: dict[tuple[str, tuple[str, ...]], frozenset[str]] = {}

    def sources_of(self, gateway_id: str, flows: Sequence[FlowMeta]) -> frozenset[str]:
        """Return the nodes from which a token can come to one of *flows* without visiting the gateway."""
        key = (gateway_id, tuple(flow.id for flow in flows))
        if key not in self._known:
            self._known[key] = self._search(gateway_id, [flow.source for flow in flows])
        return self._known[key]

    def _search(self, gateway_id: str, starts: list[str]) -> frozenset[str]:
        found: set[str] = set()
        todo = [node for node in starts if node != gateway_id]
        while todo:
            node = todo.pop()
            if node not in found:
                found.add(node)
                todo.extend(n for n in self._before.get(node, ()) if n != gateway_id)
        return frozenset(found)
