"""Puts the resources into an application and describes them as OpenAPI 3.1."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_smorest import Api

from service import problems
from service.api import expressions, hr_events, messages, process_definitions, process_instances, tasks
from service.api.schemas.base import Problem

PREFIX = "/api/v1"
RESOURCES = (hr_events, process_definitions, process_instances, tasks, messages, expressions)
_ABOUT = """\
Every request carries `Authorization: Bearer randa_…`; make a token with `randa tokens create`. A token acts as its
person within its scopes. What that person may not see does not exist (404).

Every error is `application/problem+json` (RFC 9457) in Swedish or English: the person's language, else
`Accept-Language`. `errors` names wrong fields by JSON pointer.

`Idempotency-Key` makes a repetition harmless for seven days: the first answer comes again. Lists have at most `limit`
rows; follow `next` until it is null.
"""


class RandaApi(Api):
    """flask-smorest with our own way of telling errors: ``service.app.failures`` tells them all."""

    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        """Register nothing: one translator is enough."""


def install(app: Flask) -> Api:
    """Register every resource and ``openapi.json`` in *app*; return flask-smorest's object."""
    app.config.update(
        API_TITLE="Randa",
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    about = {"info": {"description": _ABOUT}, "servers": [{"url": "/"}], "security": [{"token": []}]}
    api = RandaApi(app, spec_kwargs=about)
    api.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer", "bearerFormat": "randa_…"})
    for resource in RESOURCES:
        api.register_blueprint(resource.blueprint)
    _complete(api.spec.to_dict())
    return api


def _complete(told: dict[str, Any]) -> None:
    """Put into the description what flask-smorest can't be told: the media type of errors, names for operations."""
    for response in told["components"]["responses"].values():
        content = response.get("content", {})
        if "application/json" in content:
            content[problems.CONTENT_TYPE] = content.pop("application/json")
    for item in told["paths"].values():
        for method, operation in item.items():
            if method != "parameters":
                operation["operationId"] = operation["summary"].lower().replace(" ", "_")
