"""Mail leaves the house here: by SMTP, or is only kept and shown when no mail server is set."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Protocol

from service.config import Settings
from service.notifications import Letter

#: Seconds that a mail server may take to answer.
TIMEOUT = 20


class Post(Protocol):
    """Carries letters."""

    def send(self, letter: Letter) -> None:
        """Send one letter. Raises OSError or smtplib.SMTPException when it could not be handed over."""
        ...


class KeptPost:
    """No mail server: letters stay in the house, to be read under *Skickad post*."""

    def send(self, letter: Letter) -> None:
        """Keep it; the mail row is what is kept."""


class SmtpPost:
    """One SMTP conversation per letter: few, and never inside a transaction."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, letter: Letter) -> None:
        """Hand one letter over to the mail server."""
        if not letter.to:
            raise smtplib.SMTPRecipientsRefused({})
        with self._connect() as server:
            if self._settings.smtp_user:
                server.login(self._settings.smtp_user, self._settings.smtp_password)
            server.send_message(self._message(letter))

    def _connect(self) -> smtplib.SMTP:
        host, port = self._settings.smtp_host, self._settings.smtp_port
        if self._settings.smtp_security == "tls":
            return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=ssl.create_default_context())
        server = smtplib.SMTP(host, port, timeout=TIMEOUT)
        if self._settings.smtp_security == "starttls":
            server.starttls(context=ssl.create_default_context())
        return server

    def _message(self, letter: Letter) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self._settings.smtp_from, letter.to, letter.subject
        mail["Message-ID"], mail["Date"] = letter.message_id, format_datetime(letter.at)
        mail["References"] = letter.thread_id
        mail["Auto-Submitted"] = "auto-generated"
        mail["Content-Language"] = letter.locale
        mail.set_content(letter.text)
        mail.add_alternative(letter.html, subtype="html")
        return mail


def post(settings: Settings) -> Post:
    """Return the way that mail takes in this installation."""
    return SmtpPost(settings) if settings.smtp_host else KeptPost()
