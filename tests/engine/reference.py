"""A token game over structured models, without SpiffWorkflow and without graphs: what BPMN says should happen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.engine.blocks import Block, Catch, Choice, Loop, Many, Race, Seq, Sub, Task, Throw

Then = Callable[[], None]


@dataclass(eq=False)
class Scope:
    """A process or sub-process: ends when its last token ends."""

    outer: Scope | None
    then: Then
    tokens: int = 0
    #: The boundary event that hears escalations and errors.
    hears: tuple[str, Then] | None = None


@dataclass(eq=False)
class Wait:
    """A token that waits; *act* takes the result of a task."""

    id: str
    kind: str
    scope: Scope
    act: Callable[[int], None] = field(repr=False)


class Game:
    """One run: waits, variables, and what was completed since the last act."""

    def __init__(self, block: Block, variables: dict[str, int]) -> None:
        self.variables = dict(variables)
        self.waits: list[Wait] = []
        self.done: list[str] = []
        self.has_ended = False
        self._start(block, Scope(None, self._end))

    def act(self, wait: Wait, result: int) -> None:
        """Let one wait go on; a signal reaches all who wait for it."""
        self.done = []
        if wait.kind == "signal":
            self._signal()
        else:
            wait.act(result)

    def _end(self) -> None:
        self.has_ended = True

    def _start(self, block: Block, scope: Scope) -> None:
        scope.tokens += 1
        self._enter(block, scope, lambda: self._token_ends(scope))

    def _token_ends(self, scope: Scope) -> None:
        scope.tokens -= 1
        if scope.tokens == 0:
            scope.then()

    def _enter(self, block: Block, scope: Scope, then: Then) -> None:
        getattr(self, f"_{type(block).__name__.lower()}")(block, scope, then)

    def _wait(self, key: str, kind: str, scope: Scope, act: Callable[[Wait, int], None]) -> Wait:
        wait = Wait(key, kind, scope, lambda result: act(wait, result))
        self.waits.append(wait)
        return wait

    def _task(self, block: Task, scope: Scope, then: Then) -> None:
        def act(wait: Wait, result: int) -> None:
            self.waits.remove(wait)
            self.variables[block.id] = result
            self.done.append(block.id)
            then()

        self._wait(block.id, "user_task", scope, act)

    def _catch(self, block: Catch, scope: Scope, then: Then) -> None:
        def act(wait: Wait, _: int) -> None:
            self.waits.remove(wait)
            self.done.append(block.id)
            then()

        self._wait(block.id, block.kind, scope, act)

    def _throw(self, block: Throw, scope: Scope, then: Then) -> None:
        self.done.append(block.id)
        if block.kind == "signal":
            self._signal()
        elif block.kind == "escalation" and not self._raise("escalation", scope):
            return
        if self._is_alive(scope):
            then()

    def _signal(self) -> None:
        for wait in [w for w in self.waits if w.kind == "signal"]:
            if wait in self.waits:
                wait.act(0)

    def _raise(self, kind: str, scope: Scope) -> bool:
        """Give it to the innermost boundary event; say whether the thrower lives on."""
        at: Scope | None = scope
        while at is not None:
            if at.hears is not None and at.hears[0] == kind:
                at.hears[1]()
                break
            at = at.outer
        return self._is_alive(scope)

    def _is_alive(self, scope: Scope) -> bool:
        return scope.tokens > 0 and (scope.outer is None or self._is_alive(scope.outer))

    def _seq(self, block: Seq, scope: Scope, then: Then, at: int = 0) -> None:
        if at == len(block.blocks):
            return then()
        return self._enter(block.blocks[at], scope, lambda: self._seq(block, scope, then, at + 1))

    def _choice(self, block: Choice, scope: Scope, then: Then) -> None:
        true = [b for test, b in zip(block.tests, block.branches[:-1], strict=False) if self.variables[test] > 1]
        chosen = {"exclusive": true[:1], "inclusive": true, "parallel": block.branches}[block.kind] or block.branches[
            -1:
        ]
        left = [len(chosen)]

        def branch_ends() -> None:
            left[0] -= 1
            if left[0] == 0:
                then()

        for branch in chosen:
            self._enter(branch, scope, branch_ends)

    def _loop(self, block: Loop, scope: Scope, then: Then, round_: int = 1) -> None:
        def again() -> None:
            self.done.append(block.id)
            if round_ < block.times:
                self._loop(block, scope, then, round_ + 1)
            else:
                then()

        self._enter(block.body, scope, again)

    def _many(self, block: Many, scope: Scope, then: Then) -> None:
        mine: list[Wait] = []
        left = [block.number]

        def act(wait: Wait, result: int) -> None:
            self.waits.remove(wait)
            mine.remove(wait)
            self.done.append(block.id)
            left[0] -= 1
            if result > 2 or left[0] == 0:
                self.waits = [w for w in self.waits if w not in mine]
                self.done.append(block.id)
                then()
            elif block.is_sequential:
                mine.append(self._wait(block.id, "user_task", scope, act))

        for _ in range(1 if block.is_sequential else block.number):
            mine.append(self._wait(block.id, "user_task", scope, act))

    def _race(self, block: Race, scope: Scope, then: Then) -> None:
        mine: list[Wait] = []

        def chosen(key: str, branch: Block) -> Callable[[Wait, int], None]:
            def act(_: Wait, __: int) -> None:
                self.waits = [w for w in self.waits if w not in mine]
                self.done.append(key)
                self._enter(branch, scope, then)

            return act

        for event, branch in zip(block.events, block.branches, strict=True):
            mine.append(self._wait(event.id, event.kind, scope, chosen(event.id, branch)))

    def _sub(self, block: Sub, scope: Scope, then: Then) -> None:
        boundary: list[Wait] = []

        def leave() -> None:
            self.waits = [w for w in self.waits if w not in boundary]
            self.done.append(block.id)
            then()

        inner = Scope(scope, leave)

        def caught(*_: object) -> None:
            self.done.append(f"{block.id}b")
            if block.interrupts:
                self._cancel(inner)
                self.waits = [w for w in self.waits if w not in boundary]
                self._enter(block.handler, scope, then)
            else:
                self._start(block.handler, scope)

        if block.kind in ("timer", "message", "signal"):

            def act(wait: Wait, _: int) -> None:
                if not block.interrupts and block.kind == "timer":
                    self.waits.remove(wait)
                caught()

            boundary.append(self._wait(f"{block.id}b", block.kind, scope, act))
        elif block.kind:
            inner.hears = (block.kind, caught)
        inner.tokens = 1
        self._enter(block.body, inner, lambda: self._body_ends(block, inner))

    def _body_ends(self, block: Sub, inner: Scope) -> None:
        if block.end == "error":
            self._raise("error", inner)
        elif block.end == "terminate":
            self._cancel(inner)
            inner.then()
        else:
            self._token_ends(inner)

    def _cancel(self, scope: Scope) -> None:
        scope.tokens = 0
        self.waits = [w for w in self.waits if not _inside(w.scope, scope)]


def _inside(scope: Scope | None, outer: Scope) -> bool:
    while scope is not None:
        if scope is outer:
            return True
        scope = scope.outer
    return False
