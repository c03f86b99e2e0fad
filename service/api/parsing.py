"""Reads what was sent: JSON within limits, each wrong field named by its JSON pointer in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import flask
import marshmallow
import orjson
from flask_smorest import Blueprint
from webargs.core import missing
from webargs.flaskparser import FlaskParser

from service.i18n import texts
from workflows.model import errors
from workflows.model.errors import FieldProblem

MOST_BYTES = 2_000_000
MOST_DEPTH = 32


class Parser(FlaskParser):
    """webargs, raising our errors; a name in the query that nothing asks for is one too."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": marshmallow.RAISE,
    }

    def load_json(self, req: flask.Request, schema: marshmallow.Schema) -> Any:
        """Return the body. Raises Malformed, WrongMediaType or TooLarge."""
        req.max_content_length = MOST_BYTES
        body = req.get_data(cache=True)
        if body and not req.is_json:
            raise errors.WrongMediaType
        return _read(body) if body else missing

    def load_querystring(self, req: flask.Request, schema: marshmallow.Schema) -> Any:
        """Return the query; a character that no database takes makes it unreadable."""
        if any("\x00" in text for _, text in req.args.items(multi=True)):
            raise errors.Malformed
        return super().load_querystring(req, schema)

    def handle_error(self, error: marshmallow.ValidationError, req: Any, schema: Any, **_: Any) -> Any:
        """Raise Invalid with every wrong field."""
        raise errors.Invalid(fields=list(_problems(error.messages))) from error


class Resource(Blueprint):
    """A flask-smorest blueprint whose arguments are read by the parser above."""

    ARGUMENTS_PARSER = Parser()


def _read(body: bytes) -> Any:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as exc:
        raise errors.Malformed from exc
    if not isinstance(found, dict) or not _is_storable(found, MOST_DEPTH):
        raise errors.Malformed
    return found


def _is_storable(value: Any, depth: int) -> bool:
    """Say whether a value is not too deep and holds no character that no database takes."""
    if isinstance(value, str):
        return "\x00" not in value
    if not isinstance(value, dict | list):
        return True
    parts = [*value, *value.values()] if isinstance(value, dict) else value
    return depth > 0 and all(_is_storable(part, depth - 1) for part in parts)


def _problems(told: Any, pointer: str = "") -> Iterator[FieldProblem]:
    """Turn marshmallow's nested messages into one problem per field; webargs' first level is the location."""
    if not isinstance(told, Mapping):
        for message in told if isinstance(told, list) else [told]:
            yield _problem(pointer, str(message))
        return
    for name, inner in told.items():
        is_place = pointer == "" and name in ("json", "query", "_schema")
        escaped = str(name).replace("~", "~0").replace("/", "~1")
        yield from _problems(inner, pointer if is_place else f"{pointer}/{escaped}")


def _problem(pointer: str, message: str) -> FieldProblem:
    """Say marshmallow's message in both languages; one of ours comes as the name of a sentence already."""
    key = f"api.{_KEYS.get(message, message)}"
    if not texts.has(key):
        key = "api.wrong"
    return FieldProblem(pointer, texts.t(key, "sv"), texts.t(key, "en"))


_KEYS = {
    "Missing data for required field.": "missing",
    "Unknown field.": "unknown",
    "Field may not be null.": "missing",
    "Not a valid string.": "not_text",
    "Not a valid integer.": "not_integer",
    "Not a valid UUID.": "not_uuid",
    "Not a valid mapping type.": "not_object",
    "Not a valid list.": "not_list",
    "Invalid input type.": "not_object",
}
