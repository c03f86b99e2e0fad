"""Mails about tasks and deadlines: who gets one, what it says, and what happens when it cannot be delivered."""

from __future__ import annotations

from service.notifications.letters import Letter, letter
from service.notifications.links import link_letter
from service.notifications.occasions import about_task, failed, made_between, sent, welcome

__all__ = ["Letter", "about_task", "failed", "letter", "link_letter", "made_between", "sent", "welcome"]
