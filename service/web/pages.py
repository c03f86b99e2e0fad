"""Every page of the house, for the application to register."""

from __future__ import annotations

from flask import Blueprint

from service.web import (
    account,
    files,
    hire,
    inbox,
    operations,
    password,
    processes,
    residency,
    search,
    sent_mail,
    signin,
    start,
    task,
    task_acts,
    text_pages,
)

BLUEPRINTS: tuple[Blueprint, ...] = tuple(
    module.blueprint
    for module in (
        account,
        files,
        hire,
        inbox,
        operations,
        password,
        processes,
        residency,
        search,
        sent_mail,
        signin,
        start,
        task,
        task_acts,
        text_pages,
    )
)
