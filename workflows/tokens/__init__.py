"""Between the verbs and the engine: load a deployed model, step an instance, store where its tokens stand."""

from __future__ import annotations

from workflows.tokens.deployed import Deployed, current, get, listed
from workflows.tokens.keeping import acted, begin, keep, resume
from workflows.tokens.scope import Policy, case, extras
from workflows.tokens.sending import Sent
from workflows.tokens.waiting import open_process_deadline

__all__ = [
    "Deployed",
    "Policy",
    "Sent",
    "acted",
    "begin",
    "case",
    "current",
    "extras",
    "get",
    "keep",
    "listed",
    "open_process_deadline",
    "resume",
]
