"""The states beside the usual one in which a page is looked at."""

from __future__ import annotations

STATES = {
    "inbox": ("", "empty", "nohits"),
    "task": ("", "late", "free", "taken", "done", "errors"),
    "residencies": ("", "empty"),
    "operations/incidents": ("", "empty"),
    "operations/timers": ("", "empty", "move"),
    "operations/mails": ("", "empty"),
    "mail": ("", "empty"),
    "sign-in": ("", "errors"),
    "forgotten": ("", "sent"),
    "invitation": ("", "errors"),
    "start": ("", "empty"),
    "start/hire": ("", "errors"),
    "processes": ("", "empty"),
}
