"""Writes ``docs/reference/api.md`` from the API's own description: ``python -m service.api.reference [FILE]``."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from service import permissions
from service.api.installing import install

FILE = Path("docs/reference/api.md")
_INTRO = """\
# The API

Made from the program by `python -m service.api.reference`; `tests/house` fails when it is stale. The same as
OpenAPI 3.1: `GET /api/v1/openapi.json`. Every error: [problems.md](problems.md).

```sh
TOKEN=$(randa tokens create --person pia --scope hr-events:write)
curl -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -H "Idempotency-Key: hire-4711" \\
     -d @hire.json http://localhost:8000/api/v1/hr-events
```
"""
Spec = Mapping[str, Any]


def reference() -> str:
    """Return the page: every operation with who may call it, what is sent and what comes back."""
    app = Flask("reference")
    spec = install(app).spec.to_dict()
    endpoints = {
        (method, _plain(rule.rule)): rule.endpoint for rule in app.url_map.iter_rules() for method in rule.methods or ()
    }
    parts = [_INTRO, spec["info"]["description"]]
    for path, item in spec["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                rule = permissions.ROUTES[endpoints[method.upper(), path]]
                parts.append("\n".join(_operation(spec, method, path, operation, item.get("parameters", []), rule)))
    parts += ["\n".join(_object(spec, name)) for name in sorted(_named(spec))]
    return "\n".join(parts)


def _named(spec: Spec) -> set[str]:
    """Return the schemas that stand inside others: their fields need a table of their own."""
    fields = [f for schema in spec["components"]["schemas"].values() for f in schema.get("properties", {}).values()]
    references = [f.get("$ref") or f.get("items", {}).get("$ref") for f in fields]
    return {str(found).rpartition("/")[2] for found in references if found}


def _object(spec: Spec, name: str) -> Iterator[str]:
    yield f"## {name}\n"
    yield from _fields(spec, "field", spec["components"]["schemas"][name])


def _plain(rule: str) -> str:
    """Write a Flask rule as OpenAPI does: ``/tasks/<uuid:task_id>`` → ``/tasks/{task_id}``."""
    return "/".join("{" + p.strip("<>").rpartition(":")[2] + "}" if p.startswith("<") else p for p in rule.split("/"))


def _operation(
    spec: Spec, method: str, path: str, told: Spec, shared: list[Spec], rule: permissions.Rule
) -> Iterator[str]:
    yield f"## {method.upper()} {path}\n"
    yield f"{told['summary']}.{' ' + ' '.join(told['description'].split()) if told.get('description') else ''}\n"
    roles = f"; the person is {' or '.join(f'`{r}`' for r in sorted(rule.roles))}" if rule.roles else ""
    yield f"Scope `{rule.scope}`{roles}.\n"
    asked = [p for p in (*shared, *told.get("parameters", ())) if p["in"] in ("query", "header")]
    if asked:
        yield from _table(
            "asked", [(p["name"], p["schema"], p.get("required", False), p.get("description", "")) for p in asked]
        )
    for content in told.get("requestBody", {}).get("content", {}).values():
        yield from _fields(spec, "sent", content["schema"])
    for status, answer in told["responses"].items():
        if status.startswith("2"):
            yield f"**{status}** {answer['description']}\n"
            for content in answer.get("content", {}).values():
                yield from _fields(spec, "answered", content["schema"])


def _fields(spec: Spec, title: str, schema: Spec) -> Iterator[str]:
    whole = _resolved(spec, schema)
    required = whole.get("required", ())
    rows = [
        (name, field, name in required, field.get("description", ""))
        for name, field in whole.get("properties", {}).items()
    ]
    if rows:
        yield from _table(title, rows)


def _table(title: str, rows: list[tuple[str, Spec, bool, str]]) -> Iterator[str]:
    yield f"| {title} | type | |"
    yield "|---|---|---|"
    for name, schema, is_required, description in rows:
        note = " ".join(part for part in ("required." if is_required else "", description) if part)
        yield f"| `{name}` | {_type(schema)} | {note} |"
    yield ""


def _type(schema: Spec) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "enum" in schema:
        return " \\| ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    kinds = schema.get("type", "any")
    name = " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
    return f"{name} ({schema['format']})" if "format" in schema else name


def _resolved(spec: Spec, schema: Spec) -> Spec:
    if "$ref" not in schema:
        return schema
    found: Spec = spec["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else FILE).write_text(reference(), encoding="utf-8")
