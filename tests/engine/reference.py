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
        self.root = Scope(None, lambda: None)
        self._start(block, self.root)

    @property
    def has_ended(self) -> bool:
        """Say whether no token is left."""
        return self.root.tokens == 0

    def act(self, wait: Wait, result: int) -> None:
        """Let one wait go on; a signal reaches all who wait for it."""
        self.done = []
        if wait.kind == "signal":
            self._signal()
        else:
            wait.act(result)

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

    def _task(self, block: Task | Catch, scope: Scope, then: Then) -> None:
        def act(wait: Wait, result: int) -> None:
            self.waits.remove(wait)
            self.done.append(block.id)
            if isinstance(block, Task):
                self.variables[block.id] = result
            then()

        self._wait(block.id, block.kind if isinstance(block, Catch) else "user_task", scope, act)

    _catch = _task

    def _drop(self, gone: list[Wait]) -> None:
        self.waits = [wait for wait in self.waits if wait not in gone]

    def _throw(self, block: Throw, scope: Scope, then: Then) -> None:
        self.done.append(block.id)
        if block.kind == "signal":
            self._signal()
        elif block.kind == "escalation":
            self._raise("escalation", scope)
        if self._is_alive(scope):
            then()

    def _signal(self) -> None:
        for wait in list(self.waits):
            if wait.kind == "signal" and wait in self.waits:
                wait.act(0)

    def _raise(self, kind: str, scope: Scope) -> None:
        """Give it to the innermost boundary event."""
        at: Scope | None = scope
        while at is not None and (at.hears is None or at.hears[0] != kind):
            at = at.outer
        if at is not None and at.hears is not None:
            at.hears[1]()

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
        open_branches = list(chosen)

        def branch_ends() -> None:
            open_branches.pop()
            if not open_branches:
                then()

        for branch in chosen:
            self._enter(branch, scope, branch_ends)

    def _loop(self, block: Loop, scope: Scope, then: Then, round_: int = 1) -> None:
        def again() -> None:
            self.done.append(block.id)
            self._loop(block, scope, then, round_ + 1) if round_ < block.times else then()

        self._enter(block.body, scope, again)

    def _many(self, block: Many, scope: Scope, then: Then) -> None:
        mine: list[Wait] = []
        results: list[int] = []

        def start(number: int) -> None:
            mine.extend(self._wait(block.id, "user_task", scope, act) for _ in range(number))

        def act(wait: Wait, result: int) -> None:
            self._drop([wait])
            results.append(result)
            self.done.append(block.id)
            if result > 2 or len(results) == block.number:
                self._drop(mine)
                self.done.append(block.id)
                then()
            elif block.is_sequential:
                start(1)

        start(1 if block.is_sequential else block.number)

    def _race(self, block: Race, scope: Scope, then: Then) -> None:
        branches = {event.id: branch for event, branch in zip(block.events, block.branches, strict=True)}

        def act(wait: Wait, _: int) -> None:
            self._drop(mine)
            self.done.append(wait.id)
            self._enter(branches[wait.id], scope, then)

        mine = [self._wait(event.id, event.kind, scope, act) for event in block.events]

    def _sub(self, block: Sub, scope: Scope, then: Then) -> None:
        boundary: list[Wait] = []

        def leave() -> None:
            self._drop(boundary)
            self.done.append(block.id)
            then()

        inner = Scope(scope, leave)

        def caught(*_: object) -> None:
            self.done.append(f"{block.id}b")
            if not block.interrupts:
                return self._start(block.handler, scope)
            self._cancel(inner)
            self._drop(boundary)
            return self._enter(block.handler, scope, then)

        if block.kind in ("timer", "message", "signal"):

            def act(wait: Wait, _: int) -> None:
                if not block.interrupts and block.kind == "timer":
                    self.waits.remove(wait)
                caught()

            boundary.append(self._wait(f"{block.id}b", block.kind, scope, act))
        elif block.kind:
            inner.hears = (block.kind, caught)
        inner.tokens = 1

        def ends() -> None:
            if block.end == "error":
                return self._raise("error", inner)
            if block.end == "terminate":
                self._cancel(inner)
                inner.tokens = 1
            return self._token_ends(inner)

        self._enter(block.body, inner, ends)

    def _cancel(self, scope: Scope) -> None:
        scope.tokens = 0
        self.waits = [wait for wait in self.waits if self._is_alive(wait.scope)]
