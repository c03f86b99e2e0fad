"""Addresses of the browser's files: hashed bundles from the manifest, and our own with their content in the address."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "static"


@dataclass(frozen=True, slots=True)
class Bundle:
    """One entry of the front-end build: addresses of its script, its style and the chunks it needs."""

    js: str
    css: str | None
    imports: tuple[str, ...]


@lru_cache(maxsize=1)
def _manifest() -> dict[str, Bundle]:
    file = STATIC / "dist" / "manifest.json"
    if not file.is_file():
        return {}
    return {
        name: Bundle(
            js=f"/static/dist/{entry['js']}",
            css=f"/static/dist/{entry['css']}" if entry["css"] else None,
            imports=tuple(f"/static/dist/{i}" for i in entry["imports"]),
        )
        for name, entry in json.loads(file.read_text()).items()
    }


def bundle(name: str) -> Bundle | None:
    """Return a built entry, or None when the front end is not built: pages work without it, editors say so."""
    return _manifest().get(name)


@lru_cache(maxsize=64)
def static_url(name: str) -> str:
    """Return the address of a file of ours in ``service/static``; it changes when the content does."""
    file = STATIC / name
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"
