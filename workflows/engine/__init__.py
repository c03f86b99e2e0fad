"""The engine room's door: read a model, start or resume an instance, act on it, look at it.

    readings = engine.read(xml)                                # one Reading per executable process
    run = engine.start(readings[0].model, variables, services)  # runs until every token waits
    run.complete(run.waits[0].token_id, {"outcome": "approve"})
    state = run.dump()                                         # ... and later
    run = engine.resume(model, state, services)

This is the only room that speaks SpiffWorkflow. An act runs until all is quiet; after an exception the execution
is thrown away and nothing of it is saved.
"""

from __future__ import annotations

from workflows.engine.execution import Execution, resume, start
from workflows.engine.process_model import ActivityMeta, EventMeta, FlowMeta, Outcome, ProcessModel, StartMeta
from workflows.engine.profile import Finding, Reading, References, published, read
from workflows.engine.records import Decided, Happened, Services, Thrown, Token, Wait
from workflows.engine.snapshot import VERSION
from workflows.engine.time import timer_date

__all__ = [
    "VERSION",
    "ActivityMeta",
    "Decided",
    "EventMeta",
    "Execution",
    "Finding",
    "FlowMeta",
    "Happened",
    "Outcome",
    "ProcessModel",
    "Reading",
    "References",
    "Services",
    "StartMeta",
    "Thrown",
    "Token",
    "Wait",
    "published",
    "read",
    "resume",
    "start",
    "timer_date",
]
