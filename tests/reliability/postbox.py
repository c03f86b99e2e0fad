"""A mail server that keeps what it is given: enough of SMTP (RFC 5321) for ``smtplib``."""

from __future__ import annotations

import socketserver
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage

_ANSWERS = {b"EHLO": "250 postbox", b"HELO": "250 postbox", b"QUIT": "221 bye", b"DATA": "354 go on"}


class Postbox(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine until ``close``."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.mails: list[EmailMessage] = []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def port(self) -> int:
        """Return the port that was free."""
        return int(self.server_address[1])

    def ids(self) -> list[str]:
        """Return the Message-ID of every mail that came, repetitions too."""
        return [str(mail["Message-ID"]) for mail in self.mails]

    def close(self) -> None:
        """Stop listening."""
        self.shutdown()
        self.server_close()


class _Conversation(socketserver.StreamRequestHandler):
    server: Postbox

    def handle(self) -> None:
        self._say("220 postbox")
        while line := self.rfile.readline():
            word = line[:4].upper()
            self._say(_ANSWERS.get(word, "250 ok"))
            if word == b"DATA":
                self._take()
            elif word == b"QUIT":
                return

    def _take(self) -> None:
        """Keep a mail when it has come to its end: one that was cut off was never taken."""
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return
            lines.append(line.removeprefix(b"."))
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.server.mails.append(mail)
        self._say("250 kept")

    def _say(self, line: str) -> None:
        try:
            self.wfile.write(f"{line}\r\n".encode())
        except OSError:
            return  # the sender was killed
