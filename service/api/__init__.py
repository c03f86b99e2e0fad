"""The JSON API: one module per resource, described by OpenAPI 3.1 at ``/api/v1/openapi.json``.

api.install(app)   # after service.app.failures: errors are told there, as problem+json
"""

from __future__ import annotations

from service.api.installing import install

__all__ = ["install"]
