"""What the inbox shows."""

from __future__ import annotations

from dataclasses import dataclass, field

from service.web.views.parts import Pager, Tab, TaskRow


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks of one stretch of time: late, week or later."""

    key: str
    rows: tuple[TaskRow, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that the visitor waits for others to do."""

    title: str
    note: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxView:
    """One tab of the inbox with its filter."""

    tab: str
    tabs: tuple[Tab, ...]
    groups: tuple[Group, ...] = ()
    late: int = 0
    this_week: int = 0
    total: int = 0
    query: str = ""
    residency: str = ""
    process: str = ""
    residencies: tuple[tuple[str, str], ...] = ()
    processes: tuple[tuple[str, str], ...] = ()
    waiting: tuple[Waiting, ...] = ()
    substitute_for: tuple[str, ...] = ()
    #: One sentence about what comes next, for the empty inbox.
    coming: str = ""
    may_start: bool = False
    pager: Pager | None = None
    #: Bulk acts that are possible for this tab: sign, hand_over.
    acts: tuple[str, ...] = field(default_factory=tuple)
