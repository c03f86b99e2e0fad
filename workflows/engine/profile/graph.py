"""The flow graph of one scope: successors, what is reachable, where branches come together again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workflows.engine.process_model import ActivityMeta

EXIT = ""


class Graph:
    """Nodes of one scope; a boundary event follows the activity it hangs on."""

    def __init__(self, nodes: Iterable[ActivityMeta]) -> None:
        self.nodes: Mapping[str, ActivityMeta] = {node.id: node for node in nodes}
        self.after: dict[str, list[str]] = {key: [] for key in self.nodes}
        for node in self.nodes.values():
            self.after[node.id] += [flow.target for flow in node.outgoing if flow.target in self.nodes]
            if node.attached_to in self.nodes:
                self.after[node.attached_to].append(node.id)
        self.before: dict[str, list[str]] = {key: [] for key in self.nodes}
        for key, targets in self.after.items():
            for target in targets:
                self.before[target].append(key)

    def reachable(self, starts: Iterable[str], *, stop: str | None = None) -> set[str]:
        """Return the nodes reachable from *starts* (included), not going through *stop*."""
        found: set[str] = set()
        todo = [key for key in starts if key != stop]
        while todo:
            key = todo.pop()
            if key not in found:
                found.add(key)
                todo.extend(after for after in self.after[key] if after != stop)
        return found

    def reversed_from(self, ends: Iterable[str], *, stop: str | None = None) -> set[str]:
        """Return the nodes from which one of *ends* can be reached without going through *stop*."""
        found: set[str] = set()
        todo = [key for key in ends if key != stop]
        while todo:
            key = todo.pop()
            if key not in found:
                found.add(key)
                todo.extend(before for before in self.before[key] if before != stop)
        return found

    def meeting_point(self, key: str) -> str | None:
        """Return the node through which every way on from *key* goes (its immediate post-dominator), if any."""
        return self._post_dominators().get(key)

    def _post_dominators(self) -> dict[str, str | None]:
        """Cooper, Harvey and Kennedy, A simple, fast dominance algorithm (2001), on the reversed graph."""
        if hasattr(self, "_known"):
            return self._known
        order, before = self._reverse_postorder()
        rank = {key: i for i, key in enumerate(order)}
        above: dict[str, str] = {EXIT: EXIT}
        changed = True
        while changed:
            changed = False
            for key in order[1:]:
                done = [b for b in before[key] if b in above]
                new = done[0]
                for other in done[1:]:
                    new = _intersect(above, rank, new, other)
                if above.get(key) != new:
                    above[key], changed = new, True
        self._known: dict[str, str | None] = {k: (v if v != EXIT else None) for k, v in above.items()}
        return self._known

    def _reverse_postorder(self) -> tuple[list[str], dict[str, list[str]]]:
        """Return the nodes from the exit backwards, and for each its successors in the drawing."""
        onward = {key: (targets or [EXIT]) for key, targets in self.after.items()}
        for key, node in self.nodes.items():
            if node.kind == "endEvent":
                onward[key] = [EXIT]
        back: dict[str, list[str]] = {EXIT: []}
        for key, targets in onward.items():
            for target in targets:
                back.setdefault(target, []).append(key)
        order: list[str] = []
        seen = {EXIT}
        stack = [(EXIT, iter(back[EXIT]))]
        while stack:
            key, rest = stack[-1]
            step = next((k for k in rest if k not in seen), None)
            if step is None:
                order.append(key)
                stack.pop()
            else:
                seen.add(step)
                stack.append((step, iter(back.get(step, ()))))
        order.reverse()
        return order, {key: [t for t in targets if t in seen] for key, targets in onward.items()} | {EXIT: []}


def _intersect(above: Mapping[str, str], rank: Mapping[str, int], one: str, other: str) -> str:
    while one != other:
        while rank[one] > rank[other]:
            one = above[one]
        while rank[other] > rank[one]:
            other = above[other]
    return one
