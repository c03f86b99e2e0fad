"""A browser without a screen: keeps cookies, sends the token of the page it saw last."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


class Browser:
    """Looks at pages and sends forms."""

    def __init__(self, app: Flask) -> None:
        self._client = app.test_client()
        self.token = ""

    @property
    def cookie(self) -> str:
        """Return what the session cookie holds."""
        found = self._client.get_cookie("randa")
        return found.value if found is not None else ""

    def look(self, path: str) -> TestResponse:
        """Open a page, following redirects."""
        answer = self._client.get(path, follow_redirects=True)
        if found := _TOKEN.search(answer.text):
            self.token = found[1]
        return answer

    def send(self, path: str, **form: Any) -> TestResponse:
        """Send a form with the token of the page."""
        return self._client.post(path, data={"csrf_token": self.token, **form})

    def send_bare(self, path: str, headers: dict[str, str] | None = None, **form: Any) -> TestResponse:
        """Send a form as another site would: with the cookies, without the token."""
        return self._client.post(path, data=form, headers=headers)

    def sign_in(self, name: str, password: str, **more: Any) -> TestResponse:
        """Sign in with a password."""
        self.look("/sign-in")
        return self.send("/sign-in", email=name, password=password, **more)
