"""User tasks: claim them, hand them on, complete them, undo a wrong outcome."""

from __future__ import annotations

from workflows.tasks.claiming import claim, follow_up, hand_over, remind, resolve, save_draft, unclaim
from workflows.tasks.completing import UNDO_WINDOW, Completed, complete
from workflows.tasks.seeing import View, may_see, view
from workflows.tasks.undoing import undo, why_not

__all__ = [
    "UNDO_WINDOW",
    "Completed",
    "View",
    "claim",
    "complete",
    "follow_up",
    "hand_over",
    "may_see",
    "remind",
    "resolve",
    "save_draft",
    "unclaim",
    "undo",
    "view",
    "why_not",
]
