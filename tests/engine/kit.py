"""A small kit for telling BPMN stories: texts of models, services that remember, a run that can reload itself."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from workflows import engine
from workflows.model import clock, errors, ports

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' xmlns:randa="urn:randa:bpmn:1" id="defs" targetNamespace="urn:test">'
)
INSTANCE = UUID(int=1)
T0 = dt.datetime(2026, 1, 12, 8, 0, tzinfo=dt.UTC)


def flow(source: str, target: str, condition: str = "", *, name: str = "") -> str:
    """A sequence flow called source_target."""
    inner = ""
    if condition:
        text = condition.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        inner = f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">={text}</bpmn:conditionExpression>'
    key = name or f"{source}_{target}"
    return f'<bpmn:sequenceFlow id="{key}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'


def node(kind: str, key: str, inner: str = "", ext: str = "", **attributes: str) -> str:
    """A flow node; *ext* goes into its extension elements."""
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    extension = f"<bpmn:extensionElements>{ext}</bpmn:extensionElements>" if ext else ""
    return f'<bpmn:{kind} id="{key}" name="{key}"{more}>{extension}{inner}</bpmn:{kind}>'


def user(
    key: str, *outputs: tuple[str, str], inner: str = "", ext: str = "", role: str = "r", **attributes: str
) -> str:
    """A user task with outputs (target, source); without a *role* its lane says who does it."""
    return node("userTask", key, inner, mapping(*outputs) + _person(ext, role) + ext, **attributes)


def _person(ext: str, role: str) -> str:
    form = "" if "formDefinition" in ext else '<zeebe:formDefinition formId="f"/>'
    if "assignmentDefinition" in ext or not role:
        return form
    return form + f'<zeebe:assignmentDefinition candidateGroups="{role}"/>'


def mapping(*outputs: tuple[str, str], inputs: tuple[tuple[str, str], ...] = ()) -> str:
    """An ioMapping of (target, source) pairs."""
    if not outputs and not inputs:
        return ""
    ins = "".join(f'<zeebe:input source="={_q(s)}" target="{t}"/>' for t, s in inputs)
    outs = "".join(f'<zeebe:output source="={_q(s)}" target="{t}"/>' for t, s in outputs)
    return f"<zeebe:ioMapping>{ins}{outs}</zeebe:ioMapping>"


def _q(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")


def script(key: str, variable: str, expression: str) -> str:
    """A script task."""
    ext = f'<zeebe:script expression="={_q(expression)}" resultVariable="{variable}"/>'
    return node("scriptTask", key, ext=ext)


def service(key: str, operation: str, *outputs: tuple[str, str], inputs: tuple[tuple[str, str], ...] = ()) -> str:
    """A service task."""
    return node(
        "serviceTask", key, ext=f'<zeebe:taskDefinition type="{operation}"/>' + mapping(*outputs, inputs=inputs)
    )


def timer(text: str, kind: str = "timeDuration") -> str:
    """A timer event definition."""
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition>"


def event(kind: str, ref: str = "", **attributes: str) -> str:
    """An event definition that refers to a root element of the same kind."""
    reference = f' {kind}Ref="{ref}"' if ref else ""
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<bpmn:{kind}EventDefinition{reference}{more}/>"


def condition(text: str) -> str:
    """A conditional event definition."""
    inner = f"<bpmn:condition>={_q(text)}</bpmn:condition>"
    return f"<bpmn:conditionalEventDefinition>{inner}</bpmn:conditionalEventDefinition>"


def many(*, sequential: bool = False, completion: str = "", cardinality: str = "", **words: str) -> str:
    """Multi-instance characteristics with zeebe words."""
    given = "".join(f' {name}="{_q(value)}"' for name, value in words.items())
    ext = f"<bpmn:extensionElements><zeebe:loopCharacteristics{given}/></bpmn:extensionElements>" if words else ""
    until = f"<bpmn:completionCondition>={_q(completion)}</bpmn:completionCondition>" if completion else ""
    number = f"<bpmn:loopCardinality>{cardinality}</bpmn:loopCardinality>" if cardinality else ""
    order = ' isSequential="true"' if sequential else ""
    return f"<bpmn:multiInstanceLoopCharacteristics{order}>{ext}{number}{until}</bpmn:multiInstanceLoopCharacteristics>"


def message(key: str, name: str, correlation: str = "", *, sends: str = "", payload: str = "") -> str:
    """A message root element."""
    ext = f'<zeebe:subscription correlationKey="={correlation}"/>' if correlation else ""
    if sends or payload:
        ext += f'<randa:message correlationKey="={sends}" payload="={_q(payload)}"/>'
    extension = f"<bpmn:extensionElements>{ext}</bpmn:extensionElements>" if ext else ""
    return f'<bpmn:message id="{key}" name="{name}">{extension}</bpmn:message>'


def process(*parts: str, key: str = "p", root: str = "") -> str:
    """A process of parts, with flows already among them."""
    return f'<bpmn:process id="{key}" isExecutable="true">{"".join(parts)}</bpmn:process>{root}'


def document(*processes: str) -> bytes:
    """A whole file."""
    return (HEAD + "".join(processes) + "</bpmn:definitions>").encode()


def model(*parts: str, key: str = "p", root: str = "") -> engine.ProcessModel:
    """Read one process that must be accepted."""
    reading = engine.read(document(process(*parts, key=key, root=root)))[0]
    assert reading.model is not None, reading.findings
    return reading.model


def line(*keys: str) -> str:
    """Flows from each key to the next."""
    return "".join(flow(a, b) for a, b in itertools.pairwise(keys))


class Register:
    """Operations that tests fill: inline ones are functions of their inputs, all others are jobs."""

    def __init__(self, **inline: Callable[[ports.OperationCall], Mapping[str, Any]]) -> None:
        self.inline = inline
        self.calls: list[ports.OperationCall] = []

    def runs(self, name: str) -> str:
        return "inline" if name in self.inline else "job"

    def perform(self, call: ports.OperationCall) -> Mapping[str, Any]:
        self.calls.append(call)
        return self.inline[call.name](call)


class Story:
    """One instance that a test leads; *reload* saves and loads it before every act."""

    def __init__(
        self, *models: engine.ProcessModel, reload: bool = True, at: dt.datetime = T0, **services: Any
    ) -> None:
        self.models = {m.key: m for m in models}
        self.main = models[0]
        self.clock = clock.ManualClock(at)
        self.register = services.pop("operations", None) or Register()
        self.services = engine.Services(
            clock=self.clock,
            operations=self.register,
            decide=services.pop("decide", self._no_decision),
            model_of=lambda key: self.models[key],
            instance_id=INSTANCE,
            **services,
        )
        self.reload = reload
        self.happened: list[engine.Happened] = []
        self.thrown: list[engine.Thrown] = []
        self.size = 0
        self.run: engine.Execution

    def _no_decision(self, key: str, _scope: Mapping[str, Any]) -> engine.Decided:
        raise errors.DecisionFailed(decision=key, why="none in this story")

    def start(
        self, start_event: str | None = None, payload: Mapping[str, Any] | None = None, **variables: Any
    ) -> Story:
        self.run = engine.start(self.main, variables, self.services, start_event=start_event, payload=payload)
        self._after()
        return self

    def _after(self) -> None:
        self.happened += self.run.happened
        self.thrown += self.run.thrown
        state = self.run.dump()
        self.size = max(self.size, len(state))
        if self.reload:
            before = self.run.waits
            self.run = engine.resume(self.main, state, self.services)
            assert self.run.waits == before
        else:
            self.run.happened.clear()
            self.run.thrown.clear()

    def at(self, activity: str, **locals_: Any) -> engine.Wait:
        """The first wait at an activity (with these locals)."""
        for wait in self.run.waits:
            if wait.activity_id == activity and all(wait.locals.get(k) == v for k, v in locals_.items()):
                return wait
        raise AssertionError(f"nothing waits at {activity}: {self.waiting}")

    def act(self, verb: str, activity: str, *arguments: Any, **locals_: Any) -> Story:
        """Do a verb of the execution at an activity's wait."""
        getattr(self.run, verb)(self.at(activity, **locals_).token_id, *arguments)
        self._after()
        return self

    def complete(self, activity: str, _locals: Mapping[str, Any] | None = None, /, **result: Any) -> Story:
        return self.act("complete", activity, result, **(_locals or {}))

    def fire(self, activity: str) -> Story:
        wait = self.at(activity)
        assert wait.due_at is not None
        if wait.due_at > self.clock.now():
            self.clock.travel(wait.due_at)
        return self.act("fire", activity)

    def deliver(self, activity: str, **payload: Any) -> Story:
        return self.act("deliver", activity, payload)

    def finish(self, activity: str, **result: Any) -> Story:
        return self.act("finish_job", activity, result)

    def signal(self, name: str) -> bool:
        heard = self.run.signal(name)
        self._after()
        return heard

    @property
    def waiting(self) -> list[str]:
        """The activities that wait, in alphabetical order."""
        return sorted(wait.activity_id for wait in self.run.waits)

    @property
    def tasks(self) -> list[str]:
        """The user tasks that wait, in alphabetical order."""
        return sorted(wait.activity_id for wait in self.run.waits if wait.kind == "user_task")

    @property
    def variables(self) -> dict[str, Any]:
        return self.run.variables

    @property
    def is_done(self) -> bool:
        return self.run.state == "completed"

    def trace(self, what: str = "completed") -> list[str]:
        """The elements to which this happened, in order."""
        return [h.element_id for h in self.happened if h.what == what]
