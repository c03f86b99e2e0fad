"""Every setting of the service: read once, converted, and all mistakes told at once."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from hashlib import sha256
from pathlib import Path
from typing import Any

from workflows.model import errors

#: A unix socket's address has room for 107 bytes; longer ones move to the temporary folder.
_LONGEST_SOCKET = 100


def _setting(env: str, doc: str, default: Any = None, read: Callable[[str], Any] = str) -> Any:
    return field(default=default, metadata={"env": env, "doc": doc, "read": read})


def _yes(text: str) -> bool:
    if text.lower() in ("1", "yes", "true", "ja"):
        return True
    if text.lower() in ("0", "no", "false", "nej"):
        return False
    raise ValueError("write 1 or 0")


def _count(text: str) -> int:
    if (number := int(text)) < 0:
        raise ValueError("must not be negative")
    return number


def _positive(text: str) -> float:
    if (number := float(text)) <= 0:
        raise ValueError("must be more than zero")
    return number


def _port(text: str) -> int:
    if not 0 < (number := int(text)) < 65536:
        raise ValueError("must be 1 to 65535")
    return number


def _choice(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"write one of {', '.join(allowed)}")
        return text

    return read


def _folder(text: str) -> Path:
    return Path(text).expanduser().resolve()


def _database(text: str) -> str:
    scheme, sep, rest = text.partition("://")
    if not sep or scheme.partition("+")[0] not in ("sqlite", "postgres", "postgresql"):
        raise ValueError("must be sqlite:///FILE or postgresql://USER@HOST/NAME")
    return f"sqlite://{rest}" if scheme.startswith("sqlite") else f"postgresql+psycopg://{rest}"


def _redis(text: str) -> str:
    if text.partition("://")[0] not in ("redis", "rediss", "unix"):
        raise ValueError("must be redis://, rediss:// or unix://")
    return text


def _web_address(text: str) -> str:
    if text.partition("://")[0] not in ("http", "https"):
        raise ValueError("must begin with http:// or https://")
    return text.rstrip("/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an installation can decide; ``.env.example`` lists the same."""

    data: Path = _setting("RANDA_DATA", "Folder for everything that is kept: database, files, queue.", "./var", _folder)
    database_url: str = _setting(
        "DATABASE_URL", "SQLite in RANDA_DATA when empty; postgresql://USER:PASSWORD@HOST/NAME in production.",
        "", _database,
    )  # fmt: skip
    redis_url: str = _setting("REDIS_URL", "Valkey or Redis >= 7; our own one in RANDA_DATA when empty.", "", _redis)
    host: str = _setting("RANDA_HOST", "Address that the web program listens on.", "127.0.0.1")
    port: int = _setting("PORT", "Port of the web program.", 8000, _port)
    url: str = _setting(
        "RANDA_URL", "Address that people use, for links in mails; http://localhost:PORT when empty.", "", _web_address
    )
    secret_key: str = _setting(
        "SECRET_KEY", "At least 32 random characters; made and kept in RANDA_DATA when empty and DATABASE_URL is too.",
        "",
    )  # fmt: skip
    sample: bool = _setting(
        "RANDA_SAMPLE", "1: invented people, sign-in by choosing a person, time travel. Never with real data.",
        False, _yes,
    )  # fmt: skip
    proxies: int = _setting("RANDA_PROXIES", "How many proxies stand before the web program.", 0, _count)
    web_workers: int = _setting("RANDA_WEB_WORKERS", "Web processes.", 1, _count)
    web_threads: int = _setting("RANDA_WEB_THREADS", "Threads of each web process.", 8, _count)
    workers: int = _setting("RANDA_WORKERS", "Worker processes that `randa run` starts.", 1, _count)
    lease_seconds: float = _setting("RANDA_LEASE_SECONDS", "How long a worker may hold a job.", 30.0, _positive)
    dispatch_seconds: float = _setting("RANDA_DISPATCH_SECONDS", "Pause between dispatcher rounds.", 0.5, _positive)
    smtp_host: str = _setting("SMTP_HOST", "Mail server; when empty, mails are kept and shown but not sent.", "")
    smtp_port: int = _setting("SMTP_PORT", "Port of the mail server.", 587, _port)
    smtp_user: str = _setting("SMTP_USER", "User at the mail server.", "")
    smtp_password: str = _setting("SMTP_PASSWORD", "Password at the mail server.", "")
    smtp_security: str = _setting(
        "SMTP_SECURITY", "starttls, tls or none.", "starttls", _choice("starttls", "tls", "none")
    )
    smtp_from: str = _setting("SMTP_FROM", "Sender of all mails.", "Randa <randa@localhost>")
    session_idle_minutes: int = _setting("RANDA_SESSION_IDLE_MINUTES", "Signed out after this idle time.", 120, _count)
    session_hours: int = _setting("RANDA_SESSION_HOURS", "Signed out after this time in any case.", 12, _count)
    password_rounds: int = _setting("RANDA_PASSWORD_ROUNDS", "argon2id: passes.", 3, _count)
    password_memory: int = _setting("RANDA_PASSWORD_MEMORY", "argon2id: memory in KiB.", 65536, _count)
    log_format: str = _setting(
        "RANDA_LOG_FORMAT", "columns, json, or auto: columns on a terminal.", "auto", _choice("auto", "json", "columns")
    )
    log_level: str = _setting(
        "RANDA_LOG_LEVEL", "debug, info, warning or error.", "info", _choice("debug", "info", "warning", "error")
    )

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the environment (or *environ*) and return complete settings; makes no file but the kept secret.

        Raises SettingsWrong naming every mistake.
        """
        given = os.environ if environ is None else environ
        values, mistakes = _read(given)
        if not mistakes:
            mistakes = _complete(values, is_plain="DATABASE_URL" not in given or not given["DATABASE_URL"])
        if mistakes:
            raise errors.SettingsWrong(mistakes="; ".join(mistakes))
        return cls(**values)

    @property
    def is_secure(self) -> bool:
        """Say whether people reach the service over https, so that cookies may demand it."""
        return self.url.startswith("https://")

    @property
    def files(self) -> Path:
        """Return the folder of stored files."""
        return self.data / "files"

    @property
    def socket(self) -> Path:
        """Return where our own Valkey listens, in RANDA_DATA unless that address is too long for a socket."""
        usual = self.data / "valkey" / "valkey.sock"
        if len(os.fsencode(usual)) <= _LONGEST_SOCKET:
            return usual
        return Path(tempfile.gettempdir()) / f"randa-{sha256(os.fsencode(self.data)).hexdigest()[:16]}" / "valkey.sock"

    @property
    def has_own_valkey(self) -> bool:
        """Say whether the queue is our own server."""
        return self.redis_url == f"unix://{self.socket}"

    def environ(self) -> dict[str, str]:
        """Return this process's environment with these settings written out, for programs that we start."""
        return {**os.environ, **{f.metadata["env"]: _written(getattr(self, f.name)) for f in fields(self)}}


