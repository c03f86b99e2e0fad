"""Every page of the gallery by name: a function from a state to template and view."""

from __future__ import annotations

from tests.browser.gallery_residencies import residencies_page, residency_page
from tests.browser.gallery_rest import (
    cancel_page,
    hire_page,
    mail_page,
    operations_page,
    password_page,
    problem_page,
    process_page,
    processes_page,
    sign_in_page,
    start_page,
)
from tests.browser.gallery_work import inbox_page, task_tab

PAGES = {
    "inbox": inbox_page,
    "task": task_tab("task"),
    **{f"task/{tab}": task_tab(tab) for tab in ("process", "documents", "comments", "history")},
    "residency": residency_page,
    "residencies": residencies_page,
    **{
        f"operations/{tab}": operations_page(tab)
        for tab in ("incidents", "jobs", "timers", "vacant", "mails", "health")
    },
    "mail": mail_page,
    "sign-in": sign_in_page,
    "forgotten": password_page("forgotten"),
    "invitation": password_page("invitation"),
    "start": start_page,
    "start/hire": hire_page,
    "cancel": cancel_page,
    "processes": processes_page,
    "process": process_page,
    "problem": problem_page,
}
