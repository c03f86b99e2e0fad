"""``python -m service.cli`` is ``randa``."""

from __future__ import annotations

from service import cli

raise SystemExit(cli.main())