def from_environment() -> Settings:
    """Read the settings of this process. Raises SettingsWrong naming every mistake."""
    return Settings.from_env()


def example() -> str:
    """Return the text of ``.env.example``, made from the fields above."""
    parts = ["# Settings of Randa. Every line may be left out; what stands here is the default.\n"]
    parts += [f"\n# {f.metadata['doc']}\n{f.metadata['env']}={_written(f.default)}\n" for f in fields(Settings)]
    return "".join(parts)


def _written(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def _read(given: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    values: dict[str, Any] = {}
    mistakes = []
    for f in fields(Settings):
        env, text = f.metadata["env"], given.get(f.metadata["env"], "")
        try:
            values[f.name] = f.metadata["read"](text) if text else f.default
        except ValueError as why:
            mistakes.append(f"{env}: {why}")
    values["data"] = _folder(str(values.get("data", "./var")))
    return values, mistakes


def _complete(values: dict[str, Any], *, is_plain: bool) -> list[str]:
    """Fill in what depends on other settings; return what is missing."""
    data: Path = values["data"]
    values["database_url"] = values["database_url"] or f"sqlite:///{data / 'randa.db'}"
    values["url"] = values["url"] or f"http://localhost:{values['port']}"
    if not values["secret_key"] and (is_plain or values["sample"]):
        values["secret_key"] = _kept_secret(data / "secret_key")
    if not values["redis_url"]:
        draft = Settings(**{**values, "redis_url": "-"})
        values["redis_url"] = f"unix://{draft.socket}"
    if len(values["secret_key"]) < 32:
        return ["SECRET_KEY: write at least 32 random characters"]
    return []


def _kept_secret(file: Path) -> str:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=file.parent)  # mode 0600
        with os.fdopen(handle, "w") as made:
            made.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, file)  # whole or not at all: several programs of ours start at once
        except FileExistsError:
            pass
        finally:
            os.unlink(draft)
    return file.read_text().strip()
