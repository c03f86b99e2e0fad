"""Builds the browser's bundles when a wheel is made, so that whoever installs it needs no node."""

from __future__ import annotations

import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontendHook(BuildHookInterface[Any]):
    """Runs ``service.frontend.build`` before the files of a wheel are collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the bundles; an editable install leaves that to ``make setup``."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from service.frontend import build

        out = build.build(self.app.display_info)
        build_data["force_include"][str(out)] = "service/static/dist"
